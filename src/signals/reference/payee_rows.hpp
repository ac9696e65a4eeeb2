#pragma once

#include <cstdint>
#include <vector>

#include "signals/reference/cadence.hpp"
#include "signals/reference/customer.hpp"

namespace spendlens::signals::bank_reference {

using Rows = std::vector<const Row*>;

/// What streams are looked for in: the rows of one payee and one sign.
struct Payee {
  std::uint32_t payee = kNoMerchant;
  bool is_income = false;
  std::uint8_t alias_kind = kNoStreamKind;  ///< of outflows
  Rows rows{};
};

/// The class of the latest row. Precondition: there is one.
[[nodiscard]] CategoryClass class_of_latest(const Rows& rows);

/// What the rows come to on each date, which ascend.
[[nodiscard]] std::vector<Charge> charges_of(const Rows& rows);

/// How many dates have more than one row.
[[nodiscard]] std::uint32_t doubled_dates(const Rows& rows);

/// Twice the median, which is a whole number also where the values are even in number. Precondition: there is one.
[[nodiscard]] int128 twice_median(std::vector<Minor> values);

}  // namespace spendlens::signals::bank_reference
