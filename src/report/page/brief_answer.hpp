#pragma once

#include <string_view>

#include "report/html/html.hpp"

namespace spendlens::report {

/// A question of the reader, the answer in a few words, and what it rests on; `where` is the id of the place that says
/// more.
[[nodiscard]] Html brief_answer(std::string_view question, const Html& answer, const Html& grounds,
                                std::string_view where);

}  // namespace spendlens::report
