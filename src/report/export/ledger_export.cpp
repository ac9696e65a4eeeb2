#include <fmt/core.h>

#include "report/export/batch_blocks.hpp"
#include "report/export/export_writer.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/padded_text.hpp"
#include "spendlens/ledger/batch_reader.hpp"

namespace spendlens::report {

namespace {

constexpr std::uint64_t kRowsPerBatch = 1 << 18;

void text_or_null(const std::vector<std::string>& dictionary, std::size_t code, std::size_t none, RowText& to) {
  if (code == none)
    to.null();
  else
    to.text(dictionary.at(code));
}

void account_of(const ledger::Batch& batch, std::size_t customer, std::uint64_t row, RowText& to) {
  if (batch.account[row] == kNoAccount) return to.null();
  to.text(text_at(batch.account_ref, batch.account_width, batch.account_ref_offset[customer] + batch.account[row]));
}

std::vector<ExportedColumn> columns_of(const ledger::OptionalColumns& optional) {
  std::vector<ExportedColumn> columns = {
      {"customer_id", CellKind::kText}, {"timestamp", CellKind::kTimestamp}, {"amount", CellKind::kMoney}};
  if (optional.merchant) columns.emplace_back("merchant", CellKind::kText);
  if (optional.category) columns.emplace_back("category", CellKind::kText);
  if (optional.account) columns.emplace_back("account_id", CellKind::kText);
  if (optional.flags) columns.emplace_back("pending", CellKind::kFlag);
  if (optional.quantity) columns.emplace_back("quantity", CellKind::kUnsigned);
  if (optional.margin) columns.emplace_back("margin", CellKind::kMoney);
  if (optional.product_count) columns.emplace_back("product_count", CellKind::kUnsigned);
  return columns;
}

void write_customer(const ledger::Ledger& ledger, const ledger::OptionalColumns& columns, const ledger::Batch& batch,
                    std::size_t customer, RowText& to) {
  for (std::uint64_t row = batch.offset[customer]; row < batch.offset[customer + 1]; ++row) {
    to.begin_row();
    to.text(batch.customer_id(customer));
    to.timestamp(batch.timestamp[row]);
    to.money(batch.amount[row]);
    if (columns.merchant) text_or_null(ledger.merchants(), batch.merchant[row], ledger::kNoMerchant, to);
    if (columns.category) text_or_null(ledger.categories(), batch.category[row], ledger::kNoCategory, to);
    if (columns.account) account_of(batch, customer, row, to);
    if (columns.flags) to.flag((batch.flags[row] & ledger::kFlagPending) != 0);
    if (columns.quantity) to.integer(std::uint64_t{batch.quantity[row]});
    if (columns.margin) to.money(batch.margin[row]);
    if (columns.product_count) to.integer(std::uint64_t{batch.product_count[row]});
    to.end_row();
  }
}

std::uint64_t export_transactions(const ledger::Ledger& ledger, const ExportOptions& options) {
  const ledger::OptionalColumns columns = ledger.columns();
  ExportWriter writer(options, columns_of(columns));
  ledger::WantedColumns wanted;
  wanted.merchant = wanted.category = wanted.account = wanted.flags = true;
  wanted.quantity = wanted.margin = wanted.product_count = true;
  ledger::BatchReader reader(ledger, ledger::batches_of(ledger, {0, kHashPrefixes}, kRowsPerBatch), wanted);
  while (const ledger::Batch* batch = reader.next())
    write_customers(*batch, batch->num_rows(), writer,
                    [&](std::size_t customer, RowText& to) { write_customer(ledger, columns, *batch, customer, to); });
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
