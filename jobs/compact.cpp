#include "spendlens/ledger/compact.hpp"

#include <fmt/core.h>

#include <memory>

#include "command_line.hpp"
#include "screen.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::jobs {

namespace {

struct CompactArguments {
  ledger::CompactOptions options;
  std::string memory = "256M";
};

int run_compact(comm::Communicator& communicator, CompactArguments& arguments, const CommonOptions& common) {
  arguments.options.memory_bytes = parse_size(arguments.memory);
  const ledger::CompactReport report = ledger::compact(communicator, arguments.options);
  if (communicator.rank() != 0 || common.quiet) return 0;
  if (report.folded.empty()) {
    show("{} has one segment; there is nothing to fold\n", arguments.options.ledger);
    return 0;
  }
  const auto text = [](std::uint64_t count) { return grouped_text(static_cast<int128>(count)); };
  show("Segment {}: {} segments folded into one of {} customers and {} transactions, {} bytes\n", report.segment,
       report.folded.size(), text(report.num_customers), text(report.num_transactions), text(report.bytes_written));
  return 0;
}

}  // namespace

void add_compact(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto arguments = std::make_shared<CompactArguments>();
  CLI::App* command =
      app.add_subcommand("compact", "Fold segments of a ledger into one; audits of it stay the same to the bit");
  command->footer(
      "Interrupted at any moment, the ledger holds every row once; the next compact, import or generate tidies up.\n"
      "Rejects files stay. Importing a folded segment's file again adds its rows a second time.\n\n"
      "Example:\n  spendlens compact --ledger ledger --into 2011-11 2011-11-01 2011-11-02 2011-11-03\n"
      "  mpirun -n 2 spendlens compact --ledger ledger");
  command->add_option("--ledger", arguments->options.ledger, "Directory of the ledger")->required()->type_name("DIR");
  command
      ->add_option("--into", arguments->options.into,
                   "Name of the new segment, a new one; default: FIRST_to_LAST of those folded")
      ->type_name("NAME");
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
