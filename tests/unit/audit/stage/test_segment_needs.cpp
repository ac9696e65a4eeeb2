#include <catch2/catch.hpp>

#include "audit/stage/segment_needs.hpp"
#include "spendlens/core/category.hpp"

using namespace spendlens;
using namespace spendlens::audit;
using Rows = ledger::SegmentNeed::Rows;
namespace history_bit = ledger::history_bit;

namespace {

constexpr Day kReference = 1000;

/// Periods [700, 800) and [500, 600), windows of up to 180 days: (820, 1000].
DaysOfInterest interest(const signals::SignalProfile& profile = {}) {
  return days_of_interest({{700, 800}, 800}, {{500, 600}, 600}, kReference, profile);
}

ledger::Segment segment(Day first, Day last) {
  ledger::Segment made;
  made.num_transactions = 1;
  made.first_timestamp = static_cast<Timestamp>(first * kSecondsPerDay);
  made.last_timestamp = static_cast<Timestamp>(last * kSecondsPerDay + kSecondsPerDay - 1);
  made.has_history = true;
  return made;
}

Rows rows_of(Day first, Day last, const Profile& profile = {}) {
  return need_of(segment(first, last), interest(profile.signals), profile).rows;
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
  Profile profile;
  profile.signals.windows_closed = true;
  CHECK(rows_of(800, 819, profile) == Rows::kHistory);
  CHECK(rows_of(800, 820, profile) == Rows::kAll);
  profile.signals = {};
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

TEST_CASE("A segment of a ledger that keeps no history, or none for the profile's own not_spending, is read") {
  ledger::Segment old = segment(0, 10);
  old.has_history = false;
  CHECK(need_of(old, interest(), {}).rows == Rows::kAll);
  Profile profile;
  profile.not_spending = {"FOOD"};
  ledger::Segment with_categories = segment(0, 10);
  with_categories.columns.add(ledger::Column::kCategory);
  CHECK(need_of(with_categories, interest(), profile).rows == Rows::kAll);
  CHECK(need_of(segment(0, 10), interest(), profile).purchase_bits == history_bit::kOutflow);
  profile.not_spending = {};
  CHECK(need_of(with_categories, interest(), profile).purchase_bits == history_bit::kOutflow);
  CHECK(need_of(with_categories, interest(), {}).purchase_bits == history_bit::kPurchase);
}

TEST_CASE("Pending rows count for the history where the profile says so") {
  Profile profile;
  CHECK_FALSE(need_of(segment(0, 10), interest(), profile).pending_counts);
  profile.include_pending = true;
  const ledger::SegmentNeed need = need_of(segment(0, 10), interest(), profile);
  CHECK(need.pending_counts);
  CHECK(need.purchase_bits == (history_bit::kOutflow | history_bit::kPendingOutflow));
}

TEST_CASE("A segment with rows on both sides of the history's end is read even where the periods are empty") {
  const DaysOfInterest none = days_of_interest({{1500, 1600}, 1001}, {{1400, 1500}, 1001}, kReference, {});
  CHECK(need_of(segment(0, 10), none, {}).rows == Rows::kHistory);
  DaysOfInterest empty_period = interest();
  empty_period.days[0] = {700, 700};
  CHECK(need_of(segment(650, 750), empty_period, {}).rows == Rows::kAll);
}
