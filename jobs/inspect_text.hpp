#pragma once

#include <string>

#include "spendlens/ingest/inspect.hpp"

namespace spendlens::jobs {

/// Prints what was found of a log, for people. `format`: the file that its proposal was written to; empty: none.
void show_inspection(const ingest::Inspection& log, const std::string& format);

/// What a file is, in words: "CSV in gzip, utf-8, comma, double quotes".
[[nodiscard]] std::string kind_text(const ingest::Inspection& log);

}  // namespace spendlens::jobs
