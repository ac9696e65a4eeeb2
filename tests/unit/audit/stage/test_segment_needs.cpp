#include <catch2/catch.hpp>

#include "audit/stage/segment_needs.hpp"
#include "spendlens/core/category.hpp"

using namespace spendlens;
using namespace spendlens::audit;
using Rows = ledger::SegmentNeed::Rows;
namespace history_bit = ledger::history_bit;

namespace {

constexpr Day kReference = 1000;

/// The signals of spendsense with windows of up to 180 days that are half open: (820, 1000].
Profile earlier_profile() {
  Profile profile;
  profile.signals.set = signals::SignalSet::kSpendsense;
  return profile;
}

/// Periods [700, 800) and [500, 600).
DaysOfInterest interest(const Profile& profile) {
  return days_of_interest({{700, 800}, 800}, {{500, 600}, 600}, kReference, &profile.signals);
}

ledger::Segment segment(Day first, Day last) {
  ledger::Segment made;
  made.num_transactions = 1;
  made.first_timestamp = static_cast<Timestamp>(first * kSecondsPerDay);
  made.last_timestamp = static_cast<Timestamp>(last * kSecondsPerDay + kSecondsPerDay - 1);
  made.has_history = true;
  return made;
}

Rows rows_of(Day first, Day last, const Profile& profile = earlier_profile()) {
  return need_of(segment(first, last), interest(profile), profile, {}).rows;
}

constexpr Day kLater = 5'000;  ///< a reference date with room for a lookback of 800 days

Rows rows_of_bank(Day first, Day last, const signals::SignalProfile* profile) {
  const DaysOfInterest interest = days_of_interest({{100, 200}, 200}, {{50, 100}, 100}, kLater, profile);
  return need_of(segment(first, last), interest, {}, {}).rows;
}

}  // namespace

TEST_CASE("A segment with one day in a period or a window is read, one beside them is not") {
  CHECK(rows_of(0, 499) == Rows::kHistory);
  CHECK(rows_of(0, 500) == Rows::kAll);
  CHECK(rows_of(599, 650) == Rows::kAll);
  CHECK(rows_of(600, 699) == Rows::kHistory);
  CHECK(rows_of(600, 700) == Rows::kAll);
  CHECK(rows_of(800, 820) == Rows::kHistory);
  CHECK(rows_of(800, 821) == Rows::kAll);
  CHECK(rows_of(1000, 2000) == Rows::kAll);
  CHECK(rows_of(1001, 2000) == Rows::kNone);
  CHECK(rows_of(0, 5000) == Rows::kAll);
}

TEST_CASE("The widest of windows, lookback and the income flag's span counts, closed or not") {
  Profile profile = earlier_profile();
  profile.signals.windows_closed = true;
  CHECK(rows_of(800, 819, profile) == Rows::kHistory);
  CHECK(rows_of(800, 820, profile) == Rows::kAll);
  profile = earlier_profile();
  profile.signals.windows = {7};
  profile.signals.subscriptions.lookback_days = 10;
  CHECK(rows_of(800, 820, profile) == Rows::kHistory);
  CHECK(rows_of(800, 821, profile) == Rows::kAll);
  profile.signals.subscriptions.lookback_days = 190;
  CHECK(rows_of(800, 810, profile) == Rows::kHistory);
  CHECK(rows_of(800, 811, profile) == Rows::kAll);
  profile.signals.windows = {7, 195};
  CHECK(rows_of(800, 806, profile) == Rows::kAll);
}

TEST_CASE("Signals look at the lookback, the windows and the whole months of the lowest one") {
  signals::SignalProfile profile;
  CHECK(rows_of_bank(300, 4'200, &profile) == Rows::kHistory);
  CHECK(rows_of_bank(300, 4'201, &profile) == Rows::kAll);
  profile.bank.streams.lookback_days = 900;
  CHECK(rows_of_bank(300, 4'101, &profile) == Rows::kAll);
  profile.bank.streams.lookback_days = 400;
  CHECK(rows_of_bank(300, 4'600, &profile) == Rows::kHistory);
  profile.bank.income.low_month_months = 24;
  CHECK(rows_of_bank(300, 4'600, &profile) == Rows::kAll);
}

TEST_CASE("Without signals only the periods are looked at") {
  CHECK(rows_of_bank(300, 5'000, nullptr) == Rows::kHistory);
  CHECK(rows_of_bank(150, 5'000, nullptr) == Rows::kAll);
}

TEST_CASE("A segment of a ledger that keeps no history, or none for the profile's own not_spending, is read") {
  const Profile earlier = earlier_profile();
  ledger::Segment old = segment(0, 10);
  old.has_history = false;
  CHECK(need_of(old, interest(earlier), earlier, {}).rows == Rows::kAll);
  const std::vector<std::string> categories = {"FOOD", "TRANSFER_OUT_SAVINGS"};
  ledger::Segment with_categories = segment(0, 10);
  with_categories.columns.add(ledger::Column::kCategory);
  CHECK(need_of(with_categories, interest(earlier), earlier, categories).purchase_bits == history_bit::kPurchase);
  const std::vector<std::string> with_cash = {"FOOD", "TRANSFER_OUT_WITHDRAWAL"};  // spent, by its class
  CHECK(need_of(with_categories, interest(earlier), earlier, with_cash).rows == Rows::kAll);
  CHECK(need_of(segment(0, 10), interest(earlier), earlier, with_cash).purchase_bits == history_bit::kOutflow);
  Profile changed = earlier;
  changed.not_spending = {signals::CategoryClass::kHabit};
  CHECK(need_of(with_categories, interest(earlier), changed, categories).rows == Rows::kAll);
  changed.not_spending = {};
  CHECK(need_of(with_categories, interest(earlier), changed, categories).purchase_bits == history_bit::kOutflow);
}

TEST_CASE("Pending rows count for the history where the profile says so") {
  Profile profile = earlier_profile();
  CHECK_FALSE(need_of(segment(0, 10), interest(profile), profile, {}).pending_counts);
  profile.include_pending = true;
  const ledger::SegmentNeed need = need_of(segment(0, 10), interest(profile), profile, {});
  CHECK(need.pending_counts);
  CHECK(need.purchase_bits == (history_bit::kOutflow | history_bit::kPendingOutflow));
}

TEST_CASE("A segment with rows on both sides of the history's end is read even where the periods are empty") {
  const Profile profile = earlier_profile();
  const DaysOfInterest none =
      days_of_interest({{1500, 1600}, 1001}, {{1400, 1500}, 1001}, kReference, &profile.signals);
  CHECK(need_of(segment(0, 10), none, profile, {}).rows == Rows::kHistory);
  DaysOfInterest empty_period = interest(profile);
  empty_period.days[0] = {700, 700};
  CHECK(need_of(segment(650, 750), empty_period, profile, {}).rows == Rows::kAll);
}
