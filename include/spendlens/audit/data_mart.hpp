#pragma once

#include <memory>

#include "spendlens/audit/profile.hpp"
#include "spendlens/ledger/batch_reader.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/rfm/data_mart.hpp"

namespace spendlens::audit {

/// Streams a ledger's data mart (DEFINITIONS section 3), batch by batch, with what the profile says of purchases.
/// Memory: as a BatchReader of some 262,144 rows, and their periods. Not thread-safe.
class DataMartStream {
 public:
  /// `ledger` and `profile` must outlive it.
  DataMartStream(const ledger::Ledger& ledger, const Profile& profile, UnitCalendar calendar, int num_threads);
  ~DataMartStream();
  DataMartStream(const DataMartStream&) = delete;
  DataMartStream& operator=(const DataMartStream&) = delete;

  /// The periods of the next batch, by customer in the order of the ledger, then by period; null after the
  /// last. Valid until the next call. Throws InputError where a sum of a customer overflows, and as BatchReader.
  [[nodiscard]] const rfm::PeriodAggregations* next();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace spendlens::audit
