#pragma once

#include <cstdint>

#include "signals/bank/plan.hpp"

namespace spendlens::signals::bank {

/// Whether all streams of outflows of these classes, with this kind of an alias or kNoStreamKind, would be habits,
/// which no signal counts and no result lists: most of what people buy.
[[nodiscard]] bool is_habit(ClassSet classes, std::uint8_t alias_kind);

}  // namespace spendlens::signals::bank
