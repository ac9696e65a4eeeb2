#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/ledger/schema.hpp"
#include "spendlens/store/layout.hpp"

/// The parts of segment_spec(): the columns of a segment of some shape, with their units and descriptions.
namespace spendlens::ledger {

inline const store::ElementType kU8 = store::element_type<std::uint8_t>();
inline const store::ElementType kU16 = store::element_type<std::uint16_t>();
inline const store::ElementType kU32 = store::element_type<std::uint32_t>();
inline const store::ElementType kU64 = store::element_type<std::uint64_t>();
inline const store::ElementType kF64 = store::element_type<double>();

/// The bytes of the longest text, 1 at least.
[[nodiscard]] std::uint32_t widest(const std::vector<std::string>& texts);

/// The texts of a dimension or an attribute; `what` begins their description.
[[nodiscard]] store::ColumnSpec dictionary_column(const char* beginning, const NamedTexts& column, const char* what);

/// Why records of one kind were rejected, and how many of them.
void append_reasons(std::vector<store::ColumnSpec>& columns, const RecordCounts& counts, const char* reason_column,
                    const char* rejected_column);

/// Customers and their transactions, dictionaries and indexes: what a segment has without snapshot and attributes.
void append_row_columns(std::vector<store::ColumnSpec>& columns, const SegmentMetadata& facts,
                        const SegmentPart& totals);

/// Accounts, those held in common and liabilities. Precondition: the segment has a snapshot.
void append_snapshot_columns(std::vector<store::ColumnSpec>& columns, const SegmentMetadata& facts,
                             const SegmentPart& totals);

/// Attributes of customers and listed customers. Precondition: the segment has attributes.
void append_attribute_columns(std::vector<store::ColumnSpec>& columns, const SegmentMetadata& facts,
                              const SegmentPart& totals);

}  // namespace spendlens::ledger
