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
  CHECK_THAT(ImportCase("").refusal(), Catch::EndsWith("/log.csv is empty: a header line with the names of the columns is needed"));
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

TEST_CASE("A second currency is refused with its place") {
  ImportCase import(
      "customer_id,timestamp,amount,currency\na,2025-01-01,-1,EUR\nb,2025-01-01,-1,\nc,2025-01-01,-1,USD\n");
  CHECK(import.refusal().find("log.csv, line 4: currency 'USD' where the ledger's is 'EUR'") == 0);
  CHECK_FALSE(import.has_segment());
  import.options.currency = "USD";
  CHECK(import.refusal().find("log.csv, line 2: currency 'EUR' where the ledger's is 'USD'") == 0);
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
  CHECK(import.refusal().find("currency 'USD' where the ledger's is 'EUR'") != std::string::npos);
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
