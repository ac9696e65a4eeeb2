#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <span>

#include "command_line.hpp"
#include "format_list.hpp"
#include "id_list.hpp"
#include "import_names.hpp"
#include "import_reading.hpp"
#include "import_text.hpp"
#include "import_values.hpp"
#include "progress.hpp"
#include "record.hpp"
#include "record_data.hpp"
#include "screen.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/decimal.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ingest/format.hpp"
#include "spendlens/ingest/import.hpp"
#include "spendlens/ingest/option_words.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::jobs {

namespace {

struct ImportArguments {
  ingest::ImportOptions options;
  std::vector<std::string> columns;
  std::vector<std::string> dimensions;
  std::vector<std::string> attributes;
  ValueArguments values;
  std::string amounts = "spend-negative";
  std::string merchants = "clean";
  ReadingArguments reading;
  std::string query;
  std::string key;
  std::string max_rejected;
  std::string memory = "1G";
  int threads = 0;
  const CLI::Option* given_sign = nullptr;
  const CLI::Option* given_format = nullptr;
  const CLI::App* command = nullptr;
  std::string format;
};

std::string stem_of(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  std::filesystem::path name = std::filesystem::path(path).filename();
  if (name.extension() == ".gz" || name.extension() == ".zst") name = name.stem();
  return name.stem().string();
}

/// The name that a segment takes from what is imported.
std::string segment_name(const ImportArguments& arguments) {
  const auto& transactions = arguments.options.transactions;
  const std::string& first = transactions.empty() ? arguments.query : transactions.front();
  const bool is_named =
      transactions.empty() ? first.ends_with(".sql") : first.find_first_of("*?[") == std::string::npos;
  if (first == "-" || !is_named)
    throw UsageError(fmt::format("from {} the segment has no name of its own; give --segment NAME",
                                 first == "-"           ? "standard input"
                                 : transactions.empty() ? "a query"
                                                        : "a pattern"));
  return stem_of(first);
}

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

void read_max_rejected(const std::string& text, ingest::ImportOptions& options) {
  if (text.empty()) return;
  const bool percent = text.ends_with('%');
  const auto value =
      parse_decimal(percent ? std::string_view(text).substr(0, text.size() - 1) : std::string_view(text));
  const auto count = value && value->scale <= (percent ? 2 : 0) ? to_scale(*value, percent ? 2 : 0) : std::nullopt;
  if (!count || *count < 0 || *count > (percent ? int128{10'000} : int128{1} << 62))
    throw UsageError("--max-rejected '" + text + "' is neither a number of rows nor a percentage such as 0.5%");
  if (percent)
    options.max_rejected_percent = Hundredths{static_cast<std::int64_t>(*count)};
  else
    options.max_rejected_rows = static_cast<std::uint64_t>(*count);
}

/// Names of the options that stand on the command line, without their dashes.
std::set<std::string> given_options(const CLI::App& command) {
  std::set<std::string> names;
  for (const CLI::Option* option : command.get_options())
    if (option->count() > 0 && !option->get_lnames().empty()) names.insert(option->get_lnames().front());
  return names;
}

/// NAME=COLUMN of dimensions and attributes, which are columns under keys of their own.
void read_named(const std::vector<std::string>& given, const char* option, const std::string& beginning,
                ingest::ImportOptions& options) {
  for (const std::string& text : given) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
      throw UsageError(fmt::format("{} '{}' is not of the form NAME=COLUMN", option, readable(text)));
    if (!options.columns.emplace(beginning + text.substr(0, equals), text.substr(equals + 1)).second)
      throw UsageError(fmt::format("{} gives {} twice; give it once", option, readable(text.substr(0, equals))));
  }
}

/// `format`: null where none is given.
void complete(ImportArguments& arguments, const ingest::ImportFormat* format) {
  ingest::ImportOptions& options = arguments.options;
  for (const std::string& mapping : arguments.columns) {
    const auto equals = mapping.find('=');
    if (equals == std::string::npos) throw UsageError("--column '" + mapping + "' is not of the form FIELD=NAME");
    const std::string field = mapping.substr(0, equals);
    const std::string name = mapping.substr(equals + 1);
    if (name.empty()) throw UsageError("--column '" + mapping + "' names no column; it is of the form FIELD=NAME");
    if (const auto [known, is_new] = options.columns.emplace(field, name); !is_new)
      throw UsageError(
          fmt::format("--column gives the field {} twice, as '{}' and '{}'; give it once", field, known->second, name));
  }
  read_named(arguments.dimensions, "--dimension", "dimension.", options);
  read_named(arguments.attributes, "--attribute", "customers.", options);
  read_value_options(arguments.values, options);
  options.is_sign_given =
      arguments.given_sign->count() > 0 || options.columns.contains("debit") || options.columns.contains("direction");
  options.is_timestamp_format_given = arguments.given_format->count() > 0;
  options.spend_positive = arguments.amounts == "spend-positive";
  options.merchant_rule = merchant_rule_of(arguments.merchants);
  complete_reading(arguments.reading, options);
  read_max_rejected(arguments.max_rejected, options);
  options.memory_bytes = parse_size(arguments.memory);
  if (options.transactions.empty() && arguments.query.empty())
    throw UsageError("import needs transactions: give --transactions FILE, or --query");
  if (options.currency) options.currency = ingest::currency_option(*options.currency);
  if (format != nullptr) ingest::complete_by_format(*format, given_options(*arguments.command), options);
  ingest::require_different_characters(options);
  if (!options.segment.empty()) {
    // A name that cannot be is told before anything is read
    (void)ledger::segment_path(options.ledger, options.segment);
    return;
  }
  options.segment = segment_name(arguments);
  options.segment_from_file = true;
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

constexpr const char* kFooter =
    "FIELD is customer_id, timestamp (or year, month and day), time (of the day, where timestamp is a date), amount, quantity, unit_price, merchant, category, account_id, order_id, product_id,\n"
    "margin, pending, currency or transaction_id; of accounts accounts.account_id, .customer_id, .type, .subtype,\n"
    ".balance_current, .balance_available or .balance_limit; of liabilities liabilities.account_id, .liability_type, .aprs,\n"
    ".interest_rate, .minimum_payment_amount, .last_payment_amount, .last_statement_balance, .is_overdue or\n"
    ".next_payment_due_date; of customers customers.customer_id. A column of just that name needs no --column.\n\n"
    "Example:\n  spendlens import --transactions log.csv.gz --ledger ledger --amounts spend-positive \\\n"
    "      --column customer_id=CustomerID --column timestamp=InvoiceDate --max-rejected 1%\n"
    "  spendlens import --transactions umsaetze.csv --ledger ledger --delimiter ';' --date-order dmy --decimal comma\n"
    "  spendlens import --transactions card.csv --ledger ledger --date-order mdy --debit Debit --credit Credit\n"
    "  spendlens import --transactions shop.csv --ledger ledger --direction type=sale:debit,refund:credit --column time=Time\n"
    "  spendlens import --transactions bank.csv --accounts accounts.csv --liabilities cards.csv --ledger ledger \\\n"
    "      --column accounts.balance_limit=CreditLimit\n"
    "  spendlens import --transactions orders.csv --dimension channel=Source --dimension store=Shop \\\n"
    "      --customers crm.csv --column customers.customer_id=Id --attribute country=Country --ledger ledger\n"
    "  spendlens import --transactions export.txt --ledger ledger --amounts spend-positive --encoding utf-16 --delimiter tab\n"
    "  spendlens import --transactions 'sales/**/*.parquet' --ledger ledger --segment sales --amounts spend-positive\n"
    "  spendlens import --query \"SELECT o.customer AS customer_id, o.placed AS timestamp, l.total AS amount\n"
    "      FROM 'orders.parquet' o JOIN 'lines.csv' l USING (order_id)\" --ledger ledger --segment shop\n"
    "  spendlens import --transactions statement.csv --ledger ledger --header no --skip-lines 4 --constant customer_id=me \\\n"
    "      --column timestamp=1 --column amount=4 --column merchant=3 --where 2!=Saldo";

void add_sources(CLI::App& command, ImportArguments& arguments) {
  command
      .add_option(
          "--transactions", arguments.options.transactions,
          "A file, a directory of Parquet files, a pattern of files in quotes, or - for standard input; may be repeated")
      ->type_name("FILE|DIR|-")
      ->take_all();
  command
      .add_option("--accounts", arguments.options.accounts,
                  "The customers' accounts, as of now: a snapshot. Read as --transactions is")
      ->type_name("FILE|-")
      ->take_all();
  command
      .add_option("--liabilities", arguments.options.liabilities, "What is owed on accounts of --accounts, likewise")
      ->type_name("FILE|-")
      ->take_all();
  command
      .add_option(
          "--customers", arguments.options.customers,
          "What is known of customers (country, channel, tier), as of now: attributes of those who have a transaction or an account. Read as --transactions is")
      ->type_name("FILE|-")
      ->take_all();
  command
      .add_option("--query", arguments.query,
                  "SQL of DuckDB whose last statement gives transactions, or a file NAME.sql of it")
      ->type_name("SQL|FILE");
  command.add_option("--ledger", arguments.options.ledger, "Directory of the ledger; made where it is missing")
      ->required()
      ->type_name("DIR");
  command
      .add_option("--segment", arguments.options.segment, "Name of the segment; default: the stem of the first file")
      ->type_name("NAME");
  command.add_flag(
      "--replace", arguments.options.replace,
      "Put it in the place of a segment of that name that was made from other bytes; one of the same is replaced without");
  command
      .add_option("--pseudonymize-key", arguments.key,
                  "Customers' ids become their HMAC-SHA-256 under the key that the file holds, also in rejects")
      ->type_name("FILE");
  command.add_flag("--if-changed", arguments.options.if_changed,
                   "Do nothing where the segment was made from these very bytes with these very options");
}

void add_reading_options(CLI::App& command, ImportArguments& arguments) {
  command
      .add_option("--format", arguments.format,
                  "How the log is read, by name (--list-formats) or from a file; options beside it go first")
      ->type_name("NAME|FILE");
  command.add_flag_callback(
      "--list-formats", [] { throw CLI::CallForVersion(format_list(), 0); }, "Print the formats that --format knows");
  command.add_option("--column", arguments.columns, "The file's column NAME holds FIELD; may be repeated")
      ->type_name("FIELD=NAME")
      ->take_all();
  command
      .add_option("--dimension", arguments.dimensions,
                  "The column that tells NAME of an order, as channel=SalesChannel; up to 4, may be repeated")
      ->type_name("NAME=COLUMN")
      ->take_all();
  command
      .add_option("--attribute", arguments.attributes,
                  "The column of --customers that tells NAME of a customer, up to 8; default: all but customer_id")
      ->type_name("NAME=COLUMN")
      ->take_all();
  arguments.given_sign = command
                             .add_option("--amounts", arguments.amounts,
                                         "spend-negative: money out is below 0; spend-positive: a purchase is above 0")
                             ->check(CLI::IsMember({"spend-negative", "spend-positive"}))
                             ->capture_default_str();
  add_value_options(command, arguments.values, arguments.options);
  arguments.given_format = command.get_option("--timestamp-format");
  command
      .add_option("--timezone", arguments.options.timezone,
                  "IANA zone of the ledger; default: UTC, or what the ledger has")
      ->type_name("Z");
  command.add_option("--currency", arguments.options.currency, "ISO 4217 code of the ledger's currency")
      ->type_name("C");
  add_reading(command, arguments.reading, arguments.options);
  add_name_options(command, arguments.merchants, arguments.options);
}

void add_work_options(CLI::App& command, ImportArguments& arguments) {
  command
      .add_option("--max-rejected", arguments.max_rejected,
                  "Rows of all files that may be rejected; more fail the import (exit code 4). Default: none")
      ->type_name("N|P%");
  command
      .add_option(
          "--threads", arguments.threads,
          "Threads of each rank, up to 1024; default: its share of the processors that it may use (affinity, cgroup)")
      ->check(whole_number(1, std::numeric_limits<int>::max()));
  command.add_option("--memory", arguments.memory, "Memory for a rank's rows before they go to disk")
      ->capture_default_str()
      ->type_name("SIZE");
}

}  // namespace

void add_import(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* command = app.add_subcommand(
      "import",
      "Transactions and accounts, as CSV (plain, gzip, zstd, standard input), Parquet, JSON, flat HDF5 or a query, into a segment of a ledger");
  command->footer(kFooter);
  arguments->command = command;
  add_sources(*command, *arguments);
  add_reading_options(*command, *arguments);
  add_work_options(*command, *arguments);
  command->callback([arguments, &common, &chosen] {
    chosen = {[arguments, &common](comm::Communicator& communicator) {
      return run_import(communicator, *arguments, common);
    }};
  });
}

}  // namespace spendlens::jobs
