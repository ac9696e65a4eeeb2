#include "ledger/compact/compacted_merchants.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

#include "spendlens/core/error.hpp"
#include "spendlens/ledger/merchant_facts.hpp"

namespace spendlens::ledger {

namespace {

/// A merchant of the new segment, as the merchants that become it are found.
struct NewMerchant {
  std::uint32_t kind_by = Aliases::kNone;  ///< the first alias that says a kind of one of them
  std::uint64_t num_texts = 0;
  std::vector<std::uint32_t> codes;  ///< the ledger's
};
using NewMerchants = std::map<std::string, NewMerchant>;

/// Of each merchant of the ledger whether a segment has it as its source wrote it.
std::vector<bool> are_raw(const Ledger& folded) {
  std::vector<bool> raw(folded.merchants().size(), false);
  for (const Segment& segment : folded.segments())
    if (segment.merchant_rule.value_or(MerchantRule::kRaw) == MerchantRule::kRaw)
      for (const std::uint32_t code : segment.merchant_code) raw[code] = true;
  return raw;
}

void require_texts(const Ledger& folded) {
  for (const Segment& segment : folded.segments())
    if (segment.merchant_rule.value_or(MerchantRule::kRaw) != MerchantRule::kRaw && !segment.merchant_code.empty())
      throw UsageError(fmt::format(
          "the merchants of segment '{}' are keys by {}, and their texts are not kept; import it again with --merchants raw",
          segment.name, name_of(*segment.merchant_rule)));
}

NewMerchants name_anew(const Ledger& folded, const PayeeRules& rules, const MerchantFacts& known) {
  const PayeeRules of_keys{MerchantRule::kRaw, rules.aliases};
  const std::vector<bool> raw = are_raw(folded);
  NewMerchants all;
  for (std::uint32_t code = 0; code < raw.size(); ++code) {
    PayeeRules::Payee payee = (raw[code] ? rules : of_keys).payee_of(folded.merchants()[code]);
    if (payee.key.empty()) continue;
    NewMerchant& merchant = all[std::move(payee.key)];
    if (rules.kind_of(payee.alias) != kNoStreamKind) merchant.kind_by = std::min(merchant.kind_by, payee.alias);
    merchant.num_texts += known.num_texts[code];
    merchant.codes.push_back(code);
  }
  return all;
}

CompactedMerchants named_anew(const Ledger& folded, const PayeeRules& rules) {
  MerchantFacts known = merchant_facts_of(folded);
  CompactedMerchants result;
  result.code.assign(folded.merchants().size(), kNoMerchant);
  result.facts.rule = name_of(rules.rule);
  result.facts.aliases = rules.aliases.stamp();
  for (const auto& [key, merchant] : name_anew(folded, rules, known)) {
    const auto code = static_cast<std::uint32_t>(result.texts.size());
    result.texts.push_back(key);
    result.facts.kind.push_back(rules.kind_of(merchant.kind_by));
    result.facts.num_texts.push_back(static_cast<std::uint32_t>(std::min<std::uint64_t>(merchant.num_texts, ~0U)));
    for (const std::uint32_t old : merchant.codes) {
      result.code[old] = code;
      if (known.num_texts[old] == 1) result.facts.joined.push_back({code, folded.merchants()[old]});
    }
  }
  for (JoinedText& text : known.joined)
    if (result.code[text.merchant] != kNoMerchant)
      result.facts.joined.push_back({result.code[text.merchant], std::move(text.text)});
  return result;
}

}  // namespace

CompactedMerchants merchants_of_folded(const Ledger& folded, const PayeeRules* rules) {
  CompactedMerchants merchants;
  if (rules == nullptr) {
    folded.require_one_merchant_rule();
    merchants.texts = folded.merchants();
    merchants.facts = merchant_facts_of(folded);
  } else {
    if (rules->rule == MerchantRule::kRaw) require_texts(folded);
    merchants = named_anew(folded, *rules);
  }
  keep_most_joined(merchants.facts);
  merchants.facts.drop_what_says_nothing();
  return merchants;
}

}  // namespace spendlens::ledger
