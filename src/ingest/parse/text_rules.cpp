#include "ingest/parse/text_rules.hpp"

#include <utility>

#include "ingest/parse/record_fields.hpp"

namespace spendlens::ingest {

bool CategoryCodes::add(std::string_view code, std::string category) {
  return category_of_.emplace(RecordFields::without_blanks(code), std::move(category)).second;
}

const std::string* CategoryCodes::find(std::string_view code) const {
  const auto found = category_of_.find(RecordFields::without_blanks(code));
  return found == category_of_.end() ? nullptr : &found->second;
}

RenamedTexts::Rename merchant_names(const TextRules& rules) {
  const PayeeRules& payees = rules.payees;
  if (payees.rule == MerchantRule::kRaw && payees.aliases.size() == 0) return {};
  return [&payees](std::string_view text) {
    PayeeRules::Payee payee = payees.payee_of(text);
    // Of a merchant's aliases the first counts that says a kind.
    return Renamed{std::move(payee.key), payees.kind_of(payee.alias) == kNoStreamKind ? Renamed::kByNone : payee.alias};
  };
}

RenamedTexts::Rename category_names(const TextRules& rules) {
  const CategoryCodes& codes = rules.categories;
  if (codes.is_empty()) return {};
  return [&codes](std::string_view text) {
    const std::string* category = codes.find(text);
    return category == nullptr ? Renamed{std::string(text), kUnlisted} : Renamed{*category};
  };
}

}  // namespace spendlens::ingest
