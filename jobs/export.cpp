#include <fmt/format.h>

#include <memory>

#include "command_line.hpp"
#include "command_tree.hpp"
#include "record.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/report/export.hpp"
#include "standard_streams.hpp"

namespace spendlens::jobs {

namespace {

struct ExportArguments {
  report::ExportOptions options;
  std::vector<std::string> where;
  std::string format = "csv";
};

int run_export(ExportArguments& arguments, const CommonOptions& common) {
  report::ExportOptions& options = arguments.options;
  for (const std::string& filter : arguments.where) {
    const auto equals = filter.find('=');
    if (equals == std::string::npos) throw UsageError("--where '" + filter + "' is not of the form COLUMN=VALUE");
    options.where.push_back({filter.substr(0, equals), filter.substr(equals + 1)});
  }
  options.format = arguments.format == "csv"      ? report::ExportFormat::kCsv
                   : arguments.format == "ndjson" ? report::ExportFormat::kNdjson
                                                  : report::ExportFormat::kParquet;
  comm::LocalCommunicator alone;
  options.num_threads = start_threads(alone, 0);
  const std::uint64_t rows = report::export_table(options);
  command_record().rows["written"] = rows;
  if (options.output && !common.quiet)
    print_error_line(fmt::format("{} rows written to {}", grouped_text(static_cast<int128>(rows)), *options.output));
  return 0;
}

}  // namespace

void add_export(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto arguments = std::make_shared<ExportArguments>();
  report::ExportOptions& options = arguments->options;
  CLI::App* command = app.add_subcommand("export", "A table of a result or of a ledger as CSV, JSON lines or Parquet");
  command->footer(
      "Example:\n  spendlens export --audit result --table lens2 --where group=churned --output churned.csv\n"
      "  spendlens export --ledger ledger --table transactions --format parquet --output transactions.parquet\n"
      "  spendlens export --audit tuesday --changed-since monday --table segments --output sync.csv\n"
      "  spendlens export --ledger ledger --table periods --by quarter --output mart.csv");
  auto* audit = command->add_option("--audit", options.audit, "Directory of a result")->type_name("DIR");
  command->add_option("--ledger", options.ledger, "Directory of a ledger")->type_name("DIR")->excludes(audit);
  auto* table =
      command
          ->add_option("--table", options.table,
                       fmt::format("{} of a result; {} of a ledger", fmt::join(report::audit_table_names(), ", "),
                                   fmt::join(report::ledger_table_names(), ", ")))
          ->required()
          ->type_name("TABLE");
  std::vector<std::string> tables = report::audit_table_names();
  for (const std::string& name : report::ledger_table_names()) tables.push_back(name);
  offer_values(table, tables);
  offer_values(
      command
          ->add_option("--by", options.by,
                       "Of --table periods, the data mart: a row for each customer and week (ISO), month, quarter "
                       "or year; default: month")
          ->type_name("UNIT"),
      {"week", "month", "quarter", "year"});
  offer_values(
      command
          ->add_option("--profile", options.profile,
                       "Of --table periods: what counts as a purchase and when years begin; default, spendsense, "
                       "or a YAML file")
          ->type_name("NAME|FILE"),
      {"default", "spendsense"});
  command->add_option("--where", arguments->where, "Only rows with this value, as exported; may be repeated")
      ->type_name("COLUMN=VALUE")
      ->take_all();
  command
      ->add_option(
          "--changed-since", options.changed_since,
          "Directory of an earlier result: only customers whose rows are other, behind a column change: added, "
          "changed or removed")
      ->type_name("DIR");
  command->add_option("--format", arguments->format, "csv, ndjson, or parquet, which needs --output")
      ->check(CLI::IsMember({"csv", "ndjson", "parquet"}))
      ->capture_default_str();
  command->add_flag("--spreadsheet-safe", options.spreadsheet_safe,
                    "CSV only: put an apostrophe before texts that a spreadsheet takes for formulas");
  command->add_option("--output", options.output, "A file, gzip where its name ends in .gz; default: standard output")
      ->type_name("FILE");
  command->callback([arguments, &common, &chosen] {
    chosen = {[arguments, &common](comm::Communicator&) { return run_export(*arguments, common); }, true};
  });
}

}  // namespace spendlens::jobs
