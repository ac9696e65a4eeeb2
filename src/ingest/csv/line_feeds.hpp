#pragma once

#include <cstdint>
#include <string_view>

namespace spendlens::ingest {

/// How many line feeds a text has, as std::count tells, many bytes at a time.
[[nodiscard]] std::uint64_t count_line_feeds(std::string_view text);

}  // namespace spendlens::ingest
