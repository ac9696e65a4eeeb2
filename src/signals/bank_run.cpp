#include "signals/bank_run.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "signals/reference/signals.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::signals {

BankRun::BankRun(const bank::Plan& plan) : plan_(plan), signals_(plan), staged_(plan.windows.size() * kCustomers) {}

void BankRun::run(const CustomerColumns& batch, ItemRange customers, std::span<SignalTable> tables,
                  std::vector<Stream>& streams) {
  if (tables.size() != plan_.windows.size())
    throw UsageError(fmt::format("{} signal tables for {} windows", tables.size(), plan_.windows.size()));
  const auto offset = batch.transactions.offset;
  for (std::size_t first = customers.begin, n = 0; first < customers.end; first += n) {
    if (offset[first + 1] - offset[first] > bank::kMaxOrderedRows) {
      put_large(batch, first, first - customers.begin, tables, streams);
      n = 1;
      continue;
    }
    for (n = 0; n < kCustomers && first + n < customers.end &&
                offset[first + n + 1] - offset[first + n] <= bank::kMaxOrderedRows;
         ++n)
      signals_.summarize(batch, first + n, &staged_[n], kCustomers, streams);
    for (std::size_t w = 0; w < tables.size(); ++w)
      put(tables[w], first - customers.begin, std::span<const BankSummary>(staged_).subspan(w * kCustomers, n));
  }
}

/// A customer of more rows than keys tell apart: rarely, and as slow as the plain loops are.
void BankRun::put_large(const CustomerColumns& batch, std::size_t customer, std::size_t row,
                        std::span<SignalTable> tables, std::vector<Stream>& streams) const {
  const SignalResults one = bank_reference::signals_of(customer_at(batch, customer), plan_.reference, plan_.rules);
  for (std::size_t w = 0; w < tables.size(); ++w) tables[w].copy(row, one.tables[w], 0);
  for (Stream stream : one.streams) {
    stream.customer = customer;
    streams.push_back(stream);
  }
}

}  // namespace spendlens::signals
