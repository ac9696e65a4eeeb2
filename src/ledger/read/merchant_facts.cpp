#include "spendlens/ledger/merchant_facts.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "ledger/segment/column_names.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::ledger {

namespace {

void take_num_texts(const Segment& segment, MerchantFacts& facts) {
  if (!segment.file->layout().has(names::kMerchantTexts)) return;
  const auto num_texts = segment.file->read_all<std::uint32_t>(names::kMerchantTexts);
  for (std::size_t i = 0; i < num_texts.size(); ++i) {
    std::uint32_t& known = facts.num_texts[segment.merchant_code[i]];
    known = std::max(known, num_texts[i]);
  }
}

void take_joined(const Segment& segment, MerchantFacts& facts) {
  if (!segment.file->layout().has(names::kJoinedMerchant)) return;
  const auto merchants = segment.file->read_all<std::uint32_t>(names::kJoinedMerchant);
  const auto texts = segment.file->read_all_texts(names::kJoinedText);
  for (std::size_t i = 0; i < merchants.size() && i < texts.size(); ++i) {
    if (merchants[i] >= segment.merchant_code.size())
      throw InputError(segment.file->path() + ": a text of a merchant that is not there; import the segment again");
    facts.joined.push_back({segment.merchant_code[merchants[i]], texts[i]});
  }
}

}  // namespace

MerchantFacts merchant_facts_of(const Ledger& ledger) {
  MerchantFacts facts;
  facts.kind = ledger.merchant_kinds();
  facts.num_texts.assign(ledger.merchants().size(), 1);
  for (const Segment& segment : ledger.segments()) {
    if (segment.merchant_code.empty()) continue;
    if (facts.rule.empty() && segment.merchant_rule) {
      facts.rule = name_of(*segment.merchant_rule);
      facts.aliases = segment.aliases;
    }
    take_num_texts(segment, facts);
    take_joined(segment, facts);
  }
  return facts;
}

std::vector<std::uint32_t> most_joined(const std::vector<std::uint32_t>& num_texts, std::size_t most) {
  std::vector<std::uint32_t> codes;
  for (std::uint32_t code = 0; code < num_texts.size(); ++code)
    if (num_texts[code] > 1) codes.push_back(code);
  const std::size_t kept = std::min(codes.size(), most);
  std::partial_sort(
      codes.begin(), codes.begin() + static_cast<std::ptrdiff_t>(kept), codes.end(),
      [&](std::uint32_t a, std::uint32_t b) { return std::tuple(num_texts[b], a) < std::tuple(num_texts[a], b); });
  codes.resize(kept);
  return codes;
}

void keep_most_joined(MerchantFacts& facts) {
  std::vector<std::uint32_t> codes = most_joined(facts.num_texts, kMaxJoinedMerchants);
  std::sort(codes.begin(), codes.end());
  std::sort(facts.joined.begin(), facts.joined.end(), [](const JoinedText& a, const JoinedText& b) {
    return std::tie(a.merchant, a.text) < std::tie(b.merchant, b.text);
  });
  std::vector<JoinedText> kept;
  std::size_t of_merchant = 0;
  for (JoinedText& one : facts.joined) {
    if (!std::binary_search(codes.begin(), codes.end(), one.merchant)) continue;
    const bool is_same = !kept.empty() && kept.back().merchant == one.merchant;
    if (is_same && kept.back().text == one.text) continue;
    of_merchant = is_same ? of_merchant + 1 : 1;
    if (of_merchant <= kMaxJoinedTexts) kept.push_back(std::move(one));
  }
  facts.joined = std::move(kept);
}

}  // namespace spendlens::ledger
