#include <limits>

#include "format_list.hpp"
#include "import_arguments.hpp"
#include "import_names.hpp"

namespace spendlens::jobs {

namespace {

constexpr const char* kImportFooter =
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

void add_import_options(CLI::App& command, ImportArguments& arguments) {
  command.footer(kImportFooter);
  arguments.command = &command;
  add_sources(command, arguments);
  add_reading_options(command, arguments);
  add_work_options(command, arguments);
}

}  // namespace spendlens::jobs
