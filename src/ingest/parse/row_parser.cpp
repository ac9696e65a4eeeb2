#include "ingest/parse/row_parser.hpp"

#include <array>
#include <limits>

#include "ingest/record/wire_decimal.hpp"
#include "spendlens/core/decimal.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::array<Field, 4> kIds = {Field::kOrderId, Field::kProductId, Field::kTransactionId, Field::kAccountId};

/// A line's amount must fit 64 bits of minor units, so that an order's sum is exact in 128.
bool is_in_line_range(int128 count_at_wire_scale) {
  const int128 limit = static_cast<int128>(std::numeric_limits<std::int64_t>::max()) * kWirePerMinor;
  return count_at_wire_scale <= limit && count_at_wire_scale >= -limit;
}

}  // namespace

const char* RowParser::fail(const char* why, std::string_view detail) {
  detail_ = detail;
  return why;
}

const char* RowParser::parse(std::string_view record, RejectPlace place, WireRow& row) {
  plain_ = false;
  if (fields_.is_comment(record)) return fail(reason::kFiltered, {});
  if (!fields_.split(record, place.file)) return fail(reason::kWrongNumberOfFields, {});
  return parse_fields(place, row);
}

const char* RowParser::parse(const SplitRecord& record, RejectPlace place, WireRow& row) {
  plain_ = record.is_plain;
  if (!fields_.take(record.fields, place.file)) return fail(reason::kWrongNumberOfFields, {});
  return parse_fields(place, row);
}

const char* RowParser::parse_fields(RejectPlace place, WireRow& row) {
  if (!fields_.is_wanted()) return fail(reason::kFiltered, {});
  row = WireRow{};
  row.file = place.file;
  row.line = place.line;
  const char* why = read_texts(row);
  if (why == nullptr) why = read_timestamp(row);
  if (why == nullptr) why = read_amount(row);
  if (why == nullptr) why = read_rest(row);
  if (why != nullptr) return why;
  // Only of good rows, so that dictionaries do not depend on bad ones.
  if (const std::string_view merchant = fields_.text(Field::kMerchant); !merchant.empty()) {
    row.merchant = merchants_.see(merchant);
    row.has_merchant = true;
  }
  if (const std::string_view category = fields_.text(Field::kCategory); !category.empty()) {
    row.category = categories_.see(category);
    row.has_category = true;
  }
  if (const std::string_view currency = fields_.trimmed(Field::kCurrency); !currency.empty()) currencies_.see(currency, place);
  return nullptr;
}

const char* RowParser::read_texts(WireRow& row) {
  row.customer_id = fields_.text(Field::kCustomerId);
  if (!plain_ || row.customer_id.empty() || row.customer_id.size() > ledger::kMaxIdBytes)
    if (const char* why = fault_of_id(row.customer_id, reason::kMissingCustomerId, reason::kCustomerIdTooLong))
      return fail(why, why == reason::kCustomerIdTooLong ? row.customer_id : std::string_view());
  for (const Field field : {Field::kMerchant, Field::kCategory, Field::kCurrency}) {
    const std::string_view value = fields_.text(field);
    if (value.size() > ledger::kMaxTextBytes || (!plain_ && has_nul(value))) return fail(reason::kInvalidText, value);
    if (!plain_ && !is_valid_utf8(value)) return fail(reason::kInvalidUtf8, {});
  }
  for (const Field field : kIds) {
    const std::string_view value = fields_.text(field);
    if (value.size() > ledger::kMaxIdBytes || (!plain_ && has_nul(value))) return fail(reason::kInvalidText, value);
    if (!plain_ && !is_valid_utf8(value)) return fail(reason::kInvalidUtf8, {});
  }
  row.order_id = fields_.text(Field::kOrderId);
  row.product_id = fields_.text(Field::kProductId);
  row.transaction_id = fields_.text(Field::kTransactionId);
  row.account_id = fields_.text(Field::kAccountId);
  row.hash = text_hash(row.customer_id);
  return nullptr;
}

const char* RowParser::read_timestamp(WireRow& row) {
  const std::string_view value = fields_.trimmed(Field::kTimestamp);
  if (value.empty()) return fail(reason::kMissingTimestamp, {});
  const auto seconds = timestamps_.parse(value);
  if (!seconds) return fail(reason::kInvalidTimestamp, value);
  if (*seconds < 0 || *seconds >= kTimestampLimit) return fail(reason::kTimestampOutOfRange, value);
  row.timestamp = static_cast<Timestamp>(*seconds);
  return nullptr;
}

const char* RowParser::read_amount(WireRow& row) {
  const std::string_view quantity_text = fields_.trimmed(Field::kQuantity);
  const auto short_quantity = parse_short_decimal(quantity_text);
  std::optional<Decimal> quantity;
  if (short_quantity && is_in_line_range(short_quantity->wire_count())) {
    row.quantity = short_quantity->wire_count();
  } else if (!quantity_text.empty()) {
    quantity = parse_decimal(quantity_text);
    const auto count = quantity ? to_scale(*quantity, kWireScale) : std::nullopt;
    if (!count || !is_in_line_range(*count)) return fail(reason::kInvalidQuantity, quantity_text);
    row.quantity = *count;
  }
  const std::string_view amount_text = fields_.trimmed(Field::kAmount);
  if (const auto amount = parse_short_decimal(amount_text)) {
    row.minor = amount->minor();
    row.amount = amount->wire_count();
    return row.minor || is_in_line_range(row.amount) ? nullptr : fail(reason::kAmountOutOfRange, amount_text);
  }
  std::optional<Decimal> amount;
  if (!amount_text.empty()) {
    amount = parse_decimal(amount_text);
    if (!amount) return fail(reason::kInvalidAmount, amount_text);
  } else {
    const std::string_view price_text = fields_.trimmed(Field::kUnitPrice);
    if (price_text.empty() || quantity_text.empty()) return fail(reason::kMissingAmount, {});
    if (const auto price = parse_short_decimal(price_text); price && short_quantity)
      if (const auto product = short_quantity->times(*price); product && is_in_line_range(*product)) {
        row.amount = *product;
        return nullptr;
      }
    if (!quantity) quantity = parse_decimal(quantity_text);
    const auto price = parse_decimal(price_text);
    if (!price) return fail(reason::kInvalidAmount, price_text);
    amount = multiply(*quantity, *price);
    if (!amount) return fail(reason::kAmountOutOfRange, price_text);
  }
  const auto count = to_scale(*amount, kWireScale);
  if (!count || !is_in_line_range(*count)) return fail(reason::kAmountOutOfRange, amount_text);
  row.amount = *count;
  return nullptr;
}

const char* RowParser::read_rest(WireRow& row) {
  if (const std::string_view value = fields_.trimmed(Field::kMargin); !value.empty()) {
    const auto margin = parse_decimal(value);
    const auto count = margin ? to_scale(*margin, kWireScale) : std::nullopt;
    if (!count || !is_in_line_range(*count)) return fail(reason::kInvalidMargin, value);
    row.margin = *count;
  }
  if (const std::string_view value = fields_.trimmed(Field::kPending); !value.empty()) {
    const auto pending = parse_pending(value);
    if (!pending) return fail(reason::kInvalidBoolean, value);
    row.pending = *pending;
  }
  return nullptr;
}

}  // namespace spendlens::ingest
