#include "spendlens/synth/bank_model.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "spendlens/core/error.hpp"
#include "spendlens/core/payee.hpp"
#include "synth/bank_accounts.hpp"
#include "synth/bank_life.hpp"
#include "synth/bank_rows.hpp"
#include "synth/bank_truth.hpp"
#include "synth/truth_text.hpp"

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
  BankWorld world;
  bool keeps_descriptors = false;
};

const std::vector<std::string>& archetype_names() {
  static const std::vector<std::string> names = {"salaried",    "two_jobs",  "job_changer", "gig_worker", "pensioner",
                                                 "on_benefits", "saver",     "subscriber",  "borrower",   "revolver",
                                                 "overdrawn",   "household", "newcomer",    "dormant",    "card_only"};
  return names;
}

std::vector<double> default_mix() {
  return {0.17, 0.07, 0.05, 0.08, 0.08, 0.05, 0.08, 0.08, 0.08, 0.08, 0.06, 0.03, 0.03, 0.03, 0.03};
}

BankModel::BankModel(const BankSettings& settings)
    : tables_(std::make_unique<const Tables>(
          Tables{{settings.base, cumulative(settings.mix), BankPlaces(settings.keeps_descriptors),
                  BankCalendar(settings.base.as_of - settings.base.history_days + 1, settings.base.as_of)},
                 settings.keeps_descriptors})) {}
BankModel::~BankModel() = default;

const std::vector<std::string>& BankModel::merchants() const { return tables_->world.places.merchants(); }
std::string BankModel::merchant_rule() const {
  return tables_->keeps_descriptors ? name_of(MerchantRule::kRaw) : std::string();
}
const std::vector<std::string>& BankModel::categories() const { return tables_->world.places.categories(); }

ledger::ColumnSet BankModel::columns() const {
  using ledger::Column;
  return {Column::kMerchant, Column::kCategory, Column::kAccount, Column::kFlags, Column::kSnapshot};
}

CustomerSize BankModel::size_of(std::uint64_t number) const {
  const BankWorld& world = tables_->world;
  const BankLife life = world.settings.rows_per_customer > 0 ? draw_outline(world, number) : draw_life(world, number);
  const std::uint16_t liabilities = num_liabilities(life.accounts);
  return {life.rows, life.accounts.count, liabilities, liabilities,
          static_cast<std::uint16_t>(is_partner(world, number) ? 1 : 0)};
}

void BankModel::generate(std::uint64_t number, GeneratedCustomer& into) const {
  const BankWorld& world = tables_->world;
  const BankLife life = draw_life(world, number);
  into.archetype = static_cast<std::uint8_t>(life.archetype);
  into.rows.clear();
  into.accounts.clear();
  into.joint.clear();
  if (is_partner(world, number)) into.joint.push_back({number - 1, 0});  // checking comes first
  const BankTotals totals = make_rows(world, life, number, into.rows);
  make_accounts(world, life, number, monthly(world, totals, totals.spent), into.accounts);
}

std::string BankModel::truth_header() const { return bank_truth_header(); }

void BankModel::append_truth(std::uint64_t number, std::string& text) const {
  append_bank_truth(number, truth(number), text);
}

CustomerTruth BankModel::truth(std::uint64_t number) const {
  const BankWorld& world = tables_->world;
  const BankLife life = draw_life(world, number);
  GeneratedCustomer made;
  const BankTotals totals = make_rows(world, life, number, made.rows);
  make_accounts(world, life, number, monthly(world, totals, totals.spent), made.accounts);
  CustomerTruth truth = truth_of(world, life, totals, made.accounts);
  truth.joint_accounts = is_partner(world, number) ? 1 : 0;
  return truth;
}

}  // namespace spendlens::synth
