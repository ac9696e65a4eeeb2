#include "signals/bank/payee_streams.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <tuple>

namespace spendlens::signals::bank {

namespace {

constexpr unsigned kIndexBits = 20;  ///< of a row in a key; magnitudes are below 2^44
static_assert(kMaxOrderedRows <= std::size_t{1} << kIndexBits);
static_assert(kMaxOrderMinor < Minor{1} << (64 - kIndexBits));

/// Amounts are counted in so many buckets, where a step of a part is at most so many percent; few rows are sorted at
/// once.
constexpr std::size_t kBuckets = 512;
constexpr std::int64_t kMaxBucketPct = 50;
constexpr std::size_t kMinBucketed = 6;

/// Where cadence and amount decide.
constexpr auto kUndecided = static_cast<StreamKind>(kNoStreamKind);

/// Of outflows, by class; kUndecided of the classes other and short_habit.
constexpr std::array<StreamKind, kNumCategoryClasses> kKinds = {
    StreamKind::kCardPayment,    // card_payment
    StreamKind::kRecurring,      // advance
    StreamKind::kRecurring,      // borrowed
    StreamKind::kBnpl,           // bnpl
    StreamKind::kLoan,           // loan
    StreamKind::kInterest,       // interest_charged
    StreamKind::kFee,            // fee_overdraft
    StreamKind::kFee,            // fee_nsf
    StreamKind::kFee,            // fee
    StreamKind::kRecurring,      // passive
    StreamKind::kRecurring,      // variable_income
    StreamKind::kRecurring,      // benefit
    StreamKind::kRecurring,      // payroll
    StreamKind::kSaving,         // saving
    StreamKind::kCash,           // cash
    StreamKind::kStandingOrder,  // transfer
    StreamKind::kBill,           // bill
    StreamKind::kHabit,          // habit
    kUndecided,                  // short_habit
    kUndecided,                  // other
    kUndecided,                  // other_income
    StreamKind::kRecurring,      // none
};

StreamKind kind_of_income(std::uint8_t of) {
  switch (static_cast<CategoryClass>(of)) {
    case CategoryClass::kPayroll:
      return StreamKind::kPayroll;
    case CategoryClass::kBenefit:
      return StreamKind::kBenefit;
    case CategoryClass::kVariableIncome:
      return StreamKind::kVariableIncome;
    default:
      return StreamKind::kIncome;
  }
}

constexpr std::uint32_t kind_bit(StreamKind kind) { return 1U << static_cast<unsigned>(kind); }

constexpr std::uint32_t kVaryingKinds = kind_bit(StreamKind::kBill) | kind_bit(StreamKind::kLoan) |
                                        kind_bit(StreamKind::kFee) | kind_bit(StreamKind::kStandingOrder);
/// Whether all streams of such rows would be habits, which no signal counts and no result lists: most of what people
/// buy.
bool is_habit(ClassSet classes, std::uint8_t alias_kind) {
  if (alias_kind == kNoStreamKind) return classes == class_set({CategoryClass::kHabit});
  return static_cast<StreamKind>(alias_kind) == StreamKind::kHabit &&
         (classes & class_set({CategoryClass::kTransfer})) == 0;
}

bool is_of(std::uint32_t kinds, StreamKind kind) { return (kinds & kind_bit(kind)) != 0; }

}  // namespace

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

/// The keys of rows that others are near: buckets as wide as a step between amounts of one part, or wider, count the
/// amounts, and where three buckets side by side hold fewer than a part has none of them is in one. Of a shop where a
/// customer buys this and that only a few are left to be sorted.
std::size_t StreamFinder::collect_near_amounts(const Side& side, std::int64_t pct) {
  const std::size_t n = side.rows.size();
  for (std::size_t i = 0; i < n; ++i)
    keys_[i] = static_cast<std::uint64_t>(std::abs(all_->amount[side.rows[i]])) << kIndexBits | side.rows[i];
  if (pct > kMaxBucketPct || n < kMinBucketed) return n;
  const int bits = pct <= 1 ? 5 : static_cast<int>(std::bit_width(static_cast<std::uint64_t>(kMaxBucketPct / pct))) - 1;
  const int shift = 52 - bits;  // of a double: its exponent and so many bits of its fraction
  std::array<std::uint8_t, kBuckets + 4> count{};
  const auto bucket_of = [shift](std::uint64_t key) {
    const auto value = static_cast<double>(key >> kIndexBits);
    return static_cast<std::size_t>(std::bit_cast<std::uint64_t>(value) >> shift) % kBuckets + 2;
  };
  for (std::size_t i = 0; i < n; ++i) {
    std::uint8_t& here = count[bucket_of(keys_[i])];
    here = static_cast<std::uint8_t>(here + (here < 64));
  }
  count[0] = count[kBuckets], count[1] = count[kBuckets + 1];
  count[kBuckets + 2] = count[2], count[kBuckets + 3] = count[3];
  std::size_t kept = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint8_t* at = count.data() + bucket_of(keys_[i]);
    const int middle = at[-1] + at[0] + at[1];
    const int nearby = std::max({middle, middle - at[1] + at[-2], middle - at[-1] + at[2]});
    keys_[kept] = keys_[i];
    kept += nearby >= static_cast<int>(std::min<std::uint32_t>(rules_.min_part_charges, 3));
  }
  return kept;
}

