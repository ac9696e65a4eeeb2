#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spendlens/audit/clv.hpp"
#include "spendlens/audit/cohort_attribute.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/fiscal_calendar.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/rfm/scores.hpp"
#include "spendlens/signals/category_class.hpp"
#include "spendlens/signals/profile.hpp"

namespace spendlens::audit {

/// What an analyst may set without touching code (DEFINITIONS-SIGNALS section 9), read from YAML. docs/profiles.md has
/// every key; those of the signals are beside these, which depend on the set of signals:
///
///     signals: default             # or spendsense
///     include_pending: false
///     fiscal_year_start: 1         # the month with which years and quarters begin
///     silence_days: 180            # without a purchase, after which a customer counts as silent
///     cohort_attribute:            # parts Lenses 3 to 5 by the category (or merchant) of the first purchase
///       column: category
///       values: [GROCERY, BEAUTY]
///     horizons: [90, 365]          # days after as-of, of expected purchases (--clv)
///     clv_months: 12               # that value is summed over
///     discount_rate: 0.10          # a year
///     clv_margin: 1                # of spend
///     min_repeat_customers: 50     # fewer are not enough for a fit
///     clv_parameters: {...}        # by model: scored with these instead of a fit
///     not_spending: [card_payment, saving, transfer]
///     score_cuts:                  # each optional, bins - 1 ascending numbers; they replace the computed cuts
///       recency_days: [30, 60, 90, 180]
///       frequency: [1, 2, 4, 8]
///       monetary: [10, 25.50, 50, 100]   # major units
struct Profile {
  std::string name = "default";
  bool include_pending = false;
  std::vector<signals::CategoryClass> not_spending = {
      signals::CategoryClass::kCardPayment, signals::CategoryClass::kSaving, signals::CategoryClass::kTransfer};
  FiscalYearStart fiscal_year_start = kCalendarYear;  ///< of years and quarters that periods and cohorts are named by
  Day silence_days = 180;  ///< without a purchase, after which a customer counts as silent (Lens 3)
  CohortAttribute cohort_attribute;
  std::optional<std::vector<std::int64_t>> recency_cuts;    ///< days
  std::optional<std::vector<std::int64_t>> frequency_cuts;  ///< purchases
  std::optional<std::vector<std::int64_t>> monetary_cuts;   ///< minor units
  ClvRules clv;
  signals::SignalProfile signals;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, name, include_pending, not_spending, fiscal_year_start, silence_days, cohort_attribute,
                     clv, signals);
    for (auto* cuts : {&recency_cuts, &frequency_cuts, &monetary_cuts}) {
      bool given = cuts->has_value();
      serialize_fields(archive, given);
      if (given && !*cuts) cuts->emplace();
      if (given)
        serialize_fields(archive, **cuts);
      else
        cuts->reset();
    }
  }
};

/// The profile in a YAML text; what it leaves out is that of the shipped profile of its set of signals. The profile's
/// name is what follows the last `/` of `name_for_errors`. Local. Throws UsageError naming file and line for unknown
/// keys, wrong types and impossible values.
[[nodiscard]] Profile parse_profile(const std::string& text, const std::string& name_for_errors);

/// The text of a profile that spendlens brings along, `default` and `spendsense`; null for another name.
[[nodiscard]] const std::string* shipped_profile_text(const std::string& name);

/// A profile and the text that it was read from.
struct LoadedProfile {
  std::string text;
  Profile profile;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, text, profile);
  }
};

/// A shipped profile by name, or the one in a YAML file. Local. Throws as parse_profile, IoError where the file cannot
/// be read.
[[nodiscard]] LoadedProfile load_profile_with_text(const std::string& name_or_path);
[[nodiscard]] Profile load_profile(const std::string& name_or_path);

/// The same, read by rank 0 and handed to all. Collective; every rank throws the same error.
[[nodiscard]] LoadedProfile load_profile(comm::Communicator& communicator, const std::string& name_or_path);

}  // namespace spendlens::audit
