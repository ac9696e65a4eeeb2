#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "signals/bank/charges.hpp"
#include "signals/bank/rows.hpp"
#include "signals/bank/totals.hpp"

namespace spendlens::signals::bank {

/// Finds the streams of one customer after the other. Memory is kept from customer to customer.
class StreamFinder {
 public:
  explicit StreamFinder(const Plan& plan) : plan_(plan), rules_(plan.rules.streams) {}

  /// Adds the streams of a customer, whose rows are in order, to `totals`, and those that are no habits to `found`;
  /// claims the rows of income. False where a sum overflows 64 bits. `first_row` is the customer's first in the batch.
  [[nodiscard]] bool find(const CustomerColumns& batch, std::size_t first_row, std::uint64_t customer,
                          CustomerRows& rows, StreamTotals& totals, std::vector<Stream>& found);

 private:
  /// Rows of one payee and one sign, by day; the charges that they are.
  struct Side {
    std::uint32_t payee = kNoMerchant;
    bool is_income = false;
    std::uint8_t alias_kind = kNoStreamKind;
    std::span<const std::uint32_t> rows;
  };
  /// The same, with one charge a date.
  struct Merged {
    Charges charges;
    std::uint32_t doubled = 0;  ///< dates with several
  };
  struct Part {
    std::size_t begin = 0;
    std::size_t end = 0;
    Fit fit{};
  };

  void add_payee(std::size_t begin, std::size_t end);
  void add_side(const Side& side);
  void add_parts(const Side& side);
  void add_early(const Side& side, const Charges& charges);
  void add_stream(const Side& side, const Charges& charges, const Fit& fit, bool is_part, bool is_early);
  void claim_income(const Stream& stream, std::span<const std::uint32_t> rows);
  void add_outflow(const Stream& stream, std::span<const std::uint32_t> rows);
  void judge_income(const Charges& charges, std::uint8_t of, Stream& stream);

  /// Merges the rows, which are by day, into charges in `day_` and `charge_`.
  [[nodiscard]] Merged merge(std::span<const std::uint32_t> rows);
  /// Puts the keys of rows whose amounts may be in a part into keys_; how many.
  std::size_t collect_near_amounts(const Side& side, std::int64_t pct);
  /// Puts the parts that are streams into parts_; their rows are in part_rows_. How many rows these have.
  std::size_t find_parts(const Side& side);
  [[nodiscard]] std::uint8_t class_of_latest(std::span<const std::uint32_t> rows) const;
  [[nodiscard]] bool may_vary(const Side& side) const;
  [[nodiscard]] StreamKind kind_of(const Side& side, std::uint8_t of, const Stream& stream) const;
  [[nodiscard]] StreamState state_of(Day next, const CadenceRule& rule) const;

  const Plan& plan_;
  const StreamRules& rules_;

  // Of the present customer.
  const CustomerColumns* batch_ = nullptr;
  std::size_t first_row_ = 0;
  std::uint64_t customer_ = 0;
  CustomerRows* all_ = nullptr;
  StreamTotals* totals_ = nullptr;
  std::vector<Stream>* found_ = nullptr;
  bool fits_ = true;

  std::vector<std::uint32_t> out_;
  std::vector<std::uint32_t> in_;
  std::vector<Day> day_;
  std::vector<Minor> charge_;
  std::vector<Minor> sorted_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> part_rows_;
  std::vector<Part> parts_;
};

}  // namespace spendlens::signals::bank
