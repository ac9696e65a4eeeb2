#include "ingest/record/wire_row.hpp"

#include <cstring>
#include <limits>

#include "ingest/record/wire_bytes.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::uint8_t kMerchantBit = 1;
constexpr std::uint8_t kCategoryBit = 2;
constexpr std::uint8_t kPendingBit = 4;
constexpr std::uint8_t kShortBit = 8;
constexpr std::uint8_t kNarrowAmountBit = 16;  ///< of a short row: 4 bytes, not 8

constexpr std::uint8_t kOfAccountBit = 32;

constexpr int128 kPerUnit = int128{1'000'000'000'000'000'000};

/// What a short row says of an order.
struct ShortRow {
  Minor amount = 0;
  std::uint32_t quantity = 0;
  Minor margin = 0;
};

/// Nothing where the row's order is known only with others, or may be rejected for what it is.
std::optional<ShortRow> short_row_of(const WireRow& row, const Schema& schema) {
  if (!row.order_id.empty() || !row.product_id.empty() || schema.has(Field::kTransactionId)) return std::nullopt;
  ShortRow order;
  if (row.minor) {
    order.amount = *row.minor;
  } else {
    const int128 amount = divide_rounded(row.amount, kWirePerMinor);
    if (amount > kMaxOrderMinor || amount < -kMaxOrderMinor) return std::nullopt;
    order.amount = static_cast<Minor>(amount);
  }
  if (row.quantity != 0) {
    const int128 rounded = divide_rounded(row.quantity, kPerUnit);
    const int128 quantity = rounded < 0 ? -rounded : rounded;
    if (quantity > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
    order.quantity = static_cast<std::uint32_t>(quantity);
  }
  if (row.margin != 0) {
    const int128 margin = divide_rounded(row.margin, kWirePerMinor);
    if (margin > kMaxOrderMinor || margin < -kMaxOrderMinor) return std::nullopt;
    order.margin = static_cast<Minor>(margin);
  }
  return order;
}

/// Writes values one behind the other.
class Writer {
 public:
  explicit Writer(std::byte* begin) : next_(begin) {}

  template <class T>
  void put(const T& value) {
    std::memcpy(next_, &value, sizeof value);
    next_ += sizeof value;
  }
  void put_text(std::string_view text) {
    put(static_cast<std::uint8_t>(text.size()));
    copy(text.data(), text.size());
    next_ += text.size();
  }
  [[nodiscard]] std::byte* next() const { return next_; }

 private:
  /// Ids are mostly short: two moves of 8 bytes that overlap, not a call.
  void copy(const char* text, std::size_t length) const {
    if (length < 8 || length > 16) {
      if (length > 0) std::memcpy(next_, text, length);  // no text may be no address
      return;
    }
    std::memcpy(next_, text, 8);
    std::memcpy(next_ + length - 8, text + length - 8, 8);
  }

  std::byte* next_;
};

bool is_narrow(Minor amount) { return amount == static_cast<std::int32_t>(amount); }

void put_head(Writer& bytes, const WireRow& row, std::uint8_t bits) {
  bits =
      static_cast<std::uint8_t>(bits | (row.has_merchant ? kMerchantBit : 0) | (row.has_category ? kCategoryBit : 0) |
                                (row.pending ? kPendingBit : 0) | (row.is_of_account ? kOfAccountBit : 0));
  bytes.put(row.hash);
  bytes.put(bits);
  bytes.put_text(row.customer_id);
  bytes.put(row.timestamp);
  if (row.has_merchant) bytes.put(row.merchant);
  if (row.has_category) bytes.put(row.category);
}

void put_dimensions(Writer& bytes, const WireRow& row, const Schema& schema) {
  if (schema.num_dimensions == 0) return;
  bytes.put(row.dimensions);
  for (std::size_t i = 0; i < schema.num_dimensions; ++i)
    if (row.has_dimension(i)) bytes.put(row.dimension[i]);
}

void put_short(Writer& bytes, const WireRow& row, const ShortRow& order, const Schema& schema) {
  put_head(bytes, row, static_cast<std::uint8_t>(kShortBit | (is_narrow(order.amount) ? kNarrowAmountBit : 0)));
  if (is_narrow(order.amount))
    bytes.put(static_cast<std::int32_t>(order.amount));
  else
    bytes.put(order.amount);
  if (schema.has(Field::kQuantity)) bytes.put(order.quantity);
  if (schema.has(Field::kMargin)) bytes.put(order.margin);
  if (schema.has(Field::kAccountId)) bytes.put_text(row.account_id);
  put_dimensions(bytes, row, schema);
}

void put_long(Writer& bytes, const WireRow& row, const Schema& schema) {
  put_head(bytes, row, 0);
  bytes.put(row.line);
  bytes.put(row.file);
  bytes.put(row.amount);
  if (schema.has(Field::kQuantity)) bytes.put(row.quantity);
  if (schema.has(Field::kMargin)) bytes.put(row.margin);
  if (schema.has(Field::kOrderId)) bytes.put_text(row.order_id);
  if (schema.has(Field::kProductId)) bytes.put_text(row.product_id);
  if (schema.has(Field::kTransactionId)) bytes.put_text(row.transaction_id);
  if (schema.has(Field::kAccountId)) bytes.put_text(row.account_id);
  put_dimensions(bytes, row, schema);
}

/// Moves `position` to what only short or only long rows have; returns the bits.
template <class Row>
std::uint8_t get_head(std::span<const std::byte> bytes, std::size_t& position, Row& row) {
  std::uint8_t bits = 0;
  get(bytes, position, row.hash);
  get(bytes, position, bits);
  row.customer_id = get_text(bytes, position);
  get(bytes, position, row.timestamp);
  row.has_merchant = (bits & kMerchantBit) != 0;
  row.has_category = (bits & kCategoryBit) != 0;
  row.pending = (bits & kPendingBit) != 0;
  if (row.has_merchant) get(bytes, position, row.merchant);
  if (row.has_category) get(bytes, position, row.category);
  return bits;
}

Minor get_amount(std::span<const std::byte> bytes, std::size_t& position, std::uint8_t bits) {
  if ((bits & kNarrowAmountBit) != 0) {
    std::int32_t narrow = 0;
    get(bytes, position, narrow);
    return narrow;
  }
  Minor amount = 0;
  get(bytes, position, amount);
  return amount;
}

void get_dimensions(std::span<const std::byte> bytes, std::size_t& position, const Schema& schema, WireRow& row) {
  if (schema.num_dimensions == 0) return;
  get(bytes, position, row.dimensions);
  for (std::size_t i = 0; i < schema.num_dimensions; ++i)
    if (row.has_dimension(i)) get(bytes, position, row.dimension[i]);
}

void get_short(std::span<const std::byte> bytes, std::size_t& position, std::uint8_t bits, const Schema& schema,
               WireRow& row) {
  ShortRow order;
  order.amount = get_amount(bytes, position, bits);
  if (schema.has(Field::kQuantity)) get(bytes, position, order.quantity);
  if (schema.has(Field::kMargin)) get(bytes, position, order.margin);
  if (schema.has(Field::kAccountId)) row.account_id = get_text(bytes, position);
  get_dimensions(bytes, position, schema, row);
  row.minor = order.amount;
  row.amount = order.amount * kWirePerMinor;
  row.quantity = order.quantity * kPerUnit;
  row.margin = order.margin * kWirePerMinor;
}

}  // namespace

