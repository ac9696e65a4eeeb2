#pragma once

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

}  // namespace spendlens::ledger
