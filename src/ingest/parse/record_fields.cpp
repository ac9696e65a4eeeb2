#include "ingest/parse/record_fields.hpp"

#include <utf8.h>

#include <algorithm>

#include "ingest/record/reject_reason.hpp"
#include "ingest/record/wire_row.hpp"
#include "spendlens/core/decimal.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

std::string_view RecordFields::without_blanks(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool is_valid_utf8(std::string_view text) {
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return ascii || utf8::is_valid(text.begin(), text.end());
}

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

const char* fault_of_id(std::string_view text, const char* missing, const char* too_long) {
  if (text.empty()) return missing;
  if (text.size() > ledger::kMaxIdBytes) return too_long;
  if (has_nul(text)) return reason::kInvalidText;
  return is_valid_utf8(text) ? nullptr : reason::kInvalidUtf8;
}

std::optional<bool> parse_boolean(std::string_view text) {
  if (text == "false") return false;
  if (text == "true") return true;
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower == "true" || lower == "1" || lower == "yes") return true;
  if (lower == "false" || lower == "0" || lower == "no") return false;
  return std::nullopt;
}

ParsedMoney parse_money(std::string_view text, const NumberReader& numbers) {
  using Fault = ParsedMoney::Fault;
  const auto value = numbers.read_plain(text);
  if (!value) return {Fault::kNoNumber};
  const bool negative = value->coefficient < 0;
  const auto count = to_scale(*value, kWireScale);
  if (!count) return {Fault::kOutOfRange, negative};
  const int128 minor = divide_rounded(*count, kWirePerMinor);
  if (minor > kMaxOrderMinor || minor < -kMaxOrderMinor) return {Fault::kOutOfRange, negative};
  return {Fault::kNone, negative, static_cast<Minor>(minor)};
}

}  // namespace spendlens::ingest
