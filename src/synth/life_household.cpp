#include <algorithm>

#include "synth/life_drawer.hpp"

namespace spendlens::synth {

namespace {

/// What can be subscribed to; an offer that is there twice is chosen twice as often.
struct Offer {
  Place place;
  Cadence cadence;
  std::int64_t least, most;  ///< price, whole major units; it ends in 99
};

constexpr std::array<Offer, 32> kOffers = {{
    {Place::kStreaming, Cadence::kMonthly, 6, 22},      {Place::kStreaming, Cadence::kMonthly, 6, 22},
    {Place::kStreaming, Cadence::kMonthly, 6, 22},      {Place::kStreaming, Cadence::kMonthly, 8, 18},
    {Place::kStreaming, Cadence::kMonthly, 8, 18},      {Place::kStreaming, Cadence::kYearly, 79, 139},
    {Place::kMusic, Cadence::kMonthly, 9, 16},          {Place::kMusic, Cadence::kMonthly, 9, 16},
    {Place::kMusic, Cadence::kMonthly, 9, 16},          {Place::kGym, Cadence::kMonthly, 19, 89},
    {Place::kGym, Cadence::kMonthly, 24, 59},           {Place::kGym, Cadence::kBiweekly, 12, 29},
    {Place::kNews, Cadence::kMonthly, 4, 19},           {Place::kNews, Cadence::kFourWeekly, 8, 24},
    {Place::kGames, Cadence::kMonthly, 9, 17},          {Place::kGames, Cadence::kQuarterly, 24, 29},
    {Place::kSoftware, Cadence::kMonthly, 1, 29},       {Place::kSoftware, Cadence::kMonthly, 1, 12},
    {Place::kSoftware, Cadence::kYearly, 39, 119},      {Place::kSoftware, Cadence::kHalfYearly, 29, 49},
    {Place::kMembership, Cadence::kMonthly, 12, 17},    {Place::kMembership, Cadence::kYearly, 99, 139},
    {Place::kBox, Cadence::kQuarterly, 39, 79},         {Place::kBox, Cadence::kMonthly, 29, 49},
    {Place::kVitamins, Cadence::kTwoMonthly, 24, 59},   {Place::kVitamins, Cadence::kMonthly, 19, 39},
    {Place::kAudiobooks, Cadence::kFourWeekly, 12, 14}, {Place::kAudiobooks, Cadence::kMonthly, 12, 16},
    {Place::kPetBox, Cadence::kMonthly, 22, 44},        {Place::kPetBox, Cadence::kFourWeekly, 22, 44},
    {Place::kMealKit, Cadence::kWeekly, 29, 69},        {Place::kStreaming, Cadence::kMonthly, 11, 15},
}};

}  // namespace

void LifeDrawer::draw_household() {
  if (life_.accounts.checking == kNoAccount) return;
  rent();
  bills();
  insurance();
  routines();
  if (random_.chance(0.12)) returned_purchase();
}

void LifeDrawer::rent() {
  if (life_.accounts.mortgage != kNoAccount || random_.chance(0.2)) return;
  const bool is_order = random_.chance(0.15);
  const Minor amount = percent_of_income(22, 36);
  Flow flow = schedule(is_order ? StreamKind::kStandingOrder : StreamKind::kBill,
                       is_order ? Place::kStandingOrder : Place::kLandlord, Cadence::kMonthly, amount);
  flow.day = random_.chance(0.7) ? 1 : static_cast<std::uint8_t>(random_.between(2, 28));
  flow.begin = life_.start;
  if (random_.chance(0.5)) flow.rule = DueRule::kWorkingDayAfter;
  if (random_.chance(0.3)) raise(flow, 2, 9);
  add(flow);
}

void LifeDrawer::bills() {
  const auto bill = [this](Place place, Cadence cadence, Minor low, Minor high) {
    Flow flow = schedule(StreamKind::kBill, place, cadence, random_.between(low, high));
    flow.rule = random_.chance(0.6) ? DueRule::kWorkingDayAfter : DueRule::kExact;
    return flow;
  };
  if (random_.chance(0.85)) {
    Flow flow = bill(Place::kPhone, Cadence::kMonthly, 25'00, 95'00);
    if (random_.chance(0.25)) raise(flow, 4, 15);
    if (life_.accounts.card != kNoAccount && random_.chance(0.3)) flow.account = life_.accounts.card;
    add(flow);
  }
  if (random_.chance(0.8)) {
    Flow flow = bill(Place::kEnergy, Cadence::kMonthly, 60'00, 190'00);
    flow.is_seasonal = true;
    flow.vary_percent = 7;
    flow.late_permille = 20;
    add(flow);
  }
  if (random_.chance(0.6)) {
    Flow flow = bill(Place::kInternet, Cadence::kMonthly, 35'00, 89'00);
    if (random_.chance(0.3)) raise(flow, 5, 20);
    add(flow);
  }
  if (random_.chance(0.35)) {
    Flow flow = bill(Place::kWater, Cadence::kQuarterly, 60'00, 180'00);
    flow.vary_percent = 9;
    add(flow);
  }
}

void LifeDrawer::insurance() {
  if (random_.chance(0.5)) {
    const std::uint32_t sort = random_.below(4);
    const Cadence cadence = sort == 0 ? Cadence::kHalfYearly : sort == 1 ? Cadence::kQuarterly : Cadence::kMonthly;
    const auto months = static_cast<Minor>(step_in_months(cadence));
    Flow flow = schedule(StreamKind::kBill, Place::kCarInsurance, cadence, months * random_.between(70'00, 180'00));
    if (random_.chance(0.4)) raise(flow, 3, 9);
    add(flow);
  }
  if (random_.chance(0.2))
    add(schedule(StreamKind::kBill, Place::kLifeInsurance, Cadence::kMonthly, random_.between(20'00, 95'00)));
  if (random_.chance(0.1)) {
    Flow flow = schedule(StreamKind::kBill, Place::kChildcare, Cadence::kWeekly, random_.between(90'00, 260'00));
    flow.missed_permille = 30;
    add(flow);
  }
  if (life_.accounts.mortgage != kNoAccount) {
    const bool is_yearly = random_.chance(0.5);
    add(schedule(StreamKind::kBill, Place::kTax, is_yearly ? Cadence::kYearly : Cadence::kHalfYearly,
                 random_.between(600'00, 2'400'00)));
  }
  if (random_.chance(0.12))
    add(schedule(StreamKind::kBill, Place::kDonation, Cadence::kMonthly, random_.between(10, 60) * 1'00));
}

/// Habits that keep to a rhythm.
void LifeDrawer::routines() {
  const auto routine = [this](Place place, Cadence cadence, Minor amount, std::uint8_t vary_percent) {
    Flow flow = schedule(StreamKind::kHabit, place, cadence, amount);
    flow.vary_percent = vary_percent;
    flow.missed_permille = 70;
    add(flow);
  };
  if (random_.chance(0.25)) routine(Place::kGrocer, Cadence::kWeekly, random_.between(45'00, 140'00), 30);
  if (random_.chance(0.15)) routine(Place::kHairdresser, Cadence::kFourWeekly, random_.between(22, 60) * 1'00, 0);
  if (random_.chance(0.06)) routine(Place::kLottery, Cadence::kWeekly, random_.between(2, 10) * 1'00, 0);
  if (random_.chance(0.05)) routine(Place::kCleaner, Cadence::kBiweekly, random_.between(45, 90) * 1'00, 0);
}

/// Something dear that goes back to the shop.
void LifeDrawer::returned_purchase() {
  const Place place = random_.chance(0.5) ? Place::kElectronics : Place::kFurniture;
  const Day day = some_day(life_.start, life_.end - 20);
  const Minor price = random_.between(240'00, 1'900'00);
  if (!add(once(StreamKind::kHabit, place, day, price))) return;
  Flow back = once(StreamKind::kHabit, place, day + some_day(3, 18), price);
  back.is_inflow = back.is_refund = true;
  add(back);
}

void LifeDrawer::draw_subscriptions() {
  std::uint32_t wanted = random_.below(5);
  if (is(Archetype::kSubscriber)) wanted = static_cast<std::uint32_t>(random_.between(6, 10));
  if (is(Archetype::kPensioner) || is(Archetype::kOnBenefits)) wanted = random_.below(3);
  if (is(Archetype::kCardOnly)) wanted = 1 + random_.below(4);
  for (std::uint32_t i = 0; i < wanted; ++i) subscription(i);
}

void LifeDrawer::subscription(std::uint32_t taken) {
  const Offer& offer = kOffers[random_.below(kOffers.size())];
  // A food box is told from groceries by its name alone; there are few.
  if (offer.place == Place::kMealKit && !random_.chance(0.2)) return;
  const Minor whole = random_.between(offer.least, offer.most) * 1'00;
  const Minor price = random_.chance(0.8) ? whole + 99 : whole;
  Flow flow = schedule(StreamKind::kSubscription, offer.place, offer.cadence, price);
  flow.merchant = favourite(world_, life_, offer.place, taken);
  for (const Flow& other : life_.flows)
    if (other.place == flow.place && other.merchant == flow.merchant) return;
  const bool on_card =
      life_.accounts.card != kNoAccount && (life_.accounts.checking == kNoAccount || random_.chance(0.7));
  if (on_card) flow.account = life_.accounts.card;
  flow.rule = random_.chance(0.6) ? DueRule::kPosted : DueRule::kExact;
  live_through(flow);
  add(flow);
}

/// What happens to a subscription: begun within the history, perhaps with a trial, raised, paused, cancelled, missed.
void LifeDrawer::live_through(Flow& flow) {
  const Day step =
      step_in_days(flow.cadence) > 0 ? step_in_days(flow.cadence) : static_cast<Day>(step_in_months(flow.cadence) * 30);
  if (random_.chance(0.35)) {
    begin_at(flow, some_day(flow.begin, as_of() - 3));
    if (random_.chance(0.3)) {
      flow.trial_charges = 1;
      flow.trial_amount = random_.chance(0.5) ? 99 : 1'00;
    }
  }
  const Day lasted = as_of() - flow.begin;
  // Nobody's price goes up in the first months.
  constexpr Day kFirstMonths = 150;
  if (random_.chance(0.3) && lasted > std::max(2 * step, 2 * kFirstMonths)) {
    raise(flow, 5, step > 60 ? 12 : 30);
    flow.step_day = some_day(flow.begin + kFirstMonths, as_of() - 10);
  }
  if (random_.chance(0.07) && lasted > 6 * step && step <= 31) {
    flow.pause_begin = some_day(flow.begin + 3 * step, as_of() - step);
    flow.pause_end = flow.pause_begin + step * some_day(1, 3);
  }
  if (random_.chance(0.18) && lasted > step) {
    flow.end = some_day(flow.begin + step, as_of());
    flow.is_cancelled = true;
  }
  if (random_.chance(0.2)) flow.missed_permille = 35;
  if (random_.chance(0.2)) flow.late_permille = 40;
}

}  // namespace spendlens::synth
