#include "spendlens/core/stream_kind.hpp"

#include <algorithm>

namespace spendlens {

std::optional<StreamKind> parse_outflow_kind(std::string_view text) {
  const auto* const end = kStreamKindNames.begin() + kNumOutflowKinds;
  const auto* const at = std::find(kStreamKindNames.begin(), end, text);
  if (at == end) return std::nullopt;
  return static_cast<StreamKind>(at - kStreamKindNames.begin());
}

}  // namespace spendlens
