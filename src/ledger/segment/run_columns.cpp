#include "ledger/segment/run_columns.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "spendlens/core/error.hpp"

namespace spendlens::ledger {

void require_of_writer(bool holds, const char* what) {
  if (!holds) throw InternalError(fmt::format("segment writer: {}", what));
}

std::vector<char> repadded(std::span<const char> texts, std::size_t from, std::size_t to) {
  if (from == 0) return {};
  std::vector<char> result(texts.size() / from * to, '\0');
  const std::size_t kept = std::min(from, to);
  for (std::size_t i = 0; i * from < texts.size(); ++i) {
    const char* text = texts.data() + i * from;
    std::memcpy(result.data() + i * to, text, kept);
    require_of_writer(std::all_of(text + kept, text + from, [](char c) { return c == '\0'; }),
                      "an id longer than announced");
  }
  return result;
}

std::vector<std::uint64_t> offsets_from(std::uint64_t first, std::span<const std::uint64_t> counts) {
  std::vector<std::uint64_t> offsets(counts.size());
  std::exclusive_scan(counts.begin(), counts.end(), offsets.begin(), first);
  return offsets;
}

std::vector<std::uint64_t> index_of_counts(const std::vector<std::uint64_t>& counts) {
  std::vector<std::uint64_t> index(counts.size() + 1, 0);
  std::partial_sum(counts.begin(), counts.end(), index.begin() + 1);
  return index;
}

}  // namespace spendlens::ledger
