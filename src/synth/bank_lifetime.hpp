#pragma once

#include <cstdint>
#include <span>

#include "spendlens/synth/model.hpp"
#include "spendlens/synth/random.hpp"

namespace spendlens::synth {

enum class Archetype : std::uint8_t {
  kHighUtilization,
  kVariableIncome,
  kSubscriptionHeavy,
  kLowSavings,
  kSavingsBuilder,
  kYoungProfessional,
  kControl
};
inline constexpr std::size_t kNumArchetypes = 7;

/// Streams of random numbers of a customer.
enum class BankStream : std::uint32_t { kLife, kRows, kAccounts };

/// Which accounts a customer has, by index; kNoAccount: not that one.
struct HeldAccounts {
  std::uint16_t count = 1;
  std::uint16_t checking = kNoAccount;
  std::uint16_t savings = kNoAccount;
  std::uint16_t card = kNoAccount;
  std::uint16_t student_loan = kNoAccount;
  std::uint16_t mortgage = kNoAccount;
};

/// What is settled of a customer before any row: a few draws.
struct BankLife {
  Archetype archetype = Archetype::kControl;
  HeldAccounts accounts;
  std::uint32_t rows = 0;
  Day start = 0;                ///< first date with rows
  std::uint32_t pay_days = 14;  ///< between two payments
  Minor monthly_income = 0;
  Minor monthly_spending = 0;  ///< what purchases of 30 days come to, subscriptions included
  std::uint32_t subscriptions = 0;

  /// Rows of everything that recurs; they are no more than `rows` together.
  std::uint32_t payments = 0;
  std::uint32_t charges_each = 0;  ///< of each subscription
  std::uint32_t rents = 0;
  std::uint32_t bills = 0;
  std::uint32_t savings_transfers = 0;  ///< two rows each
  std::uint32_t card_payments = 0;      ///< two rows each
  std::uint32_t everyday = 0;
};

/// `weights`: cumulative, ending at 1.
[[nodiscard]] BankLife draw_life(const ModelSettings& settings, std::span<const double> weights, std::uint64_t number);

}  // namespace spendlens::synth
