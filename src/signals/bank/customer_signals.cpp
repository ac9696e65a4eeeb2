#include "signals/bank/customer_signals.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "signals/figures/bank_expressions.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::signals::bank {

namespace {

constexpr std::size_t kind_place(StreamKind kind) { return static_cast<std::size_t>(kind); }

[[noreturn]] void refuse_rows(const CustomerColumns& batch, std::size_t customer, std::size_t begin, std::size_t end) {
  const TransactionColumns& rows = batch.transactions;
  for (std::size_t row = begin; row < end; ++row)
    if (rows.amount[row] < -kMaxOrderMinor || rows.amount[row] > kMaxOrderMinor ||
        rows.timestamp[row] >= kTimestampLimit)
      throw InputError(
          fmt::format("customer {} (counted from 0): amount {} is outside 10^13 minor units either way, "
                      "or timestamp {} is not before 2106",
                      customer, rows.amount[row], rows.timestamp[row]));
  throw InternalError("the kernel of bank signals stopped at rows that are within bounds");
}

template <class T>
void add_up_windows(ByWindow<T>& values, std::size_t windows) {
  for (std::size_t w = 1; w < windows; ++w) values[w] += values[w - 1];
}

}  // namespace

void CustomerSignals::Flows::add(const Flows& other) {
  spending += other.spending, refunds += other.refunds, savings += other.savings, passive += other.passive;
  unstreamed += other.unstreamed, fees += other.fees, interest += other.interest, advances += other.advances;
  overdrafts += other.overdrafts, unpaid += other.unpaid, advance_count += other.advance_count;
  any_interest |= other.any_interest;
}

void CustomerSignals::clear() {
  const std::size_t places = plan_.windows.size() + 1;
  std::fill_n(rows_.sums.begin(), places, ClassSums{});
  std::fill_n(flows_.begin(), places, Flows{});
  totals_ = {};
  fits_ = true;
}

void CustomerSignals::add_class_sums(const ClassSums& sums, Flows& to) const {
  using enum CategoryClass;
  Minor spending = 0;  // of at most kMaxOrderedRows rows
  for (std::size_t of = 0; of < kNumCategoryClasses; ++of)
    spending -= has(kNotSpentClasses, static_cast<std::uint8_t>(of)) ? 0 : sums.amount[2 * of];
  to.spending = spending;
  to.savings = sums.savings;
  to.passive = sums.in(kPassive);
  for (const CategoryClass of : {kFee, kFeeOverdraft, kFeeNsf}) to.fees -= int128{sums.out(of)} + sums.in(of);
  to.interest = -(int128{sums.out(kInterestCharged)} + sums.in(kInterestCharged));
  to.any_interest = sums.times_out(kInterestCharged) > 0;
  to.overdrafts = std::int64_t{sums.times_out(kFeeOverdraft)} - sums.times_in(kFeeOverdraft);
  to.unpaid = std::int64_t{sums.times_out(kFeeNsf)} - sums.times_in(kFeeNsf);
  to.advance_count = sums.times_in(kAdvance);
  to.advances = sums.in(kAdvance);
}

/// What came in is a refund, or income that no stream has.
void CustomerSignals::add_inflows() {
  for (const std::uint32_t i : std::span(rows_.inflow).first(rows_.num_inflows)) {
    const std::uint8_t flags = rows_.flags[i];
    if ((flags & (row_flag::kPaired | row_flag::kClaimed)) != 0) continue;
    const auto day = static_cast<std::size_t>(rows_.day[i]);
    Flows& flows = flows_[plan_.window_of[day]];
    const std::uint8_t of = rows_.category_class[i];
    if (has(kRefundedClasses, of) && (flags & row_flag::kOnLoan) == 0) flows.refunds += rows_.amount[i];
    if (!has(kEarnedClasses, of) || (flags & row_flag::kBarred) != 0) continue;
    flows.unstreamed += rows_.amount[i];
    if (plan_.low_month_of[day] != Plan::kNoMonth) totals_.months[plan_.low_month_of[day]] += rows_.amount[i];
  }
}

/// Own transfers are no spending, whatever their class.
void CustomerSignals::leave_out_pairs() {
  for (const std::uint32_t i : pairs_.paired_outflows())
    if (!has(kNotSpentClasses, rows_.category_class[i]))
      flows_[plan_.window_of[static_cast<std::size_t>(rows_.day[i])]].spending += rows_.amount[i];
}

