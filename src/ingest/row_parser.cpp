#include "ingest/row_parser.hpp"

#include <utf8.h>

#include <algorithm>
#include <array>
#include <limits>

#include "spendlens/core/decimal.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::array<Field, 4> kIds = {Field::kOrderId, Field::kProductId, Field::kTransactionId, Field::kAccountId};

bool is_valid_utf8(std::string_view text) {
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return ascii || utf8::is_valid(text.begin(), text.end());
}

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// 1, 0, or -1 where the text is no boolean.
int parse_boolean(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower == "true" || lower == "1" || lower == "yes") return 1;
  if (lower == "false" || lower == "0" || lower == "no") return 0;
  return -1;
}

/// A line's amount must fit 64 bits of minor units, so that an order's sum is exact in 128.
bool is_in_line_range(int128 count_at_wire_scale) {
  constexpr int128 kPerMinor = 10'000'000'000'000'000;
  const int128 limit = static_cast<int128>(std::numeric_limits<std::int64_t>::max()) * kPerMinor;
  return count_at_wire_scale <= limit && count_at_wire_scale >= -limit;
}

}  // namespace

std::string_view RowParser::text(Field field) const {
  return map_->has(field) ? fields_[static_cast<std::size_t>(map_->at(field))] : std::string_view();
}

std::string_view RowParser::number(Field field) const { return trimmed(text(field)); }

const char* RowParser::fail(const char* why, std::string_view detail) {
  detail_ = detail;
  return why;
}

const char* RowParser::parse(std::string_view record, RejectPlace place, WireRow& row) {
  map_ = &maps_[place.file];
  scanner_.split(record, fields_, storage_);
  if (fields_.size() != map_->num_columns) return fail(reason::kWrongNumberOfFields, {});
  row = WireRow{};
  row.file = place.file;
  row.line = place.line;
  for (const auto step : {&RowParser::read_texts, &RowParser::read_timestamp, &RowParser::read_amount, &RowParser::read_rest})
    if (const char* why = (this->*step)(row)) return why;
  // Only of good rows, so that dictionaries do not depend on bad ones.
  if (const std::string_view merchant = text(Field::kMerchant); !merchant.empty()) {
    row.merchant = merchants_.see(merchant);
    row.has_merchant = true;
  }
  if (const std::string_view category = text(Field::kCategory); !category.empty()) {
    row.category = categories_.see(category);
    row.has_category = true;
  }
  if (const std::string_view currency = number(Field::kCurrency); !currency.empty()) currencies_.see(currency, place);
  return nullptr;
}

const char* RowParser::read_texts(WireRow& row) {
  row.customer_id = text(Field::kCustomerId);
  if (row.customer_id.empty()) return fail(reason::kMissingCustomerId, {});
  if (row.customer_id.size() > ledger::kMaxIdBytes) return fail(reason::kCustomerIdTooLong, row.customer_id);
  if (has_nul(row.customer_id)) return fail(reason::kInvalidText, {});
  if (!is_valid_utf8(row.customer_id)) return fail(reason::kInvalidUtf8, {});
  for (const Field field : {Field::kMerchant, Field::kCategory, Field::kCurrency}) {
    const std::string_view value = text(field);
    if (value.size() > ledger::kMaxTextBytes || has_nul(value)) return fail(reason::kInvalidText, value);
    if (!is_valid_utf8(value)) return fail(reason::kInvalidUtf8, {});
  }
  for (const Field field : kIds) {
    const std::string_view value = text(field);
    if (value.size() > ledger::kMaxIdBytes || has_nul(value)) return fail(reason::kInvalidText, value);
    if (!is_valid_utf8(value)) return fail(reason::kInvalidUtf8, {});
  }
  row.order_id = text(Field::kOrderId);
  row.product_id = text(Field::kProductId);
  row.transaction_id = text(Field::kTransactionId);
  row.account_id = text(Field::kAccountId);
  row.hash = text_hash(row.customer_id);
  return nullptr;
}

const char* RowParser::read_timestamp(WireRow& row) {
  const std::string_view value = number(Field::kTimestamp);
  if (value.empty()) return fail(reason::kMissingTimestamp, {});
  const auto seconds = timestamps_.parse(value);
  if (!seconds) return fail(reason::kInvalidTimestamp, value);
  if (*seconds < 0 || *seconds >= kTimestampLimit) return fail(reason::kTimestampOutOfRange, value);
  row.timestamp = static_cast<Timestamp>(*seconds);
  return nullptr;
}

const char* RowParser::read_amount(WireRow& row) {
  const std::string_view quantity_text = number(Field::kQuantity);
  const auto quantity = parse_decimal(quantity_text);
  if (!quantity_text.empty()) {
    const auto count = quantity ? to_scale(*quantity, kWireScale) : std::nullopt;
    if (!count || !is_in_line_range(*count)) return fail(reason::kInvalidQuantity, quantity_text);
    row.quantity = *count;
  }
  const std::string_view amount_text = number(Field::kAmount);
  std::optional<Decimal> amount;
  if (!amount_text.empty()) {
    amount = parse_decimal(amount_text);
    if (!amount) return fail(reason::kInvalidAmount, amount_text);
  } else {
    const std::string_view price_text = number(Field::kUnitPrice);
    if (price_text.empty() || quantity_text.empty()) return fail(reason::kMissingAmount, {});
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
  if (const std::string_view value = number(Field::kMargin); !value.empty()) {
    const auto margin = parse_decimal(value);
    const auto count = margin ? to_scale(*margin, kWireScale) : std::nullopt;
    if (!count || !is_in_line_range(*count)) return fail(reason::kInvalidMargin, value);
    row.margin = *count;
  }
  if (const std::string_view value = number(Field::kPending); !value.empty()) {
    const int pending = parse_boolean(value);
    if (pending < 0) return fail(reason::kInvalidBoolean, value);
    row.pending = pending == 1;
  }
  return nullptr;
}

}  // namespace spendlens::ingest
