#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/exchange/account_owners.hpp"
#include "ingest/exchange/account_resolver.hpp"
#include "ingest/exchange/bucket_store.hpp"
#include "ingest/exchange/customer_list.hpp"
#include "ingest/exchange/hash_ranges.hpp"
#include "ingest/exchange/order_conflicts.hpp"
#include "ingest/import_rejects.hpp"
#include "ingest/parse/account_parser.hpp"
#include "ingest/parse/customer_parser.hpp"
#include "ingest/parse/pseudonyms.hpp"
#include "ingest/parse/row_parser.hpp"
#include "ingest/parse/split_records.hpp"
#include "ingest/parse/text_rules.hpp"
#include "ingest/parse/timestamp_parser.hpp"
#include "ingest/rejected_forms.hpp"
#include "ingest/source/block_source.hpp"
#include "ingest/source/input_files.hpp"
#include "ingest/stored_rows.hpp"
#include "ingest/work_directory.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// The first stage of an import: each rank parses its blocks, and what is good goes to the rank that owns its
/// customer's, order's or account's hash.
class ReadStage {
 public:
  /// Collective. What is referred to must outlive this. Throws UsageError for timestamps that cannot be read so.
  ReadStage(comm::Communicator& communicator, const ImportOptions& options, const WorkDirectory& work,
            const Inputs& inputs, const SourceOptions& source_options, const TextRules& rules);

  /// What is known before a row is read.
  struct Known {
    std::string timezone;
    std::optional<std::string> currency;  ///< the ledger's, where that is known
    /// The one whose accounts say whose rows are; null: those of this import do, or none
    const ledger::Ledger* accounts = nullptr;
  };
  /// Reads everything, twice where rows turn out to be in several currencies. Collective. Throws InputError where the
  /// stated formats of timestamps contradict each other.
  void run(const Known& known);

  [[nodiscard]] ImportRejects& rejects() { return *rejects_; }
  /// Null where customers' ids stay as they are.
  [[nodiscard]] Pseudonyms* pseudonyms() { return pseudonyms_.get(); }
  [[nodiscard]] BucketStore& rows() { return *rows_; }
  /// Null where an order id is read within its customer, or there is none.
  [[nodiscard]] OrderConflicts* orders() { return checks_orders_ ? orders_.get() : nullptr; }
  /// Null where no accounts are given; resolved.
  [[nodiscard]] AccountResolver* accounts() { return accounts_.get(); }
  /// These two are null where no customers are given.
  [[nodiscard]] CustomerList* customers() { return customers_.get(); }
  [[nodiscard]] CustomerParser* customer_parser() { return customer_parser_.get(); }
  [[nodiscard]] std::size_t num_attributes() const { return inputs_.attributes.size(); }
  /// Null where rows name their customers, and no account is joint.
  [[nodiscard]] const AccountOwners* owners() const { return owners_.get(); }
  /// Whether each file of transactions names its rows' customers.
  [[nodiscard]] bool names_customers() const { return names_customers_; }
  /// The parser of transactions, with what it has seen of them.
  [[nodiscard]] RowParser& parser() { return *parser_; }
  /// Records of all ranks.
  [[nodiscard]] std::uint64_t rows_read(RecordKind kind) const { return rows_read_[index_of(kind)]; }
  [[nodiscard]] std::uint64_t rows_filtered(RecordKind kind) const { return rows_filtered_[index_of(kind)]; }
  /// What the transactions' currency is.
  [[nodiscard]] const std::string& currency() const { return currency_; }
  /// The latest of this rank's good transactions.
  [[nodiscard]] const LatestRow& latest() const { return latest_; }

  /// The options that would have read what was rejected, in words, on rank 0; `rejected`: of transactions, by reason.
  /// Collective.
  [[nodiscard]] std::vector<std::string> hints(const std::map<std::string, std::uint64_t>& rejected) const;

 private:
  void begin(const std::optional<std::string>& currency_codes);
  void read_blocks(const ledger::Ledger* accounts);
  void read_records_beside();
  void resolve_accounts();
  void find_owners(const ledger::Ledger* accounts);
  void require_agreement();
  void parse(const Block& block);
  void parse_rows(const Block& block);
  void parse_disguised_rows(const Block& block);
  void reject(RejectPlace place, const char* why, std::string_view detail, std::string_view record);
  void take_row(const char* why, RejectPlace place, bool malformed, std::string_view record);
  template <class Parser, class Record, class Use>
  void parse_records(const Block& block, Parser& parser, Record& parsed, Use use);
  void send_row(const WireRow& row);
  void exchange_rows();
  void tell_progress() const;

  comm::Communicator& communicator_;
  const ImportOptions& options_;
  const WorkDirectory& work_;
  const Inputs& inputs_;
  const SourceOptions& source_options_;
  const TextRules& rules_;
  HashRanges ranges_;
  bool names_customers_;  ///< each file of transactions does
  bool checks_orders_;
  RecordSplitter splitter_;
  std::unique_ptr<TimestampParser> timestamps_;
  std::unique_ptr<Pseudonyms> pseudonyms_;  ///< null: ids stay as they are
  RejectedForms forms_;
  std::unique_ptr<ImportRejects> rejects_;
  std::unique_ptr<RowParser> parser_;
  std::unique_ptr<AccountParser> account_parser_;  ///< these three only where accounts are given
  std::unique_ptr<LiabilityParser> liability_parser_;
  std::unique_ptr<AccountResolver> accounts_;
  std::unique_ptr<CustomerParser> customer_parser_;  ///< both only where customers are given
  std::unique_ptr<CustomerList> customers_;
  std::unique_ptr<AccountOwners> owners_;
  std::unique_ptr<BucketStore> rows_;
  std::unique_ptr<OrderConflicts> orders_;
  WireRow row_;
  WireAccount account_;
  WireLiability liability_;
  WireCustomer customer_;
  RowBytes row_bytes_;
  std::vector<std::vector<std::byte>> outgoing_;          ///< wire rows by owner, of other ranks
  std::array<std::uint64_t, kNumKinds> rows_read_{};      ///< while blocks are read of this rank, then of all
  std::array<std::uint64_t, kNumKinds> rows_filtered_{};  ///< likewise
  LatestRow latest_;
  std::string currency_;
};

}  // namespace spendlens::ingest
