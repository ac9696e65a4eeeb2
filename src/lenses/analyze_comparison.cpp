#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/lenses/period_comparison.hpp"
#include "spendlens/rfm/parts.hpp"

namespace spendlens::lenses {

namespace {

/// A customer of a list: sorted by hash and id, three lists are lined up by one walk.
struct ListedCustomer {
  std::uint64_t hash = 0;
  std::string_view id;
  std::uint64_t position = 0;

  friend bool operator<(const ListedCustomer& a, const ListedCustomer& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    const int order = a.id.compare(b.id);
    return order != 0 ? order < 0 : a.position < b.position;
  }
};

bool same_customer(const ListedCustomer& a, const ListedCustomer& b) { return a.hash == b.hash && a.id == b.id; }
bool comes_before(const ListedCustomer& a, const ListedCustomer& b) {
  return a.hash != b.hash ? a.hash < b.hash : a.id < b.id;
}

std::vector<ListedCustomer> sort_customers(std::span<const std::string_view> ids, int workers) {
  std::vector<ListedCustomer> list(ids.size());
  rfm::for_each_part(ids.size(), workers, [&](ItemRange range, std::size_t) {
    for (std::uint64_t i = range.begin; i < range.end; ++i) list[i] = {text_hash(ids[i]), ids[i], i};
  });
  rfm::sort_in_parts(std::span(list), workers);
  return list;
}

/// The period's buyers, sorted; the first customer listed for the second time is refused.
std::vector<ListedCustomer> sort_buyers(const rfm::RfmMetrics& period, int number, int workers) {
  std::vector<ListedCustomer> list = sort_customers(period.customer_id, workers);
  const ListedCustomer* repeated = nullptr;
  for (std::size_t i = 1; i < list.size(); ++i)
    if (same_customer(list[i - 1], list[i]) && (repeated == nullptr || list[i].position < repeated->position))
      repeated = &list[i];
  if (repeated != nullptr)
    throw InputError(fmt::format("customer '{}' occurs twice in period {}", repeated->id, number));
  std::erase_if(list, [&](const ListedCustomer& customer) { return period.frequency[customer.position] == 0; });
  return list;
}

/// The customers of both periods and of the list, one entry each.
struct LinedUp {
  std::vector<std::uint32_t> frequency1;
  std::vector<Minor> spend1;
  std::vector<std::uint32_t> frequency2;
  std::vector<Minor> spend2;
  std::vector<std::uint8_t> bought_before;
  std::vector<std::uint8_t> group;

  [[nodiscard]] std::size_t size() const { return frequency1.size(); }

  void push_back(const rfm::RfmMetrics& period1, const ListedCustomer* in_period_1, const rfm::RfmMetrics& period2,
                 const ListedCustomer* in_period_2, bool listed) {
    frequency1.push_back(in_period_1 != nullptr ? period1.frequency[in_period_1->position] : 0);
    spend1.push_back(in_period_1 != nullptr ? period1.total_spend[in_period_1->position] : 0);
    frequency2.push_back(in_period_2 != nullptr ? period2.frequency[in_period_2->position] : 0);
    spend2.push_back(in_period_2 != nullptr ? period2.total_spend[in_period_2->position] : 0);
    bought_before.push_back(listed || in_period_1 != nullptr ? 1 : 0);
  }
};

/// A walk along one sorted list.
class Walk {
 public:
  explicit Walk(const std::vector<ListedCustomer>& list) : next_(list.data()), end_(list.data() + list.size()) {}

  [[nodiscard]] const ListedCustomer* next() const { return next_ != end_ ? next_ : nullptr; }

  /// The entry of this customer, if it is the next one; the walk goes on behind all entries of the customer.
  const ListedCustomer* take(const ListedCustomer& customer) {
    const ListedCustomer* found = nullptr;
    for (; next_ != end_ && same_customer(*next_, customer); ++next_) found = found == nullptr ? next_ : found;
    return found;
  }

 private:
  const ListedCustomer* next_;
  const ListedCustomer* end_;
};

LinedUp line_up(const rfm::RfmMetrics& period1, const rfm::RfmMetrics& period2,
                const std::optional<std::span<const std::string_view>>& all_customers, int workers) {
  const std::vector<ListedCustomer> buyers1 = sort_buyers(period1, 1, workers);
  const std::vector<ListedCustomer> buyers2 = sort_buyers(period2, 2, workers);
  const std::vector<ListedCustomer> all =
      all_customers ? sort_customers(*all_customers, workers) : std::vector<ListedCustomer>{};
  Walk walk1(buyers1);
  Walk walk2(buyers2);
  Walk walk_all(all);
  LinedUp customers;
  const ListedCustomer* lacking = nullptr;
  while (true) {
    const ListedCustomer* first = nullptr;
    for (const ListedCustomer* next : {walk1.next(), walk2.next(), walk_all.next()})
      if (next != nullptr && (first == nullptr || comes_before(*next, *first))) first = next;
    if (first == nullptr) break;
    const ListedCustomer customer = *first;
    const ListedCustomer* in_period_1 = walk1.take(customer);
    const ListedCustomer* in_period_2 = walk2.take(customer);
    const bool listed = walk_all.take(customer) != nullptr;
    if (all_customers && in_period_1 != nullptr && !listed &&
        (lacking == nullptr || in_period_1->position < lacking->position))
      lacking = in_period_1;
    customers.push_back(period1, in_period_1, period2, in_period_2, listed);
  }
  if (lacking != nullptr)
    throw InputError(
        fmt::format("customer '{}' bought in period 1 but is missing in the list of all customers", lacking->id));
  customers.group.resize(customers.size());
  return customers;
}

DecileCuts decile_cuts(std::span<const std::uint32_t> frequency, std::span<const Minor> spend, int workers) {
  std::vector<std::int64_t> of_buyers;
  for (std::size_t i = 0; i < frequency.size(); ++i)
    if (frequency[i] != 0) of_buyers.push_back(spend[i]);
  rfm::sort_in_parts(std::span(of_buyers), workers);
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

ComparisonPartial sum_customers(LinedUp& customers, int workers) {
  const DecileCuts cuts1 = decile_cuts(customers.frequency1, customers.spend1, workers);
  const DecileCuts cuts2 = decile_cuts(customers.frequency2, customers.spend2, workers);
  std::vector<ComparisonPartial> partials(rfm::num_parts(customers.size(), workers));
  rfm::for_each_part(customers.size(), workers, [&](ItemRange range, std::size_t part) {
    const auto slice = [&](auto& column) { return std::span(column).subspan(range.begin, range.end - range.begin); };
    partials[part].add(slice(customers.frequency1), slice(customers.spend1), slice(customers.frequency2),
                       slice(customers.spend2), slice(customers.bought_before), slice(customers.group));
    partials[part].add_moves(slice(customers.group),
                             deciles(cuts1, slice(customers.frequency1), slice(customers.spend1)),
                             deciles(cuts2, slice(customers.frequency2), slice(customers.spend2)));
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
  LinedUp customers = line_up(period1, period2, all_customers, workers);
  const ComparisonPartial partial = sum_customers(customers, workers);
  const PeriodComparison comparison =
      finish_comparison(partial, orders_of(period1, metrics1), orders_of(period2, metrics2));
  check_metrics(metrics1, comparison.retained + comparison.churned, comparison.bridge.period1_revenue, 1);
  check_metrics(metrics2, comparison.retained + comparison.new_customers, comparison.bridge.period2_revenue, 2);
  return comparison;
}

}  // namespace spendlens::lenses
