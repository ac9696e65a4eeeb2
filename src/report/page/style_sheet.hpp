#pragma once

namespace spendlens::report {

/// report.css, as a constant of the program.
extern const char* const kStyleSheet;

}  // namespace spendlens::report
