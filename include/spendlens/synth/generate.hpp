#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/synth/model.hpp"

namespace spendlens::synth {

/// Customers are numbered below this: ids have nine digits.
inline constexpr std::uint64_t kMaxCustomers = 1'000'000'000;

/// "C000000017"; the accounts of a customer are "C000000017-1", "C000000017-2", ...
[[nodiscard]] std::string customer_id(std::uint64_t number);

struct GenerateProgress {
  std::uint64_t rows_done = 0;
  std::uint64_t rows_total = 0;
};

struct GenerateOptions {
  std::string ledger;
  std::string segment = "generated";
  /// A segment of that name goes, also where it was made from other settings or files
  bool replace = false;
  std::uint64_t customers = 0;
  /// What the customers were made from, as CSV, by number: a file, published whole with the segment; empty: none
  std::string truth;
  /// All that decides what is generated, as text: its digest becomes the source's
  std::string settings;
  int num_threads = 1;                                    ///< of each rank
  std::uint64_t memory_bytes = std::uint64_t{256} << 20;  ///< of a rank's batches
  std::function<void(const GenerateProgress&)> progress;  ///< called on rank 0 between batches
};

struct GenerateReport {
  std::uint64_t customers = 0;
  std::uint64_t rows = 0;
  std::uint64_t accounts = 0;
  std::uint64_t liabilities = 0;
  std::uint64_t bytes_written = 0;  ///< of all ranks
  std::string segment_path;
  std::string replaced;  ///< rank 0: the segment that was there before, in words; empty: none was
};

/// Writes a sorted segment of generated customers: each rank takes a range of hashes, finds the customers that fall
/// into it, and generates them in the segment's order, a batch at a time. The bytes depend on model, customers and
/// segment name alone, on no number of ranks or threads. Collective.
/// Memory: a batch and 4 bytes for each of the rank's customers.
/// Throws UsageError for a number of customers out of range, for a truth that the model does not know, and where a
/// segment of another source would be replaced without `replace`, IoError (before anything is written) where the disk
/// will not hold the segment.
[[nodiscard]] GenerateReport generate_segment(comm::Communicator& communicator, const CustomerModel& model,
                                              const GenerateOptions& options);

}  // namespace spendlens::synth
