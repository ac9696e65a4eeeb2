#include "spendlens/report/diff.hpp"

#include <fmt/format.h>

#include <memory>

#include "command_line.hpp"
#include "record.hpp"
#include "screen.hpp"
#include "spendlens/core/error.hpp"
#include "standard_streams.hpp"

namespace spendlens::jobs {

namespace {

struct DiffArguments {
  report::DiffOptions options;
  std::vector<std::string> audits;
  bool as_json = false;
};

int run_diff(comm::Communicator& communicator, DiffArguments& arguments, const CommonOptions& common) {
  if (arguments.audits.size() != 2)
    throw UsageError(
        fmt::format("diff takes two results, the earlier one first: --audit EARLIER --audit LATER; {} given",
                    arguments.audits.size()));
  arguments.options.earlier = arguments.audits.front();
  arguments.options.later = arguments.audits.back();
  const report::ResultDiff diff = report::diff_results(communicator, arguments.options);
  const int code = diff.gates_hold() ? 0 : static_cast<int>(ExitCode::kGate);
  command_record().customers = diff.both + diff.appeared + diff.gone;
  if (communicator.rank() != 0) return code;
  if (arguments.as_json)
    fmt::print("{}", report::diff_json(diff));
  else if (!common.quiet)
    fmt::print("{}", report::diff_screen(diff, screen_style(common)));
  for (const report::GateOutcome& gate : diff.gates)
    if (!gate.holds) {
      const std::string line = fmt::format("gate '{}' does not hold: {}", gate.gate, gate.found);
      print_error_line("spendlens: " + line);
      command_record().error += (command_record().error.empty() ? "" : "; ") + line;
    }
  return code;
}

}  // namespace

void add_diff(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto arguments = std::make_shared<DiffArguments>();
  report::DiffOptions& options = arguments->options;
  CLI::App* command =
      app.add_subcommand("diff", "One result against an earlier one: who moved, who appeared, which figures changed");
  command->footer(
      "Example:\n  spendlens diff --audit monday --audit tuesday --output changes --gate 'lens1.total_revenue >= -30%'");
  command->add_option("--audit", arguments->audits, "Directory of the earlier result, then that of the later one")
      ->required()
      ->type_name("DIR")
      ->take_all();
  command
      ->add_option("--output", options.output,
                   "A directory for diff.json and changes.csv: each customer who appeared, is gone or changed")
      ->type_name("DIR");
  command
      ->add_option(
          "--gate", options.gates,
          "What must hold of a figure of summary.json, or the exit code is 10: 'lens1.total_revenue >= -30%' of "
          "its change, 'lens1.total_customers >= 1000' of its value; may be repeated")
      ->type_name("GATE")
      ->take_all();
  command->add_flag("--json", arguments->as_json, "Print what diff.json holds");
  command->callback([arguments, &common, &chosen] {
    chosen = {
        [arguments, &common](comm::Communicator& communicator) { return run_diff(communicator, *arguments, common); }};
  });
}

}  // namespace spendlens::jobs
