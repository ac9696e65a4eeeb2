#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ingest/record/fields.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::ingest {

/// Amounts, margins and quantities travel as counts of 10^-18: exact until an order is rounded.
inline constexpr int kWireScale = 18;
inline constexpr int128 kWirePerMinor = 10'000'000'000'000'000;

/// A line's amount must fit 64 bits of minor units, so that an order's sum is exact in 128.
[[nodiscard]] constexpr bool is_in_line_range(int128 count_at_wire_scale) {
  constexpr int128 kMost = static_cast<int128>(std::numeric_limits<std::int64_t>::max()) * kWirePerMinor;
  return count_at_wire_scale <= kMost && count_at_wire_scale >= -kMost;
}

/// A line that has no amount, where an order's amount is its first line's that has one.
inline constexpr int128 kNoAmount = int128{1} << 126;

/// One valid row. Texts are views: on the record while it is read, on the received bytes afterwards.
struct WireRow {
  std::uint32_t file = 0;
  std::uint64_t line = 0;
  std::uint64_t hash = 0;  ///< of customer_id
  Timestamp timestamp = 0;
  int128 amount = 0;           ///< as given; the sign is turned when the order is made
  std::optional<Minor> minor;  ///< the amount again, where it is known to be this many minor units
  int128 quantity = 0;
  int128 margin = 0;
  std::uint64_t merchant = 0;  ///< text_hash, meaningful with has_merchant
  std::uint64_t category = 0;
  std::array<std::uint64_t, ledger::kMaxDimensions> dimension{};  ///< likewise, meaningful with its bit
  std::uint8_t dimensions = 0;                                    ///< bit i: it has dimension i
  bool has_merchant = false;
  bool has_category = false;
  bool pending = false;
  bool is_of_account = false;  ///< the customer is the account's owner, whatever the record names
  std::string_view customer_id;
  std::string_view order_id;  ///< these four: empty = none
  std::string_view product_id;
  std::string_view transaction_id;
  std::string_view account_id;

  [[nodiscard]] bool has_dimension(std::size_t i) const { return (dimensions >> i & 1) != 0; }
  [[nodiscard]] bool has_amount() const { return amount != kNoAmount; }
};

/// Puts rows into bytes. Fields that the schema lacks take no room. A row that is an order of its own whatever the
/// others are travels short: with the amount as it will be stored, without its place in the input. Local.
class RowBytes {
 public:
  /// The row's bytes, good until the next call.
  [[nodiscard]] std::span<const std::byte> of(const WireRow& row, const Schema& schema);
  /// The same, never short.
  [[nodiscard]] std::span<const std::byte> of_whole(const WireRow& row, const Schema& schema);

 private:
  // Five texts of up to 255 bytes and what has a fixed length.
  static constexpr std::size_t kMaxBytes = 5 * 256 + 192;

  std::array<std::byte, kMaxBytes> bytes_;
};

/// Appends the row's bytes.
void append_row(const WireRow& row, const Schema& schema, std::vector<std::byte>& bytes);
/// The same, never short: with the row's place.
void append_whole_row(const WireRow& row, const Schema& schema, std::vector<std::byte>& bytes);

/// Reads the row at `position` and moves it behind the row. Precondition: append_row wrote it with this schema.
/// A short row has the place 0 and the rounded amount.
[[nodiscard]] WireRow read_row(std::span<const std::byte> bytes, std::size_t& position, const Schema& schema);

/// What folding needs of most rows, without a look at the rest.
struct WireRowHead {
  std::uint64_t hash = 0;
  std::string_view customer_id;
  bool is_short = false;
  bool has_merchant = false;  ///< these and all below: of short rows of a schema for which short_rows_are_heads()
  bool has_category = false;
  bool pending = false;
  Timestamp timestamp = 0;
  Minor amount = 0;  ///< as given
  std::uint64_t merchant = 0;
  std::uint64_t category = 0;
};

/// Whether a short row holds no more than a WireRowHead.
[[nodiscard]] bool short_rows_are_heads(const Schema& schema);

/// The same as read_row, for the head alone.
[[nodiscard]] WireRowHead read_head(std::span<const std::byte> bytes, std::size_t& position, const Schema& schema);

}  // namespace spendlens::ingest
