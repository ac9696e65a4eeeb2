#pragma once

#include <memory>
#include <string>
#include <vector>

#include "spendlens/synth/model.hpp"

namespace spendlens::synth {

/// The archetypes of bank customers, in the order of their codes: what kind of customer somebody is, as
/// docs/synthetic.md has it.
[[nodiscard]] const std::vector<std::string>& archetype_names();

/// The share of each archetype where none is asked for.
[[nodiscard]] std::vector<double> default_mix();

struct BankSettings {
  ModelSettings base;
  std::vector<double> mix = default_mix();  ///< one weight an archetype, 0 or more, not all 0
  /// Merchants are texts as banks write them, references and all; otherwise the keys that an import makes of these
  bool keeps_descriptors = false;
};

/// Customers of a bank who live by schedules that go wrong as in life: wages of five rhythms on working days, gigs,
/// pensions and benefits, rent and bills, subscriptions that are raised, paused and cancelled, loans, instalments, fees
/// that are given back, savings transfers and card payments with both legs, habits and single purchases; categories as
/// aggregators give them, and for some customers raw descriptors. With rows_per_customer exactly so many rows, within
/// the last 4 days for each of them or 120.
class BankModel final : public CustomerModel {
 public:
  /// Throws UsageError where the mix does not fit the archetypes.
  explicit BankModel(const BankSettings& settings);
  ~BankModel() override;

  [[nodiscard]] const std::vector<std::string>& merchants() const override;
  [[nodiscard]] std::string merchant_rule() const override;
  [[nodiscard]] const std::vector<std::string>& categories() const override;
  [[nodiscard]] const std::vector<std::string>& archetypes() const override { return archetype_names(); }
  [[nodiscard]] ledger::ColumnSet columns() const override;
  [[nodiscard]] CustomerSize size_of(std::uint64_t number) const override;
  void generate(std::uint64_t number, GeneratedCustomer& into) const override;
  [[nodiscard]] std::string truth_header() const override;
  void append_truth(std::uint64_t number, std::string& text) const override;
  [[nodiscard]] CustomerTruth truth(std::uint64_t number) const;

 private:
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

}  // namespace spendlens::synth
