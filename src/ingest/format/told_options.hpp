#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// An option of import as a command line has it: what a segment keeps of an import, and what inspect proposes.
struct ToldOption {
  std::string option;                ///< with its dashes
  std::optional<std::string> value;  ///< nothing: a flag
};

/// Options that are told one after the other.
class ToldOptions {
 public:
  void add(const char* option, std::string value) { told_.push_back({option, std::move(value)}); }
  /// Only where it is set.
  void add_flag(const char* option, bool is_set) {
    if (is_set) told_.push_back({option, std::nullopt});
  }
  /// The values separated by commas.
  void add_list(const char* option, const std::vector<std::string>& values);

  [[nodiscard]] const std::vector<ToldOption>& all() const { return told_; }

 private:
  std::vector<ToldOption> told_;
};

/// What more than one option says; each tells nothing where all is as by default. Of columns those that have no option
/// of their own, and whose field has another name.
void tell_columns(ToldOptions& told, const ImportOptions& options);
/// NAME=COLUMN of dimensions (of transactions) or attributes (of customers).
void tell_named(ToldOptions& told, const char* option, RecordKind kind, const ImportOptions& options);
void tell_sign(ToldOptions& told, const ImportOptions& options);
void tell_direction(ToldOptions& told, const ImportOptions& options);
void tell_constants(ToldOptions& told, const ImportOptions& options);
void tell_conditions(ToldOptions& told, const ImportOptions& options);
/// `option` with the column of a field that has an option of its own.
void tell_column(ToldOptions& told, const char* option, const char* field, const ImportOptions& options);

/// A character as --delimiter takes it.
[[nodiscard]] std::string character_text(char c);

/// All that the options say of how a log is read, in the order of format_keys(); the sign convention always.
[[nodiscard]] std::vector<ToldOption> told_options(const ImportOptions& options);

}  // namespace spendlens::ingest
