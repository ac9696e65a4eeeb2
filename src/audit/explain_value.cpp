#include "audit/explain_value.hpp"

#include <fmt/core.h>

#include <bit>
#include <cmath>

#include "spendlens/audit/clv_tables.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::audit {

namespace {

/// The fits that customers are scored with, as the result has them.
struct UsedFits {
  value::Model model{};
  value::FitStatus status = value::FitStatus::kNoCustomers;
  value::PurchaseParameters purchases;
  std::optional<value::SpendParameters> spend;
  std::uint16_t longest_T = 0;
};

[[noreturn]] void refuse_fits(const ResultReader& result) {
  throw InputError(result.file().path() + ": /clv_fit is not as an audit writes it");
}

UsedFits used_fits(const ResultReader& result) {
  const store::ColumnFileReader& file = result.file();
  const auto codes = [&file](const char* column) {
    return file.read_all<std::uint8_t>(std::string("/clv_fit/") + column);
  };
  const auto model = codes("model");
  const auto status = codes("status");
  const auto used = codes("used");
  const auto longest = file.read_all<std::uint32_t>("/clv_fit/longest_T_days");
  std::array<std::vector<double>, value::kMostParameters> parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    parameters[i] = file.read_all<double>(fmt::format("/clv_fit/parameter_{}", i + 1));
  UsedFits fits;
  bool found = false;
  for (std::size_t row = 0; row < used.size(); ++row) {
    if (row >= model.size() || row >= status.size() || row >= longest.size() || row >= parameters[0].size() ||
        row >= parameters[1].size() || row >= parameters[2].size() || row >= parameters[3].size() ||
        status[row] >= value::kFitStatuses || model[row] > value::kModels.size() || longest[row] > value::kNoPurchase)
      refuse_fits(result);
    if (used[row] == 0) continue;
    const auto of_row = static_cast<value::FitStatus>(status[row]);
    if (model[row] == value::kModels.size()) {
      if (value::is_fitted(of_row)) fits.spend = {parameters[0][row], parameters[1][row], parameters[2][row]};
      continue;
    }
    found = true;
    fits.model = static_cast<value::Model>(model[row]);
    fits.status = of_row;
    fits.longest_T = static_cast<std::uint16_t>(longest[row]);
    fits.purchases.model = std::isnan(parameters[2][row]) ? value::Model::kNbd : fits.model;
    for (std::size_t i = 0; i < value::parameter_names(fits.purchases.model).size(); ++i)
      fits.purchases.values[i] = parameters[i][row];
  }
  if (!found) refuse_fits(result);
  return fits;
}

/// What is kept of the customer must be what is computed now.
void require_kept(const ResultReader& result, const ExplainedValue& value, const std::string& customer_id) {
  const auto row = result.row_of(customer_id);
  if (!row) return;
  double alive = 0;
  Minor clv = 0;
  result.file().read<double>("/clv/p_alive", *row, std::span(&alive, 1));
  result.file().read<Minor>("/clv/clv", *row, std::span(&clv, 1));
  const bool same_alive = (std::isnan(alive) && std::isnan(value.p_alive)) || alive == value.p_alive;
  if (!same_alive || clv != value.clv)
    throw InputError(fmt::format("{} says something else of customer '{}' than the ledger does; audit the ledger again",
                                 result.file().path(), readable(customer_id, 64)));
}

}  // namespace

std::optional<ExplainedValue> explain_value(const ResultReader& result, const TransactionColumns& rows,
                                            const std::string& customer_id) {
  if (!has_clv(result.file().layout())) return std::nullopt;
  const UsedFits fits = used_fits(result);
  const value::ScoreRules rules = result.profile().clv.scores();
  value::InputReader reader(
      {.first_day = 0, .reference = result.reference(), .calibration_end = {}, .acquired_from = {}});
  ExplainedValue value;
  value.model = fits.model;
  value.status = fits.status;
  value.rules = rules;
  value.inputs = reader.read(rows, 0).now;
  if (value.inputs.T == value::kNoPurchase || !value::is_fitted(fits.status)) {
    require_kept(result, value, customer_id);
    return value;
  }
  const auto one = [](const auto& number) { return std::span(&number, 1); };
  const value::InputColumns columns{one(value.inputs.x), one(value.inputs.t_x), one(value.inputs.T),
                                    one(value.inputs.repeat_spend)};
  try {
    const value::ScoreColumns scores =
        value::score_customers({fits.purchases, fits.spend, fits.longest_T, rules}, columns, ParallelPolicy::always(1));
    value.p_alive = scores.p_alive[0];
    for (const auto& expected : scores.expected_purchases) value.expected_purchases.push_back(expected[0]);
    value.discounted_purchases = scores.discounted_purchases[0];
    value.expected_spend = scores.expected_spend[0];
    value.clv = scores.clv[0];
  } catch (const UsageError&) {
    refuse_fits(result);
  }
  require_kept(result, value, customer_id);
  return value;
}

}  // namespace spendlens::audit
