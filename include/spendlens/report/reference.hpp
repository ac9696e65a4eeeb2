#pragma once

#include <string>

namespace spendlens::report {

/// Every table and column of audit.h5 as Markdown, from the very specification that the file is made by: what its
/// attributes say, for the shipped profile and registry at --detail full. Local.
[[nodiscard]] std::string result_reference();

/// Every key of summary.json with its meaning, as Markdown. Paths are written with dots; `<window>` stands for a key
/// that depends on the data, `{a,b}` for either, `[]` for each element of a list. Local.
[[nodiscard]] std::string summary_reference();

}  // namespace spendlens::report
