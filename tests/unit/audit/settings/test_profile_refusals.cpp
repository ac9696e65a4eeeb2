#include <catch2/catch.hpp>

#include <string>

#include "spendlens/audit/profile.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using Catch::Contains;

namespace {

/// The text is refused as a profile of the file p.yaml, at the line, for a reason that contains `what`.
void check_refused(const std::string& text, int line, const std::string& what) {
  CAPTURE(text);
  CHECK_THROWS_AS(audit::parse_profile(text, "p.yaml"), UsageError);
  CHECK_THROWS_WITH(audit::parse_profile(text, "p.yaml"),
                    Catch::StartsWith("profile p.yaml, line " + std::to_string(line) + ": ") && Contains(what));
}

/// The same for a key on the second line, in a section on the first.
void check_refused_in(const std::string& section, const std::string& key_and_value, const std::string& what) {
  check_refused(section + ":\n  " + key_and_value + "\n", 2, what);
}

/// The same of a profile with the signals of spendsense.
void check_refused_in_earlier(const std::string& section, const std::string& key_and_value, const std::string& what) {
  check_refused("signals: spendsense\n" + section + ":\n  " + key_and_value + "\n", 3, what);
}

std::string rhythm(const std::string& fields) { return "cadences: [{" + fields + "}]"; }

}  // namespace

TEST_CASE("Windows that cannot be are refused") {
  check_refused("windows: []\n", 1, "1 to 8 windows");
  check_refused("windows: [1, 2, 3, 4, 5, 6, 7, 8, 9]\n", 1, "1 to 8 windows");
  check_refused("windows: [30, 30]\n", 1, "ascend");
  check_refused("windows: [6m, 1m]\n", 1, "windows must ascend, and 1m is not longer than 6m");
  check_refused("windows:\n  - 30d\n  - 0m\n", 3, "months or days as 6m or 30d");
  for (const char* window : {"3661", "30.5", "6y", "m", "-1m", "[6m]", "1000m"})
    check_refused(std::string("windows: [") + window + "]\n", 1, "months or days as 6m or 30d");
  check_refused("windows: 30\n", 1, "windows must be a list");
  check_refused("windows: [36m]\n", 1, "the window 36m reaches beyond lookback_days, which is 800");
  check_refused("signals: spendsense\nwindows: [6m]\n", 2, "days as 30d");
  check_refused("signals: spendsense\nwindow_start: open\n", 2, "half-open or closed");
  check_refused("null_as_zero: 0\nsignals: spendsense\n", 1, "true or false");
}

TEST_CASE("A set of signals has its own keys") {
  check_refused("signals: earlier\n", 1, "signals must be default or spendsense");
  check_refused("null_as_zero: true\n", 1, "unknown key 'null_as_zero' in a profile; known: signals, include_pending");
  check_refused("signals: spendsense\nstreams: {}\n", 2, "unknown key 'streams' in a profile");
}

TEST_CASE("Keys that are unknown or come twice are refused, in sections too") {
  check_refused(
      "pair_days: 4\nwindow: [30]\n", 2,
      "unknown key 'window' in a profile; known: signals, include_pending, not_spending, score_cuts, fiscal_year_start, "
      "silence_days, cohort_attribute, horizons, "
      "clv_months, discount_rate, clv_margin, min_repeat_customers, clv_parameters, windows");
  check_refused_in("cards", "high: 50", "unknown key 'high' in cards; known: moderate_pct");
  check_refused_in_earlier("income", rhythm("name: a"), "unknown key 'cadences' in income");
  check_refused("windows: [30]\npair_days: 4\nwindows: [60]\n", 3, "key 'windows' comes twice");
  check_refused("cards:\n  high_pct: 50\n  high_pct: 60\n", 3, "key 'high_pct' comes twice in cards");
  check_refused("[a]: 1\n", 1, "unknown key");
  check_refused("<<: {windows: [30]}\n", 1, "unknown key '<<'");
  check_refused("cards: [1]\n", 1, "cards must be a map of moderate_pct");
  check_refused("cards:\n", 1, "'cards' has no value");
  check_refused("windows: [30]\nnot_spending:\npair_days: 4\n", 2, "'not_spending' has no value");
}

