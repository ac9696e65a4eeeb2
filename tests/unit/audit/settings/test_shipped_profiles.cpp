#include <catch2/catch.hpp>

#include "same_profile.hpp"
#include "spendlens/comm/objects.hpp"

using namespace spendlens;
using namespace spendlens::test;

TEST_CASE("The shipped default is the default of the code, every key of it") {
  check_same(audit::load_profile("default"), audit::Profile{});
  CHECK(audit::load_profile("default").name == "default");
}

TEST_CASE("The shipped spendsense is spendsense_profile, with pending rows and every outflow as spending") {
  audit::Profile expected;
  expected.include_pending = true;
  expected.not_spending.clear();
  expected.signals = signals::spendsense_profile();
  check_same(audit::load_profile("spendsense"), expected);
  CHECK(audit::load_profile("spendsense").name == "spendsense");
}

TEST_CASE("The shipped profiles name every key, so that nothing is left to look up elsewhere") {
  // Each value is changed where it stands in the text; a key that is not there could not be.
  const std::vector<std::pair<const char*, std::vector<const char*>>> keys = {{"default",
                                                                               {"signals",
                                                                                "include_pending",
                                                                                "not_spending",
                                                                                "score_cuts",
                                                                                "fiscal_year_start",
                                                                                "silence_days",
                                                                                "cohort_attribute",
                                                                                "windows",
                                                                                "classes",
                                                                                "pair_days",
                                                                                "min_observed_days",
                                                                                "dormant_days",
                                                                                "min_outgoings",
                                                                                "lookback_days",
                                                                                "cadences",
                                                                                "max_steps",
                                                                                "on_time_pct",
                                                                                "fit_pct",
                                                                                "semi_monthly_from",
                                                                                "semi_monthly_to",
                                                                                "two_charges_pct",
                                                                                "change_pct",
                                                                                "changes_allowed",
                                                                                "charges_a_change",
                                                                                "max_doubled_dates",
                                                                                "split_pct",
                                                                                "income_split_pct",
                                                                                "min_part_charges",
                                                                                "min_parts",
                                                                                "parts_pct",
                                                                                "min_grace_days",
                                                                                "grace_divisor",
                                                                                "early_from",
                                                                                "early_to",
                                                                                "early_age",
                                                                                "short_habit_days",
                                                                                "max_subscription",
                                                                                "max_instalments",
                                                                                "min_other_charges",
                                                                                "typical_payments",
                                                                                "max_deviation_pct",
                                                                                "variable_deviation_pct",
                                                                                "low_month_months",
                                                                                "liquid",
                                                                                "savings",
                                                                                "moderate_pct",
                                                                                "high_pct",
                                                                                "very_high_pct",
                                                                                "minimum_payment_pct",
                                                                                "interest_days"}},
                                                                              {"spendsense",
                                                                               {"signals",
                                                                                "include_pending",
                                                                                "not_spending",
                                                                                "score_cuts",
                                                                                "fiscal_year_start",
                                                                                "silence_days",
                                                                                "cohort_attribute",
                                                                                "windows",
                                                                                "window_start",
                                                                                "null_as_zero",
                                                                                "lookback_days",
                                                                                "min_charges",
                                                                                "not_subscription",
                                                                                "rows",
                                                                                "charges_on_one_date",
                                                                                "cadences",
                                                                                "irregular_gap_days_below",
                                                                                "max_amount_variation",
                                                                                "irregular_counts",
                                                                                "active",
                                                                                "active_median_gaps",
                                                                                "subtypes",
                                                                                "inflow",
                                                                                "inflow_merchant",
                                                                                "growth_from_nothing",
                                                                                "expenses_without_savings",
                                                                                "cards",
                                                                                "limit",
                                                                                "limit_without_balance",
                                                                                "total_limits",
                                                                                "max_utilization",
                                                                                "moderate_pct",
                                                                                "high_pct",
                                                                                "very_high_pct",
                                                                                "minimum_payment_pct",
                                                                                "min_amount",
                                                                                "transfers",
                                                                                "min_payments",
                                                                                "below_min_payments",
                                                                                "max_deviation_days",
                                                                                "frequencies"}}};
  for (const auto& [name, of_profile] : keys)
    for (const char* key : of_profile) {
      CAPTURE(name, key);
      CHECK(audit::shipped_profile_text(name)->find(std::string(key) + ":") != std::string::npos);
    }
}

TEST_CASE("There are no other shipped profiles") {
  CHECK(audit::shipped_profile_text("default") != nullptr);
  CHECK(audit::shipped_profile_text("spendsense") != nullptr);
  CHECK(audit::shipped_profile_text("Default") == nullptr);
  CHECK(audit::shipped_profile_text("") == nullptr);
}

TEST_CASE("A profile comes back from its bytes, with and without cuts") {
  audit::Profile profile = audit::load_profile("spendsense");
  profile.name = "changed";
  profile.frequency_cuts = std::vector<std::int64_t>{1, 2};
  profile.cohort_attribute = {true, {"REWE"}};
  const std::string packed = comm::pack(profile);
  const auto back = comm::unpack<audit::Profile>(std::as_bytes(std::span(packed)));
  check_same(back, profile);
  CHECK(back.name == "changed");
  CHECK(back.frequency_cuts == std::vector<std::int64_t>{1, 2});
  CHECK_FALSE(back.monetary_cuts);
  CHECK(back.cohort_attribute.parts() == std::vector<std::string>{"REWE", "other", "none"});
}
