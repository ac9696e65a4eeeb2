#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "signals/bank/cards.hpp"
#include "signals/bank/payee_streams.hpp"
#include "signals/bank/rows.hpp"
#include "signals/figures/bank_summary.hpp"

namespace spendlens::signals::bank {

/// Computes the signals of one customer after the other. One thread's: memory is kept from customer to customer.
class CustomerSignals {
 public:
  explicit CustomerSignals(const Plan& plan) : plan_(plan), finder_(plan) {}

  /// The summaries of a customer, that of the window w of the rules in to[w * step], and its streams, appended to
  /// `found`. Throws InputError
  /// naming the customer where a row is out of range or a sum overflows.
  void summarize(const CustomerColumns& batch, std::size_t customer, BankSummary* to, std::size_t step,
                 std::vector<Stream>& found);

 private:
  /// What the rows come to in one window, those of narrower ones too.
  struct Flows {
    int128 spending = 0;
    int128 refunds = 0;
    int128 savings = 0;
    int128 passive = 0;
    int128 unstreamed = 0;
    int128 fees = 0;
    int128 interest = 0;
    int128 advances = 0;
    std::int64_t overdrafts = 0;
    std::int64_t unpaid = 0;
    std::uint32_t advance_count = 0;
    bool any_interest = false;

    void add(const Flows& other);
  };

  void clear();
  void add_class_sums(const ClassSums& sums, Flows& to) const;
  void add_inflows();
  void leave_out_pairs();
  void add_up();
  void fill(const CustomerColumns& batch, const PlannedWindow& window, std::size_t place, BankSummary& to);
  void fill_commitments(std::size_t place, BankSummary& to);
  void fill_income(const CustomerColumns& batch, std::size_t place, BankSummary& to);
  void fill_outgoings(std::size_t place, BankSummary& to);
  void fill_fees(const CustomerColumns& batch, std::size_t place, BankSummary& to);
  void set_low_month();
  [[nodiscard]] Activity activity() const;
  /// A sum as 64 bits; what does not fit makes the customer fail.
  [[nodiscard]] Minor money(int128 sum);

  const Plan& plan_;
  StreamFinder finder_;
  PairFinder pairs_;
  CustomerRows rows_;
  StreamTotals totals_;
  ByWindow<Flows> flows_{};
  Balances balances_;
  bool has_rows_ = false;
  bool fits_ = true;
  double low_month_pct_ = kNoNumber;
  Day first_day_ = 0;
  Day last_day_ = 0;
  Day days_observed_ = 0;      ///< of the present window
  bool is_enough_ = false;     ///< likewise
  bool knows_income_ = false;  ///< likewise
  int128 income_ = 0;          ///< likewise: numerator of its month
};

}  // namespace spendlens::signals::bank
