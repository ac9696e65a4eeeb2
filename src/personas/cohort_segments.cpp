#include "spendlens/personas/cohort_segments.hpp"

#include <fmt/core.h>

#include "spendlens/core/error.hpp"
#include "spendlens/personas/registry.hpp"

namespace spendlens::personas {

CohortSegmentSum& CohortSegmentSum::operator+=(const CohortSegmentSum& other) {
  customers += other.customers;
  revenue += other.revenue;
  return *this;
}

CohortSegmentPartial::CohortSegmentPartial(std::size_t num_cohorts, std::size_t num_segments)
    : num_assigned_(SegmentPartial(num_segments).num_assigned()), sums_(num_cohorts * num_assigned_) {
  if (num_cohorts > kOfNoCohort) throw UsageError(fmt::format("{} cohorts are more than {}", num_cohorts, kOfNoCohort));
}

void CohortSegmentPartial::add(std::span<const std::uint8_t> cohort, const SegmentColumns& columns) {
  if (columns.assigned.size() != cohort.size() || columns.spend.size() != cohort.size())
    throw UsageError("the columns of cohorts and segments differ in length");
  const std::size_t cohorts = num_cohorts();
  for (std::size_t i = 0; i < cohort.size(); ++i) {
    if (cohort[i] == kOfNoCohort) continue;
    if (cohort[i] >= cohorts || columns.assigned[i] >= num_assigned_)
      throw UsageError(fmt::format("customer {} (counted from 0) is of no cohort or of no segment", i));
    sums_[cohort[i] * num_assigned_ + columns.assigned[i]] += {1, columns.spend[i]};
  }
}

std::vector<int128> CohortSegmentPartial::numbers() const {
  std::vector<int128> all;
  for (const CohortSegmentSum& sum : sums_)
    all.insert(all.end(), {static_cast<int128>(sum.customers), static_cast<int128>(sum.revenue)});
  return all;
}

void CohortSegmentPartial::set_numbers(std::span<const int128> numbers) {
  if (numbers.size() != 2 * sums_.size())
    throw InternalError("the numbers are not those of these cohorts and segments");
  for (std::size_t i = 0; i < sums_.size(); ++i)
    sums_[i] = {static_cast<std::uint64_t>(numbers[2 * i]), static_cast<Minor>(numbers[2 * i + 1])};
}

}  // namespace spendlens::personas
