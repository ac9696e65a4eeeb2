#include "ingest/parse/record_fields.hpp"

#include <utf8.h>

#include <algorithm>

#include "ingest/record/reject_reason.hpp"
#include "ingest/record/wire_row.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/decimal.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

std::string_view RecordFields::without_blanks(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool RecordFields::ends_with_empty_fields() const {
  if (fields_.size() < map_->num_columns) return false;
  const auto more = fields_.subspan(map_->num_columns);
  return std::all_of(more.begin(), more.end(), [](std::string_view field) { return field.empty(); });
}

bool RecordFields::all_terms_hold() const {
  return std::all_of(map_->terms.begin(), map_->terms.end(), [&](const ColumnTerm& term) {
    const std::string_view value = without_blanks(fields_[static_cast<std::size_t>(term.column)]);
    const auto is_among = [&](const std::vector<std::string>& values) {
      return std::find(values.begin(), values.end(), value) != values.end();
    };
    return (term.wanted.empty() || is_among(term.wanted)) && !is_among(term.unwanted);
  });
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
  const std::string lower = in_lower_case(text);
  if (lower == "true" || lower == "1" || lower == "yes" || lower == "y" || lower == "t") return true;
  if (lower == "false" || lower == "0" || lower == "no" || lower == "n" || lower == "f") return false;
  return std::nullopt;
}

std::optional<bool> parse_pending(std::string_view text) {
  if (const auto boolean = parse_boolean(text)) return boolean;
  const std::string lower = in_lower_case(text);
  if (lower == "pending") return true;
  if (lower == "posted") return false;
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
