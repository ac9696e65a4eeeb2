#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "audit/checkpoint/aggregates.hpp"
#include "audit/checkpoint/checkpoint.hpp"
#include "audit/checkpoint/customer_state.hpp"
#include "audit/checkpoint/subscription_spill.hpp"
#include "audit/settings/settings.hpp"
#include "spendlens/audit/audit.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::audit {

/// What the stages of one run share. The stages run in the order below; each is collective.
struct Run {
  comm::Communicator& communicator;
  const AuditOptions& options;
  Settings settings;
  ledger::Ledger ledger;
  ledger::PrefixRange range{};       ///< this rank's
  std::uint64_t first_customer = 0;  ///< global row of this rank's first customer
  std::uint64_t num_customers = 0;   ///< of this rank
  AuditResult result{};
  ResultExtent extent{};
  std::unique_ptr<store::ColumnFileWriter> file{};
  std::unique_ptr<Checkpoint> checkpoint{};
  CustomerState state{};
  /// Of this rank's customers that a checkpoint holds; after the streaming pass of all
  Aggregates aggregates{};
  std::vector<FinishedRange> unsaved_ranges{};              ///< finished by this run, not in a checkpoint yet
  std::chrono::steady_clock::time_point last_checkpoint{};  ///< or the beginning
  double last_checkpoint_cost = 0;                          ///< seconds
  std::array<lenses::DecileCuts, 2> deciles{};              ///< by index_of(PeriodRole)
  std::unique_ptr<SubscriptionSpill> subscriptions{};
  std::uint64_t computed_customers = 0;  ///< of this rank by this run
  std::uint64_t bytes_read = 0;
  std::uint64_t batches = 0;             ///< of this rank
  std::uint64_t batch_memory_bytes = 0;  ///< of this rank
};

/// Opens (and with `verify` verifies) the ledger, reads the profile, settles the dates and what of the segments
/// matters. Makes nothing. Collective.
[[nodiscard]] Run open_run(comm::Communicator& communicator, const AuditOptions& options);

/// The same, then makes the output, finds what an earlier run left there, and deals the customers. Collective.
[[nodiscard]] Run set_up(comm::Communicator& communicator, const AuditOptions& options);

/// What the tables of a result of so many customers are like, as far as it is known before the rows are read. Local.
[[nodiscard]] ResultExtent extent_of(const Run& run, std::uint64_t customers);

/// What the record says of a run from its beginning on. Collective.
void begin_record(Run& run);

/// What the ranks counted, added up; the same on all of them. Collective.
void complete_record(Run& run);

/// Aggregates of no customers, of the shape that the result has.
[[nodiscard]] Aggregates empty_aggregates(const AuditResult& result);

/// What a rank wishes between two batches; the largest next_action of all ranks counts.
enum class StreamAction : std::int64_t { kGoOn = 0, kCheckpoint = 1, kStop = 2 };

/// Tells when a checkpoint is due and when to stop. Local.
class StreamClock {
 public:
  explicit StreamClock(const Run& run) : run_(run) {}

  /// Throws what options.stop_requested throws.
  [[nodiscard]] StreamAction next_action() const;

 private:
  const Run& run_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Puts what is finished on the disk. Collective.
void save_checkpoint(Run& run);

/// Ends the run, with a checkpoint, where any rank is asked to stop. Collective. Throws Error(kStopped).
void stop_if_requested(Run& run);

/// The same where the ranks have agreed to stop.
[[noreturn]] void stop_with_checkpoint(Run& run);

/// The streaming pass: every row once for RFM, signals and personas; values to the file, integers into the partials.
void stream_stage(Run& run);

/// Order statistics over all ranks: score cuts, Lens 1 of both periods, decile cuts.
void order_stage(Run& run);

/// Scores and deciles of every customer, now that the cuts are known; Lens 2.
void score_stage(Run& run);

/// Detected subscriptions into columns of exact size, now that their number is known.
void subscription_stage(Run& run);

/// /score_cuts, /score_counts, /spend_deciles, /condition, /summary and the settings, by rank 0.
void write_cut_tables(const Run& run);

/// Brings audit.h5 and its summary under their names. `complete` is called on rank 0 before the summary is written, for
/// what is known of the run by then. Collective.
void publish_result(Run& run, const std::function<void()>& complete);

}  // namespace spendlens::audit
