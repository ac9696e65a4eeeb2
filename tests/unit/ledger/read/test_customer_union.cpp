#include <catch2/catch.hpp>

#include <map>
#include <random>

#include "ledger/read/customer_union.hpp"
#include "spendlens/ledger/batch.hpp"

using namespace spendlens;
using namespace spendlens::ledger;

namespace {

using Customer = std::pair<std::uint64_t, std::string>;

Batch slice_of(const std::vector<Customer>& customers, std::uint32_t width) {
  Batch slice;
  slice.id_width = width;
  for (const auto& [hash, id] : customers) {
    slice.hash.push_back(hash);
    slice.id.insert(slice.id.end(), id.begin(), id.end());
    slice.id.resize(slice.hash.size() * width, '\0');
  }
  return slice;
}

/// Each customer with the places of its entries, by a map.
std::map<Customer, std::vector<std::pair<std::uint32_t, std::uint64_t>>> by_map(
    const std::vector<std::vector<Customer>>& dealt) {
  std::map<Customer, std::vector<std::pair<std::uint32_t, std::uint64_t>>> all;
  for (std::uint32_t s = 0; s < dealt.size(); ++s)
    for (std::uint64_t at = 0; at < dealt[s].size(); ++at) all[dealt[s][at]].emplace_back(s, at);
  return all;
}

void check(const std::vector<std::vector<Customer>>& dealt) {
  std::vector<Batch> slices;
  for (std::uint32_t s = 0; s < dealt.size(); ++s) slices.push_back(slice_of(dealt[s], 8 + s % 3));
  const auto expected = by_map(dealt);
  auto at = expected.begin();
  CustomerUnion customers;
  customers.start(slices);
  while (customers.next()) {
    customers.arrange();
    for (std::size_t i = 0; i < customers.size(); ++i, ++at) {
      REQUIRE(at != expected.end());
      std::vector<std::pair<std::uint32_t, std::uint64_t>> places;
      for (const SlicePlace& place : customers.places_of(i)) places.emplace_back(place.slice, place.at);
      REQUIRE(places == at->second);
    }
  }
  CHECK(at == expected.end());
}

/// Customers dealt to slices, each to some of them.
std::vector<std::vector<Customer>> deal(std::size_t count, std::size_t slices, std::uint64_t step, std::uint64_t first,
                                        unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<std::vector<Customer>> dealt(slices);
  for (std::size_t i = 0; i < count; ++i) {
    const Customer customer{first + i / 2 * step, "id" + std::to_string(100'000 + i)};  // two of each hash
    for (auto& slice : dealt)
      if (random() % 3 == 0) slice.push_back(customer);
  }
  return dealt;
}

}  // namespace

TEST_CASE("The customers of several slices come once each, by hash and id, with their places") {
  for (const std::size_t slices : {1U, 2U, 31U}) {
    check(deal(20'000, slices, std::uint64_t{1} << 48, 0, 1));
    check(deal(20'000, slices, 1, std::uint64_t{1} << 63, 2));
    check(deal(3, slices, 0, 0xFFFF'FFFF'FFFF'FFFF, 3));
  }
}

TEST_CASE("Hashes that all lie together are told apart like others") {
  std::vector<std::vector<Customer>> dealt = deal(30'000, 3, 1, 5, 4);
  dealt[1].emplace_back(0xFFFF'FFFF'FFFF'FFFF, "far away");
  check(dealt);
}

TEST_CASE("Slices without customers have none, and from call to call nothing stays") {
  check({});
  check({{}, {}});
  std::vector<Batch> slices = {slice_of({{7, "a"}, {9, "b"}}, 4), slice_of({{9, "b"}}, 4)};
  CustomerUnion customers;
  for (int times = 0; times < 2; ++times) {
    customers.start(slices);
    REQUIRE(customers.next());
    CHECK(customers.size() == 2);
    CHECK_FALSE(customers.next());
  }
}
