#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "spendlens/core/aliases.hpp"

using namespace spendlens;

namespace {

constexpr auto kSubscription = static_cast<std::uint8_t>(StreamKind::kSubscription);
constexpr auto kBill = static_cast<std::uint8_t>(StreamKind::kBill);

std::string words(const PayeeRules& rules, const std::string& text) {
  const PayeeRules::Payee payee = rules.payee_of(text);
  const std::uint8_t kind = rules.kind_of(payee.alias);
  return payee.key + (kind == kNoStreamKind ? "" : std::string(" as ") + kStreamKindNames[kind]);
}

}  // namespace

TEST_CASE("The first alias that fits counts, whole patterns and beginnings alike") {
  const Aliases aliases({{"NETFLIX GIFT*", "GIFTS", kNoStreamKind},
                         {"NETFLIX*", "Netflix", kSubscription},
                         {"NETFLIX", "LATE", kBill},
                         {"*", "", kBill}});
  CHECK(aliases.find("NETFLIX GIFT CARD") == 0);
  CHECK(aliases.find("NETFLIX") == 1);
  CHECK(aliases.find("NETFLIX.COM") == 1);
  CHECK(aliases.find("NETFLI") == 3);
  CHECK(Aliases({{"A", "B", kBill}}).find("AB") == Aliases::kNone);
  CHECK(Aliases().find("A") == Aliases::kNone);
}

TEST_CASE("An alias wins over the rules, by the text or, where none fits that, by its key") {
  const PayeeRules rules{MerchantRule::kDescriptor1, Aliases({{"CHECKCARD PURCHASE KROGER*", "Kroger", kNoStreamKind},
                                                              {"HULU*", "", kSubscription},
                                                              {"T-MOBILE*", "T-Mobile", kBill}})};
  CHECK(words(rules, "Checkcard  purchase Kroger 0123") == "Kroger");
  CHECK(words(rules, "PAYPAL *HULU 4029357734 CA") == "HULU as subscription");
  CHECK(words(rules, "T-MOBILE*PCS SVC 800-937-8997") == "T-Mobile as bill");
  CHECK(words(rules, "Panera") == "PANERA");
  CHECK(words(rules, "  ").empty());
}

TEST_CASE("Raw merchants keep their texts, and get kinds all the same") {
  const PayeeRules rules{MerchantRule::kRaw,
                         Aliases({{"HULU*", "", kSubscription}, {"KROGER*", "Kroger", kNoStreamKind}})};
  CHECK(words(rules, "PayPal *Hulu 4029") == "PayPal *Hulu 4029 as subscription");
  CHECK(words(rules, "kroger 12") == "Kroger");
  CHECK(words(rules, " a  b ") == " a  b ");
}

TEST_CASE("A list of aliases is told from another one by its stamp") {
  const Alias one{"A*", "B", kBill};
  const Alias other{"C*", "D", kNoStreamKind};
  const std::string stamp = Aliases({one, other}).stamp();
  CHECK(stamp.size() == 16);
  CHECK(Aliases({one, other}).stamp() == stamp);
  CHECK(Aliases({other, one}).stamp() != stamp);
  CHECK(Aliases({one}).stamp() != stamp);
  CHECK(Aliases({{"A*", "B", kSubscription}, other}).stamp() != stamp);
  CHECK(Aliases({{"A", "B", kBill}, other}).stamp() != stamp);
  CHECK(Aliases(std::vector<Alias>()).stamp() == "none");
  CHECK(Aliases({one}, true).stamp() == "shipped");
}
