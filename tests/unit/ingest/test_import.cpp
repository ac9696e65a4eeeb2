#include <catch2/catch.hpp>

#include "import_case.hpp"
#include "spendlens/store/column_file.hpp"

using namespace spendlens;
using test::ImportCase;
using test::StoredOrder;

namespace {

const std::string kHeader = "customer_id,timestamp,amount\n";

std::string log_of(int customers, int orders) {
  std::string text = "customer_id,timestamp,amount,order_id,merchant,account_id,product_id,quantity,transaction_id\n";
  for (int order = 0; order < orders; ++order) {
    const int customer = order * 7 % customers;
    for (int line = 0; line <= order % 3; ++line)
      text += "customer-" + std::to_string(customer) + ",2025-0" + std::to_string(1 + order % 9) + "-1" +
              std::to_string(line) + ",-" + std::to_string(order % 50) + ".125,o" + std::to_string(order) + ",\"shop " +
              std::to_string(order % 11) + "\",a" + std::to_string(order % 4) + ",p" + std::to_string(line % 2) +
              ",2,t" + std::to_string(order * 3 + line) + "\n";
  }
  return text;
}

ingest::ImportReport checked(const ImportCase& import) {
  ingest::ImportReport report = import.run();
  CHECK(report.counts.rows_read ==
        report.counts.rows_stored + report.counts.lines_folded + report.counts.rows_rejected());
  CHECK_FALSE(std::filesystem::exists(import.options.ledger + "/.import-" + import.options.segment));
  return report;
}

}  // namespace

TEST_CASE("A log with every field becomes orders that read back as they should") {
  ImportCase import(
      "customer_id,timestamp,amount,quantity,unit_price,merchant,category,account_id,order_id,product_id,margin,"
      "pending,currency,transaction_id,note\n"
      "anna,2025-07-02 10:00:00,,2,1.125,Shop,FOOD,a1,o1,p1,0.5,no,EUR,t1,x\n"
      "anna,2025-07-01 10:00:00,,1,1.005,Deli,FOOD,a2,o1,p2,0.25,yes,EUR,t2,x\n"
      "bert,2025-06-30,12.50,,,,INCOME,,,,,,EUR,,x\n"
      "bert,2025-06-30,0,,,,,,,,,,,,x\n");
  const auto report = checked(import);
  CHECK(report.counts.rows_read == 4);
  CHECK(report.counts.rows_stored == 3);
  CHECK(report.counts.lines_folded == 1);
  CHECK(report.num_customers == 2);
  CHECK(report.ignored_columns == std::vector<std::string>{"note"});
  CHECK(date_text(report.first_day.value()) == "2025-06-30");
  CHECK(date_text(report.last_day.value()) == "2025-07-01");
  CHECK(report.rejects_paths.empty());
  CHECK(import.orders() ==
        std::vector<StoredOrder>{{"anna", "2025-07-01 10:00:00", 326, "Deli", "FOOD", true, 3, 75, 2},
                                 {"bert", "2025-06-30 00:00:00", 0, "", "", false, 0, 0, 0},
                                 {"bert", "2025-06-30 00:00:00", 1250, "", "INCOME", false, 0, 0, 0}});
  comm::LocalCommunicator communicator;
  CHECK(ledger::Ledger::open(communicator, import.options.ledger).currency() == "EUR");
  const store::ColumnFileReader file(report.segment_path);
  CHECK(file.read_all_texts("/account_ref/id") == std::vector<std::string>{"a2"});
}

TEST_CASE("Where spending is positive amounts are stored with the sign turned") {
  ImportCase import(kHeader + "a,2025-01-01,2.50\na,2025-01-02,-1\n");
  import.options.spend_positive = true;
  checked(import);
  CHECK(import.orders() ==
        std::vector<StoredOrder>{{"a", "2025-01-01 00:00:00", -250}, {"a", "2025-01-02 00:00:00", 100}});
}

TEST_CASE("Columns may have other names") {
  ImportCase import("Customer ID;InvoiceDate;Quantity;Price\n12346;1/12/2010 8:26;-3;1.5\n");
  import.options.columns = {{"customer_id", "Customer ID"}, { "timestamp", "InvoiceDate" }};
  import.options.columns["quantity"] = "Quantity";
  import.options.columns["unit_price"] = "Price";
  import.options.delimiter = ';';
  import.options.timestamp_formats = {"%d/%m/%Y %H:%M"};
  checked(import);
  CHECK(import.orders() == std::vector<StoredOrder>{{"12346", "2010-12-01 08:26:00", -450, "", "", false, 3, 0, 0}});
}

