#include <variant>

#include "audit/stage/batch_work.hpp"
#include "spendlens/ledger/ranges.hpp"

namespace spendlens::audit {

namespace {

template <class T>
std::uint64_t bytes(const std::vector<T>& column) {
  return column.capacity() * sizeof(T);
}

std::uint64_t bytes(const rfm::ActivityTable& table) {
  return bytes(table.frequency) + bytes(table.total_spend) + bytes(table.first_purchase) + bytes(table.last_purchase) +
         bytes(table.active_days) + bytes(table.refund_count) + bytes(table.refund_total);
}

std::uint64_t bytes(const signals::SignalTable& table) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < table.catalogue().size(); ++i)
    sum += std::visit([](const auto& column) { return bytes(column); }, table.column(i));
  return sum;
}

/// Streams of a customer of a bank, habits left out: what a batch has room for. Customers with more take more.
constexpr std::uint64_t kUsualStreams = 8;

}  // namespace

std::uint64_t BatchResults::memory_bytes() const {
  std::uint64_t sum =
      bytes(row_class) + bytes(bought_before) + bytes(assessments) + bytes(streams) + purchases.memory_bytes();
  for (const rfm::ActivityTable& table : activity) sum += bytes(table);
  for (const signals::SignalTable& table : signals) sum += bytes(table);
  for (const Personas& window : personas)
    sum += bytes(window.qualifying) + bytes(window.conditions) + bytes(window.assigned);
  return sum;
}

void BatchWork::size_results(std::size_t num_customers) {
  results_.resize(num_customers, run_.result);
  cohorts_.resize(num_customers);
  clv_.resize(num_customers);
  group_.resize(num_customers);
  recency_.resize(num_customers);
  monetary_.resize(num_customers);
}

void BatchWork::reserve(std::size_t num_customers, std::size_t num_rows) {
  if (earlier_ == nullptr) results_.row_class.reserve(num_rows);
  if (summarizer_) inputs_.reserve(num_rows);
  if (fields_.reads_purchases()) results_.purchases.reserve(num_customers);
  size_results(num_customers);
}

std::uint64_t BatchWork::memory_bytes() const {
  std::uint64_t sum = results_.memory_bytes() + inputs_.memory_bytes() + cohorts_.memory_bytes() +
                      clv_.records().size_bytes() + parts_.memory_bytes() + bytes(found_) + bytes(group_) +
                      bytes(recency_) + bytes(monetary_);
  for (const auto& of_block : found_) sum += bytes(of_block);
  return sum;
}

ledger::BatchCost BatchWork::cost() const {
  BatchResults one = empty_results();
  one.resize(1, run_.result);
  if (fields_.reads_purchases()) one.purchases.reserve(1);
  const std::uint64_t of_row =
      (earlier_ == nullptr ? sizeof(results_.row_class[0]) : 0) + (summarizer_ ? sizeof(std::uint16_t) : 0);
  const std::uint64_t of_streams =
      summarizer_ && inputs_.wanted().has(ledger::Column::kMerchant) ? kUsualStreams * sizeof(signals::Stream) : 0;
  const ledger::BatchCost of_parts = parts_.cost();
  return {of_row + of_parts.per_row,
          of_parts.per_customer + one.memory_bytes() + of_streams +
              cohorts_.num_granularities() * sizeof(std::uint32_t) +
              (run_.result.clv_settings.asked() ? sizeof(InputRecord) : 0) + sizeof(group_[0]) + sizeof(recency_[0]) +
              sizeof(monetary_[0]),
          0};
}

}  // namespace spendlens::audit
