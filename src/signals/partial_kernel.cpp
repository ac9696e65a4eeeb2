#include "spendlens/signals/partial.hpp"

#include "signals/distribution_kernel.hpp"

namespace spendlens::signals {

namespace {

struct Added {
  std::uint64_t nulls = 0;
  int128 sum = 0;
};

/// Values that are added in 64 bits before the sum moves to 128: money of this many customers may still overflow, so
/// money is split into halves of 32 bits.
template <class T>
Added add_integers(std::span<const T> values, T null) {
  std::uint64_t nulls = 0;
  std::int64_t low = 0;
  std::int64_t high = 0;
#pragma omp simd reduction(+ : nulls, low, high)
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool known = values[i] != null;
    const std::int64_t value = static_cast<std::int64_t>(values[i]) & -static_cast<std::int64_t>(known);
    nulls += static_cast<std::uint64_t>(!known);
    low += value & 0xFFFF'FFFF;
    high += value >> 32;
  }
  return {nulls, (int128{high} << 32) + low};
}

Added add_values(std::span<const double> values) {
  std::uint64_t nulls = 0;
#pragma omp simd reduction(+ : nulls)
  for (std::size_t i = 0; i < values.size(); ++i) nulls += static_cast<std::uint64_t>(values[i] != values[i]);
  return {nulls, 0};
}
/// The edges of all distributions in the types of their signals, one after the other as in at_least_; of the other
/// types the places mean nothing.
struct Edges {
  std::vector<double> numbers;
  std::vector<Minor> money;
  std::vector<std::uint32_t> counts;

  explicit Edges(SignalSet set) {
    for (const Distribution& distribution : distributions(set))
      for (const std::int64_t edge : distribution.edges) {
        numbers.push_back(static_cast<double>(edge) / 100);
        money.push_back(edge);
        counts.push_back(static_cast<std::uint32_t>(edge / 100));
      }
  }
};

const Edges& edges_of(SignalSet set) {
  static const Edges bank(SignalSet::kBank);
  static const Edges spendsense(SignalSet::kSpendsense);
  return set == SignalSet::kBank ? bank : spendsense;
}

void count_edges(SignalSet set, const SignalTable& table, ItemRange rows, std::span<std::uint64_t> at_least) {
  const Edges& edges = edges_of(set);
  const DistributionKernel& kernel = distribution_kernels().chosen();
  const std::size_t n = rows.end - rows.begin;
  std::size_t first = 0;
  for (const Distribution& distribution : distributions(set)) {
    const std::size_t length = distribution.edges.size();
    if (table.is_unknown(distribution.signal)) {
      first += length;
      continue;
    }
    const auto place = [&](const auto& all) { return std::span(all).subspan(first, length); };
    switch (table.catalogue()[distribution.signal].kind) {
      case SignalKind::kMoney:
        kernel.money(table.values<Minor>(distribution.signal).subspan(rows.begin, n), place(edges.money),
                     &at_least[first]);
        break;
      case SignalKind::kCount:
        kernel.counts(table.values<std::uint32_t>(distribution.signal).subspan(rows.begin, n), place(edges.counts),
                      &at_least[first]);
        break;
      default:
        kernel.numbers(table.values<double>(distribution.signal).subspan(rows.begin, n), place(edges.numbers),
                       &at_least[first]);
    }
    first += length;
  }
}

Added add_values(std::span<const std::uint32_t> values) { return add_integers(values, kNoCount); }
Added add_values(std::span<const std::uint16_t> values) { return add_integers(values, kNoCards); }
Added add_values(std::span<const std::uint8_t> values) { return add_integers(values, kNoFlag); }
Added add_values(std::span<const Minor> values) { return add_integers(values, kNoMoney); }

/// Signals of kind kChoice before `signal`, in the catalogue's order.
std::size_t choices_before(SignalSet set, std::size_t signal) {
  const SignalCatalogue& catalogue = catalogue_of(set);
  std::size_t count = 0;
  for (std::size_t i = 0; i < signal; ++i) count += catalogue[i].kind == SignalKind::kChoice;
  return count;
}

}  // namespace

SignalPartial::SignalPartial(SignalSet set)
    : set_(set),
      nulls_(catalogue_of(set).size()),
      sums_(catalogue_of(set).size()),
      choices_(choices_before(set, catalogue_of(set).size()) * kMaxChoices),
      at_least_(edges_of(set).money.size()) {}

void SignalPartial::add(const SignalTable& table, ItemRange rows) {
  const std::size_t n = rows.end - rows.begin;
  customers_ += n;
  std::uint64_t* choices = choices_.data();
  for (std::size_t i = 0; i < nulls_.size(); ++i) {
    if (table.is_unknown(i)) {
      nulls_[i] += n;
      if (table.catalogue()[i].kind == SignalKind::kChoice) choices += kMaxChoices;
      continue;
    }
    const Added added = std::visit(
        [&]<class T>(const std::vector<T>& column) {
          return add_values(std::span<const T>(column).subspan(rows.begin, n));
        },
        table.column(i));
    nulls_[i] += added.nulls;
    sums_[i] += added.sum;
    if (table.catalogue()[i].kind != SignalKind::kChoice) continue;
    for (const std::uint8_t choice : table.values<std::uint8_t>(i).subspan(rows.begin, n))
      if (choice < kMaxChoices) ++choices[choice];
    choices += kMaxChoices;
  }
  count_edges(set_, table, rows, at_least_);
}

std::span<const std::uint64_t> SignalPartial::choices(std::size_t signal) const {
  if (catalogue_of(set_)[signal].kind != SignalKind::kChoice) return {};
  return std::span(choices_).subspan(choices_before(set_, signal) * kMaxChoices, kMaxChoices);
}

std::vector<std::uint64_t> SignalPartial::distribution(std::size_t d) const {
  const auto all = distributions(set_);
  std::size_t first = 0;
  for (std::size_t before = 0; before < d; ++before) first += all[before].edges.size();
  const Distribution& of = all[d];
  std::uint64_t left = customers_ - nulls(of.signal);
  std::vector<std::uint64_t> classes;
  for (std::size_t e = 0; e < of.edges.size(); ++e) {
    classes.push_back(left - at_least_[first + e]);
    left = at_least_[first + e];
  }
  classes.push_back(left);
  return classes;
}

void SignalPartial::merge(const SignalPartial& other) {
  std::vector<int128> sum = numbers();
  const std::vector<int128> added = other.numbers();
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += added[i];
  set_numbers(sum);
}

std::vector<int128> SignalPartial::numbers() const {
  std::vector<int128> numbers = {customers_};
  numbers.insert(numbers.end(), nulls_.begin(), nulls_.end());
  numbers.insert(numbers.end(), sums_.begin(), sums_.end());
  numbers.insert(numbers.end(), choices_.begin(), choices_.end());
  numbers.insert(numbers.end(), at_least_.begin(), at_least_.end());
  return numbers;
}

void SignalPartial::set_numbers(std::span<const int128> numbers) {
  std::size_t next = 0;
  customers_ = static_cast<std::uint64_t>(numbers[next++]);
  for (std::uint64_t& count : nulls_) count = static_cast<std::uint64_t>(numbers[next++]);
  for (int128& sum : sums_) sum = numbers[next++];
  for (std::uint64_t& count : choices_) count = static_cast<std::uint64_t>(numbers[next++]);
  for (std::uint64_t& count : at_least_) count = static_cast<std::uint64_t>(numbers[next++]);
}

}  // namespace spendlens::signals
