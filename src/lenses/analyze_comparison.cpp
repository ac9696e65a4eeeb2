#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/core/parallel_sort.hpp"
#include "spendlens/lenses/period_comparison.hpp"

namespace spendlens::lenses {

namespace {

/// A customer of a list. No members with defaults: lists are sorted in memory that nobody has filled.
struct Listed {
  std::uint64_t hash;
  std::uint64_t position;
};

/// The customers of a period or of the list of all, by hash, then id, then position: lists are lined up by one walk.
struct SortedList {
  std::span<const std::string_view> ids;
  std::vector<Listed> customers;

  SortedList(std::span<const std::string_view> of, int workers) : ids(of), customers(of.size()) {
    for_each_part(ids.size(), workers, [&](ItemRange range, std::size_t) {
      for (std::uint64_t i = range.begin; i < range.end; ++i) customers[i] = {text_hash(ids[i]), i};
    });
    sort_in_parts(std::span(customers), workers, [this](const Listed& a, const Listed& b) {
      if (a.hash != b.hash) return a.hash < b.hash;
      const int order = ids[a.position].compare(ids[b.position]);
      return order != 0 ? order < 0 : a.position < b.position;
    });
  }

  /// The first customer whose hash is in this part of all hashes or in a later one.
  [[nodiscard]] std::size_t begin_of(std::size_t part, std::size_t parts) const {
    if (part == parts) return customers.size();
    const std::uint64_t hash = ~std::uint64_t{0} / parts * part;
    const auto at = std::partition_point(customers.begin(), customers.end(),
                                         [hash](const Listed& customer) { return customer.hash < hash; });
    return static_cast<std::size_t>(at - customers.begin());
  }
};

/// A customer, wherever it was found.
struct Name {
  std::uint64_t hash = 0;
  std::string_view id;

  friend bool operator==(const Name&, const Name&) = default;
  friend auto operator<=>(const Name&, const Name&) = default;
};

constexpr std::size_t kNotFound = std::numeric_limits<std::size_t>::max();

/// A walk along one part of a sorted list.
class Walk {
 public:
  Walk(const SortedList& list, std::size_t part, std::size_t parts)
      : list_(list), next_(list.begin_of(part, parts)), end_(list.begin_of(part + 1, parts)) {}

  [[nodiscard]] bool at_end() const { return next_ == end_; }
  [[nodiscard]] Name name() const { return {list_.customers[next_].hash, list_.ids[list_.customers[next_].position]}; }
  [[nodiscard]] std::size_t left() const { return end_ - next_; }

  /// The place of the customer in the list, if it is the next one; the walk goes on behind all of its entries.
  std::size_t take(const Name& name_to_take) {
    std::size_t found = kNotFound;
    for (; !at_end() && list_.customers[next_].hash == name_to_take.hash && name() == name_to_take; ++next_) {
      const std::size_t position = list_.customers[next_].position;
      if (found == kNotFound)
        found = position;
      else
        repeated_ = std::min(repeated_, position);
    }
    return found;
  }

  /// The first position at which a customer stands for the second time.
  [[nodiscard]] std::size_t repeated() const { return repeated_; }

 private:
  const SortedList& list_;
  std::size_t next_;
  std::size_t end_;
  std::size_t repeated_ = kNotFound;
};

/// Some of the customers of both periods and of the list, one entry each, and the first that are not as they must be.
struct AlignedCustomers {
  std::vector<std::uint32_t> frequency1;
  std::vector<Minor> spend1;
  std::vector<std::uint32_t> frequency2;
  std::vector<Minor> spend2;
  std::vector<std::uint8_t> bought_before;
  std::size_t repeated1 = kNotFound;
  std::size_t repeated2 = kNotFound;
  std::size_t lacking = kNotFound;  ///< bought in period 1 but is not in the list of all

  [[nodiscard]] std::size_t size() const { return frequency1.size(); }

  void reserve(std::size_t customers) {
    frequency1.reserve(customers);
    spend1.reserve(customers);
    frequency2.reserve(customers);
    spend2.reserve(customers);
    bought_before.reserve(customers);
  }

