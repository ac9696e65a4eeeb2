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

std::string rhythm(const std::string& fields) { return "cadences: [{" + fields + "}]"; }

}  // namespace

TEST_CASE("Windows that cannot be are refused") {
  check_refused("windows: []\n", 1, "1 to 8 windows");
  check_refused("windows: [1, 2, 3, 4, 5, 6, 7, 8, 9]\n", 1, "1 to 8 windows");
  check_refused("windows: [30, 30]\n", 1, "ascend");
  check_refused("windows: [180, 30]\n", 1, "ascend");
  check_refused("windows:\n  - 30\n  - 0\n", 3, "within 1 to 3660");
  check_refused("windows: [3661]\n", 1, "within 1 to 3660");
  check_refused("windows: [30.5]\n", 1, "whole number");
  check_refused("windows: [30d]\n", 1, "must be a number, not '30d'");
  check_refused("windows: 30\n", 1, "windows must be a list");
  check_refused("window_start: open\n", 1, "half-open or closed");
  check_refused("null_as_zero: 0\n", 1, "true or false");
}

TEST_CASE("Keys that are unknown or come twice are refused, in sections too") {
  check_refused("null_as_zero: true\nwindow: [30]\n", 2,
                "unknown key 'window' in a profile; known: include_pending, not_spending, score_cuts, windows");
  check_refused_in("credit", "high: 50", "unknown key 'high' in credit; known: cards");
  check_refused_in("income", rhythm("name: a"), "unknown key 'cadences' in income");
  check_refused("windows: [30]\nnull_as_zero: true\nwindows: [60]\n", 3, "key 'windows' comes twice");
  check_refused("credit:\n  high_pct: 50\n  high_pct: 60\n", 3, "key 'high_pct' comes twice in credit");
  check_refused("[a]: 1\n", 1, "unknown key");
  check_refused("<<: {windows: [30]}\n", 1, "unknown key '<<'");
  check_refused("credit: [1]\n", 1, "credit must be a map of cards");
  check_refused("credit:\n", 1, "'credit' has no value");
  check_refused("windows: [30]\nnot_spending:\nnull_as_zero: true\n", 2, "'not_spending' has no value");
}

TEST_CASE("Rhythms that cannot be are refused") {
  check_refused_in("subscriptions", rhythm("name: a, gap_from: 9, gap_to: 5, max_deviation: 3"),
                   "gap_from is above gap_to");
  check_refused_in("subscriptions", rhythm("gap_from: 5, gap_to: 9, max_deviation: 3"), "has no 'name'");
  check_refused_in("subscriptions", rhythm("name: a, gap_from: 5, gap_to: 9"), "has no 'max_deviation'");
  check_refused_in("subscriptions", rhythm("name: '', gap_from: 5, gap_to: 9, max_deviation: 3"), "must not be empty");
  check_refused_in("subscriptions", rhythm("name: irregular, gap_from: 5, gap_to: 9, max_deviation: 3"),
                   "choose another name");
  check_refused_in("subscriptions", rhythm("name: a, gap_from: -1, gap_to: 9, max_deviation: 3"), "within 0 to 3660");
  check_refused_in("subscriptions", rhythm("name: a, gap_from: 1, gap_to: 4000, max_deviation: 3"), "within 0 to 3660");
  check_refused_in(
      "subscriptions",
      rhythm("name: a, gap_from: 1, gap_to: 2, max_deviation: 3}, {name: a, gap_from: 1, gap_to: 2, max_deviation: 3"),
      "'a' comes twice");
  check_refused_in("subscriptions",
                   rhythm("name: " + std::string(65, 'a') + ", gap_from: 1, gap_to: 2, max_deviation: 3"), "64 bytes");
  check_refused_in("income", "frequencies: [{name: unknown, gap_from: 5, gap_to: 9}]", "choose another name");
  check_refused_in("income", "frequencies: [{name: a, gap_from: 5, gap_to: 9, max_deviation: 1}]",
                   "unknown key 'max_deviation'");
  check_refused_in("income", "frequencies: monthly", "frequencies must be a list");
}

TEST_CASE("Rules of subscriptions that cannot be are refused") {
  check_refused_in("subscriptions", "lookback_days: 0", "within 1 to 3660");
  check_refused_in("subscriptions", "min_charges: 1", "within 2 to 1000");
  check_refused_in("subscriptions", "not_subscription: FOOD", "list of texts");
  check_refused_in("subscriptions", "not_subscription: ['']", "must not be empty");
  check_refused_in("subscriptions", "rows: some", "charges or all");
  check_refused_in("subscriptions", "charges_on_one_date: 1", "one or several");
  check_refused_in("subscriptions", "irregular_gap_days_below: -1", "within 0 to 3660");
  check_refused_in("subscriptions", "max_amount_variation: -0.1", "within 0.0000 to 100.0000");
  check_refused_in("subscriptions", "max_amount_variation: 0.12345", "at most 4 decimals");
  check_refused_in("subscriptions", "max_amount_variation: 20%", "must be a number");
  check_refused_in("subscriptions", "active: yes", "median_gaps or window");
  check_refused_in("subscriptions", "active_median_gaps: 1.555", "at most 2 decimals");
}

TEST_CASE("Rules of savings that cannot be are refused") {
  check_refused_in("savings", "subtypes: [savings, piggy_bank]",
                   "no subtype of accounts 'piggy_bank'; there are checking, savings");
  check_refused_in("savings", "subtypes: [cd, cd]", "'cd' comes twice");
  check_refused_in("savings", "subtypes: []", "at least one");
  check_refused_in("savings", "inflow: both", "accounts or merchant");
  check_refused_in("savings", "inflow: merchant", "needs an inflow_merchant");
  check_refused_in("savings", "inflow_merchant: savings transfer", "with inflow: merchant only");
}

TEST_CASE("Rules of credit that cannot be are refused") {
  check_refused_in("credit", "high_pct: 30", "must ascend");
  check_refused_in("credit", "very_high_pct: 50", "must ascend");
  check_refused_in("credit", "moderate_pct: -1", "within 0.00 to 1000.00");
  check_refused_in("credit", "limit_without_balance: 0", "within 0.01 to");
  check_refused_in("credit", "limit_without_balance: -5", "within 0.01 to");
  check_refused_in("credit", "limit_without_balance: 5.005", "at most 2 decimals");
  check_refused_in("credit", "limit: none", "account or statement");
  check_refused_in("credit", "cards: all", "accounts or liabilities");
}

TEST_CASE("Rules of income that cannot be are refused") {
  check_refused_in("income", "min_amount: 0", "within 0.01 to 100000000000.00");
  check_refused_in("income", "min_amount: 1e12", "within 0.01 to 100000000000.00");
  check_refused_in("income", "min_amount: nan", "must be a number");
  check_refused_in("income", "min_amount: '500'", "not the text '500'");
  check_refused_in("income", "min_payments: 1", "within 2 to 1000");
  check_refused_in("income", "below_min_payments: null", "'below_min_payments' has no value");
  check_refused_in("income", "transfers: true", "left_out or counted");
}
