#include "spendlens/signals/stream_partial.hpp"

#include "signals/figures/bank_expressions.hpp"

namespace spendlens::signals {

void StreamPartial::add(const Stream& stream, const StreamRules& rules) {
  ++counts_[place(stream.kind)][static_cast<std::size_t>(stream.state)];
  if (stream.state != StreamState::kEarly) spent_[place(stream.kind)] += int128{stream.charges} * stream.median;
  const bool is_live = stream.state == StreamState::kActive || stream.state == StreamState::kLate;
  const auto cadence = static_cast<std::size_t>(stream.cadence);
  if (!is_live || cadence >= kNumCadences || (stream.is_income && !stream.is_regular)) return;
  const int128 amount2 = stream.is_income ? int128{stream.typical2} : 2 * int128{stream.amount};
  shares2_[place(stream.kind)] += amount2 * rules.cadences[cadence].share;
}

void StreamPartial::merge(const StreamPartial& other) {
  for (std::size_t kind = 0; kind < kNumKinds; ++kind) {
    shares2_[kind] += other.shares2_[kind];
    spent_[kind] += other.spent_[kind];
    for (std::size_t state = 0; state < kNumStates; ++state) counts_[kind][state] += other.counts_[kind][state];
  }
}

int128 StreamPartial::monthly(StreamKind kind) const {
  return divide_rounded(shares2_[place(kind)], 2 * kSharesOfMonth);
}

std::vector<int128> StreamPartial::numbers() const {
  std::vector<int128> numbers(shares2_.begin(), shares2_.end());
  numbers.insert(numbers.end(), spent_.begin(), spent_.end());
  for (const auto& of_kind : counts_) numbers.insert(numbers.end(), of_kind.begin(), of_kind.end());
  return numbers;
}

void StreamPartial::set_numbers(std::span<const int128> numbers) {
  std::size_t next = 0;
  for (int128& shares : shares2_) shares = numbers[next++];
  for (int128& spent : spent_) spent = numbers[next++];
  for (auto& of_kind : counts_)
    for (std::uint64_t& count : of_kind) count = static_cast<std::uint64_t>(numbers[next++]);
}

}  // namespace spendlens::signals
