#include <algorithm>

#include "signals/detectors.hpp"
#include "signals/expressions.hpp"

namespace spendlens::signals {

namespace {

/// Longer lists are not sorted but partitioned around their middle.
constexpr std::size_t kShortList = 32;

/// One merchant's charges as days and magnitudes, ascending by day.
struct Charges {
  std::span<std::int32_t> days;
  std::span<Minor> amounts;
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
bool gather(const CustomerColumns& batch, std::span<const std::uint64_t> rows, bool one_a_date, DetectorScratch& scratch,
            Charges& charges) {
  std::size_t n = 0;
  for (const std::uint64_t row : rows) {
    const Day day = day_of(batch.transactions.timestamp[row]);
    const Minor amount = batch.transactions.amount[row];
    const Minor magnitude = amount < 0 ? -amount : amount;
    if (one_a_date && n > 0 && scratch.days[n - 1] == day) {
      if (__builtin_add_overflow(scratch.amounts[n - 1], magnitude, &scratch.amounts[n - 1])) return false;
      continue;
    }
    scratch.days[n] = day;
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
  MerchantWalk(const CustomerColumns& batch, std::uint64_t customer, const SignalProfile& profile, Day reference,
               DetectorScratch& scratch, std::vector<Subscription>& found)
      : batch_(batch), customer_(customer), profile_(profile), rules_(profile.subscriptions), reference_(reference),
        scratch_(scratch), found_(found) {}

  /// One merchant's rows, at least min_charges of them.
  bool add_merchant(std::uint32_t merchant, std::span<const std::uint64_t> rows) {
    Charges charges;
    if (!gather(batch_, rows, rules_.one_charge_a_date, scratch_, charges)) return false;
    const std::size_t n = charges.days.size();
    if (n < rules_.min_charges) return true;
    std::int64_t sum = 0;
    std::int64_t squares = 0;
    for (std::size_t i = 0; i + 1 < n; ++i) {
      const std::int32_t gap = charges.days[i + 1] - charges.days[i];
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
    add(rows, charges.days.back(), median2, cadence == irregular);
    if (cadence != irregular || rules_.irregular_counts)
      found_.push_back({customer_, merchant, static_cast<std::uint8_t>(cadence), mean_amount(amounts.sum, n),
                        static_cast<std::uint32_t>(n), charges.days.back(), static_cast<double>(median2) / 2,
                        is_active(charges.days.back(), median2) ? SubscriptionState::kActive : SubscriptionState::kLapsed});
    return true;
  }

  [[nodiscard]] const std::array<WindowTotals, kMaxWindows>& totals() const { return totals_; }

 private:
  [[nodiscard]] bool is_active(Day last, std::int64_t median2) const {
    if (rules_.active_by_window) return reference_ - last < profile_.age_limit(profile_.windows.front());
    return std::int64_t{reference_ - last} * 200 <= rules_.active_median_gaps * median2;
  }

  void add(std::span<const std::uint64_t> rows, Day last, std::int64_t median2, bool irregular) {
    for (std::size_t w = 0; w < profile_.windows.size(); ++w) {
      const Day limit = profile_.age_limit(profile_.windows[w]);
      const bool charged = reference_ - last < limit;
      WindowTotals& to = totals_[w];
      to.irregular += irregular && charged;
      if (irregular && !rules_.irregular_counts) continue;
      to.subscriptions += charged || (!rules_.active_by_window && is_active(last, median2));
      for (std::size_t i = rows.size(); i-- > 0;) {
        if (reference_ - day_of(batch_.transactions.timestamp[rows[i]]) >= limit) break;
        to.spend -= std::min<Minor>(batch_.transactions.amount[rows[i]], 0);
      }
    }
  }

  const CustomerColumns& batch_;
  std::uint64_t customer_;
  const SignalProfile& profile_;
  const SubscriptionRules& rules_;
  Day reference_;
  DetectorScratch& scratch_;
  std::vector<Subscription>& found_;
  std::array<WindowTotals, kMaxWindows> totals_{};
};

}  // namespace

std::int64_t twice_median(std::span<std::int32_t> gaps) {
  const std::size_t n = gaps.size();
  const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(n / 2);
  if (n > kShortList) {
    std::nth_element(gaps.begin(), middle, gaps.end());
    if (n % 2 == 1) return std::int64_t{2} * *middle;
    return std::int64_t{*middle} + *std::max_element(gaps.begin(), middle);
  }
  for (std::size_t i = 1; i < n; ++i) {
    const std::int32_t gap = gaps[i];
    std::size_t at = i;
    for (; at > 0 && gaps[at - 1] > gap; --at) gaps[at] = gaps[at - 1];
    gaps[at] = gap;
  }
  return n % 2 == 1 ? std::int64_t{2} * *middle : std::int64_t{*middle} + *(middle - 1);
}

bool detect_subscriptions(const CustomerColumns& batch, std::span<const std::uint64_t> charges, std::uint64_t customer,
                          const SignalProfile& profile, Day reference, DetectorScratch& scratch,
                          std::span<Summary> summaries, std::vector<Subscription>& found) {
  MerchantWalk walk(batch, customer, profile, reference, scratch, found);
  for (std::size_t begin = 0, end = 0; begin < charges.size(); begin = end) {
    const std::uint32_t merchant = batch.merchant[charges[begin]];
    for (end = begin + 1; end < charges.size() && batch.merchant[charges[end]] == merchant;) ++end;
    if (end - begin >= profile.subscriptions.min_charges &&
        !walk.add_merchant(merchant, charges.subspan(begin, end - begin)))
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
