#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace spendlens {

/// What a stream of payments is (DEFINITIONS-SIGNALS 7.5): the kind of its payee's alias, else that of its class.
/// Their numbers are the codes of the segment and result formats: never renumber.
enum class StreamKind : std::uint8_t {
  kSubscription,
  kBill,
  kRecurring,
  kInstalments,
  kLoan,
  kBnpl,
  kFee,
  kInterest,
  kHabit,
  kStandingOrder,
  kSaving,
  kCardPayment,
  kCash,
  kPayroll,
  kBenefit,
  kVariableIncome,
  kIncome
};

inline constexpr std::array<const char*, 17> kStreamKindNames = {
    "subscription", "bill",     "recurring", "instalments",     "loan",   "bnpl",
    "fee",          "interest", "habit",     "standing_order",  "saving", "card_payment",
    "cash",         "payroll",  "benefit",   "variable_income", "income"};

/// The kinds of what goes out come first, and are those that an alias may give; the others follow from the class of an
/// inflow.
inline constexpr std::size_t kNumOutflowKinds = 13;

/// A payee that no alias gives a kind.
inline constexpr std::uint8_t kNoStreamKind = 255;

/// One of the kinds of what goes out by its name, as written above; nothing where there is no such name.
[[nodiscard]] std::optional<StreamKind> parse_outflow_kind(std::string_view text);

}  // namespace spendlens