TEST_CASE("Rejected rows are kept as they were, in the order of the input, under the header") {
  ImportCase import(
      "customer_id,timestamp,amount,order_id,transaction_id\r\n"
      "a,2025-01-01,-1,o1,t1\r\n"
      "a,2025-01-01,bad,,\r\n"
      "b,2025-01-01,-1,o2,\r\n"
      "\"c\nc\",2025-01-01,-1,o2,\r\n"
      "d,2025-01-01,-1,,\"t2\r\n"
      "a,2025-01-02,-1,,t1\r\n"
      "e,2025-01-01,-200000000000,,\r\n"
      "f,2025-01-01");
  import.options.max_rejected_rows = 7;
  const auto report = checked(import);
  CHECK(report.counts.rejected == std::map<std::string, std::uint64_t>{{"amount_out_of_range", 1},
                                                                       {"duplicate_transaction_id", 1},
                                                                       {"invalid_amount", 1},
                                                                       {"malformed_record", 1},
                                                                       {"order_of_two_customers", 2},
                                                                       {"wrong_number_of_fields", 1}});
  CHECK(report.counts.rows_read == 8);
  CHECK_FALSE(report.too_many_rejected);
  CHECK(report.rejects_paths == std::vector{import.options.ledger + "/rejects/log.csv"});
  CHECK(import.rejects() ==
        "customer_id,timestamp,amount,order_id,transaction_id\r\n"
        "a,2025-01-01,bad,,\r\n"
        "b,2025-01-01,-1,o2,\r\n"
        "\"c\nc\",2025-01-01,-1,o2,\r\n"
        "d,2025-01-01,-1,,\"t2\r\n"
        "a,2025-01-02,-1,,t1\r\n"
        "e,2025-01-01,-200000000000,,\r\n"
        "f,2025-01-01\n");
  std::map<std::uint64_t, std::string> samples;
  for (const auto& sample : report.samples) {
    CHECK(sample.file == "log.csv");
    samples[sample.line] = sample.reason + ":" + sample.detail;
  }
  CHECK(samples == std::map<std::uint64_t, std::string>{{3, "invalid_amount:bad"},
                                                        {4, "order_of_two_customers:o2"},
                                                        {5, "order_of_two_customers:o2"},
                                                        {7, "malformed_record:"},
                                                        {8, "duplicate_transaction_id:t1"},
                                                        {9, "amount_out_of_range:"},
                                                        {10, "wrong_number_of_fields:"}});
  CHECK(import.orders() == std::vector<StoredOrder>{{"a", "2025-01-01 00:00:00", -100}});
}

TEST_CASE("Up to ten samples of each reason are shown, the first ones") {
  std::string text = kHeader;
  for (int i = 0; i < 30; ++i) text += i % 2 == 0 ? "a,soon,1\n" : "a,2025-01-01,x" + std::to_string(i) + "\n";
  ImportCase import(text);
  import.options.max_rejected_rows = 30;
  const auto report = checked(import);
  REQUIRE(report.samples.size() == 20);
  CHECK(report.samples[0].line == 3);
  CHECK(report.samples[0].detail == "x1");
  CHECK(report.samples[9].line == 21);
  CHECK(report.samples[10].line == 2);
  CHECK(report.samples[19].line == 20);
}

TEST_CASE("With too many rejects nothing is published, and the rejects lie under another name") {
  ImportCase import(kHeader + "a,2025-01-01,-1\nb,2025-01-01,x\n");
  const auto report = checked(import);
  CHECK(report.too_many_rejected);
  CHECK(report.segment_path.empty());
  CHECK_FALSE(import.has_segment());
  CHECK_FALSE(import.has_rejects());
  CHECK(import.refused_rejects() == kHeader + "b,2025-01-01,x\n");
  CHECK(report.rejects_paths == std::vector{import.options.ledger + "/rejects/log.refused.csv"});
}

TEST_CASE("With too many rejects the segment that is there stays, and its rejects with it") {
  ImportCase import(kHeader + "a,2025-01-01,-1\nb,2025-01-01,y\n");
  import.options.max_rejected_rows = 1;
  checked(import);
  const std::string before = import.segment_bytes();
  test::write_bytes(import.options.transactions.front(), kHeader + "a,2025-01-01,x\na,2025-01-01,z\n");
  import.options.replace = false;
  CHECK(import.run().too_many_rejected);
  CHECK(import.segment_bytes() == before);
  CHECK(import.rejects() == kHeader + "b,2025-01-01,y\n");
  CHECK(import.refused_rejects() == kHeader + "a,2025-01-01,x\na,2025-01-01,z\n");
  import.options.replace = true;
  test::write_bytes(import.options.transactions.front(), kHeader + "b,2025-01-01,-2\n");
  checked(import);
  CHECK(import.orders() == std::vector<StoredOrder>{{"b", "2025-01-01 00:00:00", -200}});
  CHECK_FALSE(import.has_rejects());
}

