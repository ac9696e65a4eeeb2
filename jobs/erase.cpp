#include "spendlens/ledger/erase.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "command_line.hpp"
#include "id_list.hpp"
#include "record.hpp"
#include "record_data.hpp"
#include "screen.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/ingest/keyed_hash.hpp"
#include "spendlens/report/json_text.hpp"
#include "spendlens/store/publish.hpp"

namespace spendlens::jobs {

namespace {

struct EraseArguments {
  ledger::EraseOptions options;
  std::string customers;
  std::string key;
  std::optional<std::string> receipt;
  std::string memory = "256M";
  bool as_json = false;
};

nlohmann::ordered_json files_json(const std::vector<ledger::ErasedFile>& files, const char* rows) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const ledger::ErasedFile& file : files)
    list.push_back({{"name", file.name},
                    {rows, file.rows},
                    {"digest_before", file.digest_before},
                    {"digest_after", file.digest_after}});
  return list;
}

std::string receipt_json(const ledger::EraseReport& report, const std::string& ledger) {
  const nlohmann::ordered_json json = {{"format", "spendlens-erasure"},
                                       {"version", 1},
                                       {"ledger", ledger},
                                       {"customers_given", report.customers_given},
                                       {"customers_found", report.customers_found},
                                       {"customers_not_found", report.customers_given - report.customers_found},
                                       {"transactions", report.transactions},
                                       {"accounts", report.accounts},
                                       {"liabilities", report.liabilities},
                                       {"listed_customers", report.listed},
                                       {"dictionary_texts", report.texts},
                                       {"reject_records", report.reject_records},
                                       {"segments", files_json(report.segments, "transactions")},
                                       {"rejects", files_json(report.rejects, "records")},
                                       {"segments_named_so", report.segments_named_so},
                                       {"spendlens", SPENDLENS_VERSION}};
  return report::json_text(json, 2) + "\n";
}

void show_erasure(const ledger::EraseReport& report) {
  show(
      "{} of {} customers found and erased: {} transactions, {} accounts, {} liabilities, {} texts, {} rejected rows\n",
      count(report.customers_found), count(report.customers_given), count(report.transactions), count(report.accounts),
      count(report.liabilities), count(report.texts), count(report.reject_records));
  for (const ledger::ErasedFile& file : report.segments)
    show("  {}: {} transactions less, digest {} -> {}\n", file.name, count(file.rows), file.digest_before,
         file.digest_after);
  for (const ledger::ErasedFile& file : report.rejects)
    show("  {}: {} records less, digest {} -> {}\n", file.name, count(file.rows), file.digest_before,
         file.digest_after);
}

/// For the record of the command: of the segments, as they were, those that were written anew.
void note_erasure(const ledger::EraseReport& report, const std::string& ledger) {
  report::CommandRecord& record = command_record();
  std::erase_if(record.inputs, [&](const report::RecordedData& data) {
    return data.kind == "segment" &&
           std::none_of(report.segments.begin(), report.segments.end(),
                        [&](const auto& file) { return data.path == ledger + "/" + file.name; });
  });
  record.rows["removed"] = report.transactions;
  record.customers = report.customers_found;
  for (const ledger::ErasedFile& file : report.segments)
    record.outputs.push_back(recorded_segment(ledger + "/" + file.name));
  for (const ledger::ErasedFile& file : report.rejects)
    record.outputs.push_back(recorded_file(ledger + "/" + file.name));
}

int run_erase(comm::Communicator& communicator, EraseArguments& arguments, const CommonOptions& common) {
  ledger::EraseOptions& options = arguments.options;
  options.memory_bytes = parse_size(arguments.memory);
  options.customers = ids_in_file(communicator, arguments.customers);
  const std::string key = key_in_file(communicator, arguments.key);
  if (!key.empty()) {
    options.pseudonym_key = ingest::key_mark(key);
    for (std::string& id : options.customers) id = ingest::keyed_hash(key, id);
  }
  const ledger::EraseReport report = ledger::erase_customers(communicator, options);
  note_erasure(report, options.ledger);
  const std::string receipt = receipt_json(report, options.ledger);
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0 && arguments.receipt) store::write_text(*arguments.receipt, receipt);
  });
  if (communicator.rank() != 0) return 0;
  if (report.segments_named_so > 0)
    spdlog::warn("{} segment{} an id in the name, which stays; import {} again under another one",
                 report.segments_named_so, report.segments_named_so == 1 ? " has" : "s have",
                 report.segments_named_so == 1 ? "it" : "them");
  if (report.customers_found == 0)
    spdlog::warn("none of the {} ids of --customers {} is in {}: nothing was erased", report.customers_given,
                 arguments.customers, options.ledger);
  if (arguments.as_json)
    fmt::print("{}", receipt);
  else if (!common.quiet)
    show_erasure(report);
  return 0;
}

}  // namespace

void add_erase(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto arguments = std::make_shared<EraseArguments>();
  CLI::App* command = app.add_subcommand(
      "erase", "Take customers out of a ledger, with all that is theirs: rows, accounts, texts, rejects");
  command->footer(
      "Ids that the ledger does not have are counted. Interrupted at any moment, each segment is as it was or without them: give the\n"
      "same command again. Results and exports made before still hold the customers: audit anew.\n\n"
      "Example:\n  spendlens erase --ledger ledger --customers forget.txt --receipt receipt.json");
  command->add_option("--ledger", arguments->options.ledger, "Directory of the ledger")->required()->type_name("DIR");
  command
      ->add_option("--customers", arguments->customers,
                   "A file of ids, one a line; CSV, whose first column has them, where its first line begins with "
                   "customer_id")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--pseudonymize-key", arguments->key,
                   "The key by which the ledger was imported: the file has the ids that people know")
      ->type_name("FILE");
  command
      ->add_option("--receipt", arguments->receipt,
                   "JSON of what is gone: counts, and digests of files before and after; no id is in it")
      ->type_name("FILE");
  command->add_option("--memory", arguments->memory, "Memory for a rank's batches")
      ->capture_default_str()
      ->type_name("SIZE");
  command->add_flag("--json", arguments->as_json, "Print the receipt");
  command->callback([arguments, &common, &chosen] {
    chosen = {
        [arguments, &common](comm::Communicator& communicator) { return run_erase(communicator, *arguments, common); }};
  });
}

}  // namespace spendlens::jobs
