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

  Edges() {
    for (const Distribution& distribution : distributions())
      for (const std::int64_t edge : distribution.edges) {
        numbers.push_back(static_cast<double>(edge) / 100);
        money.push_back(edge);
        counts.push_back(static_cast<std::uint32_t>(edge / 100));
      }
  }
};

void count_edges(const SignalTable& table, ItemRange rows, std::span<std::uint64_t> at_least) {
  static const Edges edges;
  const DistributionKernel& kernel = distribution_kernels().chosen();
  const std::size_t n = rows.end - rows.begin;
  std::size_t first = 0;
  for (const Distribution& distribution : distributions()) {
    const std::size_t length = distribution.edges.size();
    const auto place = [&](const auto& all) { return std::span(all).subspan(first, length); };
    switch (info_of(distribution.signal).kind) {
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

}  // namespace

void SignalPartial::add(const SignalTable& table, ItemRange rows) {
  const std::size_t n = rows.end - rows.begin;
  customers_ += n;
  for (std::size_t i = 0; i < kNumSignals; ++i) {
    const Added added = std::visit(
        [&]<class T>(const std::vector<T>& column) {
          return add_values(std::span<const T>(column).subspan(rows.begin, n));
        },
        table.column(static_cast<Signal>(i)));
    nulls_[i] += added.nulls;
    sums_[i] += added.sum;
  }
  for (const std::uint8_t frequency : table.values<std::uint8_t>(Signal::kPaymentFrequency).subspan(rows.begin, n))
    if (frequency < frequencies_.size()) ++frequencies_[frequency];
  count_edges(table, rows, at_least_);
}

std::vector<std::uint64_t> SignalPartial::distribution(std::size_t d) const {
  std::size_t first = 0;
  for (std::size_t before = 0; before < d; ++before) first += distributions()[before].edges.size();
  const Distribution& of = distributions()[d];
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
  numbers.insert(numbers.end(), frequencies_.begin(), frequencies_.end());
  numbers.insert(numbers.end(), at_least_.begin(), at_least_.end());
  return numbers;
}

void SignalPartial::set_numbers(std::span<const int128> numbers) {
  std::size_t next = 0;
  customers_ = static_cast<std::uint64_t>(numbers[next++]);
  for (std::uint64_t& count : nulls_) count = static_cast<std::uint64_t>(numbers[next++]);
  for (int128& sum : sums_) sum = numbers[next++];
  for (std::uint64_t& count : frequencies_) count = static_cast<std::uint64_t>(numbers[next++]);
  for (std::uint64_t& count : at_least_) count = static_cast<std::uint64_t>(numbers[next++]);
}

}  // namespace spendlens::signals
