#include "synth/bank_rows.hpp"

#include <algorithm>
#include <array>

#include "synth/portable_math.hpp"

namespace spendlens::synth {

namespace {

/// Quantiles of a log-normal distribution with mean 1 and a spread of 0.9: amounts of everyday purchases, in 1/1024.
std::array<std::uint32_t, 4096> make_sizes() {
  constexpr double kSpread = 0.9;
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

/// Where everyday money goes, by weight.
constexpr std::array<Place, 16> kEveryday = {
    Place::kGrocer,     Place::kGrocer, Place::kGrocer, Place::kGrocer, Place::kRestaurant, Place::kRestaurant,
    Place::kRestaurant, Place::kCoffee, Place::kCoffee, Place::kFuel,   Place::kFuel,       Place::kShop,
    Place::kShop,       Place::kOnline, Place::kOnline, Place::kTransit};

/// What is subscribed to, by turns.
constexpr std::array<Place, 4> kSubscribed = {Place::kStreaming, Place::kStreaming, Place::kGym, Place::kSoftware};
constexpr Minor kMaxRefund = 400'00;  // below what counts as income

class RowMaker {
 public:
  RowMaker(const ModelSettings& settings, const BankPlaces& places, const BankLife& life, std::uint64_t number,
           std::vector<GeneratedRow>& rows)
      : settings_(settings),
        places_(places),
        life_(life),
        random_(settings.seed, number, static_cast<std::uint32_t>(BankStream::kRows)),
        rows_(rows) {}

  Minor make() {
    payments();
    subscriptions();
    rents();
    transfers();
    everyday();
    return spent_;
  }

 private:
  [[nodiscard]] bool is_steered(Day day) const { return settings_.as_of - day < kSteeredDays; }

  GeneratedRow& add(Day day, Minor amount, Place place, std::uint32_t merchant, std::uint16_t account) {
    day = std::clamp(day, life_.start, settings_.as_of);
    if (amount < 0 && place != Place::kSavingsOut && place != Place::kCardPayment && is_steered(day)) spent_ -= amount;
    const auto second = 21'600 + random_.below(61'200);  // from 6 to 23 o'clock
    GeneratedRow& row = rows_.emplace_back();
    row.timestamp = static_cast<Timestamp>(day * kSecondsPerDay + second);
    row.amount = amount;
    row.merchant = places_.merchant(place, merchant);
    row.category = places_.category(place);
    row.account = account;
    return row;
  }

  /// Where bills are paid from and wages arrive.
  [[nodiscard]] std::uint16_t main_account() const {
    return life_.accounts.checking != kNoAccount ? life_.accounts.checking : 0;
  }

  void payments() {
    const std::uint32_t employer = random_.below(places_.num_merchants(Place::kEmployer));
    const Minor each = life_.monthly_income * life_.pay_days / 30;
    const bool varies = life_.archetype == Archetype::kVariableIncome;
    Day day = settings_.as_of - static_cast<Day>(random_.below(std::min(life_.pay_days, 30U)));
    for (std::uint32_t i = 0; i < life_.payments; ++i) {
      const Minor amount = varies ? each * random_.between(60, 140) / 100 : each * random_.between(99, 101) / 100;
      add(day - static_cast<Day>(random_.below(2)), amount, Place::kEmployer, employer, main_account());
      day -= static_cast<Day>(life_.pay_days) + (varies ? static_cast<Day>(random_.below(9)) : 0);
    }
  }

  void subscriptions() {
    const std::uint16_t account = life_.accounts.card != kNoAccount ? life_.accounts.card : main_account();
    // Different merchants: every kind is walked through from a place of its own.
    const std::uint32_t first = random_.below(64);
    for (std::uint32_t s = 0; s < life_.subscriptions; ++s) {
      const Place place = kSubscribed[s % kSubscribed.size()];
      const std::uint32_t merchant = (first + s) % places_.num_merchants(place);
      const Minor price = place == Place::kGym ? random_.between(19'99, 54'99) : random_.between(6'99, 21'99);
      const Day last = settings_.as_of - static_cast<Day>(random_.below(28));
      for (std::uint32_t i = 0; i < life_.charges_each; ++i) {
        add(last - static_cast<Day>(30 * i + random_.below(2)), -price, place, merchant, account);
        if (is_steered(last - static_cast<Day>(30 * i + 1))) subscribed_ += price;
      }
    }
  }

  void rents() {
    const std::uint32_t landlord = random_.below(places_.num_merchants(Place::kLandlord));
    const std::uint32_t energy = random_.below(places_.num_merchants(Place::kUtility));
    const Minor rent = life_.monthly_spending * random_.between(25, 40) / 100;
    const Day rent_day = settings_.as_of - static_cast<Day>(random_.below(30));
    for (std::uint32_t i = 0; i < life_.rents; ++i)
      add(rent_day - static_cast<Day>(30 * i), -rent, Place::kLandlord, landlord, main_account());
    for (std::uint32_t i = 0; i < life_.bills; ++i)
      add(rent_day - static_cast<Day>(30 * i + 3), -random_.between(20'00, 60'00), Place::kUtility, energy,
          main_account());
  }

  /// Both legs on one date, in two accounts.
  void pair(Day day, Minor amount, Place out, Place in, std::uint16_t to) {
    add(day, -amount, out, 0, life_.accounts.checking);
    add(day, amount, in, 0, to);
  }

  void transfers() {
    const Minor saved =
        std::max<Minor>(10'00, life_.monthly_income / (life_.archetype == Archetype::kSavingsBuilder ? 6 : 20));
    for (std::uint32_t i = 0; i < life_.savings_transfers; ++i)
      pair(settings_.as_of - static_cast<Day>(30 * i + 2 + random_.below(3)), saved, Place::kSavingsOut,
           Place::kSavingsIn, life_.accounts.savings);
    for (std::uint32_t i = 0; i < life_.card_payments; ++i) {
      // Two statements: a compiler may draw two arguments of one call in either order, and a seed is to give the same
      // rows everywhere.
      const Minor paid = random_.between(60'00, 400'00);
      const Day day = settings_.as_of - static_cast<Day>(30 * i + 9 + random_.below(3));
      pair(day, paid, Place::kCardPayment, Place::kCardCredit, life_.accounts.card);
    }
  }

  /// Everyday purchases are spread over the history and scaled, so that the steered days come to what the life says.
  void everyday() {
    const std::uint32_t n = life_.everyday;
    const auto days = static_cast<std::uint32_t>(settings_.as_of - life_.start + 1);
    const Day steered = std::min<Day>(kSteeredDays, static_cast<Day>(days));
    const std::size_t begin = rows_.size();
    const Minor recurring = spent_;
    const auto& of_size = sizes();
    std::uint64_t units = 0;
    for (std::uint32_t i = 0; i < n; ++i) {
      const auto stratum = (std::uint64_t{i} * days + random_.below(days)) / n;
      const Day day = settings_.as_of - static_cast<Day>(stratum);
      const Place place = kEveryday[random_.below(kEveryday.size())];
      const std::uint32_t size = of_size[random_.below(static_cast<std::uint32_t>(of_size.size()))];
      const std::uint16_t account =
          life_.accounts.card != kNoAccount && random_.below(2) == 0 ? life_.accounts.card : main_account();
      GeneratedRow& row = add(day, 0, place, random_.below(places_.num_merchants(place)), account);
      const std::uint32_t oddity = random_.below(200);
      if (oddity < 2) row.merchant = kNoMerchant;
      // A refund, until it is settled
      if (oddity == 2 && (place == Place::kShop || place == Place::kOnline)) row.quantity = 1;
      if (settings_.as_of - day < 2 && oddity % 2 == 0) row.flags = ledger::kFlagPending;
      row.amount = size;
      if (is_steered(day) && row.quantity == 0 && row.flags == 0) units += size;
    }
    // Of subscription-heavy customers the subscriptions are a third of it all.
    const Minor target =
        life_.archetype == Archetype::kSubscriptionHeavy ? subscribed_ * 3 : life_.monthly_spending * steered / 30;
    const Minor wanted = std::max<Minor>(target - recurring, static_cast<Minor>(n) * 1'00);
    const double scale =
        static_cast<double>(wanted) / static_cast<double>(units > 0 ? units : std::uint64_t{1'024} * std::max(n, 1U));
    for (std::size_t i = begin; i < rows_.size(); ++i) scale_to_total(rows_[i], scale);
  }

  void scale_to_total(GeneratedRow& row, double scale) {
    const auto amount = std::max<Minor>(50, static_cast<Minor>(static_cast<double>(row.amount) * scale));
    const bool is_refund = row.quantity != 0;
    row.quantity = 0;
    row.amount = is_refund ? std::min(amount, kMaxRefund) : -amount;
    if (!is_refund && row.flags == 0 && is_steered(day_of(row.timestamp))) spent_ += amount;
  }

  const ModelSettings& settings_;
  const BankPlaces& places_;
  const BankLife& life_;
  Random random_;
  std::vector<GeneratedRow>& rows_;
  Minor spent_ = 0;
  Minor subscribed_ = 0;
};

}  // namespace

Minor make_rows(const ModelSettings& settings, const BankPlaces& places, const BankLife& life, std::uint64_t number,
                std::vector<GeneratedRow>& rows) {
  return RowMaker(settings, places, life, number, rows).make();
}

}  // namespace spendlens::synth