std::size_t StreamFinder::find_parts(const Side& side) {
  const std::int64_t pct = side.is_income ? rules_.income_split_pct : rules_.split_pct;
  constexpr std::uint64_t kIndex = (std::uint64_t{1} << kIndexBits) - 1;
  parts_.clear();
  const std::size_t n = collect_near_amounts(side, pct);
  if (n < rules_.min_part_charges) return 0;
  std::sort(keys_.begin(), keys_.begin() + static_cast<std::ptrdiff_t>(n));
  const auto amount = [this](std::size_t i) { return static_cast<Minor>(keys_[i] >> kIndexBits); };
  std::size_t in_parts = 0;
  for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
    for (end = begin + 1; end < n && !differ(amount(end - 1), amount(end), pct);) ++end;
    if (end - begin < rules_.min_part_charges) continue;
    for (std::size_t i = begin; i < end; ++i) part_rows_[i] = static_cast<std::uint32_t>(keys_[i] & kIndex);
    const auto rows = std::span(part_rows_).subspan(begin, end - begin);
    std::sort(rows.begin(), rows.end());  // rows of a payee are by day
    const Charges charges = merge(rows).charges;
    Fit fit{};
    if (charges.size() < rules_.min_part_charges || !find_cadence(plan_, charges, fit)) continue;
    if (!side.is_income && !is_fixed(charges.amount, count_changes(charges.amount, rules_), rules_)) continue;
    parts_.push_back({begin, end, fit});
    in_parts += end - begin;
  }
  return in_parts;
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

bool StreamFinder::may_vary(const Side& side) const {
  if (side.alias_kind != kNoStreamKind) return is_of(kVaryingKinds, static_cast<StreamKind>(side.alias_kind));
  const StreamKind kind = kKinds[class_of_latest(side.rows)];
  return kind != kUndecided && is_of(kVaryingKinds, kind);
}

StreamKind StreamFinder::kind_of(const Side& side, std::uint8_t of, const Stream& stream) const {
  if (side.is_income) return kind_of_income(of);
  if (side.alias_kind != kNoStreamKind) return static_cast<StreamKind>(side.alias_kind);
  if (kKinds[of] != kUndecided) return kKinds[of];
  const CadenceRule& rule = rules_.cadences[static_cast<std::size_t>(stream.cadence)];
  if (of == static_cast<std::uint8_t>(CategoryClass::kShortHabit) && rule.period < rules_.short_habit_days)
    return StreamKind::kHabit;
  if (stream.cadence == Cadence::kBiweekly && stream.charges <= rules_.max_instalments) return StreamKind::kInstalments;
  if (!stream.is_fixed) return StreamKind::kRecurring;
  return int128{stream.amount} * rule.share <= int128{rules_.max_subscription} * kSharesOfMonth
             ? StreamKind::kSubscription
             : StreamKind::kBill;
}