TEST_CASE("Classes that cannot be are refused") {
  check_refused("not_spending: [TRANSFER_IN*]\n", 1,
                "there is no class 'TRANSFER_IN*' for not_spending; there are card_payment, advance");
  check_refused("not_spending: [cash, cash]\n", 1, "'cash' comes twice in not_spending");
  check_refused("classes: bill\n", 1, "classes must be a list");
  check_refused_in("classes", "- {class: rent, categories: [RENT*]}", "there is no class 'rent' for classes");
  check_refused_in("classes", "- {class: none, categories: [RENT*]}", "takes no patterns");
  check_refused_in("classes", "- {class: bill}", "has no 'categories'");
  check_refused_in("classes", "- {class: bill, categories: []}", "at least one pattern");
  check_refused_in("classes", "- {categories: [RENT*]}", "has no 'class'");
}

TEST_CASE("Rules of streams that cannot be are refused") {
  check_refused_in("streams", "lookback_days: 0", "within 1 to 3660");
  check_refused_in("streams", "lookback_days: 3661", "within 1 to 3660");
  check_refused_in("streams", "cadences: {daily: {tolerance: 1}}", "unknown key 'daily' in cadences; known: weekly");
  check_refused_in("streams", "cadences: {weekly: {gap: 7}}", "unknown key 'gap' in cadence weekly");
  check_refused_in("streams", "cadences: {weekly: {min_charges: 1}}", "within 2 to 1000");
  check_refused_in("streams", "cadences: {semi_monthly: {min_charges: 2}}", "within 3 to 1000");
  check_refused_in("streams", "cadences: {weekly: {share: 0}}", "within 1 to");
  check_refused_in("streams", "cadences: {weekly: {period: 0}}", "within 1 to 3660");
  check_refused_in("streams", "on_time_pct: 101", "within 0 to 100");
  check_refused_in("streams", "fit_pct: -1", "within 0 to 100");
  check_refused_in("streams", "change_pct: 5.5", "whole number");
  check_refused_in("streams", "grace_divisor: 0", "within 1 to");
  check_refused_in("streams", "max_subscription: 0", "within 0.01 to");
  check_refused_in("streams", "max_subscription: 1.234", "at most 2 decimals");
  check_refused_in("streams", "semi_monthly_from: 21", "semi_monthly_from is above semi_monthly_to");
  check_refused_in("streams", "early_from: 36", "early_from is above early_to");
}

TEST_CASE("Rules of earnings, reserves and cards that cannot be are refused") {
  check_refused_in("income", "typical_payments: 0", "within 1 to 1000");
  check_refused_in("income", "max_deviation_pct: 12.345", "at most 2 decimals");
  check_refused_in("income", "low_month_months: 1", "within 2 to 24");
  check_refused_in("reserves", "liquid: [checking, piggy_bank]",
                   "no subtype of accounts 'piggy_bank'; there are checking, savings");
  check_refused_in("reserves", "savings: [cd, cd]", "'cd' comes twice in savings");
  check_refused_in("reserves", "savings: []", "savings must name at least one");
  check_refused_in("cards", "high_pct: 30", "must ascend");
  check_refused_in("cards", "very_high_pct: 50", "must ascend");
  check_refused_in("cards", "moderate_pct: -1", "within 0.00 to 1000.00");
  check_refused_in("cards", "interest_days: 3661", "within 1 to 3660");
  check_refused("pair_days: -1\n", 1, "within 0 to 366");
  check_refused("min_observed_days: 0\n", 1, "within 1 to 3660");
  check_refused("dormant_days: 0\n", 1, "within 1 to 3660");
  check_refused("min_outgoings: -1\n", 1, "within 0.00 to");
}

