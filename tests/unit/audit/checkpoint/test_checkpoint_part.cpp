#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>

#include "audit/checkpoint/checkpoint_part.hpp"
#include "scratch_directory.hpp"
#include "spendlens/cohorts/analysis.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::audit;

namespace {

constexpr std::size_t kCustomers = 5;

/// Of one customer with a purchase of that spend.
std::vector<cohorts::CohortPartial> some_cohorts(Minor spend) {
  cohorts::CohortRules rules;
  rules.first_day = 19'000;
  rules.reference = 19'400;
  const std::vector<std::uint64_t> offset = {0, 1};
  const std::vector<Timestamp> timestamp = {19'100 * 86'400};
  const std::vector<Minor> amount = {-spend};
  std::uint32_t row = 0;
  std::vector<cohorts::CohortPartial> partials;
  for (const Granularity granularity : {Granularity::kMonth, Granularity::kYear}) {
    partials.emplace_back(granularity, rules);
    partials.back().add({{offset, timestamp, amount, {}}, {}}, std::span(&row, 1));
  }
  return partials;
}

Aggregates some_aggregates(int128 first) {
  Aggregates aggregates(signals::SignalSet::kBank, 2, 6, 24, some_cohorts(static_cast<Minor>(first)));
  std::vector<int128> numbers = aggregates.numbers();
  std::iota(numbers.begin(), numbers.end(), first);
  numbers[3] = -(int128{1} << 80);  // a sum of money
  aggregates.set_numbers(numbers);
  return aggregates;
}

CustomerState some_state() {
  CustomerState state;
  for (std::size_t i = 0; i < kCustomers; ++i) {
    const auto n = static_cast<std::uint32_t>(i);
    state.period.append(std::vector<Minor>{n * 100}, std::vector{n}, std::vector{n + 1});
    state.compare.append(std::vector<Minor>{n * 1'000}, std::vector{n + 2}, std::vector{n + 3});
    state.group.push_back(static_cast<std::uint8_t>(i));
  }
  return state;
}

signals::Stream stream(std::uint64_t customer) {
  signals::Stream found;
  found.customer = customer;
  found.charges = static_cast<std::uint32_t>(customer + 7);
  found.amount = 9'50;
  found.price_step = {100, 8'50, 9'50};
  return found;
}

std::vector<signals::Stream> all_of(StreamSpill& spill) {
  std::vector<signals::Stream> all;
  spill.for_each_part({0, spill.size()}, [&](auto some) { all.insert(all.end(), some.begin(), some.end()); });
  return all;
}

/// Customers 1 to 3 with two streams of three.
void write_some(const std::string& directory, const std::string& id) {
  StreamSpill spill(directory + "/spill");
  spill.append(std::vector{stream(0), stream(1), stream(3)});
  write_part(directory, id, {{10, 20}, {1, 4}, {1, 3}, some_aggregates(1)}, some_state(), spill);
}

}  // namespace

TEST_CASE("Aggregates are their numbers, merged by sums") {
  Aggregates sum = some_aggregates(1);
  sum.merge(some_aggregates(5));
  const auto numbers = sum.numbers();
  CHECK(numbers.front() == 6);
  CHECK(numbers[3] == -(int128{1} << 81));
  CHECK(numbers.back() == 2 * (static_cast<int128>(numbers.size()) - 1) + 6);
  CHECK_THROWS_AS(sum.set_numbers(std::span(numbers).first(7)), InternalError);
  CHECK_THROWS_AS(sum.merge(Aggregates(signals::SignalSet::kBank, 1, 6, 24)), InternalError);
}

TEST_CASE("A part gives back its customers, streams and aggregates, after those that are there") {
  const test::ScratchDirectory scratch;
  write_some(scratch.path(), "id");
  const Part part = examine_part(scratch.path(), "id", "part-00010-00020");
  CHECK(part.prefixes == ledger::PrefixRange{10, 20});
  CHECK(part.customers == 3);

  Aggregates aggregates = some_aggregates(100);
  CustomerState state;
  state.period.append(std::vector<Minor>{-1}, std::vector{0U}, std::vector{0U});
  state.compare.append(std::vector<Minor>{-1}, std::vector{0U}, std::vector{0U});
  state.group.push_back(9);
  StreamSpill spill(scratch.file("other"));
  restore_part(scratch.path(), "id", part, aggregates, state, spill);

  Aggregates expected = some_aggregates(100);
  expected.merge(some_aggregates(1));
  CHECK(aggregates.numbers() == expected.numbers());
  for (std::size_t g = 0; g < expected.cohorts.size(); ++g)
    CHECK((cohorts::finish_cohorts(aggregates.cohorts[g]) == cohorts::finish_cohorts(expected.cohorts[g])));
  CHECK(state.group == std::vector<std::uint8_t>{9, 1, 2, 3});
  CHECK(state.period.total_spend == std::vector<Minor>{-1, 100, 200, 300});
  CHECK(state.period.frequency == std::vector<std::uint32_t>{0, 1, 2, 3});
  CHECK(state.period.recency_days == std::vector<std::uint16_t>{0, 2, 3, 4});
  CHECK(state.compare.total_spend == std::vector<Minor>{-1, 1'000, 2'000, 3'000});
  CHECK(state.compare.frequency == std::vector<std::uint32_t>{0, 3, 4, 5});
  CHECK(state.compare.recency_days == std::vector<std::uint16_t>{0, 4, 5, 6});
  CHECK(all_of(spill) == std::vector{stream(1), stream(3)});
}

TEST_CASE("A part gives back who is in which part of the base, and is refused by a run that asks otherwise") {
  const test::ScratchDirectory scratch;
  CustomerState written = some_state();
  written.parts.is_asked = written.parts.of_orders = true;
  written.parts.part = {0, 1, 0, 2, 1};
  written.parts.period = written.period;
  written.parts.compare = written.compare;
  written.parts.group = written.group;
  Aggregates sums = some_aggregates(1);
  sums.parts.resize(3);
  sums.parts[1].refund_total = {5, int128{1} << 70};
  sums.parts[2].customers = 7;
  StreamSpill spill(scratch.file("spill"));
  write_part(scratch.path(), "id", {{10, 20}, {1, 4}, {0, 0}, sums, {2, 5}}, written, spill);
  const Part part = examine_part(scratch.path(), "id", "part-00010-00020");

  Aggregates aggregates = some_aggregates(100);
  aggregates.parts.resize(3);
  CustomerState state;
  state.parts.is_asked = state.parts.of_orders = true;
  restore_part(scratch.path(), "id", part, aggregates, state, spill);
  CHECK(state.parts.part == std::vector<std::uint8_t>{0, 2, 1});
  CHECK(state.parts.period.total_spend == std::vector<Minor>{200, 300, 400});
  CHECK(state.parts.compare.frequency == std::vector<std::uint32_t>{4, 5, 6});
  CHECK(state.parts.group == std::vector<std::uint8_t>{2, 3, 4});
  CHECK(state.size() == 3);
  CHECK(aggregates.parts[1].refund_total[1] == int128{1} << 70);
  CHECK(aggregates.parts[2].customers == 7);

  Aggregates others = some_aggregates(100);
  CHECK_THROWS_WITH(restore_part(scratch.path(), "id", part, others, state, spill),
                    Catch::Contains("of another audit"));
  state.parts.of_orders = false;
  CHECK_THROWS_WITH(restore_part(scratch.path(), "id", part, aggregates, state, spill),
                    Catch::Contains("of another audit"));
}

TEST_CASE("A part of another checkpoint, under another name or damaged is refused") {
  const test::ScratchDirectory scratch;
  write_some(scratch.path(), "id");
  const std::string path = scratch.file("part-00010-00020");
  CHECK_THROWS_WITH(examine_part(scratch.path(), "other", "part-00010-00020"),
                    Catch::Contains("of another checkpoint"));
  test::write_bytes(scratch.file("part-00010-00021"), test::file_bytes(path));
  CHECK_THROWS_WITH(examine_part(scratch.path(), "id", "part-00010-00021"), Catch::Contains("not what its name says"));
  const std::string good = test::file_bytes(path);
  const std::size_t step = std::max<std::size_t>(13, good.size() / 499);  // most of it are counts of cohorts, all alike
  for (std::size_t byte = 0; byte < good.size(); byte += step) {
    test::write_bytes(path, good);
    test::flip_bit(path, byte);
    CHECK_THROWS_AS(examine_part(scratch.path(), "id", "part-00010-00020"), InputError);
    test::write_bytes(path, good.substr(0, byte));
    CHECK_THROWS_AS(examine_part(scratch.path(), "id", "part-00010-00020"), InputError);
  }
}

TEST_CASE("A spill gives any finished_range of its streams, from memory and from its file") {
  const test::ScratchDirectory scratch;
  StreamSpill spill(scratch.file("spill"));
  std::vector<signals::Stream> many(StreamSpill::kInMemory + 10);
  for (std::size_t i = 0; i < many.size(); ++i) many[i].customer = i;
  spill.append(many);
  spill.append(std::vector{stream(many.size())});
  for (const ItemRange some : {ItemRange{0, spill.size()}, ItemRange{5, 7}, ItemRange{many.size() - 3, spill.size()},
                               ItemRange{many.size(), spill.size()}}) {
    std::uint64_t next = some.begin;
    spill.for_each_part(some, [&](std::span<const signals::Stream> part) {
      for (const signals::Stream& found : part) REQUIRE(found.customer == next++);
    });
    CHECK(next == some.end);
  }
}
