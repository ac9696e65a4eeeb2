#include "ingest/parse/currency.hpp"

#include <algorithm>
#include <vector>

#include "ingest/parse/currency_signs.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

const char* CurrencyCheck::find_fault_of(std::string_view currency) {
  const std::optional<std::string> named = currency_codes(currency);
  last_fault_ = !named                                            ? reason::kInvalidCurrency
                : codes_ && common_codes(*codes_, *named).empty() ? reason::kForeignCurrency
                                                                  : nullptr;
  last_text_ = currency;
  has_last_ = true;
  return last_fault_;
}

void CurrencyCheck::add(std::string_view currency, RejectPlace place) {
  if (codes_) return;  // nothing is to be found out
  if (last_seen_ == first_seen_.end() || currency != last_seen_text_) {
    last_seen_ = first_seen_.try_emplace(currency_codes(currency).value_or(std::string()), place).first;
    last_seen_text_ = currency;
  }
  if (place < last_seen_->second) last_seen_->second = place;
}

CurrencyOfRows CurrencyCheck::decide(comm::Communicator& communicator) const {
  const auto one_of = [](const std::string& codes) {
    return codes.size() == 3 ? codes : std::string(ledger::kNoCurrency);
  };
  if (codes_) return {one_of(*codes_), *codes_, false};
  using Flat = std::vector<std::pair<std::pair<std::uint64_t, std::uint64_t>, std::string>>;
  Flat mine;
  for (const auto& [codes, place] : first_seen_) mine.push_back({{place.file, place.line}, codes});
  Flat all;
  for (const Flat& part : comm::gather_objects(communicator, mine, 0)) all.insert(all.end(), part.begin(), part.end());
  comm::broadcast_object(communicator, all, 0);
  std::sort(all.begin(), all.end());
  CurrencyOfRows found;
  for (const auto& [place, codes] : all) {
    const std::string common = found.codes.empty() ? codes : common_codes(found.codes, codes);
    if (common.empty())
      found.has_others = true;
    else
      found.codes = common;
  }
  // A sign that an earlier place allowed may be none of what a later one left: then it is foreign as well.
  for (const auto& [place, codes] : all)
    found.has_others = found.has_others || common_codes(found.codes, codes).empty();
  if (found.codes.empty()) found.codes = ledger::kNoCurrency;
  found.currency = one_of(found.codes);
  return found;
}

}  // namespace spendlens::ingest
