#include "ingest/fold_stage.hpp"

#include <algorithm>
#include <utility>

#include "ingest/exchange/payee_facts.hpp"
#include "ingest/fold/account_merge.hpp"
#include "ingest/fold/attribute_merge.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

FoldStage::FoldStage(comm::Communicator& communicator, const ImportOptions& options, const Schema& schema,
                     std::string spool_path)
    : communicator_(communicator),
      options_(options),
      schema_(schema),
      spool_(std::move(spool_path), options.memory_bytes) {}

void FoldStage::build_dictionaries(ReadStage& read, const PayeeRules& payees) {
  if (schema_.has(Field::kMerchant)) {
    const RenamedTexts& seen = read.parser().merchants();
    merchants_ = build_dictionary(communicator_, seen.names(), "merchants", ledger::kNoMerchant);
    merchant_facts_ = gather_payees(communicator_, seen, payees, merchants_);
  }
  if (schema_.has(Field::kCategory))
    categories_ =
        build_dictionary(communicator_, read.parser().categories().names(), "categories", ledger::kNoCategory);
  for (std::size_t i = 0; i < schema_.num_dimensions; ++i)
    dimensions_.push_back(
        build_dictionary(communicator_, read.parser().dimension(i), "texts of a dimension", ledger::kNoDimension - 1));
  for (std::size_t i = 0; i < read.num_attributes(); ++i)
    attributes_.push_back(build_dictionary(communicator_, read.customer_parser()->attribute(i),
                                           "texts of an attribute of customers", ledger::kNoAttribute - 1));
}

void FoldStage::run(ReadStage& read, const PayeeRules& payees, std::uint64_t max_turnover) {
  build_dictionaries(read, payees);
  if (OrderConflicts* const orders = read.orders())
    conflicting_orders_ = orders->conflicting_orders(read.rows(), schema_);
  const FoldContext context{
      schema_,      options_.spend_positive,        &merchants_, &categories_, &conflicting_orders_,
      max_turnover, options_.is_order_amount_first, dimensions_};
  comm::agree(communicator_, [&] {
    const auto threads = static_cast<std::size_t>(std::max(1, options_.num_threads));
    buffers_.resize(threads);
    for (std::size_t first = 0; first < HashRanges::kBuckets; first += threads)
      fold_buckets(read, first, std::min(HashRanges::kBuckets, first + threads), context);
    for (const FoldBuffers& buffers : buffers_) stored_.merge(buffers.stored);
    buffers_ = {};
  });
}

/// Buckets [begin, end), one a thread; their results are taken over in order.
void FoldStage::fold_buckets(ReadStage& read, std::size_t begin, std::size_t end, const FoldContext& context) {
  std::vector<FoldResult> results(end - begin);
  for_each_task(end - begin, static_cast<int>(end - begin), [&](std::size_t i, std::size_t) {
    FoldBuffers& buffers = buffers_[i];
    read.rows().take(begin + i, buffers.bytes);
    results[i] = fold_rows(buffers.bytes, context, buffers.scratch);
    buffers.stored.add(results[i].run.timestamp, results[i].run.amount);
    if (AccountResolver* const accounts = read.accounts())
      add_accounts(results[i].run, accounts->take(begin + i), schema_.has(Field::kAccountId), results[i].rejects);
    if (CustomerList* const customers = read.customers())
      results[i].customers_stored =
          add_attributes(results[i].run, customers->take(begin + i), attributes_, results[i].rejects);
  });
  for (FoldResult& result : results) {
    for (const LateReject& reject : result.rejects) read.rejects().add_late(reject);
    lines_folded_ += result.lines_folded;
    customers_stored_ += result.customers_stored;
    overflowing_.merge(result.overflowing);
    overflowing_accounts_.merge(result.overflowing_accounts);
    if (!result.run.hash.empty() || result.run.attributes.num_listed() > 0) spool_.add(std::move(result.run));
  }
}

ImportRejects::Judge FoldStage::judge_of_overflowing(ReadStage& read) {
  for (const OverflowingCustomers& of_rank : comm::gather_objects(communicator_, overflowing_, 0))
    overflowing_.insert(of_rank.begin(), of_rank.end());
  comm::broadcast_object(communicator_, overflowing_, 0);
  for (const OverflowingAccounts& of_rank : comm::gather_objects(communicator_, overflowing_accounts_, 0))
    overflowing_accounts_.insert(of_rank.begin(), of_rank.end());
  comm::broadcast_object(communicator_, overflowing_accounts_, 0);
  if (overflowing_.empty()) return {};
  return [this, &read, row = WireRow()](std::string_view record, RejectPlace place) mutable -> ImportRejects::Verdict {
    if (read.parser().parse(record, place, row) != nullptr) return {};
    std::string_view customer_id = row.customer_id;
    if (read.owners() != nullptr && read.owners()->decides(row)) {
      const auto account = overflowing_accounts_.find(row.account_id);
      if (account == overflowing_accounts_.end()) return {};
      customer_id = account->second;
    }
    const auto customer = overflowing_.find(customer_id);
    if (customer == overflowing_.end()) return {};
    return {customer->second ? reason::kInvalidMargin : reason::kAmountOutOfRange, customer->first};
  };
}

}  // namespace spendlens::ingest
