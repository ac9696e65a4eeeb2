#include <fmt/format.h>

#include "report/export_writer.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/padded_text.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::report {

namespace {

constexpr std::uint64_t kRowsPerBatch = 1 << 18;

Field text_or_null(const std::vector<std::string>& dictionary, std::size_t code, std::size_t none) {
  return code == none ? null_field() : text_field(dictionary.at(code));
}

Field account_of(const ledger::Batch& batch, std::size_t customer, std::uint64_t row) {
  if (batch.account[row] == kNoAccount) return null_field();
  const std::uint64_t ref = batch.account_ref_offset[customer] + batch.account[row];
  return text_field(std::string(text_at(batch.account_ref, batch.account_width, ref)));
}

std::vector<std::string> names_of(const ledger::OptionalColumns& columns) {
  std::vector<std::string> names = {"customer_id", "timestamp", "amount"};
  if (columns.merchant) names.emplace_back("merchant");
  if (columns.category) names.emplace_back("category");
  if (columns.account) names.emplace_back("account_id");
  if (columns.flags) names.emplace_back("pending");
  if (columns.quantity) names.emplace_back("quantity");
  if (columns.margin) names.emplace_back("margin");
  if (columns.product_count) names.emplace_back("product_count");
  return names;
}

void write_batch(const ledger::Ledger& ledger, const ledger::OptionalColumns& columns, const ledger::Batch& batch, ExportWriter& writer) {
  std::vector<Field> fields;
  for (std::size_t customer = 0; customer < batch.num_customers(); ++customer) {
    const std::string customer_id(batch.customer_id(customer));
    for (std::uint64_t row = batch.offset[customer]; row < batch.offset[customer + 1]; ++row) {
      fields.clear();
      fields.push_back(text_field(customer_id));
      fields.push_back(text_field(timestamp_text(batch.timestamp[row])));
      fields.push_back(number_field(decimal_text(batch.amount[row], 2)));
      if (columns.merchant) fields.push_back(text_or_null(ledger.merchants(), batch.merchant[row], ledger::kNoMerchant));
      if (columns.category) fields.push_back(text_or_null(ledger.categories(), batch.category[row], ledger::kNoCategory));
      if (columns.account) fields.push_back(account_of(batch, customer, row));
      if (columns.flags) fields.push_back(number_field((batch.flags[row] & ledger::kFlagPending) != 0 ? "true" : "false"));
      if (columns.quantity) fields.push_back(number_field(fmt::to_string(batch.quantity[row])));
      if (columns.margin) fields.push_back(number_field(decimal_text(batch.margin[row], 2)));
      if (columns.product_count) fields.push_back(number_field(fmt::to_string(batch.product_count[row])));
      writer.row(fields);
    }
  }
}

std::uint64_t export_transactions(const ledger::Ledger& ledger, const ExportOptions& options) {
  const ledger::OptionalColumns columns = ledger.columns();
  ExportWriter writer(options, names_of(columns));
  ledger::WantedColumns wanted;
  wanted.merchant = wanted.category = wanted.account = wanted.flags = true;
  wanted.quantity = wanted.margin = wanted.product_count = true;
  ledger::BatchReader reader(ledger, ledger::batches_of(ledger, {0, kHashPrefixes}, kRowsPerBatch), wanted);
  while (const ledger::Batch* batch = reader.next()) write_batch(ledger, columns, *batch, writer);
  return writer.finish();
}

}  // namespace

std::uint64_t export_ledger(const ExportOptions& options) {
  comm::LocalCommunicator communicator;
  const ledger::Ledger ledger = ledger::Ledger::open(communicator, options.ledger);
  if (options.table == "accounts") return export_accounts(ledger, options);
  if (options.table == "liabilities") return export_liabilities(ledger, options);
  return export_transactions(ledger, options);
}

}  // namespace spendlens::report
