#include <fmt/core.h>

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

std::vector<Day> read_windows(const YamlReader& yaml, const Node& node) {
  std::vector<Day> windows;
  for (const Node& entry : yaml.list(node, "windows")) {
    const auto days = static_cast<Day>(yaml.number(entry, "each of windows", 1, kMaxProfileDays));
    if (!windows.empty() && days <= windows.back()) yaml.refuse(entry, "windows must ascend");
    windows.push_back(days);
  }
  if (windows.empty() || windows.size() > signals::kMaxWindows)
    yaml.refuse(node, fmt::format("there must be 1 to {} windows", signals::kMaxWindows));
  return windows;
}

}  // namespace

Profile parse_profile(const std::string& text, const std::string& name_for_errors) {
  const YamlReader yaml("profile", name_for_errors, text);
  Profile profile;
  signals::SignalProfile& rules = profile.signals;
  profile.name = name_for_errors.substr(name_for_errors.find_last_of('/') + 1);
  if (!yaml.root().IsDefined() || yaml.root().IsNull()) return profile;
  yaml.read_map(
      yaml.root(), "a profile",
      {{"include_pending", [&](const Node& n) { profile.include_pending = yaml.boolean(n, "include_pending"); }},
       {"not_spending", [&](const Node& n) { profile.not_spending = yaml.texts(n, "not_spending"); }},
       {"score_cuts", [&](const Node& n) { read_score_cuts(yaml, n, profile); }},
       {"windows", [&](const Node& n) { rules.windows = read_windows(yaml, n); }},
       {"window_start",
        [&](const Node& n) {
          rules.windows_closed = yaml.choice(n, "window_start", {"half-open", false}, {"closed", true});
        }},
       {"null_as_zero", [&](const Node& n) { rules.null_as_zero = yaml.boolean(n, "null_as_zero"); }},
       {"subscriptions", [&](const Node& n) { read_subscriptions(yaml, n, rules.subscriptions); }},
       {"savings", [&](const Node& n) { read_savings(yaml, n, rules.savings); }},
       {"credit", [&](const Node& n) { read_credit(yaml, n, rules.credit); }},
       {"income", [&](const Node& n) { read_income(yaml, n, rules.income); }},
       {"silence_days", [&](const Node& n) {
          profile.silence_days = static_cast<Day>(yaml.number(n, "silence_days", 1, kMaxProfileDays));
        }}});
  return profile;
}

}  // namespace spendlens::audit
