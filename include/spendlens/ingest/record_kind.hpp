#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace spendlens::ingest {

/// What the rows of a file are.
enum class RecordKind : std::uint8_t { kTransactions, kAccounts, kLiabilities, kCustomers };

inline constexpr std::size_t kNumKinds = 4;
inline constexpr std::array<RecordKind, kNumKinds> kAllKinds = {RecordKind::kTransactions, RecordKind::kAccounts,
                                                                RecordKind::kLiabilities, RecordKind::kCustomers};
inline constexpr std::array<const char*, kNumKinds> kKindNames = {"transactions", "accounts", "liabilities",
                                                                  "customers"};

[[nodiscard]] constexpr std::size_t index_of(RecordKind kind) { return static_cast<std::size_t>(kind); }
[[nodiscard]] constexpr const char* name_of(RecordKind kind) { return kKindNames[index_of(kind)]; }

}  // namespace spendlens::ingest
