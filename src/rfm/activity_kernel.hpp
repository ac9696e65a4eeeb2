#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>

#include "spendlens/core/instruction_set.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/rfm/activity.hpp"

namespace spendlens::rfm {

/// A period in seconds: t is inside where t - begin < length in 32-bit arithmetic.
struct PeriodSeconds {
  Timestamp begin = 0;
  std::uint32_t length = 0;
};

/// The days that fall within accepted timestamps, as seconds.
[[nodiscard]] PeriodSeconds seconds_of(Period period);

/// All that the kernel needs to know of one call; a view.
struct ActivityTask {
  TransactionColumns transactions;
  std::span<const PeriodSeconds> periods;
  std::span<const ActivityColumns> activity;
  std::span<std::uint8_t> bought_before;
  Timestamp history_end = 0;  ///< seconds
  PeriodSeconds days_seen;    ///< from the earliest period's start to the latest one's end, on midnights
};

enum class ActivityFault : std::uint8_t { kNone, kUnusableRow, kOverflow };

/// The first customer of a block at whom the kernel had to stop, if any.
struct BlockOutcome {
  ActivityFault fault = ActivityFault::kNone;
  std::uint64_t customer = 0;
};

/// One thread's working memory: small enough for the first-level cache and the stack.
struct ActivityScratch {
  static constexpr std::size_t kRows = 1024;
  static constexpr std::size_t kLanes = 16;  ///< rows are summed in whole steps of so many
  static constexpr std::size_t kDays = kTimestampLimit / kSecondsPerDay + 1;
  static constexpr std::size_t kClearedAtOnce = 16;  ///< so many marks are cleared in the time of one

  [[nodiscard]] static constexpr std::uint32_t whole_steps(std::uint32_t rows) {
    constexpr std::uint32_t kMask = kLanes - 1;
    return (rows + kMask) & ~kMask;
  }

  /// Nothing is initialised but the marks of the days that are seen: a scratch is made for every block of customers.
  explicit ActivityScratch(PeriodSeconds days_seen) { std::memset(days.data(), 0, days_seen.length / kSecondsPerDay); }

  alignas(64) std::array<Timestamp, kRows + kLanes> purchase;  ///< a purchase's time; kNoTimestamp for other rows
  alignas(64) std::array<Timestamp, kRows + kLanes> refund;    ///< the same for refunds
  alignas(64) std::array<std::uint64_t, kRows + kLanes> amount;
  alignas(64) std::array<std::uint32_t, kRows> classes;  ///< row_class, widened
  alignas(64) std::array<std::uint32_t, kRows> day;      ///< of a purchase, counted from days_seen; else kDays
  /// 1 for a day with a purchase; all 0 between customers, but the last, which collects the days of no interest.
  alignas(64) std::array<std::uint8_t, kDays + 1> days;
};

using BlockKernel = BlockOutcome (*)(const ActivityTask& task, ItemRange customers, ActivityScratch& scratch);

struct ActivityKernel {
  BlockKernel plain = nullptr;                                         ///< for an empty row_class
  BlockKernel classified = nullptr;                                    ///< reads row_class
  std::size_t most_periods = std::numeric_limits<std::size_t>::max();  ///< it takes 1 to so many
};
[[nodiscard]] const Variants<ActivityKernel>& activity_kernels();

/// summarize_activity with a kernel of one's choice; that of kBase where it does not take so many periods.
void summarize_activity_with(const ActivityKernel& kernel, const TransactionColumns& transactions,
                             std::span<const Period> periods, Day history_end,
                             std::span<const ActivityColumns> activity, std::span<std::uint8_t> bought_before,
                             int num_workers);

/// Runs the kernel over all customers, in blocks of about equal work that `num_workers` threads take in turn.
/// The outcome is that of the first customer at whom a kernel had to stop.
[[nodiscard]] BlockOutcome run_blocks(BlockKernel kernel, const ActivityTask& task, int num_workers);

/// Throws UsageError where offsets and columns do not fit together, InputError where a customer has too many rows to
/// count them in 32 bits.
void check_columns(const TransactionColumns& transactions);

/// Throws the InputError that says what is wrong with the first unusable row of customers from `customer` on.
[[noreturn]] void throw_first_unusable_row(const TransactionColumns& transactions, std::uint64_t customer);

/// Throws InputError where a row's amount or time is out of range; `customer` is how to name whose it is.
void check_row(Minor amount, Timestamp timestamp, std::uint64_t customer);
}  // namespace spendlens::rfm
