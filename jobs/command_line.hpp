#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/report/command_record.hpp"
#include "spendlens/report/summary.hpp"

namespace spendlens::jobs {

/// Options that every subcommand has.
struct CommonOptions {
  bool quiet = false;
  std::string log_level = "info";
  std::string log_format = "text";
  std::string color = "auto";
  report::RecordPlaces places;
};

/// What a subcommand does once its options are read: returns the exit code, or throws.
using Action = std::function<int(comm::Communicator&)>;

/// A subcommand as it registers itself: its action, and whether that is the work of one process, which the other ranks
/// wait for. Such an action is given a communicator of one rank.
struct Command {
  Action action;
  bool on_root_only = false;
};

/// Each adds its subcommand to `app` and, when that is chosen, fills `chosen`. `common` and `chosen` outlive the app.
void add_import(CLI::App& app, const CommonOptions& common, Command& chosen);
void add_inspect(CLI::App& app, const CommonOptions& common, Command& chosen);
void add_generate(CLI::App& app, const CommonOptions& common, Command& chosen);
void add_audit(CLI::App& app, const CommonOptions& common, Command& chosen);
void add_explain(CLI::App& app, const CommonOptions& common, Command& chosen);
void add_export(CLI::App& app, const CommonOptions& common, Command& chosen);
void add_diff(CLI::App& app, const CommonOptions& common, Command& chosen);
void add_report(CLI::App& app, const CommonOptions& common, Command& chosen);
void add_info(CLI::App& app, const CommonOptions& common, Command& chosen);
void add_compact(CLI::App& app, const CommonOptions& common, Command& chosen);
void add_erase(CLI::App& app, const CommonOptions& common, Command& chosen);
void add_check(CLI::App& app, const CommonOptions& common, Command& chosen);
void add_selftest(CLI::App& app, const CommonOptions& common, Command& chosen);
/// These two tell of all commands that `app` has when they run; `app` outlives them.
void add_completion(CLI::App& app, const CommonOptions& common, Command& chosen);
void add_document(CLI::App& app, const CommonOptions& common, Command& chosen);

/// Has every option and argument refuse an empty text, which a variable of a shell that is not set leaves, but for
/// those that it means something to. After all commands were added.
void refuse_empty_values(CLI::App& app);

/// Nothing where the text is not digits alone, or beyond 64 bits.
[[nodiscard]] std::optional<std::uint64_t> whole(std::string_view text);

/// Checks of an option's text, before anything is done; what is wrong is told in plain words (exit code 2). A number is
/// written in digits: no sign that its range does not have, no 0x10, nan or inf.
[[nodiscard]] CLI::Validator whole_number(std::uint64_t least, std::uint64_t most);
/// Digits with a fraction or not; `above`: `least` itself is too little.
[[nodiscard]] CLI::Validator number(double least, double most, bool above = false);
/// A whole number, also as 10k or 10M; makes digits of it (for CLI::Option::transform).
[[nodiscard]] CLI::Validator count_with_unit(std::uint64_t least, std::uint64_t most);
inline constexpr double kMaxSeconds = 1e9;

/// "512M", "2GiB", "1000000": bytes, powers of 1024. Throws UsageError.
[[nodiscard]] std::uint64_t parse_size(const std::string& text);

/// What standard output can show: colours and blocks where it takes escape sequences, else plain text.
[[nodiscard]] report::ScreenStyle screen_style(const CommonOptions& common);

/// The threads of this rank, started: `asked` of --threads; where that is 0, OMP_NUM_THREADS; where that is not set
/// either, its share of the processors that it and the other ranks here may use, at least 1. Throws UsageError where
/// they are more than a rank may have, IoError where they cannot be started, on all ranks. Collective.
[[nodiscard]] int start_threads(comm::Communicator& communicator, int asked);

}  // namespace spendlens::jobs
