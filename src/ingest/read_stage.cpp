#include "ingest/read_stage.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "ingest/source/for_each_block.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

std::size_t max_columns(const Inputs& inputs) {
  std::size_t most = 1;
  for (const FieldMap& map : inputs.maps) most = std::max(most, map.most_fields);
  return most;
}

std::vector<RecordKind> kinds_of(const Inputs& inputs) {
  std::vector<RecordKind> kinds;
  for (const InputFile& file : inputs.files) kinds.push_back(file.records);
  return kinds;
}

bool all_name_customers(const Inputs& inputs) {
  for (std::uint32_t file = 0; file < inputs.files.size(); ++file)
    if (inputs.kind_of(file) == RecordKind::kTransactions && !inputs.maps[file].has(Field::kCustomerId)) return false;
  return true;
}

}  // namespace

ReadStage::ReadStage(comm::Communicator& communicator, const ImportOptions& options, const WorkDirectory& work,
                     const Inputs& inputs, const SourceOptions& source_options, const TextRules& rules)
    : communicator_(communicator),
      options_(options),
      work_(work),
      inputs_(inputs),
      source_options_(source_options),
      rules_(rules),
      ranges_(communicator),
      names_customers_(all_name_customers(inputs)),
      checks_orders_(inputs.schema.has(Field::kOrderId) && !options.orders_within_customers),
      splitter_(source_options.scanner, max_columns(inputs)),
      forms_(options),
      outgoing_(static_cast<std::size_t>(communicator.size())) {}

/// Which currency is the rows' is known when all are read; where some are in another they are read again, now with that
/// known.
void ReadStage::run(const Known& known) {
  comm::agree(communicator_, [&] {
    timestamps_ = std::make_unique<TimestampParser>(
        TimestampForms{options_.timestamp_formats, {options_.date_order, options_.two_digit_years_from}},
        known.timezone);
  });
  begin(known.currency);
  read_blocks(known.accounts);
  CurrencyOfRows found = parser_->currencies().decide(communicator_);
  if (found.has_others) {
    begin(found.codes);
    read_blocks(known.accounts);
  }
  currency_ = std::move(found.currency);
  require_agreement();
}

/// Everything that reading fills is made anew. `currency_codes`: what the rows' currency may be, where that is known.
/// Collective.
void ReadStage::begin(const std::optional<std::string>& currency_codes) {
  // The files of a first reading are gone before those of a second one are made under their names.
  rejects_.reset();
  rows_.reset();
  orders_.reset();
  accounts_.reset();
  customers_.reset();
  owners_.reset();
  rows_read_ = {};
  rows_filtered_ = {};
  latest_ = {};
  forms_ = RejectedForms(options_);
  const int rank = communicator_.rank();
  const NullValues nulls(options_.null_values);
  if (!options_.pseudonym_key.empty())
    pseudonyms_ = std::make_unique<Pseudonyms>(options_.pseudonym_key, source_options_.scanner, inputs_.maps,
                                               kinds_of(inputs_), nulls);
  rejects_ = std::make_unique<ImportRejects>(communicator_, work_.path(), inputs_);
  parser_ = std::make_unique<RowParser>(
      source_options_.scanner, *timestamps_, inputs_.maps,
      RowForms{options_.decimal_comma, options_.directions, currency_codes, options_.are_signs_ignored,
               options_.is_order_amount_first, inputs_.schema.num_dimensions, options_.two_digit_years_from,
               merchant_names(rules_), category_names(rules_), options_.are_amounts_minor},
      nulls);
  rows_ = std::make_unique<BucketStore>(work_.file("rows", rank), HashRanges::kBuckets, options_.memory_bytes);
  orders_ = std::make_unique<OrderConflicts>(communicator_, work_.file("orders", rank), options_.memory_bytes / 4);
  if (!options_.customers.empty()) {
    customer_parser_ =
        std::make_unique<CustomerParser>(source_options_.scanner, inputs_.maps, inputs_.attributes.size(), nulls);
    customers_ = std::make_unique<CustomerList>(communicator_, ranges_, work_.file("customers", rank),
                                                options_.memory_bytes / 4);
  }
  if (options_.accounts.empty()) return;
  account_parser_ =
      std::make_unique<AccountParser>(source_options_.scanner, inputs_.maps, options_.decimal_comma, nulls);
  liability_parser_ = std::make_unique<LiabilityParser>(source_options_.scanner, *timestamps_, inputs_.maps,
                                                        options_.decimal_comma, nulls, options_.are_rates_percent);
  accounts_ = std::make_unique<AccountResolver>(communicator_, ranges_, work_.file("accounts", rank),
                                                options_.memory_bytes / 4);
}

