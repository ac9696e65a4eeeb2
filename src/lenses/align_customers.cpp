#include "lenses/align_customers.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/core/parallel_sort.hpp"

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

}  // namespace

std::vector<AlignedCustomers> align_customers(const rfm::RfmMetrics& period1, const rfm::RfmMetrics& period2,
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

}  // namespace spendlens::lenses