TEST_CASE("Of a customer all of whose rows are rejected nothing is stored") {
  ImportCase import(
      "customer_id,timestamp,amount,order_id,merchant\na,2025-01-01,-1,o,m\nb,2025-01-01,-1,o,n\nc,2025-01-01,-1,p,"
      "k\n");
  import.options.max_rejected_rows = 2;
  CHECK(checked(import).num_customers == 1);
  CHECK(import.orders() == std::vector<StoredOrder>{{"c", "2025-01-01 00:00:00", -100, "k"}});
}

TEST_CASE("The allowed percentage of rejects is exact") {
  std::string text = kHeader;
  for (int i = 0; i < 400; ++i) text += i < 5 ? "a,2025-01-01,x\n" : "a,2025-01-01,-1\n";
  ImportCase import(text);
  for (const auto& [hundredths, too_many] :
       std::vector<std::pair<std::int64_t, bool>>{{124, true}, {125, false}, {0, true}, {10'000, false}}) {
    import.options.max_rejected_percent = Hundredths{hundredths};
    CHECK(import.run().too_many_rejected == too_many);
  }
  import.options.max_rejected_percent.reset();
  for (const auto& [rows, too_many] : std::vector<std::pair<std::uint64_t, bool>>{{4, true}, {5, false}}) {
    import.options.max_rejected_rows = rows;
    CHECK(import.run().too_many_rejected == too_many);
  }
}

TEST_CASE("Byte order mark, CRLF, blank lines and a last line without its end change nothing") {
  ImportCase plain(kHeader + "a,2025-01-01,-1\nb,2025-01-02,-2\n");
  checked(plain);
  for (const std::string& text :
       {"\xEF\xBB\xBF" + kHeader + "a,2025-01-01,-1\nb,2025-01-02,-2\n",
        std::string("customer_id,timestamp,amount\r\na,2025-01-01,-1\r\nb,2025-01-02,-2\r\n"),
        kHeader + "\na,2025-01-01,-1\n\r\n\nb,2025-01-02,-2\n\n", kHeader + "a,2025-01-01,-1\nb,2025-01-02,-2",
        std::string("\"customer_id\",\"timestamp\",\"amount\"\n\"a\",\"2025-01-01\",\"-1\"\n\"b\",2025-01-02,-2\r")}) {
    ImportCase import(text);
    CHECK(checked(import).counts.rows_read == 2);
    CHECK(import.orders() == plain.orders());
  }
}

TEST_CASE("Lines are counted as an editor does, after a header of two lines and blank ones") {
  ImportCase import("customer_id,timestamp,amount,\"a\nnote\"\n\na,2025-01-01,-1,\"x\ny\"\n\nb,2025-01-01,-,\n");
  const auto report = import.run();
  REQUIRE(report.samples.size() == 1);
  CHECK(report.samples[0].line == 7);
}

TEST_CASE("Tiny blocks, tiny memory and several threads give the same bytes") {
  ImportCase import(log_of(40, 500) + "bad\n");
  import.options.max_rejected_rows = 1;
  const auto report = checked(import);
  CHECK(report.num_customers == 40);
  const std::string bytes = import.segment_bytes();
  const std::string rejects = import.rejects();
  for (const auto& [block, memory, threads] : std::vector<std::tuple<std::uint64_t, std::uint64_t, int>>{
           {64, 1, 1}, {1, 0, 1}, {4096, 5000, 3}, {8 << 20, 100, 8}}) {
    import.options.block_bytes = block;
    import.options.memory_bytes = memory;
    import.options.num_threads = threads;
    checked(import);
    CHECK((import.segment_bytes() == bytes));
    CHECK(import.rejects() == rejects);
  }
}

TEST_CASE("The order of rows does not change what is stored") {
  ImportCase import(log_of(20, 100));
  checked(import);
  std::vector<std::string> lines;
  std::istringstream stream(log_of(20, 100));
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  std::reverse(lines.begin() + 1, lines.end());
  ImportCase reversed;
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  reversed.add(text);
  checked(reversed);
  CHECK(reversed.orders() == import.orders());
}

TEST_CASE("A header without rows is an empty segment") {
  for (const std::string& text : {kHeader, kHeader.substr(0, kHeader.size() - 1), kHeader + "\n\n"}) {
    ImportCase import(text);
    const auto report = checked(import);
    CHECK(report.counts.rows_read == 0);
    CHECK(report.num_customers == 0);
    CHECK_FALSE(report.first_day.has_value());
    CHECK(import.orders().empty());
  }
}
