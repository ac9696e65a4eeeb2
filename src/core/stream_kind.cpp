#include "spendlens/core/stream_kind.hpp"

#include <algorithm>

namespace spendlens {

std::optional<StreamKind> parse_stream_kind(std::string_view text) {
  const auto at = std::find(kStreamKindNames.begin(), kStreamKindNames.end(), text);
  if (at == kStreamKindNames.end()) return std::nullopt;
  return static_cast<StreamKind>(at - kStreamKindNames.begin());
}

}  // namespace spendlens
