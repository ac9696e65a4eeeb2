#include "spendlens/signals/stream.hpp"

#include <algorithm>

namespace spendlens::signals {

std::optional<Cadence> parse_cadence(std::string_view text) {
  const auto at = std::find(kCadenceNames.begin(), kCadenceNames.end(), text);
  return at == kCadenceNames.end() ? std::nullopt : std::optional(static_cast<Cadence>(at - kCadenceNames.begin()));
}

}  // namespace spendlens::signals
