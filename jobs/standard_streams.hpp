#pragma once

#include <string>

namespace spendlens::jobs {

/// Gives descriptors 0, 1 and 2 a meaning where the caller has closed them, so that no file that is opened later
/// becomes one of them. What is written to a standard output that was closed fails, as it would without this; errors
/// have nowhere to go. To be called before anything is opened.
void claim_standard_descriptors();

/// One line on standard error, printable() whatever names it quotes, or as JSON where the log is, as far as that can be
/// written: there is nowhere else to complain.
void print_error_line(const std::string& line) noexcept;

}  // namespace spendlens::jobs