/// Accounts go before transactions: they say whose a row is.
void ReadStage::read_blocks(const ledger::Ledger* accounts) {
  find_owners(accounts);
  for_each_block(
      communicator_, inputs_, source_options_, [&](const Block& block) { parse_rows(block); }, [&] { exchange_rows(); },
      [&](std::uint32_t file) { return inputs_.kind_of(file) == RecordKind::kTransactions; });
  if (owners_)
    owners_->deliver(
        options_.block_bytes, [&](const WireRow& row) { send_row(row); }, [&] { exchange_rows(); },
        [&](const LateReject& reject) { rejects_->add_late(reject); });
  communicator_.all_reduce(std::span<std::uint64_t>(rows_read_), comm::ReduceOp::kSum);
  communicator_.all_reduce(std::span<std::uint64_t>(rows_filtered_), comm::ReduceOp::kSum);
}

/// Reads all that is no transaction.
void ReadStage::read_records_beside() {
  for_each_block(
      communicator_, inputs_, source_options_, [&](const Block& block) { parse(block); },
      [&] {
        if (accounts_) accounts_->exchange();
        if (customers_) customers_->exchange();
        tell_progress();
      },
      [&](std::uint32_t file) { return inputs_.kind_of(file) != RecordKind::kTransactions; });
}

/// Makes out which accounts of this import stay.
void ReadStage::resolve_accounts() {
  AccountResolver::Own own;
  if (owners_)
    own = [&](std::string_view account_id, std::string_view customer_id, bool is_joint) {
      if (is_joint || !names_customers_) owners_->add(account_id, customer_id, is_joint);
    };
  accounts_->resolve(
      options_.block_bytes, [&](const LateReject& reject) { rejects_->add_late(reject); }, own);
}

/// `accounts`: of the ledger, where it is they that count.
void ReadStage::find_owners(const ledger::Ledger* accounts) {
  if (inputs_.schema.has(Field::kAccountId) && (accounts_ || accounts != nullptr))
    owners_ = std::make_unique<AccountOwners>(communicator_, ranges_, inputs_.schema,
                                              work_.file("owners", communicator_.rank()), options_.memory_bytes / 8);
  if (accounts_ || customers_) read_records_beside();
  if (accounts_) resolve_accounts();
  if (!owners_) return;
  if (accounts != nullptr) owners_->add_all_of(*accounts, options_.memory_bytes / 8);
  owners_->share_joint();
}

void ReadStage::require_agreement() {
  if (options_.timestamp_formats.size() < 2) return;
  TimestampParser::Agreement all = parser_->timestamps().agreement();
  for (const auto& of_rank : comm::gather_objects(communicator_, std::pair(all.needed, all.doubtful), 0))
    all.merge({of_rank.first, of_rank.second});
  comm::agree(communicator_, [&] {
    if (communicator_.rank() != 0) return;
    const auto contradiction = all.contradiction();
    if (!contradiction) return;
    const auto& [formats, text] = *contradiction;
    throw InputError(fmt::format(
        "'{}' is one day by --timestamp-format '{}' and another by '{}', and both are needed for other rows; give the one that is right, or import the two kinds of rows by themselves",
        readable(text), readable(options_.timestamp_formats[formats.first]),
        readable(options_.timestamp_formats[formats.second])));
  });
}

/// Sends this round's rows to the owners of their hash ranges and puts those that were received into buckets.
void ReadStage::exchange_rows() {
  const comm::Gathered received = exchange_parts(communicator_, outgoing_);
  comm::agree(communicator_, [&] {
    const std::span<const std::byte> bytes(received.bytes);
    for (std::size_t position = 0; position < bytes.size();) {
      const std::size_t begin = position;
      const WireRowHead row = read_head(bytes, position, inputs_.schema);
      rows_->append(ranges_.bucket_of(row.hash), bytes.subspan(begin, position - begin));
    }
    rows_->spill_to_budget();
  });
  if (checks_orders_) orders_->exchange();
  if (owners_) owners_->exchange();
  tell_progress();
}

void ReadStage::tell_progress() const {
  if (options_.progress && communicator_.rank() == 0)
    options_.progress({std::accumulate(rows_read_.begin(), rows_read_.end(), std::uint64_t{0}) *
                       static_cast<std::uint64_t>(communicator_.size())});
}

}  // namespace spendlens::ingest
