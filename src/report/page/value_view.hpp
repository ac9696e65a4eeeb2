#pragma once

#include <optional>
#include <string>

#include "report/html/html.hpp"
#include "report/page/summary_node.hpp"

namespace spendlens::report {

/// Decimals of what summary.json has under `clv`.
inline constexpr int kDecimalsOfCounts = 4;  ///< of expected customers and purchase days
inline constexpr int kDecimalsOfMeans = 6;

/// What summary.json has under `clv`, and the model that scores.
struct ValueView {
  explicit ValueView(const SummaryNode& all)
      : clv(all), model(clv["model"].text()), status(clv["fits"][model]["status"].text()) {
    if (const auto held_out = clv.find("holdout"); held_out && held_out->is_object()) holdout = *held_out;
  }

  SummaryNode clv;
  std::string model;
  std::string status;
  std::optional<SummaryNode> holdout;

  /// What is said of the model that scores; nothing where it was not fitted to the time before the holdout.
  [[nodiscard]] std::optional<SummaryNode> checked() const {
    const auto models = holdout ? holdout->find("models") : std::nullopt;
    const auto of_model = models ? models->find(model) : std::nullopt;
    return of_model && of_model->find("by_x") ? of_model : std::nullopt;
  }
};

/// How the model that scores did in the time held out; nothing where none was.
[[nodiscard]] Html holdout_figure(const ValueView& view);
[[nodiscard]] Html calibration_figure(const ValueView& view);
[[nodiscard]] Html tracking_figure(const ValueView& view);

}  // namespace spendlens::report
