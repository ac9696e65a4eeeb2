#pragma once

#include <memory>
#include <string>
#include <vector>

#include "spendlens/synth/model.hpp"

namespace spendlens::synth {

/// The archetypes of bank customers, in the order of their codes. Under the shipped registry, in the 180-day window,
/// the first six lead to the personas high_utilization, irregular_income, subscription_heavy, low_savings,
/// cash_flow_optimizer and young_professional; `control` to none.
[[nodiscard]] const std::vector<std::string>& archetype_names();

/// The share of each archetype where none is asked for.
[[nodiscard]] std::vector<double> default_mix();

struct BankSettings {
  ModelSettings base;
  std::vector<double> mix = default_mix();  ///< one weight an archetype, 0 or more, not all 0
};

/// Customers of a bank: accounts and liabilities that agree with each other, payroll, rent and bills, subscriptions,
/// savings transfers and card payments with both legs, and everyday purchases with heavy-tailed amounts.
/// Without rows_per_customer 2 to 5 accounts and 50 to 200 rows an account; with it exactly so many rows, below 50 in
/// one account.
class BankModel final : public CustomerModel {
 public:
  /// Throws UsageError where the mix does not fit the archetypes.
  explicit BankModel(const BankSettings& settings);
  ~BankModel() override;

  [[nodiscard]] const std::vector<std::string>& merchants() const override;
  [[nodiscard]] const std::vector<std::string>& categories() const override;
  [[nodiscard]] const std::vector<std::string>& archetypes() const override { return archetype_names(); }
  [[nodiscard]] ledger::ColumnSet columns() const override;
  [[nodiscard]] CustomerSize size_of(std::uint64_t number) const override;
  void generate(std::uint64_t number, GeneratedCustomer& into) const override;

 private:
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

}  // namespace spendlens::synth
