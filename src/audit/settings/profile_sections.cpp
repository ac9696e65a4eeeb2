#include "audit/settings/profile_sections.hpp"

#include <fmt/format.h>

#include "audit/settings/bank_sections.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::audit {

namespace {

using YAML::Node;

constexpr std::int64_t kMaxCount = 1'000;
constexpr std::int64_t kMaxPercent = 100'000;  // in 1/100 percent
constexpr std::size_t kMaxNameLength = 64;

Day read_days(const YamlReader& yaml, const std::string& key, const Node& node, Day lowest = 0) {
  return static_cast<Day>(yaml.number(node, key, lowest, kMaxProfileDays));
}

std::string read_rhythm_name(const YamlReader& yaml, const std::string& key, const Node& node) {
  std::string name = yaml.text(node, "name of " + key);
  if (name.size() > kMaxNameLength)
    yaml.refuse(node, fmt::format("name of {} must have at most {} bytes", key, kMaxNameLength));
  if (name == "irregular" || name == "unknown")
    yaml.refuse(node, fmt::format("'{}' is what is in none of the {}; choose another name", name, key));
  return name;
}

signals::Rhythm read_rhythm(const YamlReader& yaml, const std::string& key, const Node& node, bool with_deviation) {
  signals::Rhythm rhythm;
  std::vector<YamlReader::Field> fields{
      {"name", [&](const Node& n) { rhythm.name = read_rhythm_name(yaml, key, n); }, true},
      {"gap_from", [&](const Node& n) { rhythm.gap_from = read_days(yaml, "gap_from", n); }, true},
      {"gap_to", [&](const Node& n) { rhythm.gap_to = read_days(yaml, "gap_to", n); }, true}};
  if (with_deviation)
    fields.push_back(
        {"max_deviation", [&](const Node& n) { rhythm.max_deviation = read_days(yaml, "max_deviation", n); }, true});
  yaml.read_map(node, "each of " + key, fields);
  if (rhythm.gap_from > rhythm.gap_to)
    yaml.refuse(node, fmt::format("{} '{}': gap_from is above gap_to", key, rhythm.name));
  return rhythm;
}

std::vector<signals::Rhythm> read_rhythms(const YamlReader& yaml, const std::string& key, const Node& node,
                                          bool with_deviation) {
  std::vector<signals::Rhythm> rhythms;
  for (const Node& entry : yaml.list(node, key)) {
    signals::Rhythm rhythm = read_rhythm(yaml, key, entry, with_deviation);
    for (const signals::Rhythm& before : rhythms)
      if (before.name == rhythm.name)
        yaml.refuse(entry, fmt::format("the name '{}' comes twice in {}", rhythm.name, key));
    if (rhythms.size() == signals::kMaxRhythms)
      yaml.refuse(entry, fmt::format("there can be at most {} {}", signals::kMaxRhythms, key));
    rhythms.push_back(std::move(rhythm));
  }
  return rhythms;
}

}  // namespace

