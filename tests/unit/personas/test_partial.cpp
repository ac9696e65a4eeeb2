#include <catch2/catch.hpp>

#include <bit>

#include "persona_cases.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/personas/partial.hpp"

using namespace spendlens;
using namespace spendlens::personas;
using namespace spendlens::test;

namespace {

std::vector<std::uint64_t> counts(const PersonaPartial& partial) {
  return {partial.assigned().begin(), partial.assigned().end()};
}

}  // namespace

TEST_CASE("customers are counted by what they were assigned and by pairs of personas") {
  PersonaPartial partial(3);
  const std::vector<std::uint8_t> assigned{0, 1, 0, 3, 4, 2, 5};
  const std::vector<std::uint64_t> qualifying{0b101, 0b110, 0b111, 0, 0, 0b100, 0};
  partial.add(assigned, qualifying);
  CHECK(partial.customers() == 7);
  CHECK(counts(partial) == std::vector<std::uint64_t>{2, 1, 1, 1, 1, 1});
  CHECK(partial.overlap(0, 0) == 2);
  CHECK(partial.overlap(1, 1) == 2);
  CHECK(partial.overlap(2, 2) == 4);
  CHECK(partial.overlap(0, 1) == 1);
  CHECK(partial.overlap(1, 0) == 1);
  CHECK(partial.overlap(0, 2) == 2);
  CHECK(partial.overlap(2, 1) == 2);
}

TEST_CASE("parts add up to the whole, through their numbers too") {
  RandomPersonas random(9);
  std::vector<std::uint8_t> assigned;
  std::vector<std::uint64_t> qualifying;
  for (int c = 0; c < 300; ++c) {
    qualifying.push_back(random.below(4) == 0 ? 0 : random.below(~std::uint64_t{0}) & random.below(~std::uint64_t{0}));
    assigned.push_back(static_cast<std::uint8_t>(
        qualifying.back() == 0 ? 64 + random.below(3)
                               : static_cast<std::uint64_t>(std::countr_zero(qualifying.back()))));
  }
  PersonaPartial whole(64);
  whole.add(assigned, qualifying);
  PersonaPartial left(64);
  PersonaPartial right(64);
  left.add(std::span(assigned).first(111), std::span(qualifying).first(111));
  right.add(std::span(assigned).subspan(111), std::span(qualifying).subspan(111));
  right.merge(left);
  CHECK(right.numbers() == whole.numbers());
  PersonaPartial again(64);
  again.set_numbers(whole.numbers());
  CHECK(counts(again) == counts(whole));
  CHECK(again.overlap(63, 3) == whole.overlap(3, 63));
  std::uint64_t both = 0;
  for (const std::uint64_t mask : qualifying) both += (mask >> 5 & 1) & (mask >> 63 & 1);
  CHECK(whole.overlap(5, 63) == both);
}

TEST_CASE("counts of things that do not fit together are refused") {
  PersonaPartial partial(2);
  const std::vector<std::uint8_t> one{0};
  CHECK_THROWS_AS(partial.add(one, std::vector<std::uint64_t>{}), UsageError);
  CHECK_THROWS_AS(partial.add(one, std::vector<std::uint64_t>{4}), UsageError);
  CHECK_THROWS_AS(partial.add(std::vector<std::uint8_t>{5}, std::vector<std::uint64_t>{0}), UsageError);
  CHECK_THROWS_AS(partial.merge(PersonaPartial(3)), UsageError);
  CHECK_THROWS_AS(partial.set_numbers(std::vector<int128>(3)), InternalError);
  CHECK_THROWS_AS(PersonaPartial(65), UsageError);
}
