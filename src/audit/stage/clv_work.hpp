#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audit/checkpoint/input_spill.hpp"
#include "spendlens/audit/clv.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/value/inputs.hpp"

namespace spendlens::audit {

/// Inputs of the models of value while rows stream by. Where none is asked for it does nothing.
class ClvWork {
 public:
  ClvWork(const ClvSettings& settings, int num_threads);

  /// Makes room for the customers of a batch.
  void resize(std::size_t num_customers);

  /// Reads customers [customers.begin, customers.end) of a batch, whose columns these are. May be called from several
  /// threads at once, each with a number of its own.
  void compute(const TransactionColumns& columns, ItemRange customers, std::size_t thread);

  /// Adds what the threads have counted by day to `repeat_days`, and what was spent since ClvSettings::streams_from.
  void collect(std::vector<std::uint64_t>& repeat_days, int128& recent_spend);

  /// The inputs of the batch's customers.
  [[nodiscard]] std::span<const InputRecord> records() const { return records_; }

 private:
  struct Thread {
    value::InputReader reader;
    std::vector<std::uint64_t> repeat_days;
    bool has_counted = false;
    int128 recent_spend = 0;
  };

  const ClvSettings& settings_;
  std::vector<Thread> threads_;
  std::vector<InputRecord> records_;
};

/// Entries of Aggregates::repeat_days: a day each from the first to the reference, where there is a holdout.
[[nodiscard]] std::size_t num_repeat_days(const ClvSettings& settings);

/// Whether a customer has the inputs that plain loops over the dates find.
[[nodiscard]] bool agrees_with_plain_loops(const ClvSettings& settings, const TransactionColumns& columns,
                                           std::uint64_t customer, const InputRecord& record);

}  // namespace spendlens::audit
