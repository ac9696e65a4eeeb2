#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ingest/fields.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::ingest {

/// Amounts, margins and quantities travel as counts of 10^-18: exact until an order is rounded.
inline constexpr int kWireScale = 18;
inline constexpr int128 kWirePerMinor = 10'000'000'000'000'000;

/// One valid row. Texts are views: on the record while it is read, on the received bytes afterwards.
struct WireRow {
  std::uint32_t file = 0;
  std::uint64_t line = 0;
  std::uint64_t hash = 0;            ///< of customer_id
  Timestamp timestamp = 0;
  int128 amount = 0;                 ///< as given; the sign is turned when the order is made
  int128 quantity = 0;
  int128 margin = 0;
  std::uint64_t merchant = 0;        ///< text_hash, meaningful with has_merchant
  std::uint64_t category = 0;
  bool has_merchant = false;
  bool has_category = false;
  bool pending = false;
  std::string_view customer_id;
  std::string_view order_id;         ///< these four: empty = none
  std::string_view product_id;
  std::string_view transaction_id;
  std::string_view account_id;
};

/// Appends the row's bytes; fields that the schema lacks take no room.
void append_row(const WireRow& row, const Schema& schema, std::vector<std::byte>& bytes);

/// Reads the row at `position` and moves it behind the row. Precondition: append_row wrote it with this schema.
[[nodiscard]] WireRow read_row(std::span<const std::byte> bytes, std::size_t& position, const Schema& schema);

}  // namespace spendlens::ingest
