#pragma once

#include <optional>

#include "signals/reference/payee_rows.hpp"
#include "spendlens/signals/bank_rules.hpp"

namespace spendlens::signals::bank_reference {

/// The kind that a class says alone; nothing where cadence and amount decide.
[[nodiscard]] std::optional<StreamKind> kind_of_class(CategoryClass of, bool is_income);

/// The kind of a stream of rows of class `of`, of which all but its kind is known.
[[nodiscard]] StreamKind kind_of(const Payee& payee, CategoryClass of, const Stream& stream, const StreamRules& rules);

/// Whether a class says neither what is paid nor what comes in.
[[nodiscard]] bool is_other(CategoryClass of);

/// Whether what comes in from a payee may be income: `charges` dates of payments whose latest is of class `of`, from
/// one that `is_paid` too or not.
[[nodiscard]] bool may_be_income(CategoryClass of, std::size_t charges, bool is_paid, const BankRules& rules);

}  // namespace spendlens::signals::bank_reference