std::span<const std::byte> RowBytes::of(const WireRow& row, const Schema& schema) {
  Writer writer(bytes_.data());
  if (const auto order = short_row_of(row, schema))
    put_short(writer, row, *order, schema);
  else
    put_long(writer, row, schema);
  return {bytes_.data(), writer.next()};
}

std::span<const std::byte> RowBytes::of_whole(const WireRow& row, const Schema& schema) {
  Writer writer(bytes_.data());
  put_long(writer, row, schema);
  return {bytes_.data(), writer.next()};
}

void append_whole_row(const WireRow& row, const Schema& schema, std::vector<std::byte>& bytes) {
  RowBytes row_bytes;
  const auto whole = row_bytes.of_whole(row, schema);
  bytes.insert(bytes.end(), whole.begin(), whole.end());
}

void append_row(const WireRow& row, const Schema& schema, std::vector<std::byte>& bytes) {
  RowBytes row_bytes;
  const auto whole = row_bytes.of(row, schema);
  bytes.insert(bytes.end(), whole.begin(), whole.end());
}

WireRow read_row(std::span<const std::byte> bytes, std::size_t& position, const Schema& schema) {
  WireRow row;
  const std::uint8_t bits = get_head(bytes, position, row);
  row.is_of_account = (bits & kOfAccountBit) != 0;
  if ((bits & kShortBit) != 0) {
    get_short(bytes, position, bits, schema, row);
    return row;
  }
  get(bytes, position, row.line);
  get(bytes, position, row.file);
  get(bytes, position, row.amount);
  if (schema.has(Field::kQuantity)) get(bytes, position, row.quantity);
  if (schema.has(Field::kMargin)) get(bytes, position, row.margin);
  if (schema.has(Field::kOrderId)) row.order_id = get_text(bytes, position);
  if (schema.has(Field::kProductId)) row.product_id = get_text(bytes, position);
  if (schema.has(Field::kTransactionId)) row.transaction_id = get_text(bytes, position);
  if (schema.has(Field::kAccountId)) row.account_id = get_text(bytes, position);
  get_dimensions(bytes, position, schema, row);
  return row;
}

bool short_rows_are_heads(const Schema& schema) {
  return !schema.has(Field::kQuantity) && !schema.has(Field::kMargin) && !schema.has(Field::kAccountId) &&
         !schema.has(Field::kProductId) && !schema.has(Field::kTransactionId) && schema.num_dimensions == 0;
}

WireRowHead read_head(std::span<const std::byte> bytes, std::size_t& position, const Schema& schema) {
  WireRowHead head;
  const std::size_t begin = position;
  const std::uint8_t bits = get_head(bytes, position, head);
  head.is_short = (bits & kShortBit) != 0;
  if (head.is_short && short_rows_are_heads(schema)) {
    head.amount = get_amount(bytes, position, bits);
    return head;
  }
  position = begin;
  (void)read_row(bytes, position, schema);
  return head;
}

}  // namespace spendlens::ingest
