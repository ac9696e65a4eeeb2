#include "signals/reference/streams.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

#include "signals/reference/stream_kinds.hpp"

namespace spendlens::signals::bank_reference {

namespace {

constexpr std::array kNeverIncome = {CategoryClass::kCardPayment, CategoryClass::kBorrowed, CategoryClass::kAdvance,
                                     CategoryClass::kTransfer, CategoryClass::kPassive};

Minor median_of(const std::vector<Charge>& charges) {
  std::vector<Minor> amounts;
  for (const Charge& charge : charges) amounts.push_back(charge.amount);
  return static_cast<Minor>((twice_median(amounts) + 1) / 2);
}

/// Typical is the median of the last payments; regular where half of them lie near it.
void judge_income(FoundStream& found, const EarningsRules& rules) {
  std::vector<Minor> last;
  const std::size_t n = std::min<std::size_t>(found.charges.size(), rules.typical_payments);
  for (std::size_t i = found.charges.size() - n; i < found.charges.size(); ++i) last.push_back(found.charges[i].amount);
  const int128 typical2 = twice_median(last);
  std::vector<Minor> deviations2;
  for (const Minor amount : last)
    deviations2.push_back(money(
        2 * int128{amount} > typical2 ? 2 * int128{amount} - typical2 : typical2 - 2 * int128{amount}, "payments"));
  const std::int64_t pct =
      found.of_class == CategoryClass::kVariableIncome ? rules.variable_deviation_pct : rules.max_deviation_pct;
  found.stream.typical2 = static_cast<std::uint64_t>(typical2);
  found.stream.is_regular = twice_median(deviations2) * 10'000 <= 2 * int128{pct} * typical2;
}

class Finder {
 public:
  Finder(const Customer& customer, const BankRules& bank, FoundStreams& found)
      : reference_(customer.reference), income_(bank.income), rules_(bank.streams), found_(found) {}

  void add(const Payee& payee) {
    const std::vector<Charge> charges = charges_of(payee.rows);
    const std::uint32_t doubled = doubled_dates(payee.rows);
    const std::optional<Fit> fit = best_fit(charges, rules_);
    const bool whole = fit && doubled <= rules_.max_doubled_dates;
    if (whole && (payee.is_income || is_fixed(charges, rules_) || may_vary(payee))) return add_whole(payee, *fit);
    const std::vector<Rows> parts = parts_of(payee);
    std::size_t rows_in_parts = 0;
    for (const Rows& part : parts) rows_in_parts += part.size();
    const bool many = parts.size() >= rules_.min_parts &&
                      100 * rows_in_parts >= static_cast<std::size_t>(rules_.parts_pct) * payee.rows.size();
    if (!whole || many) return add_parts(payee, parts, charges);
    add_whole(payee, *fit);
  }

 private:
  /// A whole whose amounts vary is a stream all the same.
  [[nodiscard]] bool may_vary(const Payee& payee) const {
    std::optional<StreamKind> kind = kind_of_class(class_of_latest(payee.rows), false);
    if (payee.alias_kind != kNoStreamKind) kind = static_cast<StreamKind>(payee.alias_kind);
    return kind == StreamKind::kBill || kind == StreamKind::kLoan || kind == StreamKind::kFee ||
           kind == StreamKind::kStandingOrder;
  }

