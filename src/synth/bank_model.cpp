#include "spendlens/synth/bank_model.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "spendlens/core/error.hpp"
#include "synth/bank_accounts.hpp"
#include "synth/bank_lifetime.hpp"
#include "synth/bank_places.hpp"
#include "synth/bank_rows.hpp"

namespace spendlens::synth {

namespace {

std::vector<double> cumulative(const std::vector<double>& mix) {
  if (mix.size() != kNumArchetypes)
    throw UsageError(fmt::format("a mix of {} shares for {} archetypes", mix.size(), kNumArchetypes));
  double sum = 0;
  for (const double share : mix) {
    if (!(share >= 0) || !std::isfinite(share))
      throw UsageError(fmt::format("the share {} of an archetype is not 0 or more", share));
    sum += share;
  }
  if (!(sum > 0) || !std::isfinite(sum)) throw UsageError("the shares of the archetypes add up to nothing");
  std::vector<double> weights;
  double so_far = 0;
  for (const double share : mix) weights.push_back((so_far += share) / sum);
  // Rounding must not hand the last draws to an archetype of no share.
  for (std::size_t i = weights.size(); i-- > 0 && mix[i] == 0;) weights[i] = 1;
  return weights;
}

}  // namespace

struct BankModel::Tables {
  ModelSettings settings;
  std::vector<double> weights;
  BankPlaces places;
};

const std::vector<std::string>& archetype_names() {
  static const std::vector<std::string> names = {"high_utilization", "variable_income", "subscription_heavy",
                                                 "low_savings",      "savings_builder", "young_professional",
                                                 "control"};
  return names;
}

std::vector<double> default_mix() { return {0.15, 0.1, 0.15, 0.2, 0.15, 0.1, 0.15}; }

BankModel::BankModel(const BankSettings& settings)
    : tables_(std::make_unique<const Tables>(Tables{settings.base, cumulative(settings.mix), {}})) {}
BankModel::~BankModel() = default;

const std::vector<std::string>& BankModel::merchants() const { return tables_->places.merchants(); }
const std::vector<std::string>& BankModel::categories() const { return tables_->places.categories(); }

ledger::OptionalColumns BankModel::columns() const {
  ledger::OptionalColumns columns;
  columns.merchant = columns.category = columns.account = columns.flags = columns.snapshot = true;
  return columns;
}

CustomerSize BankModel::size_of(std::uint64_t number) const {
  const BankLife life = draw_life(tables_->settings, tables_->weights, number);
  const std::uint16_t liabilities = num_liabilities(life.accounts);
  return {life.rows, life.accounts.count, liabilities, liabilities};
}

void BankModel::generate(std::uint64_t number, GeneratedCustomer& into) const {
  const BankLife life = draw_life(tables_->settings, tables_->weights, number);
  into.archetype = static_cast<std::uint8_t>(life.archetype);
  into.rows.clear();
  into.accounts.clear();
  const Minor spent = make_rows(tables_->settings, tables_->places, life, number, into.rows);
  make_accounts(tables_->settings, life, number, spent, into.accounts);
}

}  // namespace spendlens::synth
