#include "spendlens/personas/segments.hpp"

#include <fmt/core.h>

#include "spendlens/core/error.hpp"
#include "spendlens/personas/registry.hpp"

namespace spendlens::personas {

namespace {

/// Unclassified and no_purchase.
constexpr std::size_t kNumBesideSegments = 2;

void add_customer(const SegmentColumns& columns, std::size_t customer, std::vector<SegmentSum>& to) {
  SegmentSum& sum = to[columns.assigned[customer]];
  ++sum.customers;
  sum.orders += columns.orders[customer];
  sum.revenue += columns.spend[customer];
}

}  // namespace

SegmentPartial::SegmentPartial(std::size_t num_segments)
    : earlier_(num_segments + kNumBesideSegments), later_(earlier_), moved_(earlier_.size() * earlier_.size()) {
  if (num_segments > kMaxPersonas)
    throw UsageError(fmt::format("{} segments are more than {}", num_segments, kMaxPersonas));
}

void SegmentPartial::add(const SegmentColumns& earlier, const SegmentColumns& later) {
  const std::size_t customers = later.assigned.size();
  for (const SegmentColumns* columns : {&earlier, &later})
    if (columns->assigned.size() != customers || columns->orders.size() != customers ||
        columns->spend.size() != customers)
      throw UsageError("the columns of segments differ in length");
  for (std::size_t i = 0; i < customers; ++i) {
    if (earlier.assigned[i] >= num_assigned() || later.assigned[i] >= num_assigned())
      throw UsageError(fmt::format("customer {} (counted from 0) is of no segment among {}", i, num_assigned()));
    add_customer(earlier, i, earlier_);
    add_customer(later, i, later_);
    ++moved_[earlier.assigned[i] * num_assigned() + later.assigned[i]];
  }
}

std::vector<int128> SegmentPartial::numbers() const {
  std::vector<int128> all;
  for (const auto* sums : {&earlier_, &later_})
    for (const SegmentSum& sum : *sums)
      all.insert(all.end(), {static_cast<int128>(sum.customers), static_cast<int128>(sum.orders), sum.revenue});
  all.insert(all.end(), moved_.begin(), moved_.end());
  return all;
}

void SegmentPartial::set_numbers(std::span<const int128> numbers) {
  if (numbers.size() != this->numbers().size()) throw InternalError("the numbers are not those of these segments");
  std::size_t next = 0;
  for (auto* sums : {&earlier_, &later_})
    for (SegmentSum& sum : *sums) {
      sum.customers = static_cast<std::uint64_t>(numbers[next++]);
      sum.orders = static_cast<std::uint64_t>(numbers[next++]);
      sum.revenue = numbers[next++];
    }
  for (std::uint64_t& count : moved_) count = static_cast<std::uint64_t>(numbers[next++]);
}

}  // namespace spendlens::personas
