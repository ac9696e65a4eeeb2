#include "audit/checkpoint/aggregates.hpp"

#include "spendlens/core/error.hpp"

namespace spendlens::audit {

Aggregates::Aggregates(signals::SignalSet set, std::size_t num_windows, std::size_t num_personas, std::size_t recovery,
                       std::vector<cohorts::CohortPartial> no_customers)
    : windows(num_windows, Window{signals::SignalPartial(set), personas::PersonaPartial(num_personas),
                                  std::vector<std::uint64_t>(recovery, 0)}),
      cohorts(std::move(no_customers)) {}

void Aggregates::merge(const Aggregates& other) {
  std::vector<int128> sums = numbers();
  const std::vector<int128> more = other.numbers();
  if (sums.size() != more.size() || cohorts.size() != other.cohorts.size())
    throw InternalError("aggregates of different settings were to be merged");
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += more[i];
  set_numbers(sums);
  for (std::size_t i = 0; i < cohorts.size(); ++i) cohorts[i].merge(other.cohorts[i]);
}

std::vector<int128> Aggregates::numbers() const {
  std::vector<int128> all;
  const auto add = [&all](const auto& numbers) { all.insert(all.end(), numbers.begin(), numbers.end()); };
  add(lens1.numbers());
  add(lens1_compare.numbers());
  add(lens2.numbers());
  for (const Window& window : windows) {
    add(window.signals.numbers());
    add(window.personas.numbers());
    add(window.recovery);
  }
  add(repeat_days);
  all.push_back(recent_spend);
  all.push_back(streams);
  add(stream_totals.numbers());
  all.push_back(shadow_customers);
  for (const PartSums& part : parts) {
    all.push_back(part.customers);
    all.push_back(part.transactions);
    add(part.refund_count);
    add(part.refund_total);
  }
  return all;
}

void Aggregates::set_numbers(std::span<const int128> numbers) {
  if (numbers.size() != this->numbers().size()) throw InternalError("the numbers are not those of these aggregates");
  const auto take = [&numbers](std::size_t n) {
    const auto taken = numbers.first(n);
    numbers = numbers.subspan(n);
    return taken;
  };
  const auto take_partial = [&take](auto& partial) { partial.set_numbers(take(partial.numbers().size())); };
  take_partial(lens1);
  take_partial(lens1_compare);
  take_partial(lens2);
  for (Window& window : windows) {
    take_partial(window.signals);
    take_partial(window.personas);
    for (std::uint64_t& count : window.recovery) count = static_cast<std::uint64_t>(take(1).front());
  }
  for (std::uint64_t& count : repeat_days) count = static_cast<std::uint64_t>(take(1).front());
  recent_spend = take(1).front();
  streams = static_cast<std::uint64_t>(take(1).front());
  take_partial(stream_totals);
  const auto take_count = [&take] { return static_cast<std::uint64_t>(take(1).front()); };
  shadow_customers = take_count();
  for (PartSums& part : parts) {
    part.customers = take_count();
    part.transactions = take_count();
    for (std::uint64_t& count : part.refund_count) count = take_count();
    for (int128& total : part.refund_total) total = take(1).front();
  }
}

}  // namespace spendlens::audit
