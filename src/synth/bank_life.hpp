#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/synth/model.hpp"
#include "spendlens/synth/random.hpp"
#include "synth/bank_flow.hpp"

namespace spendlens::synth {

/// What kind of customer it is; names in archetype_names().
enum class Archetype : std::uint8_t {
  kSalaried,
  kTwoJobs,
  kJobChanger,
  kGigWorker,
  kPensioner,
  kOnBenefits,
  kSaver,
  kSubscriber,
  kBorrower,
  kRevolver,
  kOverdrawn,
  kHousehold,
  kNewcomer,
  kDormant,
  kCardOnly
};
inline constexpr std::size_t kNumArchetypes = 15;

/// Streams of random numbers of a customer.
enum class BankStream : std::uint32_t { kLife, kRows, kAccounts };

/// Which accounts a customer has, by index; kNoAccount: not that one.
struct HeldAccounts {
  std::uint16_t count = 0;
  std::uint16_t checking = kNoAccount;
  std::uint16_t savings = kNoAccount;
  std::uint16_t card = kNoAccount;
  std::uint16_t second_card = kNoAccount;
  std::uint16_t student_loan = kNoAccount;
  std::uint16_t mortgage = kNoAccount;
  std::uint16_t personal_loan = kNoAccount;
};

/// How the first card is paid; a second one is always paid in full.
enum class CardUse : std::uint8_t { kInFull, kRevolving, kMinimumOnly, kOverdue };

/// Slots of equal chance that tell where everyday money goes.
using Habits = std::array<Place, 32>;

/// All of a customer but its single everyday purchases.
struct BankLife {
  Archetype archetype = Archetype::kSalaried;
  bool has_raw_descriptors = false;
  HeldAccounts accounts;
  CardUse card_use = CardUse::kInFull;
  Day start = 0;  ///< first date that may have rows
  Day end = 0;    ///< last one
  Minor monthly_income = 0;
  std::uint32_t size_percent = 100;  ///< of everyday purchases, of those of others
  std::vector<Flow> flows;
  Habits habits{};
  std::uint32_t favourites = 0;  ///< random bits: which merchants of a place it prefers
  std::uint32_t everyday = 0;    ///< rows of everyday purchases
  std::uint32_t rows = 0;        ///< all
};

/// What lives are drawn by. Immutable; threads share it.
struct BankWorld {
  ModelSettings settings;
  std::vector<double> weights;  ///< of archetypes, cumulative, ending at 1
  BankPlaces places;
  BankCalendar calendar;
};

/// Archetype, accounts, dates and income alone: a few draws.
[[nodiscard]] BankLife draw_outline(const BankWorld& world, std::uint64_t number);

/// The partner is the customer next to one of an even number, who has a life and accounts of his own and the
/// household's checking account in common with it.
[[nodiscard]] bool is_partner(const BankWorld& world, std::uint64_t number);

/// All of it.
[[nodiscard]] BankLife draw_life(const BankWorld& world, std::uint64_t number);

/// The merchant of a place that a customer prefers, `turn` 0 most.
[[nodiscard]] inline std::uint16_t favourite(const BankWorld& world, const BankLife& life, Place place,
                                             std::uint32_t turn) {
  const std::uint32_t drawn = scatter(life.favourites + static_cast<std::uint32_t>(place) * 131 + turn * 7'919);
  return static_cast<std::uint16_t>((std::uint64_t{drawn} * world.places.num_merchants(place)) >> 32);
}

}  // namespace spendlens::synth
