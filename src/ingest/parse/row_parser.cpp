#include "ingest/parse/row_parser.hpp"

#include <array>

#include "ingest/parse/time_text.hpp"
#include "ingest/parse/written_date.hpp"
#include "spendlens/core/decimal.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::array<Field, 4> kIds = {Field::kOrderId, Field::kProductId, Field::kTransactionId, Field::kAccountId};

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
  // Where there are too many fields, all of them are looked at: they may be empty.
  if (!fields_.take(record.fields, place.file) && !fields_.split(record.text, place.file))
    return fail(reason::kWrongNumberOfFields, {});
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
  if (why == nullptr) why = read_currency();
  if (why == nullptr) take_texts(place, row);
  return why;
}

/// Only of good rows, so that dictionaries do not depend on bad ones.
void RowParser::take_texts(RejectPlace place, WireRow& row) {
  if (const std::string_view merchant = fields_.text(Field::kMerchant); !merchant.empty())
    if (const auto name = merchants_.intern(merchant)) {
      row.merchant = *name;
      row.has_merchant = true;
    }
  if (const std::string_view category = fields_.text(Field::kCategory); !category.empty())
    if (const auto name = categories_.intern(category)) {
      row.category = *name;
      row.has_category = true;
    }
  for (std::size_t i = 0; i < num_dimensions_; ++i) {
    const std::string_view text = fields_.text(field_of_dimension(i));
    if (text.empty()) continue;
    row.dimension[i] = dimensions_[i].intern(text);
    row.dimensions = static_cast<std::uint8_t>(row.dimensions | 1U << i);
  }
  if (const std::string_view currency = fields_.trimmed(Field::kCurrency); !currency.empty())
    currencies_.add(currency, place);
  if (!amount_currency_.empty()) currencies_.add(amount_currency_, place);
}

const char* RowParser::fault_of_text(std::string_view text) {
  if (text.size() > ledger::kMaxTextBytes || (!plain_ && has_nul(text))) return fail(reason::kInvalidText, text);
  if (!plain_ && !is_valid_utf8(text)) return fail(reason::kInvalidUtf8, {});
  return nullptr;
}

const char* RowParser::read_texts(WireRow& row) {
  row.customer_id = fields_.text(Field::kCustomerId);
  const bool has_customers = fields_.has_customers();
  if (has_customers && (!plain_ || row.customer_id.empty() || row.customer_id.size() > ledger::kMaxIdBytes))
    if (const char* why = fault_of_id(row.customer_id, reason::kMissingCustomerId, reason::kCustomerIdTooLong))
      return fail(why, why == reason::kCustomerIdTooLong ? row.customer_id : std::string_view());
  for (const Field field : {Field::kMerchant, Field::kCategory, Field::kCurrency})
    if (const char* why = fault_of_text(fields_.text(field))) return why;
  for (std::size_t i = 0; i < num_dimensions_; ++i)
    if (const char* why = fault_of_text(fields_.text(field_of_dimension(i)))) return why;
  for (const Field field : kIds) {
    const std::string_view value = fields_.text(field);
    if (value.size() > ledger::kMaxIdBytes || (!plain_ && has_nul(value))) return fail(reason::kInvalidText, value);
    if (!plain_ && !is_valid_utf8(value)) return fail(reason::kInvalidUtf8, {});
  }
  row.order_id = fields_.text(Field::kOrderId);
  row.product_id = fields_.text(Field::kProductId);
  row.transaction_id = fields_.text(Field::kTransactionId);
  row.account_id = fields_.text(Field::kAccountId);
  if (!has_customers && row.account_id.empty()) return fail(reason::kMissingAccountId, {});
  row.hash = text_hash(row.customer_id);
  return nullptr;
}

const char* RowParser::read_timestamp(WireRow& row) {
  if (fields_.has_date_parts()) return read_date_parts(row);
  const std::string_view value = fields_.trimmed(Field::kTimestamp);
  if (value.empty()) return fail(reason::kMissingTimestamp, {});
  const std::string_view clock = fields_.trimmed(Field::kTime);
  const auto seconds = clock.empty() ? timestamps_.parse(value) : parse_timestamp(value, clock);
  return take_seconds(seconds, value, row);
}

