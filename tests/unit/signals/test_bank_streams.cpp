#include <catch2/catch.hpp>

#include "signal_customers.hpp"
#include "spendlens/signals/stream_partial.hpp"

using namespace spendlens;
using namespace spendlens::signals;
using test::every;
using test::monthly;
using test::together;
using test::value_of;

namespace {

constexpr std::size_t k12m = 2;  ///< place of the window

std::vector<Stream> streams_of(std::vector<test::SignalRow> rows, std::vector<std::uint8_t> kinds = {}) {
  test::SignalColumns columns({{std::move(rows), {}}});
  columns.kinds = std::move(kinds);
  return generate_signals_reference(columns.columns(), test::kSignalReference).streams;
}

/// Of payments to one payee that are one stream.
Stream stream_of(std::vector<test::SignalRow> rows) {
  const std::vector<Stream> streams = streams_of(std::move(rows));
  REQUIRE(streams.size() == 1);
  return streams[0];
}

std::vector<test::SignalRow> with_amounts(std::vector<test::SignalRow> rows, std::vector<Minor> amounts) {
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].amount = -amounts.at(i);
  return rows;
}

}  // namespace

TEST_CASE("a monthly charge of one amount is an active subscription, whatever month ends do to its day") {
  // The 31st: 31 Aug, 30 Sep, 31 Oct, 30 Nov, 31 Dec
  const Stream stream = stream_of(monthly("2025-08-31", 5, -15'99, 1));
  CHECK(stream.kind == StreamKind::kSubscription);
  CHECK(stream.cadence == Cadence::kMonthly);
  CHECK(stream.state == StreamState::kActive);
  CHECK(stream.charges == 5);
  CHECK(stream.skipped == 0);
  CHECK(stream.amount == 15'99);
  CHECK(date_text(stream.last) == "2025-12-31");
  CHECK(date_text(stream.next) == "2026-01-31");
  CHECK(stream.price_step.date == kNoDay);
  CHECK(stream.confidence == 100);  // 50·4/4 + 30·4/4 + min(20, 5·4)
}

TEST_CASE("each cadence of the table") {
  CHECK(stream_of(every(7, "2025-11-01", 8, -20'00, 1)).cadence == Cadence::kWeekly);
  CHECK(stream_of(every(14, "2025-08-01", 10, -20'00, 1)).cadence == Cadence::kBiweekly);
  CHECK(stream_of(every(28, "2025-03-01", 11, -20'00, 1)).cadence == Cadence::kFourWeekly);
  CHECK(stream_of(monthly("2025-03-10", 5, -20'00, 1, CategoryClass::kOther, 2)).cadence == Cadence::kTwoMonthly);
  CHECK(stream_of(monthly("2025-06-10", 3, -20'00, 1, CategoryClass::kOther, 3)).cadence == Cadence::kQuarterly);
  CHECK(stream_of(monthly("2025-05-10", 2, -20'00, 1, CategoryClass::kOther, 6)).cadence == Cadence::kHalfYearly);
  CHECK(stream_of(monthly("2024-05-10", 2, -20'00, 1, CategoryClass::kOther, 12)).cadence == Cadence::kYearly);
  const auto on_1st_and_16th = together(monthly("2025-08-01", 5, -20'00, 1), monthly("2025-08-16", 5, -20'00, 1));
  const Stream stream = stream_of(on_1st_and_16th);
  CHECK(stream.cadence == Cadence::kSemiMonthly);
  CHECK(date_text(stream.next) == "2026-01-01");  // a month after the charge before the last
}

TEST_CASE("a missed month is skipped, and a state follows from what is due") {
  auto rows = monthly("2025-01-10", 12, -9'99, 1);
  rows.erase(rows.begin() + 4);
  Stream stream = stream_of(rows);
  CHECK(stream.skipped == 1);
  CHECK(stream.charges == 11);
  // Due on 10 Dec, then 4 + 7 days of grace: active to 21 Dec; late to 10 Dec + 30 + 4, 13 Jan
  CHECK(stream_of(monthly("2025-01-10", 11, -9'99, 1)).state == StreamState::kLate);
  CHECK(stream_of(monthly("2025-01-20", 11, -9'99, 1)).state == StreamState::kActive);
  CHECK(stream_of(monthly("2025-01-10", 10, -9'99, 1)).state == StreamState::kLapsed);
}

TEST_CASE("two charges a month apart are early, a third makes a stream") {
  const Stream stream = stream_of(monthly("2025-11-20", 2, -9'99, 1));
  CHECK(stream.state == StreamState::kEarly);
  CHECK(stream.kind == StreamKind::kSubscription);
  CHECK(streams_of(monthly("2025-10-10", 2, -9'99, 1)).empty());  // 51 days ago
  CHECK(streams_of(monthly("2025-11-20", 2, -9'99, 1, CategoryClass::kBill)).empty());
  CHECK(stream_of(monthly("2025-10-20", 3, -9'99, 1)).state == StreamState::kActive);
}

TEST_CASE("a price step does not break a stream, and a trial neither") {
  Stream stream =
      stream_of(with_amounts(monthly("2025-05-05", 8, 0, 1), {999, 999, 999, 999, 1'199, 1'199, 1'199, 1'199}));
  CHECK(stream.kind == StreamKind::kSubscription);
  CHECK(date_text(stream.price_step.date) == "2025-09-05");
  CHECK(stream.price_step.from == 999);
  CHECK(stream.price_step.to == 1'199);
  CHECK(stream.median == 1'099);
  CHECK(stream.confidence == 50 + 30 * 6 / 7 + 20);
  stream = stream_of(with_amounts(monthly("2025-08-05", 5, 0, 1), {100, 1'499, 1'499, 1'499, 1'499}));
  CHECK(stream.kind == StreamKind::kSubscription);
  // Exactly 5 % is no change
  CHECK(stream_of(with_amounts(monthly("2025-08-05", 5, 0, 1), {1'000, 1'000, 1'050, 1'050, 1'050})).price_step.date ==
        kNoDay);
}

TEST_CASE("a bill may vary, a varying shop is recurring, and a dear subscription is a bill") {
  const std::vector<Minor> varying = {8'000, 10'000, 12'500, 9'100, 14'000, 7'000};
  CHECK(stream_of(with_amounts(monthly("2025-07-05", 6, 0, 1, CategoryClass::kBill), varying)).kind ==
        StreamKind::kBill);
  CHECK(stream_of(with_amounts(monthly("2025-07-05", 6, 0, 1), varying)).kind == StreamKind::kRecurring);
  CHECK(stream_of(monthly("2025-07-05", 6, -250'00, 1)).kind == StreamKind::kSubscription);
  CHECK(stream_of(monthly("2025-07-05", 6, -250'01, 1)).kind == StreamKind::kBill);
  CHECK(stream_of(monthly("2025-07-05", 6, -20'00, 1, CategoryClass::kTransfer)).kind == StreamKind::kStandingOrder);
  CHECK(stream_of(monthly("2025-07-05", 6, -20'00, 1, CategoryClass::kNone)).kind == StreamKind::kRecurring);
  CHECK(stream_of(every(14, "2025-11-03", 4, -50'00, 1)).kind == StreamKind::kInstalments);
}

TEST_CASE("habits are no rows, and a short habit is one where it comes often") {
  CHECK(streams_of(every(7, "2025-10-01", 12, -6'00, 1, CategoryClass::kHabit)).empty());
  CHECK(streams_of(every(7, "2025-10-01", 12, -6'00, 1, CategoryClass::kShortHabit)).empty());
  CHECK(stream_of(monthly("2025-08-05", 5, -6'00, 1, CategoryClass::kShortHabit)).kind == StreamKind::kSubscription);
}

TEST_CASE("an alias decides about the kind") {
  const std::uint8_t bill = static_cast<std::uint8_t>(StreamKind::kBill);
  const auto rows = monthly("2025-08-05", 5, -6'00, 0, CategoryClass::kNone);
  CHECK(streams_of(rows, {kNoStreamKind}).at(0).kind == StreamKind::kRecurring);
  CHECK(streams_of(rows, {bill}).at(0).kind == StreamKind::kBill);
}

TEST_CASE("two contracts of one payee are told apart by their amounts") {
  const std::vector<Stream> streams =
      streams_of(together(monthly("2025-06-03", 7, -9'99, 1), monthly("2025-06-18", 7, -30'00, 1)));
  REQUIRE(streams.size() == 2);
  CHECK(streams[0].amount == 9'99);
  CHECK(streams[1].amount == 30'00);
  CHECK(streams[0].is_part);
  CHECK(date_text(streams[1].last) == "2025-12-18");
  // Charged on one date they are told apart too
  CHECK(streams_of(together(monthly("2025-06-03", 7, -9'99, 1), monthly("2025-06-03", 7, -30'00, 1))).size() == 2);
}

TEST_CASE("what subscriptions and commitments come to") {
  const auto results =
      test::signals_of({together(monthly("2025-01-15", 12, -12'00, 1),                             // 12 a month
                                 monthly("2024-03-01", 2, -120'00, 2, CategoryClass::kOther, 12),  // 10
                                 every(28, "2025-02-01", 12, -28'00, 3, CategoryClass::kBill),
                                 monthly("2025-01-05", 6, -5'00, 4)),  // lapsed in June
                        {}});
  CHECK(value_of(results, k12m, BankSignal::kSubscriptionCount) == 2);
  CHECK(value_of(results, k12m, BankSignal::kSubscriptionLapsedCount) == 1);
  CHECK(value_of(results, 0, BankSignal::kSubscriptionLapsedCount) == 0);
  CHECK(*value_of(results, k12m, BankSignal::kSubscriptionMonthlyCost) == Approx(22.0).margin(1e-12));
  // 28.00 each 28 days: 1461/1344 a month
  CHECK(*value_of(results, k12m, BankSignal::kBillsMonthly) == Approx(28.0 * 1461 / 1344).margin(1e-12));
  // In January: 12.00 on the 15th; 28.00 on the 3rd and the 31st is beyond the 30th
  CHECK(value_of(results, k12m, BankSignal::kNext30dDue) == 12'00 + 28'00);
  CHECK_FALSE(value_of(results, k12m, BankSignal::kCommittedSharePct));
}

TEST_CASE("What streams of a kind came to is their charges times the median, without those that may be none") {
  Stream stream;
  stream.kind = StreamKind::kSubscription;
  stream.charges = 7;
  stream.median = 999;
  StreamPartial a;
  a.add(stream, {});
  stream.state = StreamState::kEarly;
  a.add(stream, {});
  StreamPartial b;
  stream.state = StreamState::kLapsed;
  b.add(stream, {});
  a.merge(b);
  StreamPartial copy;
  copy.set_numbers(a.numbers());
  CHECK(copy.spent(StreamKind::kSubscription) == 2 * 7 * 999);
  CHECK(copy.spent(StreamKind::kBill) == 0);
  CHECK(copy.count(StreamKind::kSubscription, StreamState::kEarly) == 1);
}
