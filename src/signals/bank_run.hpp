#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "signals/bank/customer_signals.hpp"
#include "spendlens/core/parallel.hpp"

namespace spendlens::signals {

/// The signals of section 7 of one run of customers after the other. One thread's.
class BankRun {
 public:
  explicit BankRun(const bank::Plan& plan);

  /// As Summarizer::run().
  void run(const CustomerColumns& batch, ItemRange customers, std::span<SignalTable> tables,
           std::vector<Stream>& streams);

 private:
  static constexpr std::size_t kCustomers = 64;  ///< few: what is staged stays in cache

  void put_large(const CustomerColumns& batch, std::size_t customer, std::size_t row, std::span<SignalTable> tables,
                 std::vector<Stream>& streams) const;

  const bank::Plan& plan_;
  bank::CustomerSignals signals_;
  std::vector<BankSummary> staged_;  ///< window by window, kCustomers each
};

}  // namespace spendlens::signals
