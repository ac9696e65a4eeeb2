#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "command_line.hpp"
#include "id_list.hpp"
#include "import_arguments.hpp"
#include "import_text.hpp"
#include "progress.hpp"
#include "record.hpp"
#include "record_data.hpp"
#include "screen.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ingest/format.hpp"
#include "spendlens/ingest/import.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::jobs {

namespace {

std::string text_of_query_file(const std::string& path) {
  const store::File file = store::File::open_to_read(path);
  constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 20;
  if (file.size() > kMostBytes) throw UsageError(fmt::format("--query {}: the file is longer than 1 MiB", path));
  std::string text(file.size(), '\0');
  file.read_at(0, std::as_writable_bytes(std::span(text)));
  return text;
}

/// The text of SQL, or that of the file that it names, which rank 0 alone reads: it may change, and other hosts may not
/// have it. Collective.
std::string query_text(comm::Communicator& communicator, const std::string& given) {
  if (!given.ends_with(".sql")) return given;
  std::string text;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) text = text_of_query_file(given);
  });
  comm::broadcast_object(communicator, text, 0);
  return text;
}

/// The segment whose accounts count, where it is not the one that was imported.
std::string counting_snapshot(comm::Communicator& communicator, const ingest::ImportOptions& options) {
  const ledger::Ledger ledger = ledger::Ledger::open(communicator, options.ledger);
  const ledger::Segment* snapshot = ledger.snapshot_segment();
  return snapshot == nullptr || snapshot->name == options.segment ? std::string() : snapshot->name;
}

/// For the record of the command.
void note_import(const ingest::ImportReport& report) {
  report::CommandRecord& record = command_record();
  for (const ingest::ImportedFile& file : report.files)
    record.inputs.push_back({"file", file.path, file.bytes, "xxh3-128-1MiB:" + file.digest});
  record.stage_seconds = report.stage_seconds;
  if (report.is_unchanged) return;
  for (const ledger::RecordCounts* counts : std::initializer_list<const ledger::RecordCounts*>{
           &report.counts, &report.counts.accounts, &report.counts.liabilities, &report.counts.customers}) {
    record.rows["read"] += counts->rows_read;
    record.rows["stored"] += report.too_many_rejected ? 0 : counts->rows_stored;
    record.rows["folded"] += counts->lines_folded;
    record.rows["filtered"] += counts->rows_filtered;
    record.rows["rejected"] += counts->rows_rejected();
  }
  if (!report.too_many_rejected) {
    record.customers = report.num_customers;
    record.outputs.push_back(recorded_segment(report.segment_path));
    record.outputs.back().rows = report.counts.rows_stored;
  }
  for (const std::string& path : report.rejects_paths) record.outputs.push_back(recorded_file(path));
}

int run_import(comm::Communicator& communicator, ImportArguments& arguments, const CommonOptions& common) {
  std::optional<ingest::ImportFormat> format;
  if (!arguments.format.empty()) format = ingest::load_format(communicator, arguments.format);
  complete(arguments, format ? &*format : nullptr);
  arguments.options.query = query_text(communicator, arguments.query);
  arguments.options.pseudonym_key = key_in_file(communicator, arguments.key);
  arguments.options.num_threads = start_threads(communicator, arguments.threads);
  ingest::ImportReport report;
  {
    ProgressLine progress("import", "rows", common);
    arguments.options.progress = [&](const ingest::Progress& state) { progress.update(state.rows_done, 0); };
    report = ingest::import_transactions(communicator, arguments.options);
  }
  note_import(report);
  if (report.is_unchanged) {
    if (communicator.rank() == 0 && !common.quiet)
      show("Segment {}: made from these bytes with these options already; nothing is done\n", report.segment_path);
    return 0;
  }
  const std::string counting =
      report.has_snapshot && !report.too_many_rejected ? counting_snapshot(communicator, arguments.options) : "";
  if (communicator.rank() == 0) {
    if (!common.quiet) show_import(report, arguments.options);
    if (!common.quiet && !counting.empty())
      show("These accounts do not count yet: those of segment '{}', whose transactions reach further, do\n", counting);
    for (const std::string& warning : report.warnings) spdlog::warn("{}", warning);
    for (const auto& [stage, seconds] : report.stage_seconds) spdlog::debug("stage {}: {:.3f} s", stage, seconds);
  }
  if (report.too_many_rejected) throw Error(ExitCode::kRejected, rejected_text(report, arguments.options));
  return 0;
}

}  // namespace

void add_import(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* command = app.add_subcommand(
      "import",
      "Transactions and accounts, as CSV (plain, gzip, zstd, standard input), Parquet, JSON, flat HDF5 or a query, into a segment of a ledger");
  add_import_options(*command, *arguments);
  command->callback([arguments, &common, &chosen] {
    chosen = {[arguments, &common](comm::Communicator& communicator) {
      return run_import(communicator, *arguments, common);
    }};
  });
}

}  // namespace spendlens::jobs
