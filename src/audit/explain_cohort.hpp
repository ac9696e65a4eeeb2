#pragma once

#include <string>
#include <vector>

#include "audit/result/result_reader.hpp"
#include "spendlens/audit/explain.hpp"
#include "spendlens/core/transactions.hpp"

namespace spendlens::audit {

/// The cohorts of one customer, whose rows these are, with what the result says of them. Local. Throws InputError where
/// the result has the customer in another cohort than the rows say.
[[nodiscard]] std::vector<ExplainedCohort> explain_cohorts(const ResultReader& result, const TransactionColumns& rows,
                                                           const std::string& customer_id);

}  // namespace spendlens::audit
