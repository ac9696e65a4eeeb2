#pragma once

#include <cstdint>

#include "ledger/segment/padded_text.hpp"
#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/segment.hpp"

namespace spendlens::ledger {

/// A place in one of several slices: a customer or a row.
struct SlicePlace {
  std::uint32_t slice = 0;
  std::uint64_t at = 0;
};

/// Reads one segment's part of some hash prefixes into a Batch, reusing its buffers. Everything is checked as it comes:
/// offsets, order of the customers, codes, amounts and timestamps; a segment that was tampered with throws InputError
/// naming segment and row. Only pread: may run in a helper thread. Each returns the bytes read.

/// Whether the rows' accounts are read: for the batch, or to mark rows by.
[[nodiscard]] inline bool reads_accounts(const WantedColumns& wanted, ColumnSet there) {
  return there.has(Column::kAccount) && (wanted.columns.has(Column::kAccount) || wanted.marked_subtypes != 0);
}

/// Ids and hashes.
std::uint64_t read_customers(const Segment& segment, PrefixRange range, Batch& into);

/// First timestamps, offsets from 0, and the wanted columns that the segment has; codes are those of the segment, the
/// other columns are empty.
std::uint64_t read_rows(const Segment& segment, PrefixRange range, const WantedColumns& wanted, Batch& into);

/// In the place of rows what the segment's need says stands for them; archetypes where they are wanted.
std::uint64_t read_history(const Segment& segment, PrefixRange range, const WantedColumns& wanted, Batch& into);

/// Puts the ledger's codes in the place of the segment's.
void translate_codes(const Segment& segment, Batch& batch);

/// Fills the wanted columns that the segment lacks with "none".
void fill_missing(const WantedColumns& wanted, Batch& batch);

/// Whether customer i of a and customer j of b, whose hashes are equal, are the same. Widths may differ.
[[nodiscard]] inline bool same_customer(const Batch& a, std::size_t i, const Batch& b, std::size_t j) {
  return same_text(a.id.data() + i * a.id_width, a.id_width, b.id.data() + j * b.id_width, b.id_width);
}

/// Compares customer i of a with customer j of b by (hash, id); below, equal to or above 0. Widths may differ.
[[nodiscard]] int compare_customers(const Batch& a, std::size_t i, const Batch& b, std::size_t j);

}  // namespace spendlens::ledger
