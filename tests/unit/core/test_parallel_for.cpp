#include <catch2/catch.hpp>

#include <atomic>
#include <numeric>
#include <random>
#include <stdexcept>

#include "spendlens/core/parallel_for.hpp"
#include "spendlens/core/parallel_sort.hpp"

using namespace spendlens;

TEST_CASE("parts cover all items once, in order") {
  for (const std::uint64_t total : {0U, 1U, 2U, 3U, 10U, 1000U})
    for (const int workers : {1, 2, 3, 4, 7}) {
      std::vector<int> seen(total, 0);
      std::vector<ItemRange> ranges(num_parts(total, workers));
      for_each_part(total, workers, [&](ItemRange range, std::size_t part) {
        ranges[part] = range;
        for (std::uint64_t i = range.begin; i < range.end; ++i) ++seen[i];
      });
      CHECK(seen == std::vector<int>(total, 1));
      CHECK(ranges.front().begin == 0);
      CHECK(ranges.back().end == total);
      for (std::size_t part = 1; part < ranges.size(); ++part) CHECK(ranges[part].begin == ranges[part - 1].end);
    }
}

TEST_CASE("the exception of the lowest part is thrown, after all parts have run") {
  std::atomic<int> ran = 0;
  const auto work = [&](ItemRange, std::size_t part) {
    ++ran;
    if (part >= 1) throw std::runtime_error("part " + std::to_string(part));
  };
  CHECK_THROWS_WITH(for_each_part(40, 4, work), "part 1");
  CHECK(ran == 4);
}

TEST_CASE("sorting in parts sorts, for any number of items and workers") {
  std::mt19937_64 random(5);
  // From some thousand items on they are dealt to buckets: of few values, of many, and already in order.
  for (const std::size_t total : {0U, 1U, 2U, 3U, 5U, 8U, 100U, 1001U, 5000U, 30'011U})
    for (const std::uint64_t values : {1U, 2U, 50U, 1'000'000U})
      for (const int workers : {1, 2, 3, 4, 5, 8, 13}) {
        std::vector<std::int64_t> items(total);
        for (std::int64_t& item : items) item = static_cast<std::int64_t>(random() % values);
        std::vector<std::int64_t> expected = items;
        std::sort(expected.begin(), expected.end());
        sort_in_parts(std::span(items), workers);
        CHECK(items == expected);
        sort_in_parts(std::span(items), workers);
        CHECK(items == expected);
        sort_in_parts(std::span(items), workers, std::greater<>{});
        std::reverse(expected.begin(), expected.end());
        CHECK(items == expected);
      }
}

TEST_CASE("a worker has one task at a time, so that its scratch is its own") {
  for (const int workers : {1, 2, 7}) {
    std::vector<std::atomic<int>> inside(num_parts(500, workers));
    std::atomic<int> shared = 0;
    for_each_task(500, workers, [&](std::size_t, std::size_t worker) {
      if (++inside.at(worker) != 1) ++shared;
      --inside[worker];
    });
    CHECK(shared == 0);
  }
}

TEST_CASE("every task is done once, and the exception of the lowest one is thrown") {
  for (const std::size_t tasks : {0U, 1U, 5U, 100U})
    for (const int workers : {1, 2, 7}) {
      std::vector<std::atomic<int>> done(tasks);
      for_each_task(tasks, workers, [&](std::size_t task, std::size_t) { ++done[task]; });
      for (const std::atomic<int>& times : done) CHECK(times == 1);
    }
  const auto work = [](std::size_t task, std::size_t) {
    if (task >= 3) throw std::runtime_error("task " + std::to_string(task));
  };
  CHECK_THROWS_WITH(for_each_task(9, 2, work), "task 3");
}