  /// The parts that are streams.
  [[nodiscard]] std::vector<Rows> parts_of(const Payee& payee) const {
    Rows sorted = payee.rows;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Row* a, const Row* b) { return std::abs(a->amount) < std::abs(b->amount); });
    const std::int64_t pct = payee.is_income ? rules_.income_split_pct : rules_.split_pct;
    std::vector<Rows> parts;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      if (i == 0 || differ(sorted[i - 1]->amount < 0 ? -sorted[i - 1]->amount : sorted[i - 1]->amount,
                           std::abs(sorted[i]->amount), pct))
        parts.emplace_back();
      parts.back().push_back(sorted[i]);
    }
    std::erase_if(parts, [&](const Rows& part) {
      const std::vector<Charge> charges = charges_of(part);
      return charges.size() < rules_.min_part_charges || !best_fit(charges, rules_) ||
             !(payee.is_income || is_fixed(charges, rules_));
    });
    return parts;
  }

  void add_whole(const Payee& payee, const Fit& fit) { add_stream(payee, payee.rows, fit, false); }

  void add_parts(const Payee& payee, const std::vector<Rows>& parts, const std::vector<Charge>& charges) {
    for (const Rows& part : parts) add_stream(payee, part, *best_fit(charges_of(part), rules_), true);
    if (parts.empty()) return add_early(payee, charges);
    if (!payee.is_income) return;
    for (const Row* row : payee.rows) {
      const bool in_part = std::any_of(parts.begin(), parts.end(), [row](const Rows& part) {
        return std::find(part.begin(), part.end(), row) != part.end();
      });
      if (!in_part) found_.extra.push_back(row);
    }
  }

  void add_early(const Payee& payee, const std::vector<Charge>& charges) {
    if (payee.is_income || charges.size() != 2) return;
    const CategoryClass of = class_of_latest(payee.rows);
    const Day gap = charges[1].day - charges[0].day;
    if (!(is_other(of) || of == CategoryClass::kShortHabit) || gap < rules_.early_from || gap > rules_.early_to) return;
    if (count_changes(charges, rules_) > 0 || charges[1].day < reference_ - rules_.early_age) return;
    add_stream(payee, payee.rows, fit_of(Cadence::kMonthly, charges, rules_), false);
    found_.all.back().stream.state = StreamState::kEarly;
  }

  void add_stream(const Payee& payee, const Rows& rows, const Fit& fit, bool is_part) {
    FoundStream found;
    found.of_class = class_of_latest(rows);
    found.charges = charges_of(rows);
    found.rows = rows;
    const std::vector<Charge>& charges = found.charges;
    const std::size_t n = charges.size();
    const std::uint32_t changes = count_changes(charges, rules_);
    const CadenceRule& rule = rules_.cadences[static_cast<std::size_t>(fit.cadence)];
    Stream& stream = found.stream;
    stream.payee = payee.payee;
    stream.is_income = payee.is_income;
    stream.cadence = fit.cadence;
    stream.is_fixed = is_fixed(charges, rules_);
    stream.is_part = is_part;
    stream.confidence =
        static_cast<std::uint8_t>(50 * fit.on / fit.gaps + 30 * (n - 1 > changes ? n - 1 - changes : 0) / (n - 1) +
                                  std::min<std::size_t>(20, 5 * (n - 1)));
    stream.amount = charges.back().amount;
    stream.median = median_of(charges);
    stream.charges = static_cast<std::uint32_t>(n);
    stream.skipped = fit.fit - fit.on;
    stream.first = charges.front().day;
    stream.last = charges.back().day;
    stream.next = due_dates(fit.cadence, charges, rules_, stream.last).front();
    for (std::size_t i = 1; i < n; ++i)
      if (differ(charges[i - 1].amount, charges[i].amount, rules_.change_pct))
        stream.price_step = {charges[i].day, charges[i - 1].amount, charges[i].amount};
    const Day grace = rule.tolerance + std::max(rules_.min_grace_days, rule.period / rules_.grace_divisor);
    stream.state = reference_ <= stream.next + grace                          ? StreamState::kActive
                   : reference_ <= stream.next + rule.period + rule.tolerance ? StreamState::kLate
                                                                              : StreamState::kLapsed;
    stream.kind = kind_of(payee, found.of_class, stream, rules_);
    if (stream.is_income) judge_income(found, income_);
    found_.all.push_back(std::move(found));
  }

  Day reference_;
  const EarningsRules& income_;
  const StreamRules& rules_;
  FoundStreams& found_;
};

}  // namespace

FoundStreams find_streams(const Customer& customer, const BankRules& rules) {
  FoundStreams found;
  std::map<std::uint32_t, std::array<Rows, 2>> payees;  // outflows, inflows
  for (const Row& row : customer.rows) {
    if (row.payee == kNoMerchant || row.is_paired || row.amount == 0 || !customer.in_lookback(row, rules)) continue;
    const bool comes_in = row.amount > 0;
    if (comes_in && (row.is_any_of(kNeverIncome) || customer.is_on(row, AccountType::kCredit) ||
                     customer.is_on(row, AccountType::kLoan)))
      continue;
    payees[row.payee][comes_in ? 1 : 0].push_back(&row);
  }
  Finder finder(customer, rules, found);
  for (const auto& [payee, rows] : payees) {
    const std::uint8_t kind = customer.merchant_kind.empty() ? kNoStreamKind : customer.merchant_kind[payee];
    const auto& [out, in] = rows;
    if (!out.empty()) finder.add({payee, false, kind, out});
    if (!in.empty() && may_be_income(class_of_latest(in), charges_of(in).size(), !out.empty(), rules))
      finder.add({payee, true, kNoStreamKind, in});
  }
  return found;
}

}  // namespace spendlens::signals::bank_reference
