#include "spendlens/signals/catalogue.hpp"

#include <algorithm>

#include "signals/bank_catalogue.hpp"
#include "spendlens/core/edit_distance.hpp"
#include "spendlens/signals/signals.hpp"

namespace spendlens::signals {

std::optional<std::size_t> SignalCatalogue::find(std::string_view name) const {
  const auto at =
      std::find_if(signals_.begin(), signals_.end(), [name](const SignalInfo& info) { return name == info.name; });
  return at == signals_.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - signals_.begin()));
}

std::size_t SignalCatalogue::nearest(std::string_view name) const {
  const auto nearest =
      std::min_element(signals_.begin(), signals_.end(), [name](const SignalInfo& a, const SignalInfo& b) {
        return edit_distance(name, a.name) < edit_distance(name, b.name);
      });
  return static_cast<std::size_t>(nearest - signals_.begin());
}

const SignalCatalogue& catalogue_of(SignalSet set) {
  static const SignalCatalogue bank(bank_signals());
  static const SignalCatalogue spendsense(all_signals());
  return set == SignalSet::kBank ? bank : spendsense;
}

}  // namespace spendlens::signals
