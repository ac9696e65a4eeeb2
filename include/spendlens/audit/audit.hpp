#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "spendlens/audit/breakdown.hpp"
#include "spendlens/audit/clv.hpp"
#include "spendlens/audit/cohort_attribute.hpp"
#include "spendlens/audit/cohort_segments.hpp"
#include "spendlens/cohorts/analysis.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/comm/counting.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/lenses/period_comparison.hpp"
#include "spendlens/lenses/single_period.hpp"
#include "spendlens/personas/partial.hpp"
#include "spendlens/personas/registry.hpp"
#include "spendlens/personas/segments.hpp"
#include "spendlens/rfm/scores.hpp"
#include "spendlens/signals/partial.hpp"
#include "spendlens/signals/stream_partial.hpp"
#include "spendlens/signals/profile.hpp"

namespace spendlens::audit {

/// How much of a result is kept a customer. Every level has the same summary.
enum class Detail : std::uint8_t { kFull, kEvidence, kSummary };
[[nodiscard]] constexpr const char* detail_name(Detail detail) {
  return detail == Detail::kFull ? "full" : detail == Detail::kEvidence ? "evidence" : "summary";
}

struct Progress {
  std::uint64_t rows_done = 0;
  std::uint64_t rows_total = 0;
};

struct AuditResult;

/// A value of an attribute of customers or a dimension of orders that customers or orders must have, or must not. The
/// empty one: they have none. Of several for one name any that must be is enough, and none that must not be may be.
struct RowCondition {
  std::string name;
  std::string value;
  bool is_not = false;

  [[nodiscard]] std::string text() const { return name + (is_not ? "!=" : "=") + value; }
};

/// NAME=VALUE or NAME!=VALUE; nothing where it is neither. Local.
[[nodiscard]] std::optional<RowCondition> row_condition_of(const std::string& text);

struct AuditOptions {
  std::string ledger;
  std::string out;
  std::optional<std::string> as_of;    ///< YYYY-MM-DD; default: the ledger's last date
  std::optional<std::string> period;   ///< default: the 365 days up to as-of
  std::optional<std::string> compare;  ///< default: the period before `period`
  std::string profile = "default";     ///< a name or a YAML file
  bool signals = true;                 ///< and personas, which are judged by them; false: RFM, lenses, values alone
  std::string personas = "default";    ///< a shipped registry, a YAML file, or none; not looked at without signals
  std::string segments = "default";    ///< the shipped registry, a YAML file, or none
  std::optional<std::string> by;       ///< an attribute of customers or a dimension of orders: figures of each value
  std::vector<RowCondition> where;     ///< which customers and orders there are for the whole audit
  std::vector<int> percentiles = lenses::kDefaultPercentiles;
  rfm::ScoreMethod score_method = rfm::ScoreMethod::kQcut;
  int bins = 5;
  Detail detail = Detail::kFull;
  /// Calendar units of Lenses 3 to 5, each at most once; empty: without these lenses
  std::vector<Granularity> cohorts = {Granularity::kMonth};
  std::optional<std::string> acquired_from;  ///< YYYY-MM-DD; who first bought before it is of the cohort `earlier`
  std::optional<value::Model> clv;           ///< the model that scores what customers will be worth; nothing: none does
  /// The first day of the holdout, or `none`; default: the last third of the span, see value::default_calibration_end()
  std::optional<std::string> clv_holdout;
  bool verify = false;        ///< all blocks of the ledger against their sums first
  double shadow_percent = 0;  ///< of the customers that the reference loops compute too, 0 to 100
  int num_threads = 1;        ///< of each rank
  std::uint64_t memory_bytes = std::uint64_t{64} << 20;  ///< of a rank's batches and what is computed of them
  /// Seconds from one checkpoint to the next, 0: after every batch. Default: 60, or 50 times what the last one took
  /// where that is more, so that checkpoints take less than 2 % of a run.
  std::optional<double> checkpoint_interval;
  std::optional<double> max_seconds;  ///< of the streaming pass, after which it stops with a checkpoint
  /// Asked on every rank between batches, whether the run is to stop with a checkpoint; what it throws ends the run.
  std::function<bool()> stop_requested;
  /// Called on rank 0 before a file gets its final name; throws where the output is another job's by now.
  std::function<void()> require_output;
  /// Called on rank 0 for the text of summary.json, twice: what it says before `data_quality` is the same in both.
  /// Required.
  std::function<std::string(const AuditResult&)> summary;
  /// Called on rank 0 with a line for people, on a checkpoint that is used or not
  std::function<void(const std::string&)> notice;
  std::function<void(const std::string&)> stage;  ///< called on every rank when a stage begins, with its name
  std::string commit = "unknown";                 ///< that the program was built from, for the record
  std::function<void(const Progress&)> progress;  ///< called on rank 0 between batches
};

/// Customers of one recency and one frequency score.
struct ScoreCell {
  std::uint64_t customers = 0;
  Minor revenue = 0;
};

/// A metric that is scored. The values stand in files (/score_cuts/metric): they never change.
enum class Metric : std::uint8_t { kRecency = 0, kFrequency = 1, kMonetary = 2 };
inline constexpr std::array<Metric, 3> kMetrics = {Metric::kRecency, Metric::kFrequency, Metric::kMonetary};
[[nodiscard]] constexpr std::size_t index_of(Metric metric) { return static_cast<std::size_t>(metric); }

/// The period that an audit is about, or the one that it is compared with. The values stand in files
/// (/score_cuts/table, /spend_deciles/table): they never change.
enum class PeriodRole : std::uint8_t { kPeriod = 0, kCompare = 1 };
inline constexpr std::array<PeriodRole, 2> kPeriodRoles = {PeriodRole::kPeriod, PeriodRole::kCompare};
[[nodiscard]] constexpr std::size_t index_of(PeriodRole role) { return static_cast<std::size_t>(role); }

/// Scores of one period: the cuts of each metric, and the customers that each score has (index = score, 0 unused).
struct ScoreSummary {
  std::array<rfm::ScoreCuts, 3> cuts;  ///< by index_of(Metric)
  std::array<std::array<std::uint64_t, rfm::kMaxBins + 1>, 3> customers{};
  /// Customers by recency score, then frequency score
  std::array<std::array<ScoreCell, rfm::kMaxBins + 1>, rfm::kMaxBins + 1> grid{};
};
inline constexpr std::array<const char*, 3> kMetricNames = {"recency_days", "frequency", "monetary"};

/// A period as it was evaluated: up to observation_end, which is its end or the day after as-of where that is earlier.
struct ObservedPeriod {
  Period period;
  Day observation_end = 0;

