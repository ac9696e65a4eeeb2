#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace spendlens::report {

/// A value as JSON text, in lines with `indent` blanks a level, or in one line where that is negative. What
/// is_unprintable() stands as \uXXXX: to look at the text does nothing to a terminal. Faults of UTF-8 become U+FFFD.
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& value, int indent);

}  // namespace spendlens::report
