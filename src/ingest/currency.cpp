#include "ingest/currency.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kManyCurrencies = 100;

}  // namespace

void CurrencySightings::see(std::string_view currency, RejectPlace place) {
  const auto found = first_seen_.find(currency);
  if (found != first_seen_.end()) {
    if (place < found->second) found->second = place;
  } else if (first_seen_.size() < kManyCurrencies) {  // two are an error already
    first_seen_.emplace(currency, place);
  }
}

std::string CurrencySightings::settle(comm::Communicator& communicator, const std::optional<std::string>& expected,
                                      const std::vector<std::string>& file_names) const {
  using Flat = std::vector<std::pair<std::pair<std::uint64_t, std::uint64_t>, std::string>>;
  Flat mine;
  for (const auto& [currency, place] : first_seen_) mine.push_back({{place.file, place.line}, currency});
  Flat all;
  for (const Flat& part : comm::gather_objects(communicator, mine, 0)) all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end());
  std::string currency = expected.value_or(ledger::kNoCurrency);
  comm::agree(communicator, [&] {
    for (const auto& [place, seen] : all) {
      const std::optional<std::string> code = currency_code(seen);
      if (!code)
        throw InputError(fmt::format("{}, line {}: currency '{}' is no code of three letters such as EUR", file_names[place.first], place.second, readable(seen)));
      if (!expected && place == all.front().first) currency = *code;
      if (*code != currency)
        throw InputError(fmt::format("{}, line {}: currency '{}' where the ledger's is '{}'; a ledger has one currency, import the other into a ledger of its own",
                                     file_names[place.first], place.second, readable(seen), readable(currency)));
    }
  });
  comm::broadcast_object(communicator, currency, 0);
  return currency;
}

}  // namespace spendlens::ingest