/// What narrower windows have is in the wider ones.
void CustomerSignals::add_up() {
  const std::size_t windows = plan_.windows.size();
  for (std::size_t w = 0; w < windows; ++w) flows_[w].spending += totals_.standing_orders[w];
  for (std::size_t w = 1; w < windows; ++w) flows_[w].add(flows_[w - 1]);
  add_up_windows(totals_.lapsed_subscriptions, windows);
  add_up_windows(totals_.price_rises, windows);
  add_up_windows(totals_.irregular, windows);
  add_up_windows(totals_.lapsed, windows);
  add_up_windows(totals_.extra, windows);
}

void CustomerSignals::summarize(const CustomerColumns& batch, std::size_t customer, BankSummary* to, std::size_t step,
                                std::vector<Stream>& found) {
  const auto offset = batch.transactions.offset;
  const std::size_t begin = offset[customer] - offset.front();
  const std::size_t end = offset[customer + 1] - offset.front();
  clear();
  const CustomerHoldings holdings = holdings_at(batch, customer);
  balances_ = read_accounts(batch, holdings, plan_, rows_.account_flags);
  if (!gather_rows(batch, plan_, begin, end, rows_)) refuse_rows(batch, customer, begin, end);
  has_rows_ = rows_.first != kNoTimestamp;
  first_day_ = has_rows_ ? day_of(rows_.first) : 0;
  last_day_ = has_rows_ ? day_of(rows_.last) : 0;
  pairs_.clear();
  if (!batch.account.empty() && balances_.counting >= 2) pairs_.mark(batch, begin, plan_, rows_);
  fits_ &= finder_.find(batch, begin, customer, rows_, totals_, found);
  for (std::size_t w = 0; w < plan_.windows.size(); ++w) add_class_sums(rows_.sums[w], flows_[w]);
  add_inflows();
  leave_out_pairs();
  add_up();
  if (has_rows_) set_low_month();
  BankSummary cards;
  if (balances_.any) fits_ &= summarize_cards(batch, holdings, rows_.account_flags, plan_.rules.cards, cards);
  for (std::size_t w = 0; w < plan_.windows.size(); ++w) {
    BankSummary& of_window = to[plan_.windows[w].place * step];
    of_window = cards;
    fill(batch, plan_.windows[w], w, of_window);
  }
  if (!fits_)
    throw InputError(fmt::format("customer {} (counted from 0): a sum of its amounts overflows 64 bits", customer));
}

Minor CustomerSignals::money(int128 sum) {
  fits_ &= sum < kNoMoney && sum > -int128{kNoMoney};
  return static_cast<Minor>(sum);
}

Activity CustomerSignals::activity() const {
  const BankRules& rules = plan_.rules;
  if (!has_rows_) return Activity::kNone;
  if (last_day_ <= plan_.reference - rules.dormant_days) return Activity::kDormant;
  if (plan_.reference - first_day_ < rules.min_observed_days) return Activity::kNew;
  return balances_.any && !balances_.any_depository ? Activity::kCardOnly : Activity::kPrimary;
}

void CustomerSignals::fill(const CustomerColumns& batch, const PlannedWindow& window, std::size_t place,
                           BankSummary& to) {
  to.activity = static_cast<std::uint8_t>(activity());
  to.joint_accounts = static_cast<std::uint16_t>(balances_.joint);
  if (balances_.any_depository) to.negative_balance = balances_.any_negative;
  if (!has_rows_) {
    if (!balances_.any_depository) return;
    to.liquid_balance = money(balances_.liquid);
    to.savings_balance = money(balances_.savings);
    return;
  }
  days_observed_ = std::min(window.days, plan_.reference - first_day_ + 1);
  is_enough_ = days_observed_ >= plan_.rules.min_observed_days;
  to.transaction_history_days = static_cast<std::uint32_t>(plan_.reference - first_day_);
  to.days_observed = static_cast<std::uint32_t>(days_observed_);
  fill_outgoings(place, to);
  fill_income(batch, place, to);
  if (batch.knowledge.merchants) fill_commitments(place, to);
  fill_fees(batch, place, to);
}

void CustomerSignals::fill_outgoings(std::size_t place, BankSummary& to) {
  const Flows& flows = flows_[place];
  const int128 net = flows.spending - flows.refunds;
  const bool is_known = is_enough_ && last_day_ > plan_.reference - plan_.rules.dormant_days;
  to.spending = money(flows.spending);
  to.refunds = money(flows.refunds);
  if (is_known) to.monthly_outgoings = month_of_sum(net, days_observed_);
  if (!balances_.any_depository) return;
  to.liquid_balance = money(balances_.liquid);
  to.savings_balance = money(balances_.savings);
  to.savings_net_inflow = money(flows.savings);
  const int128 start = balances_.savings - flows.savings;
  if (start > 0) to.savings_growth_rate = quotient(flows.savings, start);
  if (!is_known || net <= 0) return;
  to.liquid_months = months_of_outgoings(balances_.liquid, net, days_observed_);
  to.emergency_fund_months = months_of_outgoings(balances_.savings, net, days_observed_);
}

