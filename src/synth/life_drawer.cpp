#include "synth/life_drawer.hpp"

#include <algorithm>

namespace spendlens::synth {

namespace {

/// Days of history for each row, where the number of rows is set: enough for wages, rent and some more.
constexpr Day kDaysPerRow = 4;
constexpr Day kLeastDays = 120;

Archetype draw_archetype(const BankWorld& world, Random& random) {
  const auto& weights = world.weights;
  return static_cast<Archetype>(std::upper_bound(weights.begin(), weights.end() - 1, random.uniform()) -
                                weights.begin());
}

Random random_of_life(const BankWorld& world, std::uint64_t number) {
  return {world.settings.seed, number, static_cast<std::uint32_t>(BankStream::kLife)};
}

double share_with_card(Archetype archetype) {
  switch (archetype) {
    case Archetype::kRevolver:
    case Archetype::kCardOnly:
      return 1;
    case Archetype::kOverdrawn:
    case Archetype::kOnBenefits:
      return 0.3;
    case Archetype::kPensioner:
      return 0.5;
    default:
      return 0.65;
  }
}

double share_with_savings(Archetype archetype) {
  if (archetype == Archetype::kSaver) return 1;
  return archetype == Archetype::kOverdrawn || archetype == Archetype::kOnBenefits ? 0.3 : 0.75;
}

}  // namespace

LifeDrawer::LifeDrawer(const BankWorld& world, std::uint64_t number)
    : world_(world), random_(random_of_life(world, number)) {}

void LifeDrawer::draw_outline() {
  life_.archetype = draw_archetype(world_, random_);
  life_.has_raw_descriptors = random_.chance(0.3);
  life_.favourites = random_.next();
  draw_accounts();
  draw_dates();
  const bool is_poor = is(Archetype::kPensioner) || is(Archetype::kOnBenefits);
  life_.monthly_income = is_poor ? random_.between(1'500'00, 3'400'00) : random_.between(2'000'00, 7'500'00);
  life_.size_percent = static_cast<std::uint32_t>(55 + life_.monthly_income / 8'000 + random_.between(0, 20));
  life_.rows = world_.settings.rows_per_customer;
}

void LifeDrawer::draw_accounts() {
  HeldAccounts& held = life_.accounts;
  const auto hold = [&](std::uint16_t& account, double chance) {
    if (random_.chance(chance)) account = held.count++;
  };
  const bool has_account = !is(Archetype::kCardOnly);
  if (has_account) held.checking = held.count++;
  if (has_account) hold(held.savings, share_with_savings(life_.archetype));
  hold(held.card, share_with_card(life_.archetype));
  if (held.card != kNoAccount) hold(held.second_card, 0.15);
  if (!has_account) return;
  const bool borrows = is(Archetype::kBorrower);
  hold(held.student_loan, borrows ? 0.5 : 0.12);
  hold(held.mortgage, borrows ? 0.6 : 0.2);
  hold(held.personal_loan, borrows ? 0.5 : 0.05);
}

void LifeDrawer::draw_dates() {
  const ModelSettings& settings = world_.settings;
  Day days = settings.history_days;
  if (settings.rows_per_customer > 0) {
    const auto rows = std::min<std::uint32_t>(settings.rows_per_customer, 100'000);
    days = std::min(days, std::max(kLeastDays, kDaysPerRow * static_cast<Day>(rows)));
  }
  if (is(Archetype::kNewcomer)) days = std::min(days, some_day(14, 56));
  if (!is(Archetype::kNewcomer) && random_.chance(0.2)) days = some_day(std::min<Day>(days, 200), days);
  life_.start = settings.as_of - days + 1;
  life_.end = settings.as_of;
  if (is(Archetype::kDormant)) life_.end = std::max(life_.start, settings.as_of - some_day(95, days * 6 / 10));
}

Flow LifeDrawer::schedule(StreamKind kind, Place place, Cadence cadence, Minor amount) {
  Flow flow;
  flow.kind = kind;
  flow.place = place;
  flow.merchant = favourite(world_, life_, place, 0);
  flow.cadence = cadence;
  flow.account = life_.accounts.checking != kNoAccount ? life_.accounts.checking : 0;
  flow.amount = std::max<Minor>(amount, 1'00);
  flow.salt = random_.next();
  flow.end = open_end();
  const Day step = step_in_days(cadence) > 0 ? step_in_days(cadence) : static_cast<Day>(step_in_months(cadence) * 30);
  begin_at(flow, life_.start + static_cast<Day>(random_.below(static_cast<std::uint32_t>(std::max<Day>(step, 1)))));
  return flow;
}

void LifeDrawer::begin_at(Flow& flow, Day first) const {
  flow.begin = first;
  const BankCalendar& calendar = world_.calendar;
  flow.day = static_cast<std::uint8_t>(first - calendar.start_of(calendar.month_of(first)) + 1);
}

Flow LifeDrawer::once(StreamKind kind, Place place, Day day, Minor amount) const {
  Flow flow;
  flow.kind = kind;
  flow.place = place;
  flow.merchant = favourite(world_, life_, place, 0);
  flow.cadence = Cadence::kOnce;
  flow.account = life_.accounts.checking != kNoAccount ? life_.accounts.checking : 0;
  flow.amount = amount;
  flow.begin = flow.end = day;
  flow.has_term = true;
  flow.salt = scatter(life_.favourites + static_cast<std::uint32_t>(day));
  return flow;
}

void LifeDrawer::raise(Flow& flow, std::int64_t low, std::int64_t high) {
  flow.step_amount = flow.amount * (100 + random_.between(low, high)) / 100;
  flow.step_day = some_day(std::max(flow.begin, life_.start) + 20, as_of() - 10);
}

bool LifeDrawer::add(Flow flow) {
  if (flow.end > life_.end && life_.end < as_of()) {
    if (flow.begin > life_.end) return false;
    flow.end = life_.end;
    flow.is_cancelled = !flow.has_term;
  }
  if (flow.begin < life_.start || flow.begin > as_of() + 7) return false;
  const std::uint32_t rows = num_rows(flow, world_.calendar);
  if (rows == 0) return false;
  if (world_.settings.rows_per_customer > 0) {
    if (rows + reserved_ > left_) return false;
    left_ -= rows;
  } else {
    life_.rows += rows;
  }
  life_.flows.push_back(flow);
  return true;
}

void LifeDrawer::draw_habits() {
  constexpr Habits kMost = {Place::kGrocer,     Place::kGrocer,     Place::kGrocer,   Place::kGrocer,
                            Place::kGrocer,     Place::kGrocer,     Place::kGrocer,   Place::kRestaurant,
                            Place::kRestaurant, Place::kRestaurant, Place::kFastFood, Place::kFastFood,
                            Place::kCoffee,     Place::kCoffee,     Place::kCoffee,   Place::kFuel,
                            Place::kFuel,       Place::kFuel,       Place::kParking,  Place::kSuperstore,
                            Place::kSuperstore, Place::kOnline,     Place::kOnline,   Place::kOnline,
                            Place::kDepartment, Place::kClothing,   Place::kPharmacy, Place::kTaxi,
                            Place::kCinema,     Place::kFriendOut,  Place::kCash,     Place::kTravel};
  life_.habits = kMost;
  const bool drinks_coffee = random_.chance(0.6);
  const bool drives = random_.chance(0.65);
  const bool has_account = life_.accounts.checking != kNoAccount;
  for (Place& place : life_.habits) {
    if (place == Place::kCoffee && !drinks_coffee) place = Place::kGrocer;
    if ((place == Place::kFuel || place == Place::kParking) && !drives) place = Place::kTransit;
    if ((place == Place::kFriendOut || place == Place::kCash) && !has_account) place = Place::kElectronics;
  }
}

void LifeDrawer::draw_everyday() {
  if (world_.settings.rows_per_customer > 0) {
    life_.everyday = left_;
    return;
  }
  const auto tenths_a_week = static_cast<std::uint32_t>(random_.between(15, 45));
  life_.everyday = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(days_of_life()) * tenths_a_week / 70);
  life_.rows += life_.everyday;
}

void LifeDrawer::draw_schedules() {
  left_ = world_.settings.rows_per_customer;
  reserved_ = left_ / 6;
  life_.flows.reserve(32);
  draw_habits();
  draw_income();
  if (is(Archetype::kSubscriber) || is(Archetype::kCardOnly)) draw_subscriptions();
  if (is(Archetype::kBorrower)) draw_borrowing();
  if (life_.accounts.checking != kNoAccount) draw_shortfall();
  if (is(Archetype::kRevolver)) draw_card();
  draw_household();
  if (!is(Archetype::kSubscriber) && !is(Archetype::kCardOnly)) draw_subscriptions();
  if (!is(Archetype::kBorrower)) draw_borrowing();
  if (!is(Archetype::kRevolver)) draw_card();
  draw_savings();
  draw_everyday();
}

bool is_partner(const BankWorld& world, std::uint64_t number) {
  if (number % 2 == 0) return false;
  Random random = random_of_life(world, number - 1);
  return draw_archetype(world, random) == Archetype::kHousehold;
}

BankLife draw_outline(const BankWorld& world, std::uint64_t number) {
  LifeDrawer drawer(world, number);
  drawer.draw_outline();
  return drawer.take();
}

BankLife draw_life(const BankWorld& world, std::uint64_t number) {
  LifeDrawer drawer(world, number);
  drawer.draw_outline();
  drawer.draw_schedules();
  return drawer.take();
}

}  // namespace spendlens::synth
