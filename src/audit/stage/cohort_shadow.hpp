#pragma once

#include <cstddef>
#include <span>

#include "audit/stage/cohort_work.hpp"
#include "audit/stage/run.hpp"
#include "spendlens/ledger/batch.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::audit {

/// Lenses 3 to 5 of some customers of a batch by the reference loops. A view on its arguments.
class CohortShadow {
 public:
  CohortShadow(const Run& run, const ledger::Batch& batch, const signals::CustomerColumns& columns,
               const CohortWork& work)
      : run_(run), batch_(batch), columns_(columns), work_(work) {}

  /// Throws Error with ExitCode::kShadow naming the first customer whose cohort or sums differ. May be called from
  /// several threads at once.
  void check(std::span<const std::size_t> customers) const;

 private:
  [[nodiscard]] cohorts::CohortColumns columns_of(std::size_t customer) const;
  [[nodiscard]] bool agrees(std::size_t granularity, std::span<const std::size_t> customers) const;

  const Run& run_;
  const ledger::Batch& batch_;
  const signals::CustomerColumns& columns_;
  const CohortWork& work_;
};

}  // namespace spendlens::audit
