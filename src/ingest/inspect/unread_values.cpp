#include "ingest/inspect/unread_values.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ingest/parse/record_fields.hpp"
#include "spendlens/core/ascii.hpp"

namespace spendlens::ingest {

namespace {

constexpr const char* kZoneNames[] = {"EST",  "EDT", "CST",  "CDT", "MST",  "MDT",  "PST",  "PDT",  "CET",
                                      "CEST", "BST", "IST",  "JST", "AEST", "AEDT", "MESZ", "MEZ",  "WEST",
                                      "WET",  "EET", "EEST", "MSK", "SGT",  "HKT",  "NZST", "NZDT", "AKST"};

std::string_view last_word(std::string_view text) {
  text = RecordFields::without_blanks(text);
  const std::size_t blank = text.find_last_of(' ');
  return blank == std::string_view::npos ? std::string_view() : text.substr(blank + 1);
}

bool has_word(std::string_view text) {
  std::size_t letters = 0;
  for (const char c : text) {
    letters = is_letter(c) || static_cast<unsigned char>(c) >= 0x80 ? letters + 1 : 0;
    if (letters >= 3) return true;
  }
  return false;
}

}  // namespace

const ColumnFacts* unread_column(const Table& table, const Synonyms& synonyms, Role role) {
  const ColumnFacts* best = nullptr;
  double most = 0;
  for (const ColumnFacts& facts : table.columns) {
    const double score = synonyms.score(role, facts.name).value_or(0);
    if (score <= most || facts.examples.empty()) continue;
    best = &facts;
    most = score;
  }
  return best;
}

std::string why_no_time(std::string_view value) {
  if (value.starts_with("/Date("))
    return "; milliseconds since 1970 within /Date(...)/: write the number alone, for --timestamp-format epoch-ms";
  const std::string_view word = last_word(value);
  if (std::find(std::begin(kZoneNames), std::end(kZoneNames), word) != std::end(kZoneNames))
    return fmt::format(
        "; the name of a time zone is not read: where all rows have it, give it as text, such as --timestamp-format "
        "'%Y-%m-%d %H:%M:%S {}' with --timezone, otherwise write offsets such as -05:00",
        word);
  if (word == "Uhr")
    return "; 'Uhr' is not read by itself: give it as text, such as --timestamp-format '%d.%m.%Y %H:%M Uhr'";
  if (has_word(value))
    return "; of words in dates import reads English names of months and days: write others as numbers, such as "
           "2024-03-15";
  return {};
}

std::string why_no_amount(std::string_view value) {
  const std::string lower = in_lower_case(RecordFields::without_blanks(value));
  if (lower.ends_with("dr") || lower.ends_with("cr") || lower.ends_with("dr.") || lower.ends_with("cr."))
    return "; which way money went stands behind the number: write DR and CR into a column of its own, for --direction";
  if (lower.ends_with(".-") || lower.ends_with(",-") || lower.ends_with(",--") || lower.ends_with(".--"))
    return "; a dash for no cents may also be a minus: write .00 in its place";
  return {};
}

}  // namespace spendlens::ingest
