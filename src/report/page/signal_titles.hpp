#pragma once

#include <string>
#include <string_view>

namespace spendlens::report {

/// What a signal is called in a title: "credit_max_utilization_pct" is "Utilization of the fullest card". One that this
/// program does not know is called by its name.
[[nodiscard]] std::string signal_title(std::string_view name);
/// The same inside a sentence: "utilization of the fullest card".
[[nodiscard]] std::string signal_words(std::string_view name);

}  // namespace spendlens::report
