#include "ingest/parse/time_text.hpp"

#include <algorithm>

namespace spendlens::ingest {

namespace {

/// Whether the text began with `word`, which is in lower case, in any case.
bool skip_word(std::string_view& text, std::string_view word) {
  if (text.size() < word.size() ||
      !std::equal(word.begin(), word.end(), text.begin(), [](char of_word, char c) { return to_lower(c) == of_word; }))
    return false;
  text.remove_prefix(word.size());
  return true;
}

/// :mm, :mm:ss or :mm:ss.fraction behind an hour of at most `most_hour`.
std::optional<std::int64_t> take_rest_of_clock(std::string_view& text, int hour, int most_hour) {
  if (!skip(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || hour > most_hour || *minute > 59) return std::nullopt;
  int second = 0;
  if (skip(text, ':')) {
    const auto seconds = take_digits(text, 2);
    if (!seconds || *seconds > 59) return std::nullopt;
    second = *seconds;
    if (skip(text, '.') || skip(text, ',')) {
      if (text.empty() || !is_digit(text.front())) return std::nullopt;
      while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
    }
  }
  return hour * 3600 + *minute * 60 + second;
}

/// Hours that the half of the day adds to midnight; nothing where none is said.
std::optional<int> take_half_day(std::string_view& text) {
  std::string_view rest = text;
  while (skip(rest, ' ')) {
  }
  for (const auto& [word, hours] :
       {std::pair{"am", 0}, std::pair{"a.m.", 0}, std::pair{"pm", 12}, std::pair{"p.m.", 12}}) {
    if (!skip_word(rest, word)) continue;
    text = rest;
    return hours;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> take_clock(std::string_view& text) {
  const auto hour = take_digits(text, 2);
  return hour ? take_rest_of_clock(text, *hour, 23) : std::nullopt;
}

std::optional<std::int64_t> take_free_clock(std::string_view& text) {
  const bool has_two = text.size() > 1 && is_digit(text[1]);
  const auto hour = take_digits(text, has_two ? 2 : 1);
  const auto seconds = hour ? take_rest_of_clock(text, *hour, 23) : std::nullopt;
  if (!seconds) return std::nullopt;
  const auto half_day = take_half_day(text);
  if (!half_day) return seconds;
  if (*hour < 1 || *hour > 12) return std::nullopt;
  return *seconds + (*hour % 12 - *hour + *half_day) * 3600;
}

std::optional<std::int64_t> take_offset(std::string_view& text) {
  const bool utc = skip_word(text, "utc") || skip_word(text, "gmt");
  if (utc && text.empty()) return 0;
  if (!utc && (skip(text, 'Z') || skip(text, 'z'))) return 0;
  const int sign = text.starts_with('-') ? -1 : 1;
  if (!skip(text, '+') && !skip(text, '-')) return std::nullopt;
  const auto hours = take_digits(text, 2);
  if (!hours || *hours > 18) return std::nullopt;
  int minutes = 0;
  if (!text.empty()) {
    skip(text, ':');
    const auto read = take_digits(text, 2);
    if (!read || *read > 59) return std::nullopt;
    minutes = *read;
  }
  return sign * (*hours * 3600 + minutes * 60);
}

}  // namespace spendlens::ingest
