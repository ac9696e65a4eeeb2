#include <algorithm>

#include "synth/life_drawer.hpp"

namespace spendlens::synth {

namespace {

constexpr Day kFriday = 5;

/// What a payment is of a month's money.
Minor payment_of(Cadence cadence, Minor monthly) {
  switch (cadence) {
    case Cadence::kWeekly:
      return monthly * 12 / 52;
    case Cadence::kBiweekly:
      return monthly * 12 / 26;
    case Cadence::kFourWeekly:
      return monthly * 12 / 13;
    case Cadence::kSemiMonthly:
      return monthly / 2;
    default:
      return monthly;
  }
}

/// From the first one on that lies at or after `day`.
Day weekday_from(Day day, Day weekday) {
  return day + (weekday - static_cast<Day>(BankCalendar::weekday(day)) + 7) % 7;
}

}  // namespace

void LifeDrawer::draw_income() {
  if (life_.accounts.checking == kNoAccount) return;
  switch (life_.archetype) {
    case Archetype::kTwoJobs:
    case Archetype::kHousehold: {
      const Minor first = percent_of_income(60, 75);
      wages(first, life_.start, open_end(), 0);
      wages(life_.monthly_income - first, life_.start, open_end(), 1);
      break;
    }
    case Archetype::kJobChanger:
      job_change();
      break;
    case Archetype::kGigWorker:
      gigs();
      break;
    case Archetype::kPensioner:
      pensions();
      break;
    case Archetype::kOnBenefits:
      benefits();
      break;
    default:
      wages(life_.monthly_income, life_.start, open_end(), 0);
      bonus();
  }
  extras();
}

/// Number `turn` of those who pay somebody; no two are the same one.
std::uint16_t LifeDrawer::payer(Place place, std::uint32_t turn) const {
  return static_cast<std::uint16_t>((favourite(world_, life_, place, 0) + turn) % world_.places.num_merchants(place));
}

/// From `begin` to `end`, of the employer that is number `turn`.
void LifeDrawer::wages(Minor monthly, Day begin, Day end, std::uint32_t turn) {
  constexpr std::array<Cadence, 20> kRhythms = {
      Cadence::kWeekly,      Cadence::kWeekly,      Cadence::kWeekly,      Cadence::kWeekly,      Cadence::kBiweekly,
      Cadence::kBiweekly,    Cadence::kBiweekly,    Cadence::kBiweekly,    Cadence::kBiweekly,    Cadence::kBiweekly,
      Cadence::kSemiMonthly, Cadence::kSemiMonthly, Cadence::kSemiMonthly, Cadence::kSemiMonthly, Cadence::kFourWeekly,
      Cadence::kFourWeekly,  Cadence::kFourWeekly,  Cadence::kMonthly,     Cadence::kMonthly,     Cadence::kMonthly};
  constexpr std::array<std::uint8_t, 8> kMonthDays = {1, 5, 10, 15, 25, 28, 30, 31};
  constexpr std::array<std::array<std::uint8_t, 2>, 4> kHalfMonths = {{{15, 31}, {1, 15}, {5, 20}, {10, 25}}};
  Cadence cadence = kRhythms[random_.below(kRhythms.size())];
  const auto rows = static_cast<Day>(world_.settings.rows_per_customer);
  const bool is_too_often = rows > 0 && days_of_life() / 8 > rows / 2;
  if (is_too_often && cadence == Cadence::kWeekly) cadence = Cadence::kMonthly;
  Flow flow = schedule(StreamKind::kPayroll, Place::kEmployer, cadence, payment_of(cadence, monthly));
  flow.is_inflow = true;
  flow.merchant = payer(Place::kEmployer, turn);
  flow.rule = DueRule::kWorkingDayBefore;
  flow.begin = std::min(begin, life_.end);
  flow.end = end;
  flow.is_cancelled = end < as_of();
  if (const Day step = step_in_days(cadence); step > 0) {
    const Day weekday = random_.chance(0.7) ? kFriday : static_cast<Day>(random_.between(2, 4));
    flow.begin =
        weekday_from(begin, weekday) + 7 * static_cast<Day>(random_.below(static_cast<std::uint32_t>(step / 7)));
  }
  const auto& half = kHalfMonths[random_.below(kHalfMonths.size())];
  flow.day = cadence == Cadence::kSemiMonthly ? half[0] : kMonthDays[random_.below(kMonthDays.size())];
  flow.other_day = half[1];
  flow.is_early_in_december = cadence == Cadence::kMonthly && random_.chance(0.25);
  if (random_.chance(0.35)) flow.vary_percent = static_cast<std::uint8_t>(random_.between(2, 8));
  if (end > as_of() && random_.chance(0.35)) {
    raise(flow, 2, 6);
    std::swap(flow.amount, flow.step_amount);  // the income is what is paid now
    flow.amount = flow.step_amount * 100 / random_.between(102, 106);
  }
  add(flow);
}

/// One employer until some day, often some time without, then another one.
void LifeDrawer::job_change() {
  const Day latest = as_of() - 80;
  const Day earliest = std::max(life_.start + 90, as_of() - 600);
  if (earliest >= latest) return wages(life_.monthly_income, life_.start, open_end(), 0);
  const Day change = some_day(earliest, latest);
  const Day left = change - (random_.chance(0.5) ? 0 : some_day(20, 60));
  wages(percent_of_income(70, 110), life_.start, left, 0);
  wages(life_.monthly_income, change, open_end(), 1);
  if (change - left < 25) return;
  Flow flow = schedule(StreamKind::kBenefit, Place::kUnemployment, Cadence::kWeekly, percent_of_income(9, 12));
  flow.is_inflow = true;
  flow.rule = DueRule::kWorkingDayAfter;
  flow.begin = weekday_from(left + 7, 2);
  flow.end = change;
  flow.is_cancelled = true;
  add(flow);
}

/// Payouts that differ week by week, or clients that pay when they do; sometimes a small job beside them.
void LifeDrawer::gigs() {
  const bool has_job = random_.chance(0.25);
  const Minor monthly = has_job ? percent_of_income(60, 75) : life_.monthly_income;
  const std::uint32_t payers = 1 + random_.below(2);
  for (std::uint32_t turn = 0; turn < payers; ++turn) {
    const bool is_weekly = random_.chance(0.4);
    const bool has_clients = !is_weekly && random_.chance(0.4);
    const auto gap = static_cast<std::uint8_t>(has_clients ? random_.between(16, 34) : random_.between(3, 10));
    const Minor each = is_weekly ? monthly * 12 / 52 / payers : monthly * gap * 12 / 365 / payers;
    Flow flow = schedule(StreamKind::kVariableIncome, has_clients ? Place::kClient : Place::kGig,
                         is_weekly ? Cadence::kWeekly : Cadence::kIrregular, each);
    flow.is_inflow = true;
    flow.merchant = payer(flow.place, turn);
    flow.begin = life_.start + static_cast<Day>(random_.below(7));
    flow.rule = DueRule::kWorkingDayAfter;
    flow.vary_percent = static_cast<std::uint8_t>(random_.between(45, 70));
    flow.missed_permille = is_weekly ? 80 : 0;
    if (!is_weekly) flow.day = gap;
    add(flow);
  }
  if (has_job) wages(life_.monthly_income - monthly, life_.start, open_end(), 0);
}

void LifeDrawer::pensions() {
  const bool has_pension = random_.chance(0.7);
  const Minor state = has_pension ? percent_of_income(50, 70) : life_.monthly_income;
  Flow flow = schedule(StreamKind::kBenefit, Place::kSocialSecurity, Cadence::kMonthly, state);
  flow.is_inflow = true;
  const std::uint32_t group = random_.below(4);
  flow.rule = group == 0 ? DueRule::kWorkingDayBefore : DueRule::kWednesday;
  flow.day = static_cast<std::uint8_t>(group == 0 ? 3 : 1 + 7 * group);
  flow.begin = life_.start;
  add(flow);
  if (!has_pension) return;
  Flow pension = schedule(StreamKind::kBenefit, Place::kPension, Cadence::kMonthly, life_.monthly_income - state);
  pension.is_inflow = true;
  pension.rule = DueRule::kWorkingDayBefore;
  pension.day = random_.chance(0.5) ? 1 : 31;
  pension.begin = life_.start;
  add(pension);
}

void LifeDrawer::benefits() {
  const bool is_weekly = random_.chance(0.5);
  const Cadence cadence = is_weekly ? Cadence::kWeekly : Cadence::kMonthly;
  const Place place = is_weekly ? Place::kUnemployment : Place::kChildSupport;
  const Minor share = percent_of_income(60, 80);
  Flow flow = schedule(StreamKind::kBenefit, place, cadence, payment_of(cadence, share));
  flow.is_inflow = true;
  flow.rule = DueRule::kWorkingDayAfter;
  if (is_weekly) flow.begin = weekday_from(life_.start, 2);
  add(flow);
  if (random_.chance(0.5)) wages(life_.monthly_income - share, life_.start, open_end(), 0);
}

/// A tax refund in spring, expenses that the employer pays back, interest on savings: none of them is income.
void LifeDrawer::extras() {
  const BankCalendar& calendar = world_.calendar;
  const bool has_refund = random_.chance(0.5);
  for (std::size_t month = calendar.month_of(life_.start); has_refund && calendar.start_of(month) < life_.end;
       ++month) {
    if (calendar.month_of_year(month) != 2) continue;
    const Day day = calendar.start_of(month) + some_day(0, 40);
    Flow flow = once(StreamKind::kIncome, Place::kTaxRefund, day, random_.between(300'00, 3'200'00));
    flow.is_inflow = true;
    add(flow);
  }
  if (random_.chance(0.1)) {
    const Day day = some_day(life_.start, life_.end);
    Flow flow = once(StreamKind::kIncome, Place::kReimbursement, day, random_.between(80'00, 1'400'00));
    flow.is_inflow = true;
    add(flow);
  }
  if (life_.accounts.savings == kNoAccount || random_.chance(0.4)) return;
  Flow flow = schedule(StreamKind::kIncome, Place::kInterestEarned, Cadence::kMonthly, random_.between(1'00, 45'00));
  flow.is_inflow = true;
  flow.account = life_.accounts.savings;
  flow.day = 31;
  flow.vary_percent = 9;
  add(flow);
}

/// In December or March, beside or with the wages, of the same employer.
void LifeDrawer::bonus() {
  if (!random_.chance(0.2)) return;
  const Day day = some_day(life_.start, life_.end);
  const BankCalendar& calendar = world_.calendar;
  const std::size_t month = calendar.month_of(day);
  const std::uint32_t of_year = calendar.month_of_year(month);
  if (month < 12) return;
  const std::size_t paid = of_year >= 6 ? month - of_year + 2 : month - of_year - 1;  // March, or December before
  Flow flow = once(StreamKind::kPayroll, Place::kEmployer, calendar.day_in(paid, 18),
                   life_.monthly_income * random_.between(80, 220) / 100);
  flow.is_inflow = true;
  flow.rule = DueRule::kWorkingDayBefore;
  add(flow);
}

}  // namespace spendlens::synth