void CustomerSignals::set_low_month() {
  low_month_pct_ = kNoNumber;
  if (first_day_ > plan_.low_months_begin) return;
  const std::size_t n = plan_.rules.income.low_month_months;
  std::array<int128, kMaxLowMonths>& months = totals_.months;
  std::sort(months.begin(), months.begin() + static_cast<std::ptrdiff_t>(n));
  const int128 median2 = months[(n - 1) / 2] + months[n / 2];
  if (median2 != 0) low_month_pct_ = percent_of_half(months.front(), median2);
}

void CustomerSignals::fill_income(const CustomerColumns& batch, std::size_t place, BankSummary& to) {
  income_ = 0;
  knows_income_ = is_enough_ && last_day_ >= plan_.reference - plan_.rules.dormant_days &&
                  (batch.knowledge.accounts ? balances_.any_depository : batch.knowledge.income_categories);
  if (!knows_income_) return;
  Earnings income{totals_.regular2, totals_.irregular[place] + flows_[place].unstreamed, days_observed_};
  if (!totals_.any_regular) income.other += totals_.lapsed[place];
  income_ = income.numerator();
  to.income_monthly = income_of_month(income);
  if (income_ > 0) to.income_regular_share_pct = regular_percent(income);
  to.income_stream_count = totals_.live_incomes;
  to.income_frequency = totals_.any_regular ? static_cast<std::uint8_t>(totals_.largest_cadence)
                        : income_ > 0       ? std::uint8_t{kNumCadences}
                                            : std::uint8_t{kNumCadences + 1};
  to.income_extra = money(totals_.extra[place]);
  to.income_passive = money(flows_[place].passive);
  to.income_low_month_pct = low_month_pct_;
}

void CustomerSignals::fill_commitments(std::size_t place, BankSummary& to) {
  const auto monthly = [this](StreamKind kind) { return month_of_shares(totals_.shares[kind_place(kind)]); };
  const int128 subscriptions = totals_.shares[kind_place(StreamKind::kSubscription)];
  const int128 net = flows_[place].spending - flows_[place].refunds;
  to.subscription_count = totals_.live[kind_place(StreamKind::kSubscription)];
  to.subscription_early_count = totals_.early_subscriptions;
  to.subscription_lapsed_count = totals_.lapsed_subscriptions[place];
  to.price_rise_count = totals_.price_rises[place];
  to.bnpl_count = totals_.live[kind_place(StreamKind::kBnpl)];
  to.subscription_monthly_cost = monthly(StreamKind::kSubscription);
  to.bills_monthly = monthly(StreamKind::kBill);
  to.loans_monthly = monthly(StreamKind::kLoan);
  to.bnpl_monthly = monthly(StreamKind::kBnpl);
  to.standing_orders_monthly = monthly(StreamKind::kStandingOrder);
  to.next_30d_due = money(totals_.due);
  if (to.monthly_outgoings == to.monthly_outgoings && net > 0 &&
      !is_month_below(net, days_observed_, plan_.rules.min_outgoings))
    to.subscription_share_pct = percent_of_outgoings(subscriptions, net, days_observed_);
  if (income_ <= 0) return;
  int128 committed = 0;
  for (const StreamKind kind : kCommittedKinds) committed += totals_.shares[kind_place(kind)];
  to.committed_share_pct = percent_of_income(committed, days_observed_, income_);
}

void CustomerSignals::fill_fees(const CustomerColumns& batch, std::size_t place, BankSummary& to) {
  const LedgerKnowledge& knowledge = batch.knowledge;
  const Flows& flows = flows_[place];
  if (!knowledge.categories) return;
  if (balances_.any) {
    to.interest_paid = money(std::max<int128>(0, flows.interest));
    to.has_interest_charges = flows.any_interest;
  }
  if (!knowledge.accounts && !knowledge.bank_categories) return;
  to.overdraft_count = static_cast<std::uint32_t>(std::max<std::int64_t>(0, flows.overdrafts));
  to.nsf_count = static_cast<std::uint32_t>(std::max<std::int64_t>(0, flows.unpaid));
  to.shortfall_count = to.overdraft_count + to.nsf_count;
  to.fees_total = money(std::max<int128>(0, flows.fees));
  to.advance_count = flows.advance_count;
  to.advance_total = money(flows.advances);
}

}  // namespace spendlens::signals::bank
