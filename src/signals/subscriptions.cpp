#include <algorithm>

#include "signals/detectors.hpp"
#include "signals/figures/expressions.hpp"
#include "signals/figures/median.hpp"

namespace spendlens::signals {

namespace {

/// One merchant's charges as ages in days, descending, and magnitudes.
struct Charges {
  std::span<const Day> ages;
  std::span<const Minor> amounts;
};

constexpr std::size_t kNoCadence = 0xFF;

std::size_t cadence_of(const SubscriptionRules& rules, std::int64_t gaps, std::int64_t sum, std::int64_t squares,
                       std::int64_t median2) {
  for (std::size_t i = 0; i < rules.cadences.size(); ++i) {
    const Rhythm& rhythm = rules.cadences[i];
    if (median2 >= 2 * std::int64_t{rhythm.gap_from} && median2 <= 2 * std::int64_t{rhythm.gap_to} &&
        deviates_at_most(gaps, sum, squares, rhythm.max_deviation))
      return i;
  }
  return median2 < 2 * std::int64_t{rules.irregular_gap_days_below} ? rules.cadences.size() : kNoCadence;
}

/// A merchant's rows as charges, those of one date as one where the rules say so. False where a sum overflows.
bool gather(const ChargeRows& rows, bool one_a_date, DetectorScratch& scratch, Charges& charges) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < rows.age.size(); ++i) {
    const Minor magnitude = rows.amount[i] < 0 ? -rows.amount[i] : rows.amount[i];
    if (one_a_date && n > 0 && scratch.days[n - 1] == rows.age[i]) {
      if (__builtin_add_overflow(scratch.amounts[n - 1], magnitude, &scratch.amounts[n - 1])) return false;
      continue;
    }
    scratch.days[n] = rows.age[i];
    scratch.amounts[n++] = magnitude;
  }
  charges = {std::span(scratch.days).first(n), std::span(scratch.amounts).first(n)};
  return true;
}

bool moments_of(std::span<const Minor> amounts, Moments& moments) {
  moments = {amounts.size(), 0, 0};
  for (const Minor amount : amounts) {
    moments.sum += amount;
    if (__builtin_add_overflow(moments.squares, int128{amount} * amount, &moments.squares)) return false;
  }
  return true;
}

/// What the customer's merchants add to a window.
struct WindowTotals {
  std::uint32_t subscriptions = 0;
  std::uint32_t irregular = 0;
  int128 spend = 0;
};

class MerchantWalk {
 public:
  MerchantWalk(std::uint64_t customer, const SignalProfile& profile, Day reference, DetectorScratch& scratch,
               std::vector<Subscription>& found)
      : customer_(customer),
        profile_(profile),
        rules_(profile.subscriptions),
        reference_(reference),
        scratch_(scratch),
        found_(found) {}

  /// One merchant's rows, at least min_charges of them.
  bool add_merchant(const ChargeRows& rows) {
    Charges charges;
    if (!gather(rows, rules_.one_charge_a_date, scratch_, charges)) return false;
    const std::size_t n = charges.ages.size();
    if (n < rules_.min_charges) return true;
    std::int64_t sum = 0;
    std::int64_t squares = 0;
    for (std::size_t i = 0; i + 1 < n; ++i) {
      const std::int32_t gap = charges.ages[i] - charges.ages[i + 1];
      scratch_.gaps[i] = gap;
      sum += gap;
      squares += std::int64_t{gap} * gap;
    }
    const std::int64_t median2 = twice_median(std::span(scratch_.gaps).first(n - 1));
    std::size_t cadence = cadence_of(rules_, static_cast<std::int64_t>(n - 1), sum, squares, median2);
    if (cadence == kNoCadence) return true;
    Moments amounts;
    if (!moments_of(charges.amounts, amounts)) return false;
    const std::size_t irregular = rules_.cadences.size();
    if (cadence != irregular && varies_more(amounts, rules_.max_amount_variation)) cadence = irregular;
    const Day last = charges.ages.back();
    add(rows, last, median2, cadence == irregular);
    if (cadence != irregular || rules_.irregular_counts)
      found_.push_back({customer_, rows.merchant.front(), static_cast<std::uint8_t>(cadence),
                        mean_amount(amounts.sum, n), static_cast<std::uint32_t>(n), reference_ - last,
                        static_cast<double>(median2) / 2,
                        is_active(last, median2) ? SubscriptionState::kActive : SubscriptionState::kLapsed});
    return true;
  }

  [[nodiscard]] const std::array<WindowTotals, kMaxWindows>& totals() const { return totals_; }

 private:
  /// `last` is the age of the last charge.
  [[nodiscard]] bool is_active(Day last, std::int64_t median2) const {
    if (rules_.active_by_window) return last < profile_.age_limit(profile_.windows.front());
    return std::int64_t{last} * 200 <= rules_.active_median_gaps * median2;
  }

  void add(const ChargeRows& rows, Day last, std::int64_t median2, bool irregular) {
    for (std::size_t w = 0; w < profile_.windows.size(); ++w) {
      const Day limit = profile_.age_limit(profile_.windows[w]);
      const bool charged = last < limit;
      WindowTotals& to = totals_[w];
      to.irregular += irregular && charged;
      if (irregular && !rules_.irregular_counts) continue;
      to.subscriptions += charged || (!rules_.active_by_window && is_active(last, median2));
      for (std::size_t i = rows.age.size(); i-- > 0 && rows.age[i] < limit;)
        to.spend -= std::min<Minor>(rows.amount[i], 0);
    }
  }

  std::uint64_t customer_;
  const SignalProfile& profile_;
  const SubscriptionRules& rules_;
  Day reference_;
  DetectorScratch& scratch_;
  std::vector<Subscription>& found_;
  std::array<WindowTotals, kMaxWindows> totals_{};
};

}  // namespace

bool detect_subscriptions(const ChargeRows& charges, std::uint64_t customer, const SignalProfile& profile,
                          Day reference, DetectorScratch& scratch, std::span<Summary> summaries,
                          std::vector<Subscription>& found) {
  MerchantWalk walk(customer, profile, reference, scratch, found);
  const std::size_t n = charges.merchant.size();
  for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
    for (end = begin + 1; end < n && charges.merchant[end] == charges.merchant[begin];) ++end;
    const auto of_merchant = [begin, end](const auto& column) { return column.subspan(begin, end - begin); };
    if (end - begin >= profile.subscriptions.min_charges &&
        !walk.add_merchant({of_merchant(charges.age), of_merchant(charges.amount), of_merchant(charges.merchant)}))
      return false;
  }
  for (std::size_t w = 0; w < summaries.size(); ++w) {
    const WindowTotals& totals = walk.totals()[w];
    if (totals.spend >= kNoMoney) return false;
    summaries[w].subscription_count = totals.subscriptions;
    summaries[w].recurring_irregular_count = totals.irregular;
    summaries[w].subscription_spend = static_cast<Minor>(totals.spend);
  }
  return true;
}

}  // namespace spendlens::signals
