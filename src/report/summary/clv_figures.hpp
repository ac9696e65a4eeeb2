#pragma once

#include <fmt/core.h>

#include <cstdint>

#include "report/summary/figures.hpp"
#include "spendlens/audit/clv.hpp"

namespace spendlens::report {

/// A number of an expectation as JSON has it: text with so many decimals.
inline Json score_text(double score, int decimals) { return fmt::format("{:.{}f}", score, decimals); }

/// sum / of, with so many decimals; null over 0.
inline Json mean_text(double sum, std::uint64_t of, int decimals) {
  return of == 0 ? Json(nullptr) : score_text(sum / static_cast<double>(of), decimals);
}

/// The customers that models are fitted to.
[[nodiscard]] Figures<audit::ClvSample> input_figures();

/// A fit of a model of purchases, and of the model of spend.
[[nodiscard]] Figures<value::PurchaseFit> fit_figures();
[[nodiscard]] Figures<value::SpendFit> spend_fit_figures();

/// What models said of a holdout, beside what came.
[[nodiscard]] Figures<audit::ClvHoldout> holdout_figures();

}  // namespace spendlens::report
