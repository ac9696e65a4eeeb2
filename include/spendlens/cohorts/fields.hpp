#pragma once

#include <cstdint>
#include <span>
#include <variant>

#include "spendlens/cohorts/analysis.hpp"

namespace spendlens::cohorts {

/// Which rows have a field.
enum class FieldScope : std::uint8_t {
  kAll,
  kWithAge,    ///< not those of `earlier`
  kWithMargin  ///< those of a ledger that has margins
};

/// A number of a table: its name in files, its unit, what it means and where it is. So files, exports and their
/// documentation have the same list.
template <class Figures>
struct Field {
  const char* name;
  const char* units;
  const char* description;
  std::variant<std::uint64_t Figures::*, std::optional<std::uint64_t> Figures::*, Minor Figures::*, Ratio Figures::*>
      value;
  FieldScope scope = FieldScope::kAll;
};

[[nodiscard]] std::span<const Field<CohortFigures>> cohort_fields();
[[nodiscard]] std::span<const Field<CellFigures>> cell_fields();
/// Without the bridge and by_cohort.
[[nodiscard]] std::span<const Field<BaseFigures>> base_fields();

}  // namespace spendlens::cohorts
