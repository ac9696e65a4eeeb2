#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "spendlens/core/error.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ledger {

/// That the segment in the new one's place cannot be read, for the reason in `error`, and how to have it replaced.
[[nodiscard]] InputError unreadable_segment(const std::string& name, const InputError& error);

/// What stands under a segment's name now and is replaced by one that is made from `source`, in words; empty where
/// nothing is there. It is the same source where the bytes of the input are the same, by their number and digest: a
/// night that runs twice. Throws UsageError where it is another source, or a folded segment of that name left rejects,
/// and `replace` is false, and InputError where it cannot be read and `replace` is false. Local, under a WriteLock.
[[nodiscard]] std::string require_replaceable(const std::string& directory, const std::string& name,
                                              const SourceInfo& source, bool replace);

/// What the import of a segment counted of all kinds of records.
struct ImportTotals {
  std::uint64_t rows_read = 0;
  std::uint64_t rows_rejected = 0;
};

/// Those of the segment of that name, where it was made from `source`, the same bytes with the same options; nothing
/// where it is another, is missing, cannot be read or does not say. Local, under a WriteLock.
[[nodiscard]] std::optional<ImportTotals> totals_if_made_from(const std::string& directory, const std::string& name,
                                                              const SourceInfo& source);

}  // namespace spendlens::ledger
