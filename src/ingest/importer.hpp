#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "ingest/fold_stage.hpp"
#include "ingest/parse/text_rules.hpp"
#include "ingest/read_stage.hpp"
#include "ingest/source/input_files.hpp"
#include "ingest/work_directory.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/ingest/import.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/rejects.hpp"
#include "spendlens/ledger/terms.hpp"

namespace spendlens::ingest {

/// One import at work on one rank: its stages in their order (importer.cpp), what is counted and rejected of the
/// records (finish_rejects.cpp), what a user should look at (import_warnings.cpp), and the segment (write_segment.cpp).
class Importer {
 public:
  /// Opens the inputs. `options` must outlive this. Collective. Throws what import_transactions() does.
  Importer(comm::Communicator& communicator, const ImportOptions& options);

  /// Reads, folds, and publishes what came of it. Once only. Collective.
  ImportReport run();

 private:
  /// Notes how long the stage took that ends now.
  void clock(const char* stage);
  /// Whether accounts of the ledger's other segments say whose the rows are.
  [[nodiscard]] bool needs_accounts_of_ledger() const;
  /// Whether the segment is there already as this import would make it, with no more rejects than are allowed now.
  /// It is made anew where other segments decide too. Collective.
  [[nodiscard]] bool is_unchanged();
  /// The ledger, where its accounts say whose the rows are. Collective.
  [[nodiscard]] std::optional<ledger::Ledger> accounts_of_ledger();
  [[nodiscard]] std::string timezone() const { return terms_.timezone.value_or("UTC"); }
  [[nodiscard]] ledger::RecordCounts& counts_of(RecordKind kind);
  [[nodiscard]] std::uint64_t allowed_rejects(std::uint64_t rows_read) const;
  /// What became rows of the segment, of all ranks. Collective.
  void count_stored();
  /// What was read and rejected of one kind of record, of all ranks. Throws InternalError where it does not add up.
  /// Collective.
  void count_records(RecordKind kind);
  /// Brings the rejects of all ranks together, counts, and decides whether they are too many. Collective.
  void finish_rejects();
  /// Rates above 1 are mostly percentages.
  void add_hint_of_rates();
  /// What DEFINITIONS section 1 says of logs that get in wrong. Collective.
  void judge_stored_rows();
  /// Codes that the list of categories has not, of all ranks. Collective.
  void warn_of_unlisted_categories();
  /// A payee may have another name in the ledger's other segments.
  void warn_of_other_merchants();
  /// A log without ids may tell what the ledger has already.
  void warn_of_equal_rows();
  /// The rejects on their way into the ledger; on rank 0, where some come or old ones go, otherwise null. Collective.
  std::unique_ptr<ledger::RejectsPublication> rejects_to_publish();
  /// Publishes the rejects alone. Collective.
  void refuse();
  /// The options with the columns that the files have of those that a format lists.
  [[nodiscard]] ImportOptions as_read() const;
  /// What the segment says of itself and of its origin.
  [[nodiscard]] ledger::SegmentMetadata metadata() const;
  /// Writes the segment and publishes it with the rejects. Collective.
  void publish();
  /// What the report says of the segment that is there now. Collective.
  void describe_segment();
  void write();

  comm::Communicator& communicator_;
  const ImportOptions& options_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  ImportReport report_;
  WorkDirectory work_;
  ledger::Terms terms_;
  SourceOptions source_options_;
  TextRules rules_;
  Inputs inputs_;
  ReadStage read_;
  FoldStage fold_;
};

}  // namespace spendlens::ingest
