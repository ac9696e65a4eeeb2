#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "ingest/exchange/dictionary.hpp"
#include "ingest/exchange/run_spool.hpp"
#include "ingest/fold/fold.hpp"
#include "ingest/read_stage.hpp"
#include "ingest/stored_rows.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// The second stage of an import: a rank's buckets become runs of finished customers, in the order of the segment.
class FoldStage {
 public:
  /// What is referred to must outlive this. `spool_path`: where runs go that memory does not hold. Local.
  FoldStage(comm::Communicator& communicator, const ImportOptions& options, const Schema& schema,
            std::string spool_path);

  /// Folds what was read, and adds what is rejected only now to its rejects. `max_turnover`: of one customer.
  /// Collective.
  void run(ReadStage& read, const PayeeRules& payees, std::uint64_t max_turnover);

  /// Tells of the rows of customers whose sums are too large, which were good by themselves and have gone by without
  /// their places; null where there are no such customers. The same on all ranks but for the parser. Collective; good
  /// while `read` is.
  [[nodiscard]] ImportRejects::Judge judge_of_overflowing(ReadStage& read);

  [[nodiscard]] RunSpool& spool() { return spool_; }
  [[nodiscard]] const Dictionary& merchants() const { return merchants_; }
  [[nodiscard]] const Dictionary& categories() const { return categories_; }
  /// In the order of the schema's.
  [[nodiscard]] const std::vector<Dictionary>& dimensions() const { return dimensions_; }
  [[nodiscard]] const std::vector<Dictionary>& attributes() const { return attributes_; }
  [[nodiscard]] const ledger::MerchantFacts& merchant_facts() const { return merchant_facts_; }
  /// These three are of this rank.
  [[nodiscard]] StoredRows& stored() { return stored_; }
  [[nodiscard]] std::uint64_t lines_folded() const { return lines_folded_; }
  [[nodiscard]] std::uint64_t customers_stored() const { return customers_stored_; }

 private:
  /// What a thread folds one bucket after the other in.
  struct FoldBuffers {
    std::vector<std::byte> bytes;
    FoldScratch scratch;
    StoredRows stored;
  };

  void build_dictionaries(ReadStage& read, const PayeeRules& payees);
  void fold_buckets(ReadStage& read, std::size_t begin, std::size_t end, const FoldContext& context);

  comm::Communicator& communicator_;
  const ImportOptions& options_;
  const Schema& schema_;
  RunSpool spool_;
  std::vector<FoldBuffers> buffers_;
  Dictionary merchants_;
  ledger::MerchantFacts merchant_facts_;
  Dictionary categories_;
  std::vector<Dictionary> dimensions_;
  std::vector<Dictionary> attributes_;
  std::unordered_set<std::string> conflicting_orders_;
  StoredRows stored_;
  std::uint64_t lines_folded_ = 0;
  std::uint64_t customers_stored_ = 0;
  OverflowingCustomers overflowing_;
  OverflowingAccounts overflowing_accounts_;
};

}  // namespace spendlens::ingest
