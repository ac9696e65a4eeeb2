#include "spendlens/personas/partial.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <bit>

#include "spendlens/core/error.hpp"
#include "spendlens/personas/registry.hpp"

namespace spendlens::personas {

PersonaPartial::PersonaPartial(std::size_t num_personas)
    : num_personas_(num_personas), assigned_(num_personas + kNumOthers), overlap_(num_personas * num_personas) {
  if (num_personas > kMaxPersonas)
    throw UsageError(fmt::format("{} personas are more than {}", num_personas, kMaxPersonas));
}

void PersonaPartial::add(std::span<const std::uint8_t> assigned, std::span<const std::uint64_t> qualifying) {
  if (assigned.size() != qualifying.size())
    throw UsageError(fmt::format("{} assigned personas with {} masks of personas", assigned.size(), qualifying.size()));
  const std::uint64_t known = num_personas_ == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << num_personas_) - 1;
  for (std::size_t i = 0; i < assigned.size(); ++i) {
    if (assigned[i] >= assigned_.size() || (qualifying[i] & ~known) != 0)
      throw UsageError(fmt::format("customer {} (counted from 0) is of no persona among {}", i, num_personas_));
    ++customers_;
    ++assigned_[assigned[i]];
    for (std::uint64_t rest = qualifying[i]; rest != 0; rest &= rest - 1) {
      std::uint64_t* row = overlap_.data() + static_cast<std::size_t>(std::countr_zero(rest)) * num_personas_;
      for (std::uint64_t others = rest; others != 0; others &= others - 1) ++row[std::countr_zero(others)];
    }
  }
}

void PersonaPartial::merge(const PersonaPartial& other) {
  if (num_personas_ != other.num_personas_)
    throw UsageError(fmt::format("counts of {} personas and of {} do not add up", num_personas_, other.num_personas_));
  std::vector<int128> sum = numbers();
  const std::vector<int128> more = other.numbers();
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += more[i];
  set_numbers(sum);
}

std::uint64_t PersonaPartial::overlap(std::size_t i, std::size_t j) const {
  return overlap_[std::min(i, j) * num_personas_ + std::max(i, j)];
}

std::vector<int128> PersonaPartial::numbers() const {
  std::vector<int128> all{customers_};
  all.insert(all.end(), assigned_.begin(), assigned_.end());
  all.insert(all.end(), overlap_.begin(), overlap_.end());
  return all;
}

void PersonaPartial::set_numbers(std::span<const int128> numbers) {
  if (numbers.size() != 1 + assigned_.size() + overlap_.size())
    throw InternalError(fmt::format("{} numbers do not make the counts of {} personas", numbers.size(), num_personas_));
  std::size_t next = 0;
  customers_ = static_cast<std::uint64_t>(numbers[next++]);
  for (std::uint64_t& count : assigned_) count = static_cast<std::uint64_t>(numbers[next++]);
  for (std::uint64_t& count : overlap_) count = static_cast<std::uint64_t>(numbers[next++]);
}

}  // namespace spendlens::personas
