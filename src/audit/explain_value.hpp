#pragma once

#include <optional>
#include <string>

#include "audit/result/result_reader.hpp"
#include "spendlens/audit/explain.hpp"
#include "spendlens/core/transactions.hpp"

namespace spendlens::audit {

/// What an audit says a customer with these rows will be worth, and how it comes to that; nothing where it was not
/// asked for it. Throws InputError where the result keeps something else of the customer, or a damaged table.
[[nodiscard]] std::optional<ExplainedValue> explain_value(const ResultReader& result, const TransactionColumns& rows,
                                                          const std::string& customer_id);

}  // namespace spendlens::audit
