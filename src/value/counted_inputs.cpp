#include "spendlens/value/counted_inputs.hpp"

#include <algorithm>

namespace spendlens::value {

namespace {

/// Of a slot that is free: no key has x = t_x = T = 65,535, as T is then kNoPurchase.
constexpr std::uint64_t kNoKey = ~std::uint64_t{0};
constexpr std::size_t kFirstSlots = 1024;

std::size_t slot_hash(std::uint64_t key) {
  std::uint64_t mixed = (key ^ (key >> 32)) * 0x9E37'79B9'7F4A'7C15;
  mixed ^= mixed >> 29;
  return static_cast<std::size_t>(mixed * 0xBF58'476D'1CE4'E5B9 >> 20);
}

}  // namespace

void CountedInputs::add(std::uint64_t key, std::uint64_t count) {
  x.push_back(static_cast<std::uint16_t>(key >> 48));
  t_x.push_back(static_cast<std::uint16_t>(key >> 32));
  T.push_back(static_cast<std::uint16_t>(key >> 16));
  customers.push_back(count);
}

KeyCounts::Entry& KeyCounts::slot_of(std::uint64_t key) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = slot_hash(key) & mask;
  while (slots_[slot].key != key && slots_[slot].key != kNoKey) slot = (slot + 1) & mask;
  return slots_[slot];
}

void KeyCounts::grow() {
  std::vector<Entry> old(slots_.empty() ? kFirstSlots : 2 * slots_.size(), Entry{kNoKey, 0, 0});
  std::swap(old, slots_);
  for (const Entry& entry : old)
    if (entry.key != kNoKey) slot_of(entry.key) = entry;
}

void KeyCounts::add(std::uint64_t key, std::uint64_t customers, Minor spend) {
  if (3 * slots_.size() <= 4 * (used_ + 1)) grow();
  Entry& entry = slot_of(key);
  if (entry.key == kNoKey) {
    entry.key = key;
    ++used_;
  }
  entry.customers += customers;
  entry.spend += spend;
}

void KeyCounts::merge(const KeyCounts& other) {
  for (const Entry& entry : other.slots_)
    if (entry.key != kNoKey) add(entry.key, entry.customers, entry.spend);
}

std::vector<KeyCounts::Entry> KeyCounts::sorted() const {
  std::vector<Entry> entries;
  entries.reserve(used_);
  for (const Entry& entry : slots_)
    if (entry.key != kNoKey) entries.push_back(entry);
  std::ranges::sort(entries, {}, &Entry::key);
  return entries;
}

CountedInputs inputs_of(const KeyCounts& counts) {
  CountedInputs inputs;
  for (const KeyCounts::Entry& entry : counts.sorted()) inputs.add(entry.key, entry.customers);
  return inputs;
}

CountedInputs count_inputs(const InputColumns& columns, bool counted) {
  KeyCounts counts;
  std::vector<std::uint64_t> keys;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns.T[i] == kNoPurchase) continue;
    const std::uint64_t key = key_of(columns.x[i], columns.t_x[i], columns.T[i]);
    if (counted)
      counts.add(key, 1);
    else
      keys.push_back(key);
  }
  CountedInputs inputs = inputs_of(counts);
  std::ranges::sort(keys);
  for (const std::uint64_t key : keys) inputs.add(key, 1);
  return inputs;
}

void InputSums::add(const CountedInputs& inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::uint64_t count = inputs.customers[i];
    customers += count;
    if (inputs.x[i] > 0) repeat_customers += count;
    repeat_purchase_days += count * inputs.x[i];
    total_days += count * inputs.T[i];
    if (inputs.x[i] >= 10 && 2 * inputs.x[i] > inputs.T[i]) frequent_customers += count;
    largest_x = std::max(largest_x, inputs.x[i]);
    longest_T = std::max(longest_T, inputs.T[i]);
  }
}

}  // namespace spendlens::value
