#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ingest/record/reject_reason.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

/// One valid row of a file of customers. The id is a view: on the record while it is read, on the received bytes
/// afterwards.
struct WireCustomer {
  RejectPlace place;
  std::uint64_t hash = 0;  ///< of customer_id
  std::string_view customer_id;
  std::array<std::uint64_t, ledger::kMaxAttributes> attribute{};  ///< text_hash, meaningful with its bit
  std::uint8_t attributes = 0;                                    ///< bit i: it has attribute i

  [[nodiscard]] bool has_attribute(std::size_t i) const { return (attributes >> i & 1) != 0; }
};
static_assert(ledger::kMaxAttributes <= 8);

void append_customer(const WireCustomer& customer, std::vector<std::byte>& bytes);

/// Reads the record at `position` and moves it behind the record.
[[nodiscard]] WireCustomer read_customer(std::span<const std::byte> bytes, std::size_t& position);

}  // namespace spendlens::ingest
