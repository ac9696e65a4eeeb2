#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "signals/bank/plan.hpp"
#include "spendlens/core/instruction_set.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals::bank {

/// What is found out of a row.
namespace row_flag {
inline constexpr std::uint8_t kPaired = 1;   ///< an own transfer
inline constexpr std::uint8_t kClaimed = 2;  ///< in a stream of income, or left over by one
inline constexpr std::uint8_t kBarred = 4;   ///< no income: on an account of type credit or loan
inline constexpr std::uint8_t kOnLoan = 8;   ///< on an account of type loan
}  // namespace row_flag

/// What of an account its rows have to know.
namespace account_flag {
inline constexpr std::uint8_t kCounts = 1;  ///< it is in the snapshot, and counts for this customer
inline constexpr std::uint8_t kSavings = 2;
inline constexpr std::uint8_t kInterest = 16;  ///< a row of interest in the days that make a card revolving
static_assert(row_flag::kBarred == 4 && row_flag::kOnLoan == 8);  // an account's own, handed to its rows
}  // namespace account_flag

/// Sums of the rows of one window that no narrower one holds, by class: at 2 · class those below 0, at 2 · class + 1
/// those above.
struct ClassSums {
  std::array<Minor, 2 * kNumCategoryClasses> amount{};
  std::array<std::uint32_t, 2 * kNumCategoryClasses> count{};  ///< of kCountedClasses
  Minor savings = 0;                                           ///< of rows on savings accounts

  [[nodiscard]] Minor out(CategoryClass of) const { return amount[2 * static_cast<std::size_t>(of)]; }
  [[nodiscard]] Minor in(CategoryClass of) const { return amount[2 * static_cast<std::size_t>(of) + 1]; }
  [[nodiscard]] std::uint32_t times_out(CategoryClass of) const { return count[2 * static_cast<std::size_t>(of)]; }
  [[nodiscard]] std::uint32_t times_in(CategoryClass of) const { return count[2 * static_cast<std::size_t>(of) + 1]; }
};

/// One customer's posted rows of the lookback as columns, by payee, then day; and what all of them add up to. Where
/// they are all of the customer's rows, in order, what the batch has of them is looked at there. Kept from customer to
/// customer.
struct CustomerRows {
  std::size_t size = 0;
  std::vector<Day> day;  ///< from the first of the lookback on
  std::vector<std::uint8_t> category_class;
  std::vector<std::uint8_t> flags;  ///< row_flag
  const Minor* amount = nullptr;
  const std::uint32_t* payee = nullptr;
  const std::uint16_t* account = nullptr;   ///< kNoAccount: none that counts
  const std::uint32_t* original = nullptr;  ///< place among the customer's rows; null: its own
  std::vector<std::uint32_t> inflow;        ///< rows with an amount above 0: few
  std::size_t num_inflows = 0;

  std::vector<std::uint8_t> account_flags;        ///< of each account of the customer
  std::array<ClassSums, kMaxWindows + 1> sums{};  ///< by Plan::window_of
  Timestamp first = kNoTimestamp;                 ///< of all posted rows up to the reference date
  Timestamp last = 0;                             ///< meaningless without

  /// What is copied where some rows do not count, or are not in order.
  struct Copies {
    std::vector<Minor> amount;
    std::vector<std::uint32_t> payee;
    std::vector<std::uint16_t> account;
    std::vector<std::uint32_t> original;
    bool is_ordered = true;
  };
  Copies copies;
  std::vector<std::uint32_t> no_payee;  ///< kNoMerchant of rows of a batch without merchants
  std::vector<std::uint16_t> no_account;

  std::vector<std::uint64_t> keys;  ///< for order_rows()
  std::vector<std::uint32_t> order;
  std::vector<std::uint64_t> moved;

  [[nodiscard]] std::size_t place_of(std::size_t row) const { return original == nullptr ? row : original[row]; }
  void grow(std::size_t rows);
  /// Has the columns point to the copies.
  void use_copies();
};

/// Whether the rows [begin, end) of the batch's columns, one customer's, are within bounds (0: not), and all of them
/// count and are in order (2), or not (1). Fills `to.day` where they all count, `to.first` and `to.last`.
using InspectRows = int (*)(const CustomerColumns& batch, const Plan& plan, std::size_t begin, std::size_t end,
                            CustomerRows& to);
[[nodiscard]] const Variants<InspectRows>& inspect_kernels();

/// Fills `to`, whose account_flags are filled before, with the rows [begin, end) of the batch. False where one is out
/// of range. Precondition: at most kMaxOrderedRows.
[[nodiscard]] bool gather_rows(const CustomerColumns& batch, const Plan& plan, std::size_t begin, std::size_t end,
                               CustomerRows& to);
inline constexpr std::size_t kMaxOrderedRows = std::size_t{1} << 19;

/// Marks own transfers (section 7.2).
class PairFinder {
 public:
  /// Precondition: at most kMaxOrderedRows rows.
  void mark(const CustomerColumns& batch, std::size_t first_row, const Plan& plan, CustomerRows& rows);

  /// The rows of the last customer that are paired and below 0.
  [[nodiscard]] std::span<const std::uint32_t> paired_outflows() const { return paired_; }

  void clear() { paired_.clear(); }

 private:
  /// Which magnitudes there were, by a hash: 4,096 bits.
  struct Seen {
    std::array<std::uint64_t, 64> bits{};
    bool any = false;

    static std::uint64_t hash(std::uint64_t magnitude) { return magnitude * 0x9E37'79B9'7F4A'7C15U >> 52; }
    void add(std::uint64_t magnitude) {
      bits[hash(magnitude) / 64] |= std::uint64_t{1} << hash(magnitude) % 64;
      any = true;
    }
    [[nodiscard]] bool has(std::uint64_t magnitude) const {
      return (bits[hash(magnitude) / 64] >> hash(magnitude) % 64 & 1) != 0;
    }
  };

  /// Puts the keys of rows that may be one of a pair into keys_, in order.
  void collect(const CustomerRows& rows);
  void pair_equal(std::span<const std::uint32_t> equal, const Plan& plan, CustomerRows& rows);

  std::vector<std::uint64_t> keys_;   ///< of rows that may be one of a pair: magnitude, then row
  std::vector<std::uint32_t> equal_;  ///< rows of one magnitude
  std::vector<std::uint32_t> paired_;
};

}  // namespace spendlens::signals::bank
