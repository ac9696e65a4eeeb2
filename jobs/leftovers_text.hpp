#pragma once

#include <string>

namespace spendlens::jobs {

/// Prints what ended writers left in a ledger, if anything, and what becomes of it; says whose it may be where one is
/// at work.
void show_leftovers(const std::string& ledger);

/// The same of a result's directory.
void show_result_leftovers(const std::string& directory);

}  // namespace spendlens::jobs
