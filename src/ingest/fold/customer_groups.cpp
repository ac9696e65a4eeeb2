#include "ingest/fold/customer_groups.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

std::uint32_t CustomerGroups::add(std::uint64_t hash, std::string_view id) {
  if (customers_.size() >= kFree) throw InputError("more than 4 billion customers of one bucket; use more ranks");
  const auto number = static_cast<std::uint32_t>(customers_.size());
  customers_.push_back({hash, id, 1});
  if (2 * customers_.size() > slots_.size()) {
    slots_.assign(2 * slots_.size(), Slot{});
    for (std::uint32_t known = 0; known < number; ++known) place(known);
  }
  place(number);
  return number;
}

void CustomerGroups::place(std::uint32_t number) {
  const std::uint64_t hash = customers_[number].hash;
  std::size_t at = hash & (slots_.size() - 1);
  while (slots_[at].number != kFree) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = {number, static_cast<std::uint32_t>(hash >> 16)};
}

std::vector<std::uint32_t> CustomerGroups::set_order() {
  std::vector<std::uint32_t> order(customers_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
    return std::tie(customers_[a].hash, customers_[a].id) < std::tie(customers_[b].hash, customers_[b].id);
  });
  std::uint64_t begin = 0;
  for (const std::uint32_t number : order) {
    customers_[number].begin = begin;
    begin += customers_[number].num_rows;
  }
  return order;
}

}  // namespace spendlens::ingest
