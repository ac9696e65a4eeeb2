#include <fmt/core.h>

#include "report/export/batch_blocks.hpp"
#include "report/export/export_writer.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/padded_text.hpp"
#include "spendlens/ledger/batch_reader.hpp"

namespace spendlens::report {

namespace {

constexpr std::uint64_t kRowsPerBatch = 1 << 18;

template <class Code>
void text_or_null(const std::vector<std::string>& dictionary, Code code, Code none, RowText& to) {
  if (code == none)
    to.null();
  else
    to.text(dictionary.at(static_cast<std::size_t>(code)));
}

void account_of(const ledger::Batch& batch, std::size_t customer, std::uint64_t row, RowText& to) {
  if (batch.account[row] == kNoAccount) return to.null();
  to.text(text_at(batch.account_ref, batch.account_width, batch.account_ref_offset[customer] + batch.account[row]));
}

/// Keys are of no use to a reader: they are hashes of ids that a ledger does not keep.
ledger::ColumnSet exported_columns() {
  ledger::ColumnSet columns;
  ledger::for_each_transaction_column([&](const auto& column) {
    columns.add(column.id, column.exported_as != nullptr || ledger::is_dimension(column.id));
  });
  return columns;
}

CellKind cell_kind_of(ledger::Content content) {
  using ledger::Content;
  switch (content) {
    case Content::kTime:
      return CellKind::kTimestamp;
    case Content::kMoney:
      return CellKind::kMoney;
    case Content::kFlags:
      return CellKind::kFlag;
    case Content::kCount:
    case Content::kKey:
      return CellKind::kUnsigned;
    case Content::kMerchant:
    case Content::kCategory:
    case Content::kAccount:
    case Content::kDimension:
      break;
  }
  return CellKind::kText;
}

std::vector<ExportedColumn> columns_of(const ledger::Ledger& ledger, ledger::ColumnSet columns) {
  std::vector<ExportedColumn> exported = {{"customer_id", CellKind::kText}};
  ledger::for_each_transaction_column([&](const auto& column) {
    if (!columns.has(column.id)) return;
    const std::string name = ledger::is_dimension(column.id)
                                 ? "dimension_" + ledger.dimensions()[ledger::dimension_of(column.id)].name
                                 : column.exported_as;
    exported.emplace_back(name, cell_kind_of(column.content));
  });
  return exported;
}

/// One cell, by what the column holds.
template <class C>
void write_cell(const C& column, const ledger::Ledger& ledger, const ledger::Batch& batch, std::size_t customer,
                std::uint64_t row, RowText& to) {
  using ledger::Content;
  const auto value = column.of(batch)[row];
  switch (column.content) {
    case Content::kTime:
      return to.timestamp(static_cast<Timestamp>(value));
    case Content::kMoney:
      return to.money(static_cast<Minor>(value));
    case Content::kMerchant:
      return text_or_null(ledger.merchants(), value, column.none, to);
    case Content::kCategory:
      return text_or_null(ledger.categories(), value, column.none, to);
    case Content::kDimension:
      return text_or_null(ledger.dimensions()[ledger::dimension_of(column.id)].texts, value, column.none, to);
    case Content::kAccount:
      return account_of(batch, customer, row, to);
    case Content::kFlags:
      return to.flag((value & ledger::kFlagPending) != 0);
    case Content::kCount:
    case Content::kKey:
      return to.integer(static_cast<std::uint64_t>(value));
  }
}

void write_customer(const ledger::Ledger& ledger, ledger::ColumnSet columns, const ledger::Batch& batch,
                    std::size_t customer, RowText& to) {
  for (std::uint64_t row = batch.offset[customer]; row < batch.offset[customer + 1]; ++row) {
    to.begin_row();
    to.text(batch.customer_id(customer));
    ledger::for_each_transaction_column([&](const auto& column) {
      if (columns.has(column.id)) write_cell(column, ledger, batch, customer, row, to);
    });
    to.end_row();
  }
}

std::uint64_t export_transactions(const ledger::Ledger& ledger, const ExportOptions& options) {
  const ledger::ColumnSet columns = ledger.columns() & exported_columns();
  ExportWriter writer(options, columns_of(ledger, columns));
  ledger::BatchReader reader(ledger, ledger::batches_of(ledger, {0, kHashPrefixes}, kRowsPerBatch), {columns});
  while (const ledger::Batch* batch = reader.next())
    write_customers(*batch, batch->num_rows(), writer,
                    [&](std::size_t customer, RowText& to) { write_customer(ledger, columns, *batch, customer, to); });
  return writer.finish();
}

/// Every customer of the ledger with the attributes that count.
std::uint64_t export_customers(const ledger::Ledger& ledger, const ExportOptions& options) {
  const std::vector<ledger::NamedTexts>& attributes = ledger.attributes();
  if (attributes.empty())
    throw InputError(fmt::format(
        "ledger {} holds no attributes of customers; import them with transactions: spendlens import --customers FILE.csv",
        options.ledger));
  std::vector<ExportedColumn> columns = {{"customer_id", CellKind::kText}};
  for (const ledger::NamedTexts& attribute : attributes) columns.emplace_back(attribute.name, CellKind::kText);
  ExportWriter writer(options, columns);
  const ledger::WantedColumns wanted{{ledger::Column::kAttributes}};
  ledger::BatchReader reader(ledger, ledger::batches_of(ledger, {0, kHashPrefixes}, kRowsPerBatch), wanted);
  while (const ledger::Batch* batch = reader.next())
    write_customers(*batch, batch->num_customers(), writer, [&](std::size_t customer, RowText& to) {
      to.begin_row();
      to.text(batch->customer_id(customer));
      for (std::size_t i = 0; i < attributes.size(); ++i)
        text_or_null(attributes[i].texts, batch->attributes.code[customer * attributes.size() + i],
                     ledger::kNoAttribute, to);
      to.end_row();
    });
  return writer.finish();
}

}  // namespace

std::uint64_t export_ledger(const ExportOptions& options) {
  comm::LocalCommunicator communicator;
  const ledger::Ledger ledger = ledger::Ledger::open(communicator, options.ledger);
  if (options.table == "accounts") return export_accounts(ledger, options);
  if (options.table == "liabilities") return export_liabilities(ledger, options);
  if (options.table == "customers") return export_customers(ledger, options);
  if (options.table == "periods") return export_periods(ledger, options);
  return export_transactions(ledger, options);
}

}  // namespace spendlens::report
