#include "spendlens/lenses/customer_groups.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_sort.hpp"

namespace spendlens::lenses {

namespace {

enum class List : std::uint8_t { kPeriod1, kPeriod2, kAll };

/// A customer as one list has it. No members with defaults: lists are sorted in memory that nobody has filled.
struct Mention {
  std::string_view id;
  List list;
};

void add_buyers(std::vector<Mention>& mentions, const rfm::RfmMetrics& period, List list) {
  for (std::size_t i = 0; i < period.size(); ++i)
    if (period.frequency[i] != 0) mentions.push_back({period.customer_id[i], list});
}

[[noreturn]] void refuse_twice(const Mention& mention) {
  throw InputError(
      fmt::format("customer '{}' occurs twice in period {}", mention.id, mention.list == List::kPeriod1 ? 1 : 2));
}

/// By id, then list. Metrics ascend by id, so that most lists need only be merged.
void sort_mentions(std::vector<Mention>& mentions, int workers) {
  const auto before = [](const Mention& a, const Mention& b) {
    const int order = a.id.compare(b.id);
    return order != 0 ? order < 0 : a.list < b.list;
  };
  const auto middle = std::is_sorted_until(mentions.begin(), mentions.end(), before);
  if (std::is_sorted(middle, mentions.end(), before))
    std::inplace_merge(mentions.begin(), middle, mentions.end(), before);
  else
    sort_in_parts(std::span(mentions), workers, before);
}

/// The group of one customer, of all that is said of it.
Group group_of_mentions(std::span<const Mention> mentions, bool knows_all) {
  bool in[3] = {false, false, false};
  for (const Mention& mention : mentions) {
    bool& is_in = in[static_cast<std::size_t>(mention.list)];
    if (is_in && mention.list != List::kAll) refuse_twice(mention);
    is_in = true;
  }
  if (knows_all && in[0] && !in[2])
    throw InputError(fmt::format("customer '{}' bought in period 1 but is missing in the list of all customers",
                                 mentions.front().id));
  return group_of(in[0], in[1], in[2]);
}

}  // namespace

CustomerGroups group_customers(const rfm::RfmMetrics& period1, const rfm::RfmMetrics& period2,
                               std::optional<std::span<const std::string_view>> all_customers,
                               const ParallelPolicy& policy) {
  const int workers = policy.workers_for(std::max(period1.size(), period2.size()));
  std::vector<Mention> mentions;
  add_buyers(mentions, period1, List::kPeriod1);
  add_buyers(mentions, period2, List::kPeriod2);
  if (all_customers)
    for (const std::string_view id : *all_customers) mentions.push_back({id, List::kAll});
  sort_mentions(mentions, workers);
  CustomerGroups groups;
  for (std::size_t begin = 0, end = 0; begin < mentions.size(); begin = end) {
    while (end < mentions.size() && mentions[end].id == mentions[begin].id) ++end;
    groups.customer_id.push_back(mentions[begin].id);
    groups.group.push_back(static_cast<std::uint8_t>(
        group_of_mentions(std::span(mentions).subspan(begin, end - begin), all_customers.has_value())));
  }
  return groups;
}

}  // namespace spendlens::lenses