void read_subscriptions(const YamlReader& yaml, const Node& node, signals::SubscriptionRules& rules) {
  yaml.read_map(
      node, "subscriptions",
      {{"lookback_days", [&](const Node& n) { rules.lookback_days = read_days(yaml, "lookback_days", n, 1); }},
       {"min_charges",
        [&](const Node& n) {
          rules.min_charges = static_cast<std::uint32_t>(yaml.number(n, "min_charges", 2, kMaxCount));
        }},
       {"not_subscription", [&](const Node& n) { rules.not_subscription = yaml.texts(n, "not_subscription"); }},
       {"rows",
        [&](const Node& n) {
          rules.takes_all_rows = yaml.choice(n, "rows", {"charges", false}, {"all", true});
        }},
       {"charges_on_one_date",
        [&](const Node& n) {
          rules.one_charge_a_date = yaml.choice(n, "charges_on_one_date", {"one", true}, {"several", false});
        }},
       {"cadences", [&](const Node& n) { rules.cadences = read_rhythms(yaml, "cadences", n, true); }},
       {"irregular_gap_days_below",
        [&](const Node& n) { rules.irregular_gap_days_below = read_days(yaml, "irregular_gap_days_below", n); }},
       {"max_amount_variation",
        [&](const Node& n) { rules.max_amount_variation = yaml.number(n, "max_amount_variation", 0, 1'000'000, 4); }},
       {"irregular_counts", [&](const Node& n) { rules.irregular_counts = yaml.boolean(n, "irregular_counts"); }},
       {"active",
        [&](const Node& n) {
          rules.active_by_window = yaml.choice(n, "active", {"median_gaps", false}, {"window", true});
        }},
       {"active_median_gaps",
        [&](const Node& n) { rules.active_median_gaps = yaml.number(n, "active_median_gaps", 0, 100'000, 2); }}});
}

void read_savings(const YamlReader& yaml, const Node& node, signals::SavingsRules& rules) {
  bool by_merchant = !rules.inflow_merchant.empty();
  yaml.read_map(node, "savings",
                {{"subtypes", [&](const Node& n) { rules.subtypes = read_subtypes(yaml, "subtypes", n); }},
                 {"inflow",
                  [&](const Node& n) {
                    by_merchant = yaml.choice(n, "inflow", {"accounts", false}, {"merchant", true});
                  }},
                 {"inflow_merchant", [&](const Node& n) { rules.inflow_merchant = yaml.prose(n, "inflow_merchant"); }},
                 {"growth_from_nothing",
                  [&](const Node& n) { rules.growth_from_nothing = yaml.boolean(n, "growth_from_nothing"); }},
                 {"expenses_without_savings", [&](const Node& n) {
                    rules.expenses_without_savings = yaml.boolean(n, "expenses_without_savings");
                  }}});
  if (by_merchant && rules.inflow_merchant.empty()) yaml.refuse(node, "inflow: merchant needs an inflow_merchant");
  if (!by_merchant && !rules.inflow_merchant.empty())
    yaml.refuse(node, "inflow_merchant is read with inflow: merchant only");
}

void read_credit(const YamlReader& yaml, const Node& node, signals::CreditRules& rules) {
  const auto percent = [&](const char* key, std::int64_t& value) {
    return YamlReader::Field{key,
                             [&yaml, &value, key](const Node& n) { value = yaml.number(n, key, 0, kMaxPercent, 2); }};
  };
  yaml.read_map(
      node, "credit",
      {{"cards",
        [&](const Node& n) {
          rules.cards_need_liability = yaml.choice(n, "cards", {"accounts", false}, {"liabilities", true});
        }},
       {"limit",
        [&](const Node& n) {
          rules.limit_from_statement = yaml.choice(n, "limit", {"account", false}, {"statement", true});
        }},
       {"limit_without_balance",
        [&](const Node& n) {
          rules.limit_without_balance = yaml.number(n, "limit_without_balance", 1, kMaxOrderMinor, 2);
        }},
       {"total_limits",
        [&](const Node& n) {
          rules.total_limits_of_accounts = yaml.choice(n, "total_limits", {"cards", false}, {"accounts", true});
        }},
       {"max_utilization",
        [&](const Node& n) {
          rules.max_is_aggregate = yaml.choice(n, "max_utilization", {"card", false}, {"aggregate", true});
        }},
       percent("moderate_pct", rules.moderate_pct),
       percent("high_pct", rules.high_pct),
       percent("very_high_pct", rules.very_high_pct),
       percent("minimum_payment_pct", rules.minimum_payment_pct)});
  if (!(rules.moderate_pct < rules.high_pct && rules.high_pct < rules.very_high_pct))
    yaml.refuse(node, "moderate_pct, high_pct and very_high_pct must ascend");
}

void read_income(const YamlReader& yaml, const Node& node, signals::IncomeRules& rules) {
  yaml.read_map(
      node, "income",
      {{"min_amount", [&](const Node& n) { rules.min_amount = yaml.number(n, "min_amount", 1, kMaxOrderMinor, 2); }},
       {"transfers",
        [&](const Node& n) {
          rules.transfers_count = yaml.choice(n, "transfers", {"left_out", false}, {"counted", true});
        }},
       {"min_payments",
        [&](const Node& n) {
          rules.min_payments = static_cast<std::uint32_t>(yaml.number(n, "min_payments", 2, kMaxCount));
        }},
       {"below_min_payments",
        [&](const Node& n) {
          rules.nothing_below_min_payments = yaml.choice(n, "below_min_payments", {"unknown", false}, {"zero", true});
        }},
       {"max_deviation_days",
        [&](const Node& n) { rules.max_deviation_days = read_days(yaml, "max_deviation_days", n); }},
       {"frequencies", [&](const Node& n) { rules.frequencies = read_rhythms(yaml, "frequencies", n, false); }}});
}

}  // namespace spendlens::audit
