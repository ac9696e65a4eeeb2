#pragma once

#include "spendlens/signals/profile.hpp"
#include "spendlens/yaml/reader.hpp"

namespace spendlens::audit {

using signals::kMaxProfileDays;
using yaml::YamlReader;

// The sections of a profile on the signals; what a section leaves out stays as it is in `rules`.
void read_subscriptions(const YamlReader& yaml, const YAML::Node& node, signals::SubscriptionRules& rules);
void read_savings(const YamlReader& yaml, const YAML::Node& node, signals::SavingsRules& rules);
void read_credit(const YamlReader& yaml, const YAML::Node& node, signals::CreditRules& rules);
void read_income(const YamlReader& yaml, const YAML::Node& node, signals::IncomeRules& rules);

}  // namespace spendlens::audit
