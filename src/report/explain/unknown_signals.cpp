#include "report/explain/unknown_signals.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "spendlens/report/screen_text.hpp"

namespace spendlens::report {

namespace {

using std::string_view_literals::operator""sv;

/// What a signal rests on, beside the ledger and the customer's activity.
constexpr std::array kIncome = {
    "income_monthly"sv, "income_regular_share_pct"sv, "income_frequency"sv,    "income_stream_count"sv,
    "income_extra"sv,   "income_passive"sv,           "income_low_month_pct"sv};
constexpr std::array kOutgoings = {"monthly_outgoings"sv};
constexpr std::array kBalances = {"liquid_balance"sv,        "savings_balance"sv,    "liquid_months"sv,
                                  "emergency_fund_months"sv, "savings_net_inflow"sv, "savings_growth_rate"sv,
                                  "negative_balance"sv};
constexpr std::array kPayees = {"subscription_count"sv,
                                "subscription_early_count"sv,
                                "subscription_lapsed_count"sv,
                                "subscription_monthly_cost"sv,
                                "subscription_share_pct"sv,
                                "price_rise_count"sv,
                                "bills_monthly"sv,
                                "loans_monthly"sv,
                                "bnpl_count"sv,
                                "bnpl_monthly"sv,
                                "standing_orders_monthly"sv,
                                "committed_share_pct"sv,
                                "next_30d_due"sv};
constexpr std::array kCards = {"num_credit_cards"sv,
                               "cards_without_limit"sv,
                               "credit_aggregate_utilization_pct"sv,
                               "credit_max_utilization_pct"sv,
                               "high_utilization_count"sv,
                               "very_high_utilization_count"sv,
                               "overdue_count"sv,
                               "credit_total_limits"sv,
                               "revolving_utilization_pct"sv,
                               "minimum_payment_only_count"sv,
                               "interest_paid"sv,
                               "has_interest_charges"sv};

template <std::size_t n>
bool is_of(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// One customer in one window.
struct Asked {
  const audit::Explanation& e;
  std::size_t window;

  [[nodiscard]] std::optional<double> value(std::string_view name) const {
    const signals::SignalTable& table = e.signals.tables[window];
    const auto place = table.catalogue().find(name);
    return place ? table.value(*place, 0) : std::nullopt;
  }
  [[nodiscard]] bool is(signals::Activity activity) const {
    return value("activity") == static_cast<double>(static_cast<int>(activity));
  }
  [[nodiscard]] bool has_depository() const { return value("liquid_balance").has_value(); }
  /// Why nothing a month can be said; empty where it can.
  [[nodiscard]] std::string too_little() const {
    const signals::BankRules& rules = e.signal_profile.bank;
    if (is(signals::Activity::kNone)) return "there is no posted transaction up to the reference date";
    if (is(signals::Activity::kDormant))
      return fmt::format("dormant: no transaction in the last {} days", rules.dormant_days);
    const auto days = value("days_observed");
    if (days && *days < static_cast<double>(rules.min_observed_days))
      return fmt::format("{:.0f} days are observed, and amounts a month need {}", *days, rules.min_observed_days);
    return "";
  }
};

std::string why_no_balance(const Asked& asked) {
  if (!asked.e.knowledge.accounts) return "the ledger has no accounts";
  return asked.has_depository() ? "" : "no checking or savings account of the customer is known";
}

std::string why_no_income(const Asked& asked) {
  if (std::string little = asked.too_little(); !little.empty()) return little;
  if (!asked.e.knowledge.accounts)
    return asked.e.knowledge.income_categories ? "" : "the ledger has neither accounts nor categories of income";
  return why_no_balance(asked);
}

std::string why_no_share(const Asked& asked, std::string_view name) {
  if (name == "subscription_share_pct") {
    if (!asked.value("monthly_outgoings")) return asked.too_little();
    return "outgoings a month are below " + grouped_text(asked.e.signal_profile.bank.min_outgoings, 2);
  }
  const std::string income = why_no_income(asked);
  return income.empty() ? "no income came in" : income;
}

/// Of signals of which more is known than that the ledger lacks something.
std::string why_none(const Asked& asked, std::string_view name) {
  if (name == "income_regular_share_pct") return "no income came in";
  if (name == "income_low_month_pct")
    return fmt::format("the last {} whole months are not all observed, or their median is 0",
                       asked.e.signal_profile.bank.income.low_month_months);
  if (name == "liquid_months" || name == "emergency_fund_months") {
    const std::string little = asked.too_little();
    return little.empty() ? "outgoings are 0" : little;
  }
  if (name == "savings_growth_rate") return "there were no savings before the window";
  if (name == "credit_total_limits" || name == "credit_max_utilization_pct" ||
      name == "credit_aggregate_utilization_pct")
    return "no card has a limit";
  if (name == "revolving_utilization_pct" || name == "minimum_payment_only_count")
    return "of a card the last statement, the last payment or the limit is not known";
  const std::string little = asked.too_little();
  return little.empty() ? "the ledger lacks what it is computed from" : little;
}

}  // namespace

std::string unknown_reason(const audit::Explanation& e, std::size_t window, std::size_t signal) {
  const std::string_view name = e.signals.tables[window].catalogue()[signal].name;
  const Asked asked{e, window};
  if (e.signal_profile.set != signals::SignalSet::kBank)
    return "the ledger or the window lacks what it is computed from";
  std::string reason;
  if (is_of(kPayees, name)) {
    if (!e.knowledge.merchants) return "the ledger has no merchants";
    if (name == "subscription_share_pct" || name == "committed_share_pct") return why_no_share(asked, name);
  } else if (is_of(kIncome, name))
    reason = why_no_income(asked);
  else if (is_of(kOutgoings, name))
    reason = asked.too_little();
  else if (is_of(kBalances, name))
    reason = why_no_balance(asked);
  else if (is_of(kCards, name) && e.accounts == 0)
    return e.knowledge.accounts ? "no account of the customer is known" : "the ledger has no accounts";
  return reason.empty() ? why_none(asked, name) : reason;
}

std::string unknown_part(const audit::Explanation& e) {
  if (e.signals.windows.empty() || e.signal_profile.set != signals::SignalSet::kBank) return "";
  std::vector<std::pair<std::string, std::vector<std::string>>> reasons;  // with what they hold for
  const signals::SignalCatalogue& catalogue = e.signals.tables.front().catalogue();
  for (std::size_t signal = 0; signal < catalogue.size(); ++signal)
    for (std::size_t w = 0; w < e.signals.windows.size(); ++w) {
      if (e.signals.tables[w].value(signal, 0)) continue;
      const bool same = catalogue[signal].same_in_every_window;
      if (same && w > 0) continue;
      const std::string reason =
          (same ? std::string() : e.signals.windows[w].name() + ": ") + unknown_reason(e, w, signal);
      auto found = std::find_if(reasons.begin(), reasons.end(), [&](const auto& of) { return of.first == reason; });
      if (found == reasons.end()) found = reasons.insert(reasons.end(), {reason, {}});
      found->second.emplace_back(catalogue[signal].name);
    }
  if (reasons.empty()) return "";
  std::string text = "\nWhat is not known, and why\n";
  for (const auto& [reason, names] : reasons) {
    text += screen_text("  {}\n", reason);
    std::string line = "     ";
    for (const std::string& name : names) {
      if (line.size() + name.size() > 98) {
        text += screen_text("{}\n", line);
        line = "     ";
      }
      line += " " + name;
    }
    text += screen_text("{}\n", line);
  }
  return text;
}

}  // namespace spendlens::report