const char* RowParser::take_seconds(std::optional<std::int64_t> seconds, std::string_view text, WireRow& row) {
  if (!seconds) return fail(reason::kInvalidTimestamp, text);
  if (*seconds < 0 || *seconds >= kTimestampLimit) return fail(reason::kTimestampOutOfRange, text);
  row.timestamp = static_cast<Timestamp>(*seconds);
  return nullptr;
}

/// Year, month and day in columns of their own, perhaps with a clock: of the ledger's own time.
const char* RowParser::read_date_parts(WireRow& row) {
  const std::string_view year = fields_.trimmed(Field::kYear);
  const std::string_view month = fields_.trimmed(Field::kMonth);
  const std::string_view day = fields_.trimmed(Field::kDay);
  if (year.empty() || month.empty() || day.empty()) return fail(reason::kMissingTimestamp, {});
  auto seconds = ingest::read_date_parts(year, month, day, two_digit_years_from_);
  joined_.assign(year).append(1, '-').append(month).append(1, '-').append(day);
  if (std::string_view clock = fields_.trimmed(Field::kTime); seconds && !clock.empty()) {
    joined_.append(1, ' ').append(clock);
    const auto second = take_free_clock(clock);
    seconds = second && clock.empty() ? std::optional(*seconds + *second) : std::nullopt;
  }
  return take_seconds(seconds, joined_, row);
}

/// Either both together are a timestamp, or the one is a date and the other a clock.
std::optional<std::int64_t> RowParser::parse_timestamp(std::string_view date, std::string_view clock) {
  joined_.assign(date).append(1, ' ').append(clock);
  if (const auto seconds = timestamps_.parse(joined_)) return seconds;
  const auto midnight = timestamps_.parse(date);
  const auto second = take_free_clock(clock);
  if (!midnight || *midnight % kSecondsPerDay != 0 || !second || !clock.empty()) return std::nullopt;
  return *midnight + *second;
}

/// What plain logs have is read here; the rest in row_amount.cpp.
const char* RowParser::read_amount(WireRow& row) {
  amount_currency_ = {};
  Quantity quantity{fields_.trimmed(Field::kQuantity), {}, {}};
  if (!quantity.text.empty())
    if (const char* why = read_quantity(row, quantity)) return why;
  const char* why = nullptr;
  const std::string_view text = fields_.trimmed(Field::kAmount);
  if (const auto amount = are_amounts_minor_ ? std::nullopt : parse_short_decimal(text, numbers_.point())) {
    const bool is_no_thousand = amount->scale == 3 && amount->coefficient > -1000 && amount->coefficient < 1000;
    amount_digits_ |= std::uint32_t{1} << (is_no_thousand ? 4 : amount->scale);
    row.minor = amount->minor();
    row.amount = amount->wire_count();
    if (!row.minor && !is_in_line_range(row.amount)) return fail(reason::kAmountOutOfRange, text);
  } else if (!text.empty()) {
    why = read_written_amount(text, row);
  } else if (is_order_amount_first_ && !row.order_id.empty() && !fields_.has_debit_and_credit()) {
    row.amount = kNoAmount;
    return nullptr;
  } else {
    why = fields_.has_debit_and_credit() ? read_debit_or_credit(row) : read_product(quantity, row);
  }
  return why != nullptr || directions_.empty() ? why : turn_by_direction(row);
}

/// Last: what is wrong with a row itself is told before what it does not fit to.
const char* RowParser::read_currency() {
  const std::string_view in_column = fields_.trimmed(Field::kCurrency);
  if (!in_column.empty())
    if (const char* why = currencies_.fault_of(in_column)) return fail(why, in_column);
  if (!amount_currency_.empty())
    if (const char* why = currencies_.fault_of(amount_currency_)) return fail(why, amount_currency_);
  return nullptr;
}

const char* RowParser::read_rest(WireRow& row) {
  if (const std::string_view value = fields_.trimmed(Field::kMargin); !value.empty()) {
    const auto margin = numbers_.read_plain(value);
    const auto count = margin ? to_scale(as_amount(*margin), kWireScale) : std::nullopt;
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
