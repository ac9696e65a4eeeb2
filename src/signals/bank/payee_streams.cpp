#include "signals/bank/payee_streams.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "signals/bank/stream_kinds.hpp"

namespace spendlens::signals::bank {

bool StreamFinder::find(const CustomerColumns& batch, std::size_t first_row, std::uint64_t customer, CustomerRows& rows,
                        StreamTotals& totals, std::vector<Stream>& found) {
  batch_ = &batch;
  first_row_ = first_row;
  customer_ = customer;
  all_ = &rows;
  totals_ = &totals;
  found_ = &found;
  fits_ = true;
  if (out_.size() < rows.size) {
    for (auto* column : {&out_, &in_, &part_rows_}) column->resize(rows.size);
    day_.resize(rows.size), charge_.resize(rows.size), sorted_.resize(rows.size), keys_.resize(rows.size);
  }
  const std::uint32_t* payee = rows.payee;
  for (std::size_t begin = 0, end = 0; begin < rows.size && payee[begin] != kNoMerchant; begin = end) {
    for (end = begin + 1; end < rows.size && payee[end] == payee[begin];) ++end;
    if (end - begin >= 2) add_payee(begin, end);
  }
  return fits_;
}

void StreamFinder::add_payee(std::size_t begin, std::size_t end) {
  const CustomerRows& rows = *all_;
  constexpr std::uint8_t kNoIncome = row_flag::kPaired | row_flag::kBarred;
  std::size_t outs = 0;
  std::size_t ins = 0;
  ClassSet classes = 0;  // of outflows
  for (std::size_t i = begin; i < end; ++i) {
    const auto row = static_cast<std::uint32_t>(i);
    const bool goes_out = rows.amount[i] < 0 && (rows.flags[i] & row_flag::kPaired) == 0;
    classes |= static_cast<ClassSet>(goes_out) << rows.category_class[i];
    const std::uint8_t flags = rows.flags[i];
    const bool comes_in =
        rows.amount[i] > 0 && (flags & kNoIncome) == 0 && !has(kNeverIncomeClasses, rows.category_class[i]);
    // Each is written, and the next one over it unless it counts: no branch to guess
    out_[outs] = row;
    outs += goes_out;
    in_[ins] = row;
    ins += comes_in;
  }
  const std::uint32_t payee = rows.payee[begin];
  const std::uint8_t kind = batch_->merchant_kind.empty() ? kNoStreamKind : batch_->merchant_kind[payee];
  if (outs >= 2 && !is_habit(classes, kind)) add_side({payee, false, kind, std::span(out_).first(outs)});
  if (ins < 2) return;
  const std::uint8_t of = class_of_latest(std::span(in_).first(ins));
  const ClassSet others = kOtherClasses | class_set({CategoryClass::kNone});
  if (!has(kEarnedClasses, of) && (!has(others, of) || outs > 0)) return;
  add_side({payee, true, kNoStreamKind, std::span(in_).first(ins)});
}

StreamFinder::Merged StreamFinder::merge(std::span<const std::uint32_t> rows) {
  const Day* day = all_->day.data();
  const Minor* amount = all_->amount;
  std::size_t n = 0;
  std::uint32_t doubled = 0;
  bool is_repeated = false;
  Day last = -1;
  for (const std::uint32_t row : rows) {
    const Minor magnitude = std::abs(amount[row]);
    if (day[row] == last) {
      fits_ &= !__builtin_add_overflow(charge_[n - 1], magnitude, &charge_[n - 1]);
      doubled += !is_repeated;
      is_repeated = true;
      continue;
    }
    last = day[row];
    is_repeated = false;
    day_[n] = last;
    charge_[n++] = magnitude;
  }
  return {{std::span(day_).first(n), std::span(charge_).first(n)}, doubled};
}

void StreamFinder::add_side(const Side& side) {
  const Merged merged = merge(side.rows);
  const Charges& charges = merged.charges;
  if (charges.size() < 2) return;
  if (side.is_income && charges.size() < plan_.rules.income.min_other_charges &&
      !has(kEarnedClasses, class_of_latest(side.rows)))
    return;
  Fit fit{};
  const bool whole = merged.doubled <= rules_.max_doubled_dates && find_cadence(plan_, charges, fit);
  if (whole &&
      (side.is_income || is_fixed(charges.amount, count_changes(charges.amount, rules_), rules_) || may_vary(side)))
    return add_stream(side, charges, fit, false, false);
  const std::size_t in_parts = charges.size() >= rules_.min_part_charges ? find_parts(side) : (parts_.clear(), 0);
  const bool many = parts_.size() >= rules_.min_parts &&
                    100 * in_parts >= static_cast<std::size_t>(rules_.parts_pct) * side.rows.size();
  if ((!whole || many) && !parts_.empty()) return add_parts(side);
  const Charges again = merge(side.rows).charges;  // the parts were merged in their place
  if (whole && !many)
    add_stream(side, again, fit, false, false);
  else if (!side.is_income && again.size() == 2)
    add_early(side, again);
}

void StreamFinder::add_parts(const Side& side) {
  for (const Part& part : parts_) {
    Side of_part = side;
    of_part.rows = std::span(part_rows_).subspan(part.begin, part.end - part.begin);
    add_stream(of_part, merge(of_part.rows).charges, part.fit, true, false);
  }
  if (!side.is_income) return;
  for (const std::uint32_t row : side.rows) {  // what is left over
    if ((all_->flags[row] & row_flag::kClaimed) != 0) continue;
    const auto day = static_cast<std::size_t>(all_->day[row]);
    all_->flags[row] |= row_flag::kClaimed;
    totals_->extra[plan_.window_of[day]] += all_->amount[row];
    if (plan_.low_month_of[day] != Plan::kNoMonth) totals_->months[plan_.low_month_of[day]] += all_->amount[row];
  }
}

void StreamFinder::add_early(const Side& side, const Charges& charges) {
  const Day gap = charges.day[1] - charges.day[0];
  if (gap < rules_.early_from || gap > rules_.early_to || charges.day[1] < plan_.last() - rules_.early_age) return;
  const ClassSet others = kOtherClasses | class_set({CategoryClass::kShortHabit});
  if (differ(charges.amount[0], charges.amount[1], rules_.change_pct) || !has(others, class_of_latest(side.rows)))
    return;
  add_stream(side, charges, fit_of(plan_, Cadence::kMonthly, charges.day), false, true);
}

std::uint8_t StreamFinder::class_of_latest(std::span<const std::uint32_t> rows) const {
  const Day last = all_->day[rows.back()];
  std::uint32_t latest = rows.back();
  const auto key = [this](std::uint32_t row) {
    const std::size_t place = first_row_ + all_->place_of(row);
    return std::tuple(batch_->transactions.timestamp[place], all_->amount[row],
                      batch_->category.empty() ? std::uint16_t{0} : batch_->category[place]);
  };
  for (std::size_t i = rows.size() - 1; i-- > 0 && all_->day[rows[i]] == last;)
    if (key(rows[i]) > key(latest)) latest = rows[i];
  return all_->category_class[latest];
}

void StreamFinder::add_stream(const Side& side, const Charges& charges, const Fit& fit, bool is_part, bool is_early) {
  const std::size_t n = charges.size();
  const std::uint32_t changes = count_changes(charges.amount, rules_);
  const std::uint8_t of = class_of_latest(side.rows);
  const Day next = next_due(plan_, fit.cadence, charges.day);
  Stream stream;
  stream.customer = customer_;
  stream.payee = side.payee;
  stream.is_income = side.is_income;
  stream.cadence = fit.cadence;
  stream.is_fixed = is_fixed(charges.amount, changes, rules_);
  stream.is_part = is_part;
  stream.confidence =
      static_cast<std::uint8_t>(50 * fit.on / fit.gaps + 30 * (n - 1 > changes ? n - 1 - changes : 0) / (n - 1) +
                                std::min<std::size_t>(20, 5 * (n - 1)));
  stream.amount = charges.amount.back();
  std::copy(charges.amount.begin(), charges.amount.end(), sorted_.begin());
  stream.median = static_cast<Minor>((twice_median(std::span(sorted_).first(n)) + 1) / 2);
  stream.charges = static_cast<std::uint32_t>(n);
  stream.skipped = fit.fit - fit.on;
  stream.first = plan_.first_day() + charges.day.front();
  stream.last = plan_.first_day() + charges.day.back();
  stream.next = plan_.first_day() + next;
  for (std::size_t i = n; changes > 0 && i-- > 1;)
    if (differ(charges.amount[i - 1], charges.amount[i], rules_.change_pct)) {
      stream.price_step = {plan_.first_day() + charges.day[i], charges.amount[i - 1], charges.amount[i]};
      break;
    }
  const CadenceRule& rule = rules_.cadences[static_cast<std::size_t>(fit.cadence)];
  stream.state = is_early ? StreamState::kEarly : state_of(next, rule);
  stream.kind = kind_of(side, of, stream);
  if (side.is_income) {
    judge_income(charges, of, stream);
    claim_income(stream, side.rows);
  } else {
    add_outflow(stream, side.rows);
  }
  if (stream.kind != StreamKind::kHabit) found_->push_back(stream);
}

}  // namespace spendlens::signals::bank
