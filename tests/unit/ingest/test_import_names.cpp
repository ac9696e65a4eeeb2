#include <catch2/catch.hpp>

#include <string>

#include "import_case.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/compact.hpp"
#include "spendlens/ledger/merchant_facts.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;

namespace {

/// A log of texts of which many are one payee, and others none at all.
std::string log_of(int rows) {
  std::string text = "customer_id,timestamp,amount,merchant,category\n";
  for (int i = 0; i < rows; ++i) {
    const std::string number = std::to_string(1000 + i * 7919 % 977);
    const std::string merchants[] = {"SPOTIFY P" + number + " NEW YORK NY",
                                     "SQ *BLUE BOTTLE " + number,
                                     "Blue bottle",
                                     "NETFLIX.COM " + number + " CA",
                                     " ",
                                     std::string("Shop ") + static_cast<char>('A' + i % 13)};
    text += "c" + std::to_string(i * 31 % 40) + ",2025-01-" + std::to_string(10 + i % 20) + ",-" +
            std::to_string(1 + i % 9) + "," + merchants[i % 6] + "," + std::to_string(i % 4) + "\n";
  }
  return text;
}

struct NamesCase : test::ImportCase {
  explicit NamesCase(const std::string& text) : ImportCase(text) {
    options.merchant_rule = MerchantRule::kDescriptor1;
    options.aliases = "";
  }
  ingest::ImportReport run_on(int ranks) {
    std::vector<ingest::ImportReport> reports(static_cast<std::size_t>(ranks));
    test::run_ranks(ranks, [&](comm::Communicator& communicator) {
      reports[static_cast<std::size_t>(communicator.rank())] = ingest::import_transactions(communicator, options);
    });
    return reports.front();
  }
  [[nodiscard]] ledger::Ledger ledger() const {
    comm::LocalCommunicator communicator;
    return ledger::Ledger::open(communicator, options.ledger);
  }
};

}  // namespace

TEST_CASE("Payees, their kinds and the texts they join are the same bytes on any number of ranks") {
  NamesCase import(log_of(600));
  test::write_bytes(import.scratch.file("aliases.csv"), "spotify*,Spotify,subscription\nSHOP M*,,bill\n");
  test::write_bytes(import.scratch.file("codes.csv"), "1,FOOD\n2,FOOD\n");
  import.options.aliases = import.scratch.file("aliases.csv");
  import.options.categories = import.scratch.file("codes.csv");
  const ingest::ImportReport report = import.run_on(1);
  const std::string bytes = import.segment_bytes();
  REQUIRE(report.warnings.size() == 1);
  CHECK(report.warnings.front().find("2 codes of categories are not in") == 0);
  CHECK(report.warnings.front().find("stayed as they are: 0, 3") != std::string::npos);
  for (const int ranks : {2, 3, 7})
    for (const std::uint64_t block_bytes : {std::uint64_t{1} << 20, std::uint64_t{700}}) {
      import.options.block_bytes = block_bytes;
      import.options.memory_bytes = block_bytes;
      const ingest::ImportReport other = import.run_on(ranks);
      CHECK(other.warnings == report.warnings);
      CHECK((import.segment_bytes() == bytes));
    }

  const ledger::Ledger ledger = import.ledger();
  CHECK(ledger.categories() == std::vector<std::string>{"0", "3", "FOOD"});
  const std::vector<std::string>& merchants = ledger.merchants();
  REQUIRE(merchants.size() == 16);  // three payees and 13 shops; blanks are none
  const auto code = [&](const char* name) {
    return static_cast<std::size_t>(std::find(merchants.begin(), merchants.end(), name) - merchants.begin());
  };
  const ledger::MerchantFacts facts = ledger::merchant_facts_of(ledger);
  CHECK(facts.rule == "descriptor-1");
  CHECK(facts.aliases.size() == 16);
  CHECK(facts.kind.at(code("Spotify")) == static_cast<std::uint8_t>(StreamKind::kSubscription));
  CHECK(facts.kind.at(code("SHOP M")) == static_cast<std::uint8_t>(StreamKind::kBill));
  CHECK(facts.kind.at(code("NETFLIX")) == kNoStreamKind);
  CHECK(facts.num_texts.at(code("Spotify")) == 100);
  CHECK(facts.num_texts.at(code("BLUE BOTTLE")) == 101);
  CHECK(facts.num_texts.at(code("SHOP M")) == 1);
  CHECK(facts.joined.size() == 9);
}

TEST_CASE("Raw segments named anew hold what an import with these names holds") {
  NamesCase clean(log_of(500));
  NamesCase raw(log_of(500));
  raw.options.merchant_rule = MerchantRule::kRaw;
  for (NamesCase* import : {&clean, &raw}) (void)import->run_on(1);
  CHECK(raw.ledger().merchants().size() > 200);
  CHECK_NOTHROW(raw.ledger().require_one_merchant_rule());
  for (const int ranks : {1, 3}) {
    NamesCase again(log_of(500));
    again.options.merchant_rule = MerchantRule::kRaw;
    (void)again.run_on(1);
    test::run_ranks(ranks, [&](comm::Communicator& communicator) {
      ledger::CompactOptions options;
      options.ledger = again.options.ledger;
      options.memory_bytes = 3'000;
      options.merchants = PayeeRules{MerchantRule::kDescriptor1, {}};
      CHECK(ledger::compact(communicator, options).segment == "log_named");
    });
    CHECK(again.ledger().merchants() == clean.ledger().merchants());
    CHECK(test::orders_of(again.options.ledger) == test::orders_of(clean.options.ledger));
    const ledger::MerchantFacts facts = ledger::merchant_facts_of(again.ledger());
    const ledger::MerchantFacts expected = ledger::merchant_facts_of(clean.ledger());
    CHECK(facts.rule == expected.rule);
    CHECK(facts.num_texts == expected.num_texts);
    CHECK(facts.joined.size() == expected.joined.size());
  }
}

TEST_CASE("Segments whose merchants were named differently lie side by side until they are named anew") {
  NamesCase import("customer_id,timestamp,amount,merchant\na,2025-01-02,-1,SQ *CAFE 12\na,2025-01-03,-1,Cafe\n");
  (void)import.run_on(1);
  import.options.segment = "raw";
  import.options.merchant_rule = MerchantRule::kRaw;
  const ingest::ImportReport report = import.run_on(2);
  REQUIRE(report.warnings.size() >= 1);
  CHECK(report.warnings.front().find(
            "the merchants of this segment are raw with aliases shipped, those of segment 'log' descriptor-1") == 0);
  const ledger::Ledger both = import.ledger();
  CHECK_THROWS_WITH(both.require_one_merchant_rule(),
                    Catch::Matchers::Contains("compact --ledger") && Catch::Matchers::Contains("--merchants clean"));
  comm::LocalCommunicator communicator;
  ledger::CompactOptions options;
  options.ledger = import.options.ledger;
  CHECK_THROWS_AS(ledger::compact(communicator, options), InputError);
  options.merchants = PayeeRules{MerchantRule::kRaw, {}};
  CHECK_THROWS_WITH(ledger::compact(communicator, options), Catch::Matchers::Contains("their texts are not kept"));
  options.merchants = PayeeRules{MerchantRule::kDescriptor1, Aliases({{"CAFE", "Café", kNoStreamKind}})};
  CHECK(ledger::compact(communicator, options).num_transactions == 4);
  CHECK(import.ledger().merchants() == std::vector<std::string>{"Café"});
}
