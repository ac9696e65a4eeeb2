#include <catch2/catch.hpp>

#include "gzip_file.hpp"
#include "import_case.hpp"
#include "spendlens/core/error.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;
using test::ImportCase;

namespace {

std::string log_of(int rows) {
  std::string text = "customer_id,timestamp,amount,order_id,merchant,category,account_id,transaction_id,currency\n";
  for (int row = 0; row < rows; ++row) {
    if (row % 97 == 0) text += "\"open," + std::to_string(row) + "\n";
    if (row % 89 == 0) text += "short,2025-01-01\n";
    if (row % 41 == 0) text += "x,2025-01-01,1,shared,,,,,\n";
    if (row % 43 == 0) text += "y,2025-01-01,1,shared,,,,,\n";
    text += "customer-" + std::to_string(row * 31 % 53) + ",2025-01-01 10:00:" + std::to_string(10 + row % 50) + ",-" +
            std::to_string(row) + ".005,o" + std::to_string(row * 31 % 53 * 10 + row % 7) + ",\"shop\n" +
            std::to_string(row % 13) + "\",cat" + std::to_string(row % 5) + ",a" + std::to_string(row % 3) + ",t" +
            std::to_string(row % 301) + ",EUR\n";
  }
  return text + "\"never closed,2025-01-01\nz,2025-01-01,-1,,,,,,\n";
}

ingest::ImportReport run_on(const ImportCase& import, int ranks) {
  std::vector<ingest::ImportReport> reports(static_cast<std::size_t>(ranks));
  test::run_ranks(ranks, [&](comm::Communicator& communicator) {
    reports[static_cast<std::size_t>(communicator.rank())] = ingest::import_transactions(communicator, import.options);
  });
  for (const auto& report : reports) CHECK(report.counts.rows_read == reports.front().counts.rows_read);
  return reports.front();
}

}  // namespace

TEST_CASE("Segment and rejects are the same bytes on any number of ranks") {
  for (const bool packed : {false, true}) {
    ImportCase import;
    const std::string text = log_of(2000);
    import.add(packed ? test::gzip(text) : text, "one");
    import.add(packed ? test::gzip(log_of(300)) : log_of(300), "two");
    import.options.max_rejected_percent = Hundredths{9'000};
    const auto report = run_on(import, 1);
    CHECK(report.counts.rejected.at("order_of_two_customers") > 50);
    CHECK(report.counts.rejected.at("malformed_record") == 27);  // an open quote ends at the next one, and text follows
    CHECK(report.counts.rejected.at("wrong_number_of_fields") > 20);
    CHECK(report.counts.rejected.at("duplicate_transaction_id") > 0);
    CHECK(report.counts.lines_folded > 100);
    const std::string bytes = import.segment_bytes();
    const std::string rejects = import.rejects();
    CHECK_FALSE(import.orders().empty());
    for (const int ranks : {2, 3, 5}) {
      for (const std::uint64_t block_bytes : {std::uint64_t{1} << 20, std::uint64_t{700}}) {
        import.options.block_bytes = block_bytes;
        import.options.memory_bytes = block_bytes;
        const auto other = run_on(import, ranks);
        CHECK(other.counts.rejected == report.counts.rejected);
        CHECK((import.segment_bytes() == bytes));
        CHECK((import.rejects() == rejects));
        REQUIRE(other.samples.size() == report.samples.size());
        for (std::size_t i = 0; i < other.samples.size(); ++i) {
          CHECK(other.samples[i].line == report.samples[i].line);
          CHECK(other.samples[i].reason == report.samples[i].reason);
        }
      }
    }
  }
}

TEST_CASE("More ranks than rows do no harm") {
  for (const char* text :
       {"customer_id,timestamp,amount,order_id\n", "customer_id,timestamp,amount,order_id\na,2025-01-01,-1,o",
        "customer_id,timestamp,amount,order_id\na,2025-01-01,-1,o\nb,2025-01-02,-1,p\n"}) {
    ImportCase import(text);
    run_on(import, 1);
    const std::string bytes = import.segment_bytes();
    run_on(import, 7);
    CHECK((import.segment_bytes() == bytes));
  }
}

TEST_CASE("Which currency is the ledger's does not depend on the number of ranks") {
  std::string text = "customer_id,timestamp,amount,currency,order_id\n";
  for (int i = 0; i < 300; ++i)
    text += "c" + std::to_string(i % 17) + ",2025-01-01,-" + std::to_string(i) +
            (i % 3 == 1 ? ",USD,"
             : i < 50   ? ",,"
                        : ",EUR,") +
            std::to_string(i) + "\n";
  ImportCase import(text);
  import.options.max_rejected_rows = 300;
  run_on(import, 1);
  const std::string bytes = import.segment_bytes();
  const std::string rejects = import.rejects();
  CHECK(rejects.find("EUR") != std::string::npos);
  CHECK(rejects.find("USD") == std::string::npos);
  for (const int ranks : {2, 3, 7}) {
    run_on(import, ranks);
    CHECK((import.segment_bytes() == bytes));
    CHECK((import.rejects() == rejects));
  }
}

TEST_CASE("What ends an import ends it on all ranks") {
  ImportCase currency("customer_id,timestamp,amount,currency\na,2025-01-01,-1,EUR\nb,2025-01-01,-1,USD\n");
  CHECK(run_on(currency, 3).too_many_rejected);
  ImportCase dates("customer_id,timestamp,amount\na,05/01/2025,-1\nb,12/31/2025,-1\n");
  dates.options.timestamp_formats = {"%d/%m/%Y", "%m/%d/%Y"};
  CHECK_THROWS_WITH(
      run_on(dates, 3),
      Catch::Contains("'05/01/2025' is one day by --timestamp-format '%d/%m/%Y' and another by '%m/%d/%Y'"));
  ImportCase column("customer_id,when,amount\n");
  CHECK_THROWS_WITH(run_on(column, 3), Catch::Contains("no column 'timestamp'"));
  ImportCase name("customer_id,timestamp,amount\n");
  name.options.segment = "../out";
  CHECK_THROWS_AS(run_on(name, 3), UsageError);
  ImportCase bad("customer_id,timestamp,amount\na,2025-01-01,x\n");
  CHECK(run_on(bad, 3).too_many_rejected);
  CHECK_FALSE(bad.has_segment());
}