  /// The days that count: [start, observation_end), empty where as-of is before the start.
  [[nodiscard]] Period observed() const {
    return {period.start, observation_end > period.start ? observation_end : period.start};
  }
};

/// Purchases before this day, of those that as-of knows, are history: it tells the first-time from the reactivated.
[[nodiscard]] inline Day history_end(const ObservedPeriod& period, Day reference) {
  return period.period.start < reference + 1 ? period.period.start : reference + 1;
}

/// What of signals and personas an audit computes: what no row of the ledger says anything about is not.
struct SignalScope {
  bool signals = true;
  bool personas = true;
  /// A line for people on each that is left out although it was asked for; empty: it is not
  std::string why_no_signals{};
  std::string why_no_personas{};
};

/// Signals and personas of the whole base in one window.
struct WindowSummary {
  signals::Window window;
  signals::SignalPartial signals;
  personas::PersonaPartial personas;
  /// Customers of a generated ledger by archetype and what they were assigned, at archetype · names + assigned, names
  /// being persona_names(); else empty.
  std::vector<std::uint64_t> recovery;
};

struct LedgerInfo {
  std::uint64_t transactions = 0;
  std::uint64_t customers = 0;
  std::uint64_t accounts = 0;  ///< of the snapshot that counts
  std::uint64_t liabilities = 0;
  std::optional<Day> first_day;
  std::optional<Day> last_day;
  std::string currency;
  std::string timezone;
  std::vector<std::string> archetypes;  ///< of customers, where a generator made them
};

/// What the imports of the ledger's segments counted of one kind of record, added up.
struct RecordQuality {
  std::uint64_t rows_read = 0;
  std::uint64_t rows_stored = 0;
  std::uint64_t lines_folded = 0;  ///< of transactions only
  std::uint64_t rows_rejected = 0;
  std::uint64_t rows_filtered = 0;
  std::uint64_t rows_superseded = 0;  ///< orders that a later import told again; of transactions only
  std::map<std::string, std::uint64_t> rejected;
};

struct DataQuality {
  RecordQuality transactions;
  RecordQuality accounts;
  RecordQuality liabilities;
};

/// A segment that a run read, as it was.
struct SegmentRecord {
  std::string name;
  std::uint64_t transactions = 0;
  std::uint64_t bytes = 0;  ///< of the file
  std::string digest;       ///< of the sums of its blocks, and so of what it holds: 32 hexadecimal digits
};

/// What Lenses 3 to 5 are asked for.
struct CohortSettings {
  std::vector<Granularity> granularities;
  cohorts::CohortRules rules;
  CohortAttribute attribute;  ///< of the profile; nothing where no granularity is asked for
};

/// Lenses 3 to 5 of the customers of one part of a CohortAttribute.
struct CohortPart {
  std::string value;                              ///< as CohortAttribute::parts() has it
  std::vector<cohorts::CohortAnalysis> analyses;  ///< one a granularity
};

/// Everything of a run that may differ from one run to the next.
struct RunRecord {
  int ranks = 1;
  int threads = 1;
  std::string commit;  ///< that the program was built from
  /// The digest of the audit.h5 that it wrote, see result_summary.hpp; on rank 0 only
  std::string audit_digest;
  std::string started_at;                         ///< UTC, 2026-03-01T02:10:44Z
  std::map<std::string, int> hosts;               ///< ranks on each; on rank 0 only
  std::map<std::string, int> instruction_sets;    ///< ranks whose kernels used each; on rank 0 only
  std::map<std::string, std::string> options;     ///< of the command line, as they were understood
  std::vector<SegmentRecord> segments;            ///< on rank 0 only
  std::string resumed_from;                       ///< id of the checkpoint; empty: the run began anew
  std::vector<std::string> segments_passed_over;  ///< of which no row was read: none can matter to a window or a period
  std::vector<std::pair<std::string, double>> stage_seconds;
  std::uint64_t shadow_customers = 0;  ///< that the reference loops computed too, without a difference
  std::uint64_t bytes_read = 0;        ///< of all ranks
  std::uint64_t bytes_written = 0;
  std::uint64_t read_calls = 0;                             ///< of the system, on the ledger; of all ranks
  std::uint64_t write_calls = 0;                            ///< on audit.h5
  std::uint64_t batches = 0;                                ///< of all ranks
  std::uint64_t batch_memory_bytes = 0;                     ///< of the rank whose batches took most
  std::uint64_t peak_memory_bytes = 0;                      ///< resident, the ranks' added up
  std::uint64_t resumed_customers = 0;                      ///< that a checkpoint held; 0: the run began anew
  std::uint64_t checkpoints = 0;                            ///< written by this run
  double checkpoint_seconds = 0;                            ///< that they took
  std::map<std::string, comm::CollectiveCost> collectives;  ///< of rank 0
};

/// The results for the whole base; the same on every rank, whatever the number of ranks, threads and segments
/// (`run` aside).
struct AuditResult {
  LedgerInfo ledger;
  Day reference = 0;
  std::string profile;
  rfm::ScoreMethod score_method = rfm::ScoreMethod::kQcut;
  int bins = 5;
  Detail detail = Detail::kFull;
  ObservedPeriod period;
  ObservedPeriod compare;
  ScoreSummary rfm;
  ScoreSummary rfm_compare;
  lenses::SinglePeriodAnalysis lens1;
  lenses::SinglePeriodAnalysis lens1_compare;
  lenses::PeriodComparison lens2;
  CohortSettings cohort_settings;
  std::vector<cohorts::CohortAnalysis> cohorts;  ///< Lenses 3 to 5, one for each granularity of the settings
  std::vector<CohortPart> cohort_parts;          ///< in the order of CohortAttribute::parts()
  ClvSettings clv_settings;
  std::optional<ClvAnalysis> clv;  ///< where it was asked for
  SignalScope scope;
  std::vector<WindowSummary> windows;  ///< of the profile; none without signals
  signals::SignalProfile signal_profile;
  personas::Registry registry;
  personas::Registry segments;  ///< of subject segment; empty: none were asked for
  personas::SegmentPartial segment_figures = personas::SegmentPartial();  ///< of both periods
  std::vector<CohortSegmentTable> cohort_segments;                        ///< of the period; none without cohorts
  std::optional<Breakdown> by;                                            ///< where it is asked for
  std::vector<std::string> where;                                         ///< the conditions, as text
  std::uint64_t streams = 0;                                              ///< of all customers, habits left out
  signals::StreamPartial stream_totals;
  DataQuality data_quality;
  RunRecord run;
};

/// The window whose personas people are shown first: 6 months where there is one, else the longest. Precondition: there
/// are windows, ascending.
[[nodiscard]] std::size_t main_window(std::span<const signals::Window> windows);
[[nodiscard]] std::size_t main_window(const AuditResult& result);

/// The personas that nobody could qualify for in a window, as what they ask for is null for every customer: indices.
[[nodiscard]] std::vector<std::size_t> untestable_personas(const AuditResult& result, std::size_t window);

/// The segments that nobody could qualify for, as what they ask for is known of nobody: values where no model could be
/// fitted. Indices.
[[nodiscard]] std::vector<std::size_t> untestable_segments(const AuditResult& result);

/// What can be said of options before anything is opened or made: throws UsageError where one is out of its range or
/// `out` is the ledger. Local; run_audit does so itself.
void check_options(const AuditOptions& options);

/// Streams the ledger once, writes `out`/audit.h5 and `out`/summary.json (published whole, see result_summary.hpp) and
/// returns the summary. Collective.
/// Holds memory_bytes of batches (or, where that is too little for it, the largest of 65,536 hash ranges) and 30 bytes
/// a customer, and while a metric's order statistics run up to 12 bytes more for each; nothing is gathered to
/// one rank but the summary. Goes on from a checkpoint in `out`/.checkpoint that was made of the same ledger with the
/// same settings by the same program, on any number of ranks; the result is the same to the last bit. A complete run
/// leaves no checkpoint. Throws UsageError, InputError, IoError on all ranks alike; Error with ExitCode::kShadow,
/// naming customer and signal, where a reference loop differs; Error with ExitCode::kStopped where it was told to stop,
/// its checkpoint being on the disk.
[[nodiscard]] AuditResult run_audit(comm::Communicator& communicator, const AuditOptions& options);

}  // namespace spendlens::audit
