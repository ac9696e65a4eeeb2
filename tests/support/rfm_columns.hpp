#pragma once

#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/transactions.hpp"
#include "spendlens/rfm/activity.hpp"
#include "spendlens/rfm/rfm.hpp"

namespace spendlens::test {

inline Day day(std::string_view text) { return *parse_date(text); }

/// The second of a date's midnight plus some.
inline Timestamp at(std::string_view date, std::uint32_t seconds = 0) {
  return static_cast<Timestamp>(day(date) * kSecondsPerDay + seconds);
}

inline const ParallelPolicy kSequential{false, 0, {}};

struct Row {
  Timestamp timestamp = 0;
  Minor amount = 0;
  int row_class = 0;
};

/// A log in memory: customers one after the other, each with its rows.
class Log {
 public:
  Log& customer(std::string id, const std::vector<Row>& rows) {
    text_.push_back(std::move(id));
    ids_.push_back(text_.back());
    for (const Row& row : rows) {
      timestamp_.push_back(row.timestamp);
      amount_.push_back(row.amount);
      row_class_.push_back(static_cast<std::uint8_t>(row.row_class));
      classified_ = classified_ || row.row_class != 0;
    }
    offset_.push_back(timestamp_.size());
    return *this;
  }

  [[nodiscard]] const std::vector<std::string_view>& ids() const { return ids_; }
  [[nodiscard]] TransactionColumns columns() const {
    TransactionColumns columns{offset_, timestamp_, amount_, {}};
    if (classified_) columns.row_class = row_class_;
    return columns;
  }

 private:
  std::deque<std::string> text_;  // ids_ looks into it, so its entries must stay where they are
  std::vector<std::string_view> ids_;
  std::vector<std::uint64_t> offset_{0};
  std::vector<Timestamp> timestamp_;
  std::vector<Minor> amount_;
  std::vector<std::uint8_t> row_class_;
  bool classified_ = false;
};

/// `num_rows` rows of about two years from 2024 on, of either sign, zero now and then; with every mix of class bits if
/// `classified`.
inline std::vector<Row> random_rows(std::mt19937_64& random, std::size_t num_rows, bool classified) {
  std::vector<Row> rows(num_rows);
  for (Row& row : rows) {
    row.timestamp = at("2024-01-01") + static_cast<Timestamp>(random() % (731 * kSecondsPerDay));
    row.amount = static_cast<Minor>(random() % 2'000'001) - 1'400'000;
    if (random() % 16 == 0) row.amount = 0;
    if (random() % 64 == 0) row.amount = random() % 2 == 0 ? kMaxOrderMinor : -kMaxOrderMinor;
    if (classified && random() % 2 == 0) row.row_class = static_cast<int>(random() % 16);
  }
  return rows;
}

inline Log random_log(std::uint64_t seed, std::size_t num_customers, std::size_t most_rows, bool classified) {
  std::mt19937_64 random(seed);
  Log log;
  for (std::size_t c = 0; c < num_customers; ++c)
    log.customer(std::string("c").append(std::to_string(c)),
                 random_rows(random, random() % (most_rows + 1), classified));
  return log;
}

inline bool same(const rfm::ActivityTable& a, const rfm::ActivityTable& b) {
  return a.frequency == b.frequency && a.total_spend == b.total_spend && a.first_purchase == b.first_purchase &&
         a.last_purchase == b.last_purchase && a.active_days == b.active_days && a.refund_count == b.refund_count &&
         a.refund_total == b.refund_total;
}

inline bool same(const rfm::RfmMetrics& a, const rfm::RfmMetrics& b) {
  return a.customer_id == b.customer_id && a.recency_days == b.recency_days && a.frequency == b.frequency &&
         a.total_spend == b.total_spend && a.monetary == b.monetary && a.observation_start == b.observation_start &&
         a.active_days == b.active_days && a.first_purchase == b.first_purchase && a.last_purchase == b.last_purchase &&
         a.refund_count == b.refund_count && a.refund_total == b.refund_total &&
         a.observation_end == b.observation_end && a.refund_count_of_others == b.refund_count_of_others &&
         a.refund_total_of_others == b.refund_total_of_others;
}

/// Metrics of customers as (id, frequency, total_spend), for what looks at no more than these.
struct Buyer {
  std::string_view id;
  std::uint32_t frequency = 1;
  Minor total_spend = 0;
  std::uint32_t recency_days = 0;
};
inline rfm::RfmMetrics metrics_of(const std::vector<Buyer>& buyers, Day start = 0, Day end = 0) {
  rfm::RfmMetrics metrics;
  metrics.observation_end = end;
  for (const Buyer& buyer : buyers) {
    metrics.customer_id.push_back(buyer.id);
    metrics.recency_days.push_back(buyer.recency_days);
    metrics.frequency.push_back(buyer.frequency);
    metrics.total_spend.push_back(buyer.total_spend);
    metrics.monetary.push_back(rfm::monetary_of(buyer.total_spend, buyer.frequency));
    metrics.observation_start.push_back(start);
    metrics.active_days.push_back(buyer.frequency);
    metrics.first_purchase.push_back(0);
    metrics.last_purchase.push_back(0);
    metrics.refund_count.push_back(0);
    metrics.refund_total.push_back(0);
  }
  return metrics;
}

}  // namespace spendlens::test
