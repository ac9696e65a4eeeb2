#include <fmt/core.h>

#include <algorithm>

#include "audit/settings/bank_sections.hpp"
#include "audit/settings/clv_rules.hpp"
#include "audit/settings/profile_sections.hpp"
#include "spendlens/audit/profile.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::audit {

namespace {

using YAML::Node;

/// Ascending numbers with at most `scale` decimals, as counts of 10^-scale.
std::vector<std::int64_t> read_cuts(const YamlReader& yaml, const std::string& key, const Node& node, int scale) {
  constexpr std::int64_t kHighest = 1'000'000'000'000'000;
  if (!node.IsSequence()) yaml.refuse(node, key + " must be a list of ascending numbers");
  std::vector<std::int64_t> cuts;
  for (const Node& entry : yaml.list(node, key)) {
    const std::int64_t cut = yaml.number(entry, "each of " + key, 0, kHighest, scale);
    if (!cuts.empty() && cut <= cuts.back()) yaml.refuse(entry, key + " must ascend");
    cuts.push_back(cut);
  }
  return cuts;
}

void read_score_cuts(const YamlReader& yaml, const Node& node, Profile& profile) {
  yaml.read_map(node, "score_cuts",
                {{"recency_days", [&](const Node& n) { profile.recency_cuts = read_cuts(yaml, "recency_days", n, 0); }},
                 {"frequency", [&](const Node& n) { profile.frequency_cuts = read_cuts(yaml, "frequency", n, 0); }},
                 {"monetary", [&](const Node& n) { profile.monetary_cuts = read_cuts(yaml, "monetary", n, 2); }}});
}

std::vector<Day> days_of(const std::vector<signals::Window>& windows) {
  std::vector<Day> days;
  for (const signals::Window& window : windows) days.push_back(window.count);
  return days;
}

/// The keys on the signals of Appendix A.
std::vector<YamlReader::Field> spendsense_fields(const YamlReader& yaml, signals::SignalProfile& rules) {
  return {{"windows", [&](const Node& n) { rules.windows = days_of(read_windows(yaml, n, false)); }},
          {"window_start",
           [&](const Node& n) {
             rules.windows_closed = yaml.choice(n, "window_start", {"half-open", false}, {"closed", true});
           }},
          {"null_as_zero", [&](const Node& n) { rules.null_as_zero = yaml.boolean(n, "null_as_zero"); }},
          {"subscriptions", [&](const Node& n) { read_subscriptions(yaml, n, rules.subscriptions); }},
          {"savings", [&](const Node& n) { read_savings(yaml, n, rules.savings); }},
          {"credit", [&](const Node& n) { read_credit(yaml, n, rules.credit); }},
          {"income", [&](const Node& n) { read_income(yaml, n, rules.income); }}};
}

void read_cohort_attribute(const YamlReader& yaml, const Node& node, CohortAttribute& attribute) {
  const auto read_values = [&](const Node& values) {
    for (const Node& entry : yaml.list(values, "values")) {
      std::string value = yaml.text(entry, "each of values");
      if (value == "other" || value == "none")
        yaml.refuse(entry, "values: " + value + " is what those that are not listed are called");
      if (std::ranges::count(attribute.values, value) > 0) yaml.refuse(entry, "values: " + value + " is given twice");
      attribute.values.push_back(std::move(value));
    }
    if (attribute.values.empty() || attribute.values.size() > CohortAttribute::kMostValues)
      yaml.refuse(values, fmt::format("values must be 1 to {} texts", CohortAttribute::kMostValues));
  };
  yaml.read_map(node, "cohort_attribute",
                {{"column",
                  [&](const Node& n) {
                    attribute.by_merchant = yaml.choice(n, "column", {"category", false}, {"merchant", true});
                  }},
                 {"values", read_values}});
  if (node.size() > 0 && !attribute.asked()) yaml.refuse(node, "cohort_attribute needs values");
}

/// Which keys there are depends on the set of signals, wherever in the file that stands.
signals::SignalSet read_set(const YamlReader& yaml) {
  if (!yaml.root().IsMap()) return signals::SignalSet::kBank;
  const Node set = yaml.root()["signals"];
  if (!set.IsDefined()) return signals::SignalSet::kBank;
  return yaml.choice(set, "signals", {"default", false}, {"spendsense", true}) ? signals::SignalSet::kSpendsense
                                                                               : signals::SignalSet::kBank;
}

/// What a profile file begins with.
Profile shipped_values(signals::SignalSet set) {
  Profile profile;
  if (set == signals::SignalSet::kBank) return profile;
  profile.include_pending = true;
  profile.not_spending = {};
  profile.signals = signals::spendsense_profile();
  return profile;
}

}  // namespace

Profile parse_profile(const std::string& text, const std::string& name_for_errors) {
  const YamlReader yaml("profile", name_for_errors, text);
  const bool is_empty = !yaml.root().IsDefined() || yaml.root().IsNull();
  const signals::SignalSet set = is_empty ? signals::SignalSet::kBank : read_set(yaml);
  Profile profile = shipped_values(set);
  profile.name = name_for_errors.substr(name_for_errors.find_last_of('/') + 1);
  if (is_empty) return profile;
  std::vector<YamlReader::Field> fields = {
      {"signals", [](const Node&) {}},
      {"include_pending", [&](const Node& n) { profile.include_pending = yaml.boolean(n, "include_pending"); }},
      {"not_spending", [&](const Node& n) { profile.not_spending = read_classes(yaml, "not_spending", n); }},
      {"score_cuts", [&](const Node& n) { read_score_cuts(yaml, n, profile); }},
      {"fiscal_year_start",
       [&](const Node& n) {
         profile.fiscal_year_start = static_cast<FiscalYearStart>(yaml.number(n, "fiscal_year_start", 1, 12));
       }},
      {"silence_days",
       [&](const Node& n) {
         profile.silence_days = static_cast<Day>(yaml.number(n, "silence_days", 1, kMaxProfileDays));
       }},
      {"cohort_attribute", [&](const Node& n) { read_cohort_attribute(yaml, n, profile.cohort_attribute); }}};
  for (YamlReader::Field& field : clv_fields(yaml, profile.clv)) fields.push_back(std::move(field));
  const bool is_bank = set == signals::SignalSet::kBank;
  for (YamlReader::Field& field :
       is_bank ? bank_fields(yaml, profile.signals.bank) : spendsense_fields(yaml, profile.signals))
    fields.push_back(std::move(field));
  yaml.read_map(yaml.root(), "a profile", fields);
  if (is_bank) check_bank_rules(yaml, profile.signals.bank);
  return profile;
}

}  // namespace spendlens::audit
