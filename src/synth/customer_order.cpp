#include "synth/customer_order.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <numeric>
#include <string_view>

#include "spendlens/core/hashing.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/synth/generate.hpp"
#include "synth/ids.hpp"

namespace spendlens::synth {

std::uint64_t hash_of_customer(std::uint64_t number) {
  std::array<char, kIdBytes> id;
  write_id(number, id.data());
  return text_hash({id.data(), id.size()});
}

CustomerOrder::CustomerOrder(std::uint64_t customers, ledger::PrefixRange range, int num_threads) : range_(range) {
  const std::size_t prefixes = range.end - range.begin;
  std::vector<std::atomic<std::uint64_t>> next(prefixes);
  const auto place = [&](std::uint64_t number, const auto& use) {
    const std::size_t prefix = hash_prefix(hash_of_customer(number));
    if (prefix >= range.begin && prefix < range.end) use(prefix - range.begin);
  };
  for_each_part(customers, num_threads, [&](ItemRange some, std::size_t) {
    for (std::uint64_t number = some.begin; number < some.end; ++number)
      place(number, [&next](std::size_t prefix) { next[prefix].fetch_add(1, std::memory_order_relaxed); });
  });
  begin_.assign(prefixes + 1, 0);
  for (std::size_t i = 0; i < prefixes; ++i) begin_[i + 1] = begin_[i] + next[i];
  for (std::size_t i = 0; i < prefixes; ++i) next[i] = begin_[i];
  numbers_.resize(begin_.back());
  for_each_part(customers, num_threads, [&](ItemRange some, std::size_t) {
    for (std::uint64_t number = some.begin; number < some.end; ++number)
      place(number, [&](std::size_t prefix) {
        numbers_[next[prefix].fetch_add(1, std::memory_order_relaxed)] = static_cast<std::uint32_t>(number);
      });
  });
}

void CustomerOrder::sort(ledger::PrefixRange part, Sorted& into) const {
  const auto of_part = std::span(numbers_).subspan(before(part.begin), before(part.end) - before(part.begin));
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed;
  keyed.reserve(of_part.size());
  for (const std::uint32_t number : of_part) keyed.emplace_back(hash_of_customer(number), number);
  std::sort(keyed.begin(), keyed.end());  // ids of one length ascend with their numbers
  into.hash.clear();
  into.number.clear();
  for (const auto& [hash, number] : keyed) {
    into.hash.push_back(hash);
    into.number.push_back(number);
  }
}

}  // namespace spendlens::synth
