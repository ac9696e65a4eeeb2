#include <catch2/catch.hpp>

#include "import_case.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/file_lock.hpp"

using namespace spendlens;
using test::ImportCase;

namespace {

const std::string kHeader = "customer_id,timestamp,amount\n";

}  // namespace

TEST_CASE("Files that cannot be a log are refused with what is wrong") {
  CHECK_THAT(ImportCase("").refusal(),
             Catch::EndsWith("/log.csv is empty: a header line with the names of the columns is needed"));
  CHECK(ImportCase("\xEF\xBB\xBF").refusal().find("is empty") != std::string::npos);
  CHECK(ImportCase("customer_id,\"timestamp\n").refusal().find("the header line is no CSV record") !=
        std::string::npos);
  CHECK(ImportCase(std::string(3 << 20, 'x')).refusal().find("the header line is no CSV record") != std::string::npos);
  CHECK(ImportCase("customer,when,amount\n")
            .refusal()
            .find("no column 'customer_id'; the file has customer, when, amount;") != std::string::npos);
  ImportCase missing;
  missing.options.transactions = {missing.scratch.file("nothing.csv")};
  CHECK(missing.refusal().find("nothing.csv") != std::string::npos);
  CHECK_THROWS_AS(ImportCase().run(), UsageError);
  ImportCase unknown(kHeader);
  unknown.options.columns = {{"customer", "customer_id"}};
  CHECK_THROWS_AS(unknown.run(), UsageError);
  ImportCase format(kHeader);
  format.options.timestamp_formats = {"dd.mm.yyyy"};
  CHECK_THROWS_AS(format.run(), UsageError);
}

TEST_CASE("A segment's name cannot lead out of the ledger") {
  ImportCase import(kHeader + "a,2025-01-01,-1\n");
  std::filesystem::create_directories(import.scratch.file("precious"));
  test::write_bytes(import.scratch.file("precious/file"), "kept");
  for (const char* name : {"x/../../precious", "../precious", "", "..", "a b"}) {
    import.options.segment = name;
    CHECK_THROWS_AS(import.run(), UsageError);
  }
  CHECK(test::file_bytes(import.scratch.file("precious/file")) == "kept");
}

TEST_CASE("Rows in a second currency are rejected; the first of the input is the ledger's, unless it is stated") {
  ImportCase import(
      "customer_id,timestamp,amount,currency\na,2025-01-01,-1,eur\nb,2025-01-01,-1,\nc,2025-01-01,-1,USD\nd,2025-01-01,-1,EUR\ne,2025-01-01,-1,Euros\n");
  import.options.max_rejected_rows = 3;
  const ingest::ImportReport report = import.run();
  CHECK(report.counts.rows_read == 5);
  CHECK(report.counts.rows_stored == 3);
  CHECK(report.counts.rejected ==
        std::map<std::string, std::uint64_t>{{"foreign_currency", 1}, {"invalid_currency", 1}});
  CHECK(import.rejects() == "customer_id,timestamp,amount,currency\nc,2025-01-01,-1,USD\ne,2025-01-01,-1,Euros\n");
  ImportCase stated(
      "customer_id,timestamp,amount,currency\na,2025-01-01,-1,EUR\nb,2025-01-01,-1,\nc,2025-01-01,-1,USD\n");
  stated.options.max_rejected_rows = 3;
  stated.options.currency = "USD";
  CHECK(stated.run().counts.rejected == std::map<std::string, std::uint64_t>{{"foreign_currency", 1}});
  CHECK(stated.rejects() == "customer_id,timestamp,amount,currency\na,2025-01-01,-1,EUR\n");
}

TEST_CASE("Signs beside amounts name a currency; one of several countries is decided by the first code among them") {
  ImportCase import(
      "customer_id,timestamp,amount\na,2025-01-01,-$1.00\nb,2025-01-01,-1.00 CAD\nc,2025-01-01,-1.00 USD\nd,2025-01-01,\"-$1,000.00\"\ne,2025-01-01,-€1\nf,2025-01-01,-1\n");
  import.options.max_rejected_rows = 3;
  CHECK(import.run().counts.rejected == std::map<std::string, std::uint64_t>{{"foreign_currency", 2}});
  CHECK(import.rejects() == "customer_id,timestamp,amount\nc,2025-01-01,-1.00 USD\ne,2025-01-01,-€1\n");
  comm::LocalCommunicator communicator;
  CHECK(ledger::Ledger::open(communicator, import.options.ledger).currency() == "CAD");
}

TEST_CASE("A ledger keeps its currency and its time zone") {
  ImportCase import("customer_id,timestamp,amount,currency\na,2025-07-01T22:30:00Z,-1,EUR\n");
  import.options.timezone = "Europe/Berlin";
  (void)import.run();
  CHECK(import.orders().at(0).timestamp == "2025-07-02 00:30:00");
  import.options.segment = "second";
  import.options.timezone = "UTC";
  CHECK(import.refusal().find("is in time zone Europe/Berlin, not UTC") != std::string::npos);
  import.options.timezone.reset();
  import.options.currency = "USD";
  CHECK(import.refusal().find("is in currency EUR, not USD") != std::string::npos);
  import.options.currency.reset();
  test::write_bytes(import.options.transactions.front(),
                    "customer_id,timestamp,amount,currency\na,2025-07-01,-1,USD\n");
  CHECK(import.run().too_many_rejected);
  CHECK(import.run().counts.rejected == std::map<std::string, std::uint64_t>{{"foreign_currency", 1}});
  test::write_bytes(import.options.transactions.front(), kHeader + "a,2025-07-01T22:30:00Z,-3\n");
  (void)import.run();
  CHECK(import.orders().size() == 2);
  CHECK(import.orders().at(1).timestamp == "2025-07-02 00:30:00");
}

TEST_CASE("A ledger of which nobody stated the currency is in XXX") {
  ImportCase import(kHeader + "a,2025-01-01,-1\n");
  (void)import.run();
  comm::LocalCommunicator communicator;
  CHECK(ledger::Ledger::open(communicator, import.options.ledger).currency() == "XXX");
}

TEST_CASE("Two imports into one ledger at once are refused") {
  ImportCase import(kHeader + "a,2025-01-01,-1\n");
  store::make_directories(import.options.ledger);
  const store::FileLock lock(import.options.ledger + "/.lock");
  try {
    (void)import.run();
    FAIL("the import ran");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::kInUse);
  }
}
