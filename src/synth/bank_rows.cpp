#include "synth/bank_rows.hpp"

#include <algorithm>
#include <array>

#include "synth/portable_math.hpp"

namespace spendlens::synth {

namespace {

/// Quantiles of a log-normal distribution with mean 1 and a spread of 0.6: amounts of everyday purchases, in 1/1024.
std::array<std::uint32_t, 4096> make_sizes() {
  constexpr double kSpread = 0.6;
  std::array<std::uint32_t, 4096> sizes{};
  Random random(0x5a17, 0, 0);
  std::array<double, 4096> drawn{};
  for (double& size : drawn) size = exponential_of(kSpread * random.normal() - kSpread * kSpread / 2);
  std::sort(drawn.begin(), drawn.end());
  for (std::size_t i = 0; i < drawn.size(); ++i) sizes[i] = 32 + static_cast<std::uint32_t>(drawn[i] * 1024);
  return sizes;
}

const std::array<std::uint32_t, 4096>& sizes() {
  static const std::array<std::uint32_t, 4096> made = make_sizes();
  return made;
}

/// What an everyday purchase costs on average; those of no habit cost 40.00.
constexpr std::array<Minor, kNumPlaces> kMeans = [] {
  std::array<Minor, kNumPlaces> means{};
  for (Minor& mean : means) mean = 40'00;
  const auto set = [&means](Place place, Minor mean) { means[static_cast<std::size_t>(place)] = mean; };
  set(Place::kGrocer, 64'00);
  set(Place::kRestaurant, 31'00);
  set(Place::kFastFood, 13'00);
  set(Place::kCoffee, 6'20);
  set(Place::kFuel, 44'00);
  set(Place::kParking, 7'50);
  set(Place::kTransit, 4'80);
  set(Place::kTravel, 160'00);
  set(Place::kSuperstore, 52'00);
  set(Place::kDepartment, 70'00);
  set(Place::kElectronics, 90'00);
  set(Place::kPharmacy, 21'00);
  set(Place::kTaxi, 19'00);
  set(Place::kCash, 80'00);
  return means;
}();

/// What goes to people is a transfer; what is drawn in cash is spent.
bool is_spent(Place place) { return place != Place::kFriendOut && place != Place::kFriendIn; }

bool is_returnable(Place place) {
  return place == Place::kOnline || place == Place::kClothing || place == Place::kDepartment ||
         place == Place::kSuperstore;
}

class RowMaker {
 public:
  RowMaker(const BankWorld& world, const BankLife& life, std::uint64_t number, std::vector<GeneratedRow>& rows)
      : world_(world),
        life_(life),
        random_(world.settings.seed, number, static_cast<std::uint32_t>(BankStream::kRows)),
        rows_(rows) {
    totals_.counted_from = std::max(life.start, world.calendar.year_before(world.settings.as_of) + 1);
    totals_.first = world.settings.as_of + 1;
  }

  BankTotals make() {
    rows_.reserve(life_.rows);
    for (const Flow& flow : life_.flows) follow(flow);
    everyday();
    return totals_;
  }

 private:
  [[nodiscard]] bool is_counted(Day day) const { return day >= totals_.counted_from; }

  GeneratedRow& add(Day day, std::uint32_t second, Minor amount, Place place, std::uint32_t merchant) {
    GeneratedRow& row = rows_.emplace_back();
    row.timestamp = static_cast<Timestamp>(day * kSecondsPerDay + second);
    row.amount = amount;
    row.merchant = merchant;
    row.category = world_.places.category(place);
    return row;
  }

  /// The code of a merchant as this customer's bank writes it this time.
  [[nodiscard]] std::uint32_t text(Place place, std::uint32_t merchant, std::uint32_t bits) const {
    return world_.places.merchant(place, merchant, life_.has_raw_descriptors ? 1 + bits % kDescriptors : 0);
  }

  void follow(const Flow& flow) {
    const bool counts = is_spending(flow.kind) && (!flow.is_inflow || flow.is_refund);
    const bool is_uncertain = flow.is_inflow && is_unsteady(flow);
    for_each_charge(flow, world_.calendar, [&](const Charge& charge) {
      const std::uint32_t bits = charge_bits(flow, charge.index, 7);
      const Minor amount = flow.is_inflow ? charge.amount : -charge.amount;
      const std::uint32_t second = 21'600 + bits % 61'200;  // from 6 to 23 o'clock
      add(charge.day, second, amount, flow.place, text(flow.place, flow.merchant, bits >> 8)).account = flow.account;
      totals_.first = std::min(totals_.first, charge.day);
      if (counts && is_counted(charge.day)) totals_.spent -= amount;
      if (is_uncertain && is_counted(charge.day)) totals_.unsteady_income += amount;
      if (flow.other_account == kNoAccount) return;
      // The other bank account shows it up to two days later.
      const Day day = std::min(charge.day + static_cast<Day>((bits >> 20) % 8 < 6 ? 0 : (bits >> 20) % 8 - 5),
                               world_.calendar.last());
      add(day, second, -amount, flow.other_place, text(flow.other_place, 0, bits >> 12)).account = flow.other_account;
    });
  }

  /// Purchases are spread over the life, each in a part of it of its own.
  void everyday() {
    const std::uint32_t n = life_.everyday;
    const auto days = static_cast<std::uint32_t>(life_.end - life_.start + 1);
    for (std::uint32_t i = 0; i < n; ++i) {
      const std::uint32_t bits = random_.next();
      const auto stratum = (std::uint64_t{i} * days + random_.below(days)) / n;
      purchase(life_.start + static_cast<Day>(stratum), bits, random_.next());
    }
  }

  void purchase(Day day, std::uint32_t bits, std::uint32_t more) {
    Place place = life_.habits[bits % life_.habits.size()];
    const std::uint32_t oddity = more % 256;
    const bool is_return = oddity < 4 && is_returnable(place);
    const bool is_gift = place == Place::kFriendOut && oddity < 100;
    if (is_gift) place = Place::kFriendIn;
    const std::uint32_t turn = (bits >> 5) % 8;
    const std::uint32_t merchants = world_.places.num_merchants(place);
    // Five of eight purchases are at one of two places that it prefers.
    const std::uint32_t merchant =
        turn < 5 && is_spent(place) ? favourite(world_, life_, place, turn / 3) : (more >> 8) % merchants;
    const std::uint32_t size = sizes()[(bits >> 8) % sizes().size()];
    const Minor mean = kMeans[static_cast<std::size_t>(place)] * life_.size_percent / 100;
    Minor amount = std::max<Minor>(50, mean * size / 1'024);
    if (place == Place::kCash) amount = std::max<Minor>(20'00, amount / 20'00 * 20'00);
    if (!is_return && !is_gift) amount = -amount;
    GeneratedRow& row = add(day, 21'600 + (more >> 8) % 61'200, amount, place, text(place, merchant, scatter(more)));
    row.account = account_of(place, bits >> 20);
    if (oddity >= 254) row.merchant = kNoMerchant;
    if (world_.settings.as_of - day < 2 && oddity % 2 == 0) row.flags = ledger::kFlagPending;
    if (row.flags == ledger::kFlagPending) return;
    totals_.first = std::min(totals_.first, day);
    if (is_spent(place) && is_counted(day)) totals_.spent -= amount;
  }

  [[nodiscard]] std::uint16_t account_of(Place place, std::uint32_t bits) const {
    const HeldAccounts& held = life_.accounts;
    const bool is_of_checking = place == Place::kFriendOut || place == Place::kFriendIn || place == Place::kCash;
    if (held.checking == kNoAccount)
      return held.second_card != kNoAccount && bits % 4 == 0 ? held.second_card : held.card;
    if (is_of_checking || held.card == kNoAccount || bits % 2 == 0) return held.checking;
    return held.second_card != kNoAccount && bits % 8 == 1 ? held.second_card : held.card;
  }

  const BankWorld& world_;
  const BankLife& life_;
  Random random_;
  std::vector<GeneratedRow>& rows_;
  BankTotals totals_;
};

}  // namespace

bool is_spending(StreamKind kind) {
  switch (kind) {
    case StreamKind::kSaving:
    case StreamKind::kCardPayment:
    case StreamKind::kPayroll:
    case StreamKind::kBenefit:
    case StreamKind::kVariableIncome:
    case StreamKind::kIncome:
      return false;
    default:
      return true;
  }
}

bool is_unsteady(const Flow& flow) {
  return flow.kind == StreamKind::kVariableIncome && flow.cadence != Cadence::kOnce;
}

BankTotals make_rows(const BankWorld& world, const BankLife& life, std::uint64_t number,
                     std::vector<GeneratedRow>& rows) {
  return RowMaker(world, life, number, rows).make();
}

}  // namespace spendlens::synth
