#include "ingest/source/table_spans.hpp"

#include <algorithm>

#include "spendlens/core/parallel.hpp"

namespace spendlens::ingest {

namespace {

/// The part of a rank's rows within which its cut is moved to the beginning of a row group.
constexpr std::uint64_t kNear = 4;

std::uint64_t distance(std::uint64_t a, std::uint64_t b) { return a < b ? b - a : a - b; }

/// Where the rows of `rank` begin, of the rows of all files.
std::uint64_t cut_before(const std::vector<const TableFacts*>& files, std::uint64_t total, std::uint64_t rank,
                         std::uint64_t ranks) {
  const std::uint64_t even = part_of(total, rank, ranks).begin;
  if (rank == 0 || rank >= ranks) return rank == 0 ? 0 : total;
  std::uint64_t best = even;
  std::uint64_t nearest = total / ranks / kNear + 1;
  std::uint64_t begin = 0;
  const auto try_at = [&](std::uint64_t row) {
    if (distance(row, even) >= nearest) return;
    nearest = distance(row, even);
    best = row;
  };
  for (const TableFacts* file : files) {
    try_at(begin);
    if (even >= begin && even < begin + file->num_rows) {
      const auto after = std::upper_bound(file->group_begins.begin(), file->group_begins.end(), even - begin);
      if (after != file->group_begins.end()) try_at(begin + *after);
      if (after != file->group_begins.begin()) try_at(begin + *(after - 1));
    }
    begin += file->num_rows;
  }
  return best;
}

}  // namespace

std::vector<TableSpan> spans_of_rank(const std::vector<const TableFacts*>& files, std::uint64_t rank,
                                     std::uint64_t ranks) {
  std::uint64_t total = 0;
  for (const TableFacts* file : files) total += file->num_rows;
  const std::uint64_t begin = cut_before(files, total, rank, ranks);
  const std::uint64_t end = cut_before(files, total, rank + 1, ranks);
  std::vector<TableSpan> spans;
  std::uint64_t of_file = 0;
  for (std::uint64_t number = 0; number < files.size(); ++number) {
    const std::uint64_t rows = files[number]->num_rows;
    const std::uint64_t first = std::max(begin, of_file);
    const std::uint64_t last = std::min(end, of_file + rows);
    if (first < last) spans.push_back({number, first - of_file, last - first});
    of_file += rows;
  }
  return spans;
}

}  // namespace spendlens::ingest
