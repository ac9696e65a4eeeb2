#include "ingest/source/slices.hpp"

#include <array>
#include <memory>
#include <vector>

#include "ingest/source/file_window.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/parallel.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::uint64_t kNotFound = ~std::uint64_t{0};

/// If the first record of a region begins at `start`, the first one after the region begins at `end`.
struct QuoteHypothesis {
  std::uint64_t start = kNotFound;
  std::uint64_t end = kNotFound;
};

/// What one rank knows of its region [cut, next rank's cut).
struct Region {
  std::uint64_t cut = 0;
  std::uint64_t num_lines = 0;
  std::array<QuoteHypothesis, 3> hypotheses{};  ///< outside quotes, inside quotes, as told
};

template <class T>
std::vector<T> gathered(comm::Communicator& communicator, const T& mine) {
  return comm::values_of<T>(communicator.all_gather(std::as_bytes(std::span(&mine, 1))).bytes);
}

/// Where each rank's first record begins, as far as the hypotheses tell; `open` is the first rank they do not tell of.
std::vector<std::uint64_t> follow(const std::vector<Region>& regions, std::uint64_t file_bytes, std::size_t& open) {
  std::vector<std::uint64_t> start = {regions.front().cut};
  for (open = 0; open < regions.size(); ++open) {
    const std::uint64_t limit = open + 1 < regions.size() ? regions[open + 1].cut : file_bytes;
    std::uint64_t end = start.back() >= limit ? start.back() : kNotFound;
    for (const QuoteHypothesis& hypothesis : regions[open].hypotheses)
      if (end == kNotFound && hypothesis.start == start.back()) end = hypothesis.end;
    if (end == kNotFound) break;
    start.push_back(end);
  }
  return start;
}

void scan_region(FileWindow& window, const RecordScanner& scanner, std::uint64_t limit, Region& region) {
  const FileWindow::Lines lines = window.lines(region.cut, limit);
  region.num_lines = lines.count;
  if (region.cut >= limit) return;
  if (!lines.has_quote) {
    // Records are lines, and the region ends at a line's end. It has no end for a reader who comes from inside quotes.
    region.hypotheses[0] = {region.cut, limit};
    return;
  }
  region.hypotheses[0] = {region.cut, window.first_record_from(scanner, region.cut, limit)};
  const std::string_view text = window.from(region.cut, scanner.max_bytes());
  const std::size_t inside = scanner.first_record_inside_quotes(text, 0);
  if (inside != std::string_view::npos)
    region.hypotheses[1] = {region.cut + inside, window.first_record_from(scanner, region.cut + inside, limit)};
}

}  // namespace

Slice slice_file(comm::Communicator& communicator, const std::string& path, std::uint64_t file_bytes,
                 std::uint64_t data_begin, std::uint64_t first_line, const RecordScanner& scanner) {
  const auto rank = static_cast<std::size_t>(communicator.rank());
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  std::unique_ptr<FileWindow> window;
  Region mine;
  comm::agree(communicator, [&] {
    window = std::make_unique<FileWindow>(path, file_bytes);
    const std::uint64_t nominal = data_begin + part_of(file_bytes - data_begin, rank, ranks).begin;
    mine.cut = nominal == data_begin ? data_begin : window->next_line(nominal - 1);
  });
  std::vector<Region> regions = gathered(communicator, mine);
  const std::uint64_t limit = rank + 1 < regions.size() ? regions[rank + 1].cut : file_bytes;
  comm::agree(communicator, [&] { scan_region(*window, scanner, limit, mine); });
  regions = gathered(communicator, mine);

  std::size_t open = 0;
  std::vector<std::uint64_t> start = follow(regions, file_bytes, open);
  while (open < regions.size()) {
    comm::agree(communicator, [&] {
      if (open == rank) mine.hypotheses[2] = {start.back(), window->first_record_from(scanner, start.back(), limit)};
    });
    regions = gathered(communicator, mine);
    start = follow(regions, file_bytes, open);
  }
  Slice slice{start[rank], start[rank + 1], first_line};
  for (std::size_t lower = 0; lower < rank; ++lower) slice.first_line += regions[lower].num_lines;
  comm::agree(communicator, [&] { slice.first_line += window->lines(mine.cut, slice.begin).count; });
  return slice;
}

}  // namespace spendlens::ingest
