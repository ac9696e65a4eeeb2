#include <fmt/format.h>

#include <cstring>

#include "report/export_writer.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::report {

namespace {

constexpr std::uint64_t kRowsPerBatch = 1 << 18;

Field number(std::string text) { return {std::move(text), false, false}; }
Field text(std::string value) { return {std::move(value), false, true}; }
Field text_or_null(const std::vector<std::string>& dictionary, std::size_t code, std::size_t none) {
  return code == none ? Field{"", true, true} : text(dictionary.at(code));
}

std::vector<std::string> names_of(const ledger::OptionalColumns& columns) {
  std::vector<std::string> names = {"customer_id", "timestamp", "amount"};
  if (columns.merchant) names.emplace_back("merchant");
  if (columns.category) names.emplace_back("category");
  if (columns.flags) names.emplace_back("pending");
  if (columns.quantity) names.emplace_back("quantity");
  if (columns.margin) names.emplace_back("margin");
  if (columns.product_count) names.emplace_back("product_count");
  return names;
}

void write_batch(const ledger::Ledger& ledger, const ledger::OptionalColumns& columns, const ledger::Batch& batch, ExportWriter& writer) {
  std::vector<Field> fields;
  for (std::size_t customer = 0; customer < batch.num_customers(); ++customer) {
    const char* id = batch.id.data() + customer * batch.id_width;
    const std::string customer_id(id, strnlen(id, batch.id_width));
    for (std::uint64_t row = batch.offset[customer]; row < batch.offset[customer + 1]; ++row) {
      fields.clear();
      fields.push_back(text(customer_id));
      fields.push_back(text(timestamp_text(batch.timestamp[row])));
      fields.push_back(number(decimal_text(batch.amount[row], 2)));
      if (columns.merchant) fields.push_back(text_or_null(ledger.merchants(), batch.merchant[row], ledger::kNoMerchant));
      if (columns.category) fields.push_back(text_or_null(ledger.categories(), batch.category[row], ledger::kNoCategory));
      if (columns.flags) fields.push_back(number((batch.flags[row] & ledger::kFlagPending) != 0 ? "true" : "false"));
      if (columns.quantity) fields.push_back(number(fmt::to_string(batch.quantity[row])));
      if (columns.margin) fields.push_back(number(decimal_text(batch.margin[row], 2)));
      if (columns.product_count) fields.push_back(number(fmt::to_string(batch.product_count[row])));
      writer.row(fields);
    }
  }
}

}  // namespace

std::uint64_t export_ledger(const ExportOptions& options) {
  comm::LocalCommunicator communicator;
  const ledger::Ledger ledger = ledger::Ledger::open(communicator, options.ledger);
  const ledger::OptionalColumns columns = ledger.columns();
  ExportWriter writer(options, names_of(columns));
  ledger::BatchReader reader(ledger, ledger::batches_of(ledger, {0, kHashPrefixes}, kRowsPerBatch),
                             {columns.merchant, columns.category, columns.flags, columns.quantity, columns.margin, columns.product_count});
  while (const ledger::Batch* batch = reader.next()) write_batch(ledger, columns, *batch, writer);
  return writer.finish();
}

}  // namespace spendlens::report