TEST_CASE("Rhythms that cannot be are refused") {
  check_refused_in_earlier("subscriptions", rhythm("name: a, gap_from: 9, gap_to: 5, max_deviation: 3"),
                           "gap_from is above gap_to");
  check_refused_in_earlier("subscriptions", rhythm("gap_from: 5, gap_to: 9, max_deviation: 3"), "has no 'name'");
  check_refused_in_earlier("subscriptions", rhythm("name: a, gap_from: 5, gap_to: 9"), "has no 'max_deviation'");
  check_refused_in_earlier("subscriptions", rhythm("name: '', gap_from: 5, gap_to: 9, max_deviation: 3"),
                           "must not be empty");
  check_refused_in_earlier("subscriptions", rhythm("name: irregular, gap_from: 5, gap_to: 9, max_deviation: 3"),
                           "choose another name");
  check_refused_in_earlier("subscriptions", rhythm("name: a, gap_from: -1, gap_to: 9, max_deviation: 3"),
                           "within 0 to 3660");
  check_refused_in_earlier("subscriptions", rhythm("name: a, gap_from: 1, gap_to: 4000, max_deviation: 3"),
                           "within 0 to 3660");
  check_refused_in_earlier(
      "subscriptions",
      rhythm("name: a, gap_from: 1, gap_to: 2, max_deviation: 3}, {name: a, gap_from: 1, gap_to: 2, max_deviation: 3"),
      "'a' comes twice");
  check_refused_in_earlier("subscriptions",
                           rhythm("name: " + std::string(65, 'a') + ", gap_from: 1, gap_to: 2, max_deviation: 3"),
                           "64 bytes");
  check_refused_in_earlier("income", "frequencies: [{name: unknown, gap_from: 5, gap_to: 9}]", "choose another name");
  check_refused_in_earlier("income", "frequencies: [{name: a, gap_from: 5, gap_to: 9, max_deviation: 1}]",
                           "unknown key 'max_deviation'");
  check_refused_in_earlier("income", "frequencies: monthly", "frequencies must be a list");
}

TEST_CASE("Rules of subscriptions that cannot be are refused") {
  check_refused_in_earlier("subscriptions", "lookback_days: 0", "within 1 to 3660");
  check_refused_in_earlier("subscriptions", "min_charges: 1", "within 2 to 1000");
  check_refused_in_earlier("subscriptions", "not_subscription: FOOD", "list of texts");
  check_refused_in_earlier("subscriptions", "not_subscription: ['']", "must not be empty");
  check_refused_in_earlier("subscriptions", "rows: some", "charges or all");
  check_refused_in_earlier("subscriptions", "charges_on_one_date: 1", "one or several");
  check_refused_in_earlier("subscriptions", "irregular_gap_days_below: -1", "within 0 to 3660");
  check_refused_in_earlier("subscriptions", "max_amount_variation: -0.1", "within 0.0000 to 100.0000");
  check_refused_in_earlier("subscriptions", "max_amount_variation: 0.12345", "at most 4 decimals");
  check_refused_in_earlier("subscriptions", "max_amount_variation: 20%", "must be a number");
  check_refused_in_earlier("subscriptions", "active: yes", "median_gaps or window");
  check_refused_in_earlier("subscriptions", "active_median_gaps: 1.555", "at most 2 decimals");
}

TEST_CASE("Rules of savings that cannot be are refused") {
  check_refused_in_earlier("savings", "subtypes: [savings, piggy_bank]",
                           "no subtype of accounts 'piggy_bank'; there are checking, savings");
  check_refused_in_earlier("savings", "subtypes: [cd, cd]", "'cd' comes twice");
  check_refused_in_earlier("savings", "subtypes: []", "at least one");
  check_refused_in_earlier("savings", "inflow: both", "accounts or merchant");
  check_refused_in_earlier("savings", "inflow_merchant: ''", "needs an inflow_merchant");
  check_refused_in_earlier("savings", "inflow: accounts", "with inflow: merchant only");
}

TEST_CASE("Rules of credit that cannot be are refused") {
  check_refused_in_earlier("credit", "high_pct: 30", "must ascend");
  check_refused_in_earlier("credit", "very_high_pct: 50", "must ascend");
  check_refused_in_earlier("credit", "moderate_pct: -1", "within 0.00 to 1000.00");
  check_refused_in_earlier("credit", "limit_without_balance: 0", "within 0.01 to");
  check_refused_in_earlier("credit", "limit_without_balance: -5", "within 0.01 to");
  check_refused_in_earlier("credit", "limit_without_balance: 5.005", "at most 2 decimals");
  check_refused_in_earlier("credit", "limit: none", "account or statement");
  check_refused_in_earlier("credit", "cards: all", "accounts or liabilities");
}

TEST_CASE("Rules of income that cannot be are refused") {
  check_refused_in_earlier("income", "min_amount: 0", "within 0.01 to 100000000000.00");
  check_refused_in_earlier("income", "min_amount: 1e12", "within 0.01 to 100000000000.00");
  check_refused_in_earlier("income", "min_amount: nan", "must be a number");
  check_refused_in_earlier("income", "min_amount: '500'", "not the text '500'");
  check_refused_in_earlier("income", "min_payments: 1", "within 2 to 1000");
  check_refused_in_earlier("income", "below_min_payments: null", "'below_min_payments' has no value");
  check_refused_in_earlier("income", "transfers: true", "left_out or counted");
}