StreamState StreamFinder::state_of(Day next, const CadenceRule& rule) const {
  const Day grace = rule.tolerance + std::max(rules_.min_grace_days, rule.period / rules_.grace_divisor);
  if (plan_.last() <= next + grace) return StreamState::kActive;
  return plan_.last() <= next + rule.period + rule.tolerance ? StreamState::kLate : StreamState::kLapsed;
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

void StreamFinder::judge_income(const Charges& charges, std::uint8_t of, Stream& stream) {
  const EarningsRules& rules = plan_.rules.income;
  const std::size_t n = std::min<std::size_t>(charges.size(), rules.typical_payments);
  const auto last = charges.amount.last(n);
  const auto values = std::span(sorted_).first(n);
  std::copy(last.begin(), last.end(), values.begin());
  const int128 typical2 = twice_median(values);
  for (std::size_t i = 0; i < n; ++i) {
    const int128 miss2 =
        2 * int128{last[i]} > typical2 ? 2 * int128{last[i]} - typical2 : typical2 - 2 * int128{last[i]};
    fits_ &= miss2 < kNoMoney;
    values[i] = static_cast<Minor>(miss2);
  }
  const bool varies = of == static_cast<std::uint8_t>(CategoryClass::kVariableIncome);
  const std::int64_t pct = varies ? rules.variable_deviation_pct : rules.max_deviation_pct;
  stream.typical2 = static_cast<std::uint64_t>(typical2);
  stream.is_regular = twice_median(values) * 10'000 <= 2 * int128{pct} * typical2;
}

void StreamFinder::claim_income(const Stream& stream, std::span<const std::uint32_t> rows) {
  StreamTotals& totals = *totals_;
  const bool is_live = stream.state != StreamState::kLapsed;
  totals.live_incomes += is_live;
  const bool is_counted = is_live && stream.is_regular;
  if (is_counted) {
    const int128 size = int128{stream.typical2} * rules_.cadences[static_cast<std::size_t>(stream.cadence)].share;
    totals.any_regular = true;
    totals.regular2 += size;
    if (size > totals.largest || (size == totals.largest && stream.cadence < totals.largest_cadence)) {
      totals.largest = size;
      totals.largest_cadence = stream.cadence;
    }
  }
  ByWindow<int128>& sums = is_live ? totals.irregular : totals.lapsed;
  for (const std::uint32_t row : rows) {
    const auto day = static_cast<std::size_t>(all_->day[row]);
    all_->flags[row] |= row_flag::kClaimed;
    if (!is_counted) sums[plan_.window_of[day]] += all_->amount[row];
    if (plan_.low_month_of[day] != Plan::kNoMonth) totals.months[plan_.low_month_of[day]] += all_->amount[row];
  }
}

void StreamFinder::add_outflow(const Stream& stream, std::span<const std::uint32_t> rows) {
  StreamTotals& totals = *totals_;
  const bool is_subscription = stream.kind == StreamKind::kSubscription;
  const auto window_at = [this](Day date) {
    return plan_.window_of[static_cast<std::size_t>(date - plan_.first_day())];
  };
  if (stream.state == StreamState::kEarly) {
    totals.early_subscriptions += is_subscription;
    return;
  }
  if (stream.state == StreamState::kLapsed) {
    if (is_subscription) ++totals.lapsed_subscriptions[window_at(stream.last)];
    return;
  }
  const auto kind = static_cast<std::size_t>(stream.kind);
  ++totals.live[kind];
  totals.shares[kind] += int128{stream.amount} * rules_.cadences[static_cast<std::size_t>(stream.cadence)].share;
  if (is_subscription && stream.price_step.date != kNoDay && stream.price_step.to > stream.price_step.from)
    ++totals.price_rises[window_at(stream.price_step.date)];
  if (is_committed(stream.kind))
    totals.due += int128{stream.amount} * times_due(plan_, stream.cadence, stream.last - plan_.first_day(),
                                                    stream.next - plan_.first_day(), kDueDays);
  for (const std::uint32_t row : rows)
    if (all_->category_class[row] == static_cast<std::uint8_t>(CategoryClass::kTransfer))
      totals.standing_orders[plan_.window_of[static_cast<std::size_t>(all_->day[row])]] -= all_->amount[row];
}

}  // namespace spendlens::signals::bank
