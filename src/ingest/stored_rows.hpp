#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// What a person looks at first: the orders that are stored, by sign and by day. A partial: those of ranks and threads
/// add up.
class StoredRows {
 public:
  void add(std::span<const Timestamp> timestamps, std::span<const Minor> amounts);
  void merge(const StoredRows& other);
  /// Collective: those of all ranks, on all.
  void reduce(comm::Communicator& communicator);

  [[nodiscard]] const RowsBySign& by_sign() const { return by_sign_; }
  [[nodiscard]] bool are_all_in_january_1970() const;

  /// The day by which 99.9 % of the rows have come, where the last one is more than 30 days later; of fewer than 1,000
  /// rows all but one, and the last one must be more than 180 days later and beyond all that the others cover.
  struct FarDay {
    Day most = 0;
    Day last = 0;
    std::uint64_t rows_beyond = 0;  ///< more than 30 days after `most`
  };
  [[nodiscard]] std::optional<FarDay> far_day() const;

 private:
  RowsBySign by_sign_;
  std::vector<std::uint64_t> rows_of_day_;
};

/// The latest good row that a rank has read, the first of several.
struct LatestRow {
  Timestamp timestamp = 0;
  std::uint32_t file = 0;
  std::uint64_t line = 0;
};

/// What is probably wrong with the rows of all ranks (DEFINITIONS section 1), in words. `latest`: of each rank. Throws
/// InputError where the log cannot be meant so and the option that says it was not given. Local.
[[nodiscard]] std::vector<std::string> warnings_of(const StoredRows& rows, const ImportOptions& options,
                                                   std::span<const LatestRow> latest,
                                                   const std::vector<std::string>& file_names);

}  // namespace spendlens::ingest
