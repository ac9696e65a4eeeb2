#include <fmt/core.h>

#include <memory>

#include "command_line.hpp"
#include "spendlens/audit/explain.hpp"
#include "spendlens/report/explanation.hpp"

namespace spendlens::jobs {

namespace {

struct ExplainArguments {
  std::string ledger;
  std::string audit;
  std::string customer;
  bool json = false;
};

int run_explain(comm::Communicator& communicator, const ExplainArguments& arguments) {
  const audit::Explanation explanation =
      audit::explain(communicator, arguments.ledger, arguments.audit, arguments.customer);
  fmt::print("{}", arguments.json ? report::explanation_json(explanation) : report::explanation_text(explanation));
  return 0;
}

}  // namespace

void add_explain(CLI::App& app, const CommonOptions&, Command& chosen) {
  auto arguments = std::make_shared<ExplainArguments>();
  CLI::App* command =
      app.add_subcommand("explain", "One customer's whole story: RFM, signals, and why it has its persona");
  command->footer("Example:\n  spendlens explain --ledger ledger --audit result --customer C0001");
  command->add_option("--ledger", arguments->ledger, "Directory of the ledger that was audited")
      ->required()
      ->type_name("DIR");
  command->add_option("--audit", arguments->audit, "Directory of the result")->required()->type_name("DIR");
  command->add_option("--customer", arguments->customer, "Customer id")->required()->type_name("ID");
  command->add_flag("--json", arguments->json, "JSON for programs");
  command->callback([arguments, &chosen] {
    chosen = {[arguments](comm::Communicator& communicator) { return run_explain(communicator, *arguments); }, true};
  });
}

}  // namespace spendlens::jobs
