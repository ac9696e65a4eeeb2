#include "spendlens/core/aliases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "spendlens/core/hashing.hpp"

namespace spendlens {

Aliases::Aliases(std::vector<Alias> list, bool is_shipped) : list_(std::move(list)) {
  std::string all;
  for (std::uint32_t place = 0; place < list_.size(); ++place) {
    const Alias& alias = list_[place];
    const bool is_part = alias.pattern.ends_with('*');
    const std::string text = alias.pattern.substr(0, alias.pattern.size() - (is_part ? 1 : 0));
    (is_part ? parts_[text.size()] : whole_).try_emplace(text, place);
    all += fmt::format("{}\n{}\n{}\n", alias.pattern, alias.name, alias.kind);
  }
  if (!list_.empty()) stamp_ = is_shipped ? kShippedStamp : fmt::format("{:016x}", text_hash(all));
}

std::uint32_t Aliases::find(std::string_view text) const {
  std::uint32_t first = kNone;
  if (const auto whole = whole_.find(text); whole != whole_.end()) first = whole->second;
  for (const auto& [length, places] : parts_) {
    if (length > text.size()) break;
    if (const auto part = places.find(text.substr(0, length)); part != places.end())
      first = std::min(first, part->second);
  }
  return first;
}

PayeeRules::Payee PayeeRules::payee_of(std::string_view text) const {
  const std::string capitals = payee_capitals(text);
  if (capitals.empty()) return {rule == MerchantRule::kRaw ? std::string(text) : std::string()};
  const std::string key = descriptor_key(capitals);
  Payee payee{rule == MerchantRule::kRaw ? std::string(text) : key, aliases.find(capitals)};
  if (payee.alias == Aliases::kNone) payee.alias = aliases.find(key);
  if (payee.alias != Aliases::kNone && !aliases.at(payee.alias).name.empty()) payee.key = aliases.at(payee.alias).name;
  return payee;
}

}  // namespace spendlens
