#include <fmt/format.h>

#include <memory>
#include <span>

#include "command_line.hpp"
#include "inspect_json.hpp"
#include "inspect_text.hpp"
#include "screen.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ingest/inspect.hpp"
#include "spendlens/store/output_file.hpp"

namespace spendlens::jobs {

namespace {

struct InspectArguments {
  std::vector<std::string> files;
  ingest::InspectOptions options;
  std::string format;
  bool json = false;
};

constexpr const char* kInspectFooter =
    "It reads the beginning of a file and samples across it, and guesses what each column holds. Import's own parsers\n"
    "read the sample as it proposes: the rows that it shows are those that import would store. Import itself guesses\n"
    "nothing: what it does is in the command that is printed, or in the format that is written.\n\n"
    "Example:\n  spendlens inspect sales.csv\n"
    "  spendlens inspect 2024/*.csv.gz --write-format shop.yaml\n"
    "  spendlens import --transactions sales.csv --ledger ledger --format shop.yaml\n"
    "  spendlens inspect statement.csv --json | jq -r '.logs[0].command'";

/// The proposal as a file for --format.
void write_format(const ingest::Inspection& inspection, const std::string& path) {
  ingest::ImportFormat format = inspection.proposal;
  if (format.description.empty()) format.description = "Proposed by inspect for " + inspection.paths.front();
  const std::string text = ingest::format_yaml(format);
  store::OutputFile file(path);
  file.append(std::as_bytes(std::span(text)));
  file.publish();
}

int run_inspect(const InspectArguments& arguments, const CommonOptions& common) {
  const std::vector<ingest::Inspection> logs = ingest::inspect_files(arguments.files, arguments.options);
  if (!arguments.format.empty()) {
    if (logs.size() > 1)
      throw UsageError(
          "the files have different columns, and a format is of one kind: inspect each by itself for --write-format");
    write_format(logs.front(), arguments.format);
  }
  if (arguments.json)
    fmt::print("{}\n", inspection_json(logs, arguments.format));
  else if (!common.quiet)
    for (const ingest::Inspection& log : logs) show_inspection(log, arguments.format);
  return 0;
}

}  // namespace

void add_inspect(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto arguments = std::make_shared<InspectArguments>();
  CLI::App* command = app.add_subcommand("inspect", "Look at a log of any shape and propose how to import it");
  command->footer(kInspectFooter);
  command
      ->add_option(
          "path", arguments->files,
          "CSV (plain, gzip, zstd), Parquet, JSON or flat HDF5; a directory of Parquet files, a pattern in quotes; files of the same columns are one log")
      ->required()
      ->type_name("FILE|DIR");
  command->add_option("--write-format", arguments->format, "Write the proposal as a format for import --format")
      ->type_name("FILE");
  command
      ->add_option("--synonyms", arguments->options.synonyms,
                   "Names of columns of your own, in YAML, beside those that are known (share/spendlens/synonyms.yaml)")
      ->type_name("FILE");
  command->add_flag("--json", arguments->json, "JSON for programs");
  command->callback([arguments, &common, &chosen] {
    chosen = {[arguments, &common](comm::Communicator&) { return run_inspect(*arguments, common); }, true};
  });
}

}  // namespace spendlens::jobs
