#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "audit/checkpoint/aggregates.hpp"
#include "audit/checkpoint/checkpoint.hpp"
#include "audit/checkpoint/customer_state.hpp"
#include "audit/checkpoint/stream_spill.hpp"
#include "audit/settings/settings.hpp"
#include "audit/stage/kept_values.hpp"
#include "audit/stage/part_codes.hpp"
#include "spendlens/audit/audit.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/personas/cohort_segments.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::audit {

/// The customers that a rank computes.
struct CustomerShare {
  ledger::PrefixRange range{};
  std::uint64_t first_customer = 0;  ///< its row in the result's tables
  std::uint64_t num_customers = 0;
};

/// What is computed of a rank's customers and not in a table yet.
struct CustomerFigures {
  CustomerState state{};
  /// Sums of the customers that a checkpoint holds; after the streaming pass of all.
  Aggregates aggregates{};
  std::unique_ptr<StreamSpill> streams{};
  std::unique_ptr<KeptValues> values{};         ///< where segments read them
  std::array<lenses::DecileCuts, 2> deciles{};  ///< by index_of(PeriodRole)
  /// Sums of this rank's customers, from the first of them on that is in a segment
  std::optional<personas::CohortSegmentPartial> segments_by_cohort{};
};

/// The file that a run writes.
struct RunOutput {
  ResultExtent extent{};
  bool keeps_streams = false;  ///< of every customer
  std::unique_ptr<store::ColumnFileWriter> file{};
};

/// How much of a run is safe on the disk.
struct CheckpointProgress {
  std::unique_ptr<Checkpoint> checkpoint{};
  std::vector<FinishedRange> unsaved_ranges{};              ///< finished by this run, not in a checkpoint yet
  std::chrono::steady_clock::time_point last_checkpoint{};  ///< or the beginning
  double last_checkpoint_cost = 0;                          ///< seconds
};

/// What a rank did, for the record.
struct WorkDone {
  std::uint64_t computed_customers = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t batches = 0;
  std::uint64_t batch_memory_bytes = 0;
};

/// What the stages of one run share, by role. Runs of several dates share the ledger.
struct Run {
  comm::Communicator& communicator;
  const AuditOptions& options;
  Settings settings;
  std::shared_ptr<ledger::Ledger> shared_ledger;
  ledger::Ledger& ledger = *shared_ledger;
  CustomerShare share{};
  PartCodes parts{};  ///< of the base, where a breakdown is asked for
  AuditResult result{};
  CustomerFigures figures{};
  RunOutput output{};
  CheckpointProgress progress{};
  WorkDone work{};

  /// Whether every row is needed with its dimensions: none may stand for others.
  [[nodiscard]] bool reads_dimensions() const { return parts.column.of_orders || ledger.filter().of_orders(); }
};

/// Opens (and with `verify` verifies) the ledger, reads the profile, resolves the dates and what of the segments
/// matters. `options` differ in as_of and out alone and outlive the runs. Makes nothing. Collective.
[[nodiscard]] std::vector<Run> open_runs(comm::Communicator& communicator, std::span<const AuditOptions> options);

/// The same, then makes the outputs, finds what an earlier run left there, and deals the customers, to each run alike.
/// Collective.
[[nodiscard]] std::vector<Run> set_up_runs(comm::Communicator& communicator, std::span<const AuditOptions> options);

/// The run of one date.
[[nodiscard]] Run set_up(comm::Communicator& communicator, const AuditOptions& options);

/// What the tables of a result of so many customers are like, as far as it is known before the rows are read. Local.
[[nodiscard]] ResultExtent extent_of(const Run& run, std::uint64_t customers);

/// What the record says of a run from its beginning on. Collective.
void begin_record(Run& run);

/// What the ranks counted, added up; the same on all of them. Collective.
void complete_record(Run& run);

/// Aggregates of no customers, of the shape that the result has.
[[nodiscard]] Aggregates empty_aggregates(const AuditResult& result);

}  // namespace spendlens::audit