  void push_back(const rfm::RfmMetrics& period1, std::size_t in_period_1, const rfm::RfmMetrics& period2,
                 std::size_t in_period_2, bool listed) {
    frequency1.push_back(in_period_1 != kNotFound ? period1.frequency[in_period_1] : 0);
    spend1.push_back(in_period_1 != kNotFound ? period1.total_spend[in_period_1] : 0);
    frequency2.push_back(in_period_2 != kNotFound ? period2.frequency[in_period_2] : 0);
    spend2.push_back(in_period_2 != kNotFound ? period2.total_spend[in_period_2] : 0);
    bought_before.push_back(listed || in_period_1 != kNotFound ? 1 : 0);
  }
};

/// The three lists; that of all customers may be none.
struct Lists {
  const SortedList buyers1;
  const SortedList buyers2;
  const SortedList all;
  bool knows_all;
};

AlignedCustomers align_part(const rfm::RfmMetrics& period1, const rfm::RfmMetrics& period2, const Lists& lists,
                            std::size_t part, std::size_t parts) {
  Walk walk1(lists.buyers1, part, parts);
  Walk walk2(lists.buyers2, part, parts);
  Walk walk_all(lists.all, part, parts);
  AlignedCustomers customers;
  customers.reserve(std::max({walk1.left() + walk2.left(), walk_all.left()}));
  const auto buyer = [](const rfm::RfmMetrics& period, std::size_t position) {
    return position != kNotFound && period.frequency[position] != 0 ? position : kNotFound;
  };
  while (true) {
    std::optional<Name> first;
    for (const Walk* walk : {&walk1, &walk2, &walk_all})
      if (!walk->at_end() && (!first || walk->name() < *first)) first = walk->name();
    if (!first) break;
    const std::size_t in_period_1 = buyer(period1, walk1.take(*first));
    const std::size_t in_period_2 = buyer(period2, walk2.take(*first));
    const bool listed = walk_all.take(*first) != kNotFound;
    if (lists.knows_all && in_period_1 != kNotFound && !listed)
      customers.lacking = std::min(customers.lacking, in_period_1);
    if (listed || in_period_1 != kNotFound || in_period_2 != kNotFound)
      customers.push_back(period1, in_period_1, period2, in_period_2, listed);
  }
  customers.repeated1 = walk1.repeated();
  customers.repeated2 = walk2.repeated();
  return customers;
}

/// The customers part by part. The first one that a period holds twice, or that the list of all lacks, is refused.
std::vector<AlignedCustomers> line_up(const rfm::RfmMetrics& period1, const rfm::RfmMetrics& period2,
                                      const std::optional<std::span<const std::string_view>>& all_customers,
                                      int workers) {
  const Lists lists{{period1.customer_id, workers},
                    {period2.customer_id, workers},
                    {all_customers.value_or(std::span<const std::string_view>{}), workers},
                    all_customers.has_value()};
  std::vector<AlignedCustomers> parts(static_cast<std::size_t>(workers));
  for_each_task(parts.size(), workers, [&](std::size_t part, std::size_t) {
    parts[part] = align_part(period1, period2, lists, part, parts.size());
  });
  AlignedCustomers worst;
  for (const AlignedCustomers& part : parts) {
    worst.repeated1 = std::min(worst.repeated1, part.repeated1);
    worst.repeated2 = std::min(worst.repeated2, part.repeated2);
    worst.lacking = std::min(worst.lacking, part.lacking);
  }
  if (worst.repeated1 != kNotFound)
    throw InputError(fmt::format("customer '{}' occurs twice in period 1", period1.customer_id[worst.repeated1]));
  if (worst.repeated2 != kNotFound)
    throw InputError(fmt::format("customer '{}' occurs twice in period 2", period2.customer_id[worst.repeated2]));
  if (worst.lacking != kNotFound)
    throw InputError(fmt::format("customer '{}' bought in period 1 but is missing in the list of all customers",
                                 period1.customer_id[worst.lacking]));
  return parts;
}

DecileCuts decile_cuts(const rfm::RfmMetrics& period, int workers) {
  std::vector<std::int64_t> of_buyers;
  of_buyers.reserve(period.size());
  for (std::size_t i = 0; i < period.size(); ++i)
    if (period.frequency[i] != 0) of_buyers.push_back(period.total_spend[i]);
  sort_in_parts(std::span(of_buyers), workers);
  LocalOrderStatistics statistics(std::move(of_buyers));
  return compute_decile_cuts(statistics);
}

std::vector<std::uint8_t> deciles(const DecileCuts& cuts, std::span<const std::uint32_t> frequency,
                                  std::span<const Minor> spend) {
  std::vector<std::uint8_t> result(frequency.size());
  for (std::size_t i = 0; i < frequency.size(); ++i)
    result[i] = frequency[i] != 0 ? cuts.decile(spend[i]) : std::uint8_t{0};
  return result;
}

ComparisonPartial sum_customers(const std::vector<AlignedCustomers>& parts, const DecileCuts& cuts1,
                                const DecileCuts& cuts2, int workers) {
  std::vector<ComparisonPartial> partials(parts.size());
  for_each_task(parts.size(), workers, [&](std::size_t i, std::size_t) {
    const AlignedCustomers& customers = parts[i];
    std::vector<std::uint8_t> group(customers.size());
    partials[i].add(customers.frequency1, customers.spend1, customers.frequency2, customers.spend2,
                    customers.bought_before, group);
    partials[i].add_moves(group, deciles(cuts1, customers.frequency1, customers.spend1),
                          deciles(cuts2, customers.frequency2, customers.spend2));
  });
  for (std::size_t part = 1; part < partials.size(); ++part) partials[0].merge(partials[part]);
  return partials[0];
}

std::uint64_t orders_of(const rfm::RfmMetrics& period, const SinglePeriodAnalysis* metrics) {
  if (metrics != nullptr) return metrics->total_orders;
  std::uint64_t orders = 0;
  for (const std::uint32_t frequency : period.frequency) orders += frequency;
  return orders;
}

void check_period(const rfm::RfmMetrics& period, int number) {
  if (period.frequency.size() != period.size() || period.total_spend.size() != period.size())
    throw UsageError(fmt::format("period {} has {} customers, {} frequencies and {} total_spends", number,
                                 period.size(), period.frequency.size(), period.total_spend.size()));
}

void check_order(const rfm::RfmMetrics& period1, const rfm::RfmMetrics& period2) {
  if (period2.observation_start.empty()) return;
  const Day start = *std::min_element(period2.observation_start.begin(), period2.observation_start.end());
  if (period1.observation_end > start)
    throw UsageError(
        fmt::format("period 1 must end at or before the start of period 2, but it ends on {} and period 2 starts on {}",
                    date_text(period1.observation_end), date_text(start)));
}

void check_metrics(const SinglePeriodAnalysis* metrics, std::uint64_t customers, Minor revenue, int number) {
  if (metrics == nullptr || (metrics->total_customers == customers && metrics->total_revenue == revenue)) return;
  throw UsageError(
      fmt::format("the metrics given for period {} are of {} customers with a revenue of {}, the period has {} with {}",
                  number, metrics->total_customers, metrics->total_revenue, customers, revenue));
}

}  // namespace

PeriodComparison analyze_period_comparison(const rfm::RfmMetrics& period1, const rfm::RfmMetrics& period2,
                                           std::optional<std::span<const std::string_view>> all_customers,
                                           const SinglePeriodAnalysis* metrics1, const SinglePeriodAnalysis* metrics2,
                                           const ParallelPolicy& policy) {
  const int workers = policy.workers_for(std::max(period1.size(), period2.size()));
  check_period(period1, 1);
  check_period(period2, 2);
  check_order(period1, period2);
  const std::vector<AlignedCustomers> customers = line_up(period1, period2, all_customers, workers);
  const ComparisonPartial partial =
      sum_customers(customers, decile_cuts(period1, workers), decile_cuts(period2, workers), workers);
  PeriodComparison comparison = finish_comparison(partial, orders_of(period1, metrics1), orders_of(period2, metrics2));
  check_metrics(metrics1, comparison.retained + comparison.churned, comparison.bridge.period1_revenue, 1);
  check_metrics(metrics2, comparison.retained + comparison.new_customers, comparison.bridge.period2_revenue, 2);
  return comparison;
}

}  // namespace spendlens::lenses
