#include "audit/stage/cohort_shadow.hpp"

#include <fmt/core.h>

#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::audit {

cohorts::CohortColumns CohortShadow::columns_of(std::size_t customer) const {
  cohorts::CohortColumns columns{signals::customer_at(columns_, customer).transactions, {}};
  if (!batch_.margin.empty())
    columns.margin = std::span(batch_.margin)
                         .subspan(batch_.offset[customer], batch_.offset[customer + 1] - batch_.offset[customer]);
  return columns;
}

/// Both ways into sums of their own: these are large, so that one pair of them is for many customers.
bool CohortShadow::agrees(std::size_t granularity, std::span<const std::size_t> customers) const {
  const CohortSettings& settings = run_.result.cohort_settings;
  cohorts::CohortPartial kernel(settings.granularities[granularity], settings.rules);
  cohorts::CohortPartial reference = kernel;
  cohorts::PurchaseHistory history(settings.rules);
  for (const std::size_t customer : customers) {
    const cohorts::CohortColumns columns = columns_of(customer);
    std::uint32_t row = cohorts::kNoRow;
    cohorts::add_reference(reference, columns, std::span(&row, 1));
    history.read(columns, 0);
    if (kernel.add(history) != row || work_.rows(granularity)[customer] != row) return false;
  }
  return kernel == reference;
}

void CohortShadow::check(std::span<const std::size_t> customers) const {
  if (customers.empty()) return;
  for (std::size_t g = 0; g < work_.num_granularities(); ++g) {
    if (agrees(g, customers)) continue;
    const char* unit = cohorts::granularity_name(run_.result.cohort_settings.granularities[g]);
    for (std::size_t i = 0; i < customers.size(); ++i)
      if (!agrees(g, customers.subspan(i, 1)))
        throw Error(
            ExitCode::kShadow,
            fmt::format("shadow: customer '{}', cohorts by {}: the kernel and the reference loop differ; this is "
                        "a defect of spendlens, please report it",
                        readable(batch_.customer_id(customers[i])), unit));
    throw InternalError("the cohorts of customers differ together, and of none alone");
  }
}

}  // namespace spendlens::audit
