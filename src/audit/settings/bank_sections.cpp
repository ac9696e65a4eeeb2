#include "audit/settings/bank_sections.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "spendlens/core/accounts.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/signals/profile.hpp"

namespace spendlens::audit {

namespace {

using signals::kMaxProfileDays;
using YAML::Node;
using yaml::YamlReader;
using Fields = std::vector<YamlReader::Field>;

constexpr std::int64_t kMaxRuleCount = 1'000;
constexpr std::int64_t kMaxRulePercent = 1'000;
constexpr std::int64_t kMaxCadenceShare = 100'000;
constexpr std::size_t kLongestShown = 64;

/// A key that holds a whole number, or one with `scale` decimals.
template <class T>
YamlReader::Field number_field(const YamlReader& yaml, const char* key, T& value, std::int64_t lowest,
                               std::int64_t highest, int scale = 0) {
  return {key,
          [=, &yaml, &value](const Node& n) { value = static_cast<T>(yaml.number(n, key, lowest, highest, scale)); }};
}

YamlReader::Field days_field(const YamlReader& yaml, const char* key, Day& value, Day lowest = 0,
                             Day highest = kMaxProfileDays) {
  return number_field(yaml, key, value, lowest, highest);
}

std::string shortened(const std::string& text) { return text.substr(0, kLongestShown); }

void read_cadence(const YamlReader& yaml, const char* name, const Node& node, signals::CadenceRule& rule) {
  const std::int64_t least = std::string_view(name) == "semi_monthly" ? 3 : 2;
  yaml.read_map(
      node, fmt::format("cadence {}", name),
      {days_field(yaml, "tolerance", rule.tolerance),
       number_field(yaml, "min_charges", rule.min_charges, least, kMaxRuleCount),
       number_field(yaml, "share", rule.share, 1, kMaxCadenceShare), days_field(yaml, "period", rule.period, 1)});
}

void read_cadences(const YamlReader& yaml, const Node& node, signals::StreamRules& rules) {
  Fields fields;
  for (std::size_t c = 0; c < signals::kNumCadences; ++c) {
    const char* name = signals::kCadenceNames[c];
    fields.push_back({name, [&, name, c](const Node& n) { read_cadence(yaml, name, n, rules.cadences[c]); }});
  }
  yaml.read_map(node, "cadences", fields);
}

void read_streams(const YamlReader& yaml, const Node& node, signals::StreamRules& rules) {
  yaml.read_map(node, "streams",
                {days_field(yaml, "lookback_days", rules.lookback_days, 1),
                 {"cadences", [&](const Node& n) { read_cadences(yaml, n, rules); }},
                 number_field(yaml, "max_steps", rules.max_steps, 1, signals::kMostSteps),
                 number_field(yaml, "on_time_pct", rules.on_time_pct, 0, 100),
                 number_field(yaml, "fit_pct", rules.fit_pct, 0, 100),
                 days_field(yaml, "semi_monthly_from", rules.semi_monthly_from, 1, signals::kMostSemiMonthlyDays),
                 days_field(yaml, "semi_monthly_to", rules.semi_monthly_to, 1, signals::kMostSemiMonthlyDays),
                 number_field(yaml, "two_charges_pct", rules.two_charges_pct, 0, kMaxRulePercent),
                 number_field(yaml, "change_pct", rules.change_pct, 0, kMaxRulePercent),
                 number_field(yaml, "changes_allowed", rules.changes_allowed, 0, kMaxRuleCount),
                 number_field(yaml, "charges_a_change", rules.charges_a_change, 1, kMaxRuleCount),
                 number_field(yaml, "max_doubled_dates", rules.max_doubled_dates, 0, kMaxRuleCount),
                 number_field(yaml, "split_pct", rules.split_pct, 0, kMaxRulePercent),
                 number_field(yaml, "income_split_pct", rules.income_split_pct, 0, kMaxRulePercent),
                 number_field(yaml, "min_part_charges", rules.min_part_charges, 2, kMaxRuleCount),
                 number_field(yaml, "min_parts", rules.min_parts, 2, kMaxRuleCount),
                 number_field(yaml, "parts_pct", rules.parts_pct, 0, 100),
                 days_field(yaml, "min_grace_days", rules.min_grace_days),
                 days_field(yaml, "grace_divisor", rules.grace_divisor, 1),
                 days_field(yaml, "early_from", rules.early_from, 1),
                 days_field(yaml, "early_to", rules.early_to, 1),
                 days_field(yaml, "early_age", rules.early_age),
                 days_field(yaml, "short_habit_days", rules.short_habit_days),
                 number_field(yaml, "max_subscription", rules.max_subscription, 1, kMaxOrderMinor, 2),
                 number_field(yaml, "max_instalments", rules.max_instalments, 0, kMaxRuleCount)});
  if (rules.semi_monthly_from > rules.semi_monthly_to) yaml.refuse(node, "semi_monthly_from is above semi_monthly_to");
  if (rules.early_from > rules.early_to) yaml.refuse(node, "early_from is above early_to");
}

void read_earnings(const YamlReader& yaml, const Node& node, signals::EarningsRules& rules) {
  yaml.read_map(
      node, "income",
      {number_field(yaml, "min_other_charges", rules.min_other_charges, 2, kMaxRuleCount),
       number_field(yaml, "typical_payments", rules.typical_payments, 1, kMaxRuleCount),
       number_field(yaml, "max_deviation_pct", rules.max_deviation_pct, 0, kMaxRulePercent * 100, 2),
       number_field(yaml, "variable_deviation_pct", rules.variable_deviation_pct, 0, kMaxRulePercent * 100, 2),
       number_field(yaml, "low_month_months", rules.low_month_months, 2, 24)});
}

void read_reserves(const YamlReader& yaml, const Node& node, signals::ReserveRules& rules) {
  yaml.read_map(node, "reserves",
                {{"liquid", [&](const Node& n) { rules.liquid = read_subtypes(yaml, "liquid", n); }},
                 {"savings", [&](const Node& n) { rules.savings = read_subtypes(yaml, "savings", n); }}});
}

void read_cards(const YamlReader& yaml, const Node& node, signals::CardRules& rules) {
  yaml.read_map(node, "cards",
                {number_field(yaml, "moderate_pct", rules.moderate_pct, 0, kMaxRulePercent * 100, 2),
                 number_field(yaml, "high_pct", rules.high_pct, 0, kMaxRulePercent * 100, 2),
                 number_field(yaml, "very_high_pct", rules.very_high_pct, 0, kMaxRulePercent * 100, 2),
                 number_field(yaml, "minimum_payment_pct", rules.minimum_payment_pct, 0, kMaxRulePercent * 100, 2),
                 days_field(yaml, "interest_days", rules.interest_days, 1)});
  if (!(rules.moderate_pct < rules.high_pct && rules.high_pct < rules.very_high_pct))
    yaml.refuse(node, "moderate_pct, high_pct and very_high_pct must ascend");
}

signals::CategoryClass read_class(const YamlReader& yaml, const std::string& key, const Node& node) {
  const std::string name = yaml.text(node, "each of " + key);
  const auto known = signals::parse_category_class(name);
  if (!known)
    yaml.refuse(node, fmt::format("there is no class '{}' for {}; there are {}", shortened(name), key,
                                  fmt::join(signals::kCategoryClassNames, ", ")));
  return *known;
}

signals::ClassPatterns read_class_patterns(const YamlReader& yaml, const Node& node) {
  signals::ClassPatterns entry;
  const auto read_name = [&](const Node& n) {
    entry.category_class = read_class(yaml, "classes", n);
    if (entry.category_class == signals::CategoryClass::kNone)
      yaml.refuse(n, "class none is that of rows without a category: it takes no patterns");
  };
  yaml.read_map(node, "each of classes",
                {{"class", read_name, true},
                 {"categories", [&](const Node& n) { entry.patterns = yaml.texts(n, "categories"); }, true}});
  if (entry.patterns.empty()) yaml.refuse(node, "categories must name at least one pattern");
  return entry;
}

std::vector<signals::ClassPatterns> read_class_table(const YamlReader& yaml, const Node& node) {
  std::vector<signals::ClassPatterns> classes;
  for (const Node& entry : yaml.list(node, "classes")) classes.push_back(read_class_patterns(yaml, entry));
  return classes;
}

signals::Window read_window(const YamlReader& yaml, const Node& node, bool takes_months) {
  const std::string text = node.IsScalar() ? node.Scalar() : std::string();
  const bool is_bare = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  const auto window = signals::parse_window(is_bare ? text + "d" : text);
  const bool fits = window && (takes_months || window->unit == signals::Window::Unit::kDays);
  if (!fits)
    yaml.refuse(node, fmt::format("each of windows must be {}of at most {} days, not '{}'",
                                  takes_months ? "months or days as 6m or 30d, " : "days as 30d, ", kMaxProfileDays,
                                  shortened(text)));
  return *window;
}

}  // namespace

std::vector<signals::Window> read_windows(const YamlReader& yaml, const Node& node, bool takes_months) {
  std::vector<signals::Window> windows;
  for (const Node& entry : yaml.list(node, "windows")) {
    const signals::Window window = read_window(yaml, entry, takes_months);
    if (!windows.empty() && window.longest() <= windows.back().longest())
      yaml.refuse(entry, fmt::format("windows must ascend, and {} is not longer than {}", window.name(),
                                     windows.back().name()));
    windows.push_back(window);
  }
  if (windows.empty() || windows.size() > signals::kMaxWindows)
    yaml.refuse(node, fmt::format("there must be 1 to {} windows", signals::kMaxWindows));
  return windows;
}

std::vector<std::string> read_subtypes(const YamlReader& yaml, const std::string& key, const Node& node) {
  std::vector<std::string> subtypes;
  for (const Node& entry : yaml.list(node, key)) {
    std::string subtype = yaml.text(entry, "each of " + key);
    if (!parse_account_subtype(subtype))
      yaml.refuse(entry, fmt::format("there is no subtype of accounts '{}'; there are {}", shortened(subtype),
                                     fmt::join(kAccountSubtypeNames, ", ")));
    if (std::find(subtypes.begin(), subtypes.end(), subtype) != subtypes.end())
      yaml.refuse(entry, fmt::format("'{}' comes twice in {}", subtype, key));
    subtypes.push_back(std::move(subtype));
  }
  if (subtypes.empty()) yaml.refuse(node, key + " must name at least one");
  return subtypes;
}

std::vector<signals::CategoryClass> read_classes(const YamlReader& yaml, const std::string& key, const Node& node) {
  std::vector<signals::CategoryClass> classes;
  for (const Node& entry : yaml.list(node, key)) {
    const signals::CategoryClass one = read_class(yaml, key, entry);
    if (std::find(classes.begin(), classes.end(), one) != classes.end())
      yaml.refuse(entry, fmt::format("'{}' comes twice in {}", entry.Scalar(), key));
    classes.push_back(one);
  }
  return classes;
}

Fields bank_fields(const YamlReader& yaml, signals::BankRules& rules) {
  return {{"windows", [&](const Node& n) { rules.windows = read_windows(yaml, n, true); }},
          {"classes", [&](const Node& n) { rules.classes = read_class_table(yaml, n); }},
          days_field(yaml, "pair_days", rules.pair_days, 0, signals::kMostPairDays),
          days_field(yaml, "min_observed_days", rules.min_observed_days, 1),
          days_field(yaml, "dormant_days", rules.dormant_days, 1),
          number_field(yaml, "min_outgoings", rules.min_outgoings, 0, kMaxOrderMinor, 2),
          {"streams", [&](const Node& n) { read_streams(yaml, n, rules.streams); }},
          {"income", [&](const Node& n) { read_earnings(yaml, n, rules.income); }},
          {"reserves", [&](const Node& n) { read_reserves(yaml, n, rules.reserves); }},
          {"cards", [&](const Node& n) { read_cards(yaml, n, rules.cards); }}};
}

void check_bank_rules(const YamlReader& yaml, const signals::BankRules& rules) {
  try {
    signals::validate(rules);
  } catch (const UsageError& error) {
    yaml.refuse(yaml.root(), error.what());
  }
}

}  // namespace spendlens::audit
