#pragma once

#include <string>
#include <string_view>

namespace spendlens::ingest {

/// HMAC-SHA-256 of a text under a key, 64 small hexadecimal digits.
[[nodiscard]] std::string keyed_hash(std::string_view key, std::string_view text);

/// Tells which key it was, and nothing of it: the first 8 digits of the hash of a text of our own.
[[nodiscard]] std::string key_mark(std::string_view key);

}  // namespace spendlens::ingest
