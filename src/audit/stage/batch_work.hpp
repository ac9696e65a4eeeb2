#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/stage/clv_work.hpp"
#include "audit/stage/cohort_work.hpp"
#include "audit/stage/dates_work.hpp"
#include "audit/stage/first_purchase_part.hpp"
#include "audit/stage/part_work.hpp"
#include "audit/stage/registry_fields.hpp"
#include "audit/stage/row_classes.hpp"
#include "audit/stage/run.hpp"
#include "audit/stage/signal_inputs.hpp"
#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/ranges.hpp"
#include "spendlens/personas/match.hpp"
#include "spendlens/rfm/activity.hpp"

namespace spendlens::audit {

/// What is computed of one batch. Buffers are kept from batch to batch.
struct BatchResults {
  std::vector<std::uint8_t> row_class;         ///< empty where no row has a bit
  std::array<rfm::ActivityTable, 2> activity;  ///< by index_of(PeriodRole)
  std::vector<std::uint8_t> bought_before;
  std::vector<signals::SignalTable> signals;  ///< one a window; none where there are no signals
  std::vector<signals::Stream> streams;       ///< of payments; habits are none
  PurchaseFields purchases;                   ///< where a persona reads them
  std::vector<personas::Assessment> assessments;
  struct Personas {
    std::vector<std::uint64_t> qualifying;
    std::vector<std::uint64_t> conditions;  ///< a column of customers a word
    std::vector<std::uint8_t> assigned;
  };
  std::vector<Personas> personas;  ///< one a window

  /// For so many customers, with the tables that `head` says.
  void resize(std::size_t num_customers, const AuditResult& head);

  [[nodiscard]] std::uint64_t memory_bytes() const;
};

template <class T>
[[nodiscard]] std::span<T> part_of_column(std::vector<T>& column, ItemRange range) {
  return std::span(column).subspan(range.begin, range.end - range.begin);
}
[[nodiscard]] rfm::ActivityColumns part_of_columns(rfm::ActivityTable& table, ItemRange customers);

/// The columns of a batch that the run's kernels read.
[[nodiscard]] ledger::WantedColumns wanted_columns(const Run& run);

/// Works through one batch after the other. The kernels take a block of customers at a time, so that its rows are read
/// from memory once for RFM and signals.
class BatchWork {
 public:
  /// Of one run of several dates: `dates` are found by the first of them, for all, and `earlier`, that first one, has
  /// worked through each batch before this one does; what it found of rows serves both. Both outlive this one.
  explicit BatchWork(Run& run, DatesWork* dates = nullptr, const BatchWork* earlier = nullptr);
  ~BatchWork();

  /// The columns of a batch that it reads.
  [[nodiscard]] ledger::WantedColumns wanted() const { return wanted_columns(run_); }

  /// Bytes that the results take for each row and customer of a batch, with streams as customers of a bank have them.
  [[nodiscard]] ledger::BatchCost cost() const;

  /// Makes room for batches of at most so many customers and rows, so that nothing grows by doubling.
  void reserve(std::size_t num_customers, std::size_t num_rows);

  [[nodiscard]] std::uint64_t memory_bytes() const;

  /// Makes room for what is found of the batch, which comes before any run's compute().
  void begin(const ledger::Batch& batch);

  /// Finds what rows say: of several runs the first one's comes before any other's.
  void compute(const ledger::Batch& batch, Aggregates& sums);

  /// Adds what was computed to `sums` and the state, writes what is kept. The batches come in the order of the ledger.
  /// Lenses 3 to 5 are added by collect(). Of several runs those of some may be called at the same time.
  void finish(const ledger::Batch& batch, Aggregates& sums);

  /// Both.
  void process(const ledger::Batch& batch, Aggregates& sums);

  /// Adds Lenses 3 to 5 of all batches since the last call, where they are not found for several dates at once.
  void collect(Aggregates& sums) { cohorts_.collect(sums.cohorts); }

  /// What came of the last batch.
  [[nodiscard]] const BatchResults& results() const { return results_; }

 private:
  struct Thread;

  /// What the batch's rows are to RFM: this run's or the earlier one's.
  [[nodiscard]] const std::vector<std::uint8_t>& row_class() const {
    return earlier_ == nullptr ? results_.row_class : earlier_->row_class();
  }
  /// Without customers, with the tables that they have.
  [[nodiscard]] std::vector<signals::SignalTable> empty_tables() const;
  [[nodiscard]] BatchResults empty_results() const;
  void size_results(std::size_t num_customers);
  void keep_streams(Aggregates& sums);
  /// Whether anything of a batch's rows is still to be found, when another run has been through them.
  [[nodiscard]] bool has_own_work() const;
  void compute_purchases(const ledger::Batch& batch, const TransactionColumns& transactions, ItemRange customers,
                         std::size_t thread_number);
  void compute_block(const ledger::Batch& batch, std::uint64_t block, ItemRange customers, std::size_t thread_number);
  void match_personas(const ledger::Batch& batch, Aggregates& sums);
  void count_archetypes(const ledger::Batch& batch, Aggregates& sums);
  void finish_period(PeriodRole role, lenses::SinglePeriodPartial& lens1);
  void write(const ledger::Batch& batch);
  void keep_cohorts();
  void write_cohorts();
  void write_signals();
  void write_personas();

  Run& run_;
  DatesWork* dates_;
  const BatchWork* earlier_;
  RowClasses classes_;
  SignalInputs inputs_;
  RegistryFields fields_;
  std::optional<signals::Summarizer> summarizer_;  ///< where signals are computed
  Aggregates no_customers_;
  CohortWork cohorts_;
  std::optional<FirstPurchasePart> first_purchase_part_;
  ClvWork clv_;
  PartWork parts_;
  std::vector<Thread> threads_;
  BatchResults results_;
  std::vector<std::vector<signals::Stream>> found_;  ///< block by block
  std::vector<std::uint8_t> group_;
  std::vector<std::uint16_t> cohort_;
  std::vector<std::uint32_t> recency_;
  std::vector<Minor> monetary_;
  std::uint64_t first_row_ = 0;  ///< of the present batch, in the result
};

/// Recomputes a share of a batch's customers with the reference loops; returns how many. Throws Error with
/// ExitCode::kShadow that names the first customer and the value that differs.
[[nodiscard]] std::uint64_t shadow_batch(const Run& run, const ledger::Batch& batch,
                                         const signals::CustomerColumns& columns, const RegistryFields& fields,
                                         const BatchResults& results, const CohortWork& cohorts, const ClvWork& clv);

}  // namespace spendlens::audit
