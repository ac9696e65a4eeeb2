#include "spendlens/ledger/compact.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "command_line.hpp"
#include "import_names.hpp"
#include "record.hpp"
#include "record_data.hpp"
#include "screen.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ingest/aliases.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::jobs {

namespace {

struct CompactArguments {
  ledger::CompactOptions options;
  std::string memory = "256M";
  std::string merchants;
  std::string aliases;
};

/// For the record of the command: of the ledger's segments, as they were, those that were folded.
void note_compaction(const ledger::CompactReport& report, const std::string& directory) {
  report::CommandRecord& record = command_record();
  std::erase_if(record.inputs, [&](const report::RecordedData& data) {
    return std::none_of(report.folded.begin(), report.folded.end(),
                        [&](const std::string& name) { return data.path == ledger::segment_path(directory, name); });
  });
  if (report.folded.empty()) return;
  record.rows["stored"] = report.num_transactions;
  record.customers = report.num_customers;
  record.outputs = {recorded_segment(ledger::segment_path(directory, report.segment))};
  record.outputs.back().rows = report.num_transactions;
}

int run_compact(comm::Communicator& communicator, CompactArguments& arguments, const CommonOptions& common) {
  arguments.options.memory_bytes = parse_size(arguments.memory);
  if (arguments.merchants.empty() && !arguments.aliases.empty())
    throw UsageError("--aliases without --merchants: give --merchants clean, or raw, to name the merchants anew");
  if (!arguments.merchants.empty())
    arguments.options.merchants =
        PayeeRules{merchant_rule_of(arguments.merchants), ingest::load_aliases(communicator, arguments.aliases)};
  const ledger::CompactReport report = ledger::compact(communicator, arguments.options);
  note_compaction(report, arguments.options.ledger);
  if (communicator.rank() != 0 || common.quiet) return 0;
  if (report.folded.empty()) {
    show("{} has one segment; there is nothing to fold\n", arguments.options.ledger);
    return 0;
  }
  const auto text = [](std::uint64_t count) { return grouped_text(static_cast<int128>(count)); };
  show("Segment {}: {} segment{} folded into one of {} customers and {} transactions, {} bytes\n", report.segment,
       report.folded.size(), report.folded.size() == 1 ? "" : "s", text(report.num_customers),
       text(report.num_transactions), text(report.bytes_written));
  return 0;
}

}  // namespace

void add_compact(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto arguments = std::make_shared<CompactArguments>();
  CLI::App* command =
      app.add_subcommand("compact", "Fold segments of a ledger into one; audits of it stay the same to the bit");
  command->footer(
      "Interrupted at any moment, the ledger holds every row once; the next compact, import or generate tidies up.\n"
      "Rejects files stay. Importing a folded segment's file again adds its rows a second time, unless they have ids.\n\n"
      "Example:\n  spendlens compact --ledger ledger --into 2011-11 2011-11-01 2011-11-02 2011-11-03\n"
      "  spendlens compact --ledger ledger --merchants clean --aliases aliases.csv\n"
      "  mpirun -n 2 spendlens compact --ledger ledger");
  command->add_option("--ledger", arguments->options.ledger, "Directory of the ledger")->required()->type_name("DIR");
  command
      ->add_option("--into", arguments->options.into,
                   "Name of the new segment, a new one; default: FIRST_to_LAST of those folded")
      ->type_name("NAME");
  add_merchants_option(
      *command, arguments->merchants,
      "Name the merchants anew, as import does: clean, what was imported raw, and by --aliases what is "
      "clean already; raw, where all of it is. Also of a single segment");
  command
      ->add_option("--aliases", arguments->aliases,
                   "With --merchants: as of import; none: no aliases. Default: those that spendlens brings along")
      ->type_name("FILE|none");
  command->add_option("--memory", arguments->memory, "Memory for a rank's batches")
      ->capture_default_str()
      ->type_name("SIZE");
  command->add_option("segment", arguments->options.segments, "Names of the segments to fold; default: all")
      ->type_name("SEGMENT");
  command->callback([arguments, &common, &chosen] {
    chosen = {[arguments, &common](comm::Communicator& communicator) {
      return run_compact(communicator, *arguments, common);
    }};
  });
}

}  // namespace spendlens::jobs
