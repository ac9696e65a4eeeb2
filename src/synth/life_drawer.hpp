#pragma once

#include "synth/bank_life.hpp"

namespace spendlens::synth {

/// Draws a life, schedule by schedule, what makes its archetype first: with a set number of rows, what has no room left
/// is not there. Each part is in a file of its own. A compiler may evaluate the arguments of one call, and the operands
/// of one sum, in either order, and a seed is to give the same life everywhere: no more than one of them draws.
class LifeDrawer {
 public:
  LifeDrawer(const BankWorld& world, std::uint64_t number);

  void draw_outline();
  void draw_schedules();
  [[nodiscard]] BankLife take() { return std::move(life_); }

 private:
  // life_drawer.cpp
  void draw_accounts();
  void draw_dates();
  void draw_habits();
  void draw_everyday();
  [[nodiscard]] bool is(Archetype archetype) const { return life_.archetype == archetype; }
  [[nodiscard]] Day as_of() const { return world_.settings.as_of; }
  [[nodiscard]] Day days_of_life() const { return life_.end - life_.start + 1; }
  /// The end of a schedule without one of its own: what is due soon after the last date may be paid before it.
  [[nodiscard]] Day open_end() const { return as_of() + 7; }
  [[nodiscard]] Day some_day(Day from, Day to) { return static_cast<Day>(random_.between(from, std::max(from, to))); }
  [[nodiscard]] Minor percent_of_income(std::int64_t low, std::int64_t high) {
    return life_.monthly_income * random_.between(low, high) / 100;
  }
  /// A schedule that was there before the history; its first due date lies within the first step of it.
  [[nodiscard]] Flow schedule(StreamKind kind, Place place, Cadence cadence, Minor amount);
  void begin_at(Flow& flow, Day first) const;
  [[nodiscard]] Flow once(StreamKind kind, Place place, Day day, Minor amount) const;
  /// The amount goes up from some day on, by so many percent.
  void raise(Flow& flow, std::int64_t low, std::int64_t high);
  /// False where there is no room.
  bool add(Flow flow);

  // life_income.cpp
  void draw_income();
  [[nodiscard]] std::uint16_t payer(Place place, std::uint32_t turn) const;
  void wages(Minor monthly, Day begin, Day end, std::uint32_t turn);
  void job_change();
  void gigs();
  void pensions();
  void benefits();
  void extras();
  void bonus();

  // life_household.cpp
  void draw_household();
  void rent();
  void bills();
  void insurance();
  void routines();
  void returned_purchase();
  void draw_subscriptions();
  void subscription(std::uint32_t taken);
  void live_through(Flow& flow);

  // life_borrowing.cpp
  void draw_borrowing();
  void personal_loan();
  void instalments();
  void draw_shortfall();
  void advances();
  void draw_card();
  void draw_savings();

  const BankWorld& world_;
  Random random_;
  BankLife life_;
  std::uint32_t left_ = 0;      ///< rows, where their number is set
  std::uint32_t reserved_ = 0;  ///< of these, for everyday purchases
};

}  // namespace spendlens::synth
