#include "spendlens/report/report.hpp"

#include <fmt/core.h>

#include <memory>

#include "command_line.hpp"
#include "record.hpp"
#include "record_data.hpp"
#include "screen.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::jobs {

void add_report(CLI::App& app, const CommonOptions& common, Command& chosen) {
  struct ReportArguments {
    std::string audit;
    std::optional<std::string> output;
    std::optional<std::string> compare;
  };
  auto arguments = std::make_shared<ReportArguments>();
  CLI::App* command =
      app.add_subcommand("report", "The result as one HTML file to show around: charts, tables and what they say");
  command->footer("Example:\n  spendlens report --audit result\n  spendlens report --audit tuesday --compare monday");
  command->add_option("--audit", arguments->audit, "Directory of the result")->required()->type_name("DIR");
  command->add_option("--output", arguments->output, "The file; default: report.html beside the result")
      ->type_name("FILE");
  command
      ->add_option("--compare", arguments->compare,
                   "Directory of an earlier result: a section says who moved since, and which figures changed")
      ->type_name("DIR");
  command->callback([arguments, &common, &chosen] {
    chosen = {[arguments, &common](comm::Communicator&) {
                const report::WrittenReport written =
                    report::write_report(arguments->audit, arguments->output, arguments->compare);
                command_record().outputs = {recorded_file(written.path)};
                if (!common.quiet)
                  show("Report: {} ({} bytes)\n", written.path, grouped_text(static_cast<int128>(written.bytes)));
                return 0;
              },
              true};
  });
}

}  // namespace spendlens::jobs
