#include "ingest/wire_row.hpp"

#include "ingest/wire_bytes.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::uint8_t kMerchantBit = 1;
constexpr std::uint8_t kCategoryBit = 2;
constexpr std::uint8_t kPendingBit = 4;

}  // namespace

void append_row(const WireRow& row, const Schema& schema, std::vector<std::byte>& bytes) {
  put(bytes, row.hash);
  put(bytes, row.line);
  put(bytes, row.file);
  put(bytes, row.timestamp);
  put(bytes, row.amount);
  put(bytes, static_cast<std::uint8_t>((row.has_merchant ? kMerchantBit : 0) | (row.has_category ? kCategoryBit : 0) |
                                       (row.pending ? kPendingBit : 0)));
  if (row.has_merchant) put(bytes, row.merchant);
  if (row.has_category) put(bytes, row.category);
  if (schema.has(Field::kQuantity)) put(bytes, row.quantity);
  if (schema.has(Field::kMargin)) put(bytes, row.margin);
  put_text(bytes, row.customer_id);
  if (schema.has(Field::kOrderId)) put_text(bytes, row.order_id);
  if (schema.has(Field::kProductId)) put_text(bytes, row.product_id);
  if (schema.has(Field::kTransactionId)) put_text(bytes, row.transaction_id);
  if (schema.has(Field::kAccountId)) put_text(bytes, row.account_id);
}

WireRow read_row(std::span<const std::byte> bytes, std::size_t& position, const Schema& schema) {
  WireRow row;
  std::uint8_t bits = 0;
  get(bytes, position, row.hash);
  get(bytes, position, row.line);
  get(bytes, position, row.file);
  get(bytes, position, row.timestamp);
  get(bytes, position, row.amount);
  get(bytes, position, bits);
  row.has_merchant = (bits & kMerchantBit) != 0;
  row.has_category = (bits & kCategoryBit) != 0;
  row.pending = (bits & kPendingBit) != 0;
  if (row.has_merchant) get(bytes, position, row.merchant);
  if (row.has_category) get(bytes, position, row.category);
  if (schema.has(Field::kQuantity)) get(bytes, position, row.quantity);
  if (schema.has(Field::kMargin)) get(bytes, position, row.margin);
  row.customer_id = get_text(bytes, position);
  if (schema.has(Field::kOrderId)) row.order_id = get_text(bytes, position);
  if (schema.has(Field::kProductId)) row.product_id = get_text(bytes, position);
  if (schema.has(Field::kTransactionId)) row.transaction_id = get_text(bytes, position);
  if (schema.has(Field::kAccountId)) row.account_id = get_text(bytes, position);
  return row;
}

}  // namespace spendlens::ingest
