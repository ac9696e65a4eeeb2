#include "ingest/inspect/date_reading.hpp"

#include <algorithm>
#include <memory>

#include "ingest/parse/time_text.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/calendar.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kFirstLook = 60;
constexpr std::size_t kMostValues = 4'000;
constexpr double kAsGood = 0.005;

/// Times that logs of today may have: bare numbers beyond them are more likely something else.
const std::int64_t kEarliest = std::int64_t{*day_from_civil(1980, 1, 1)} * kSecondsPerDay;
const std::int64_t kLatest = std::int64_t{*day_from_civil(2045, 1, 1)} * kSecondsPerDay;

struct Candidate {
  TimestampForms forms;
  std::string words;
  TimestampParser parser;
  double share = 0;

  Candidate(TimestampForms how, std::string what)
      : forms(std::move(how)), words(std::move(what)), parser(forms, "UTC") {}
};

using Candidates = std::vector<Candidate>;

const Candidates& all_candidates() {
  static const Candidates candidates = [] {
    using enum DateOrder;
    Candidates all;
    all.emplace_back(TimestampForms{}, "year, month, day");
    all.emplace_back(TimestampForms{{"auto"}, {{}, 1970}}, "years of two digits");
    for (const std::optional<int> pivot : {std::optional<int>(), std::optional<int>(1970)}) {
      const std::string years = pivot ? ", years of two digits" : "";
      all.emplace_back(TimestampForms{{"auto"}, {kDayMonthYear, pivot}}, "day, month, year" + years);
      all.emplace_back(TimestampForms{{"auto"}, {kMonthDayYear, pivot}}, "month, day, year" + years);
      all.emplace_back(TimestampForms{{"auto"}, {kYearMonthDay, pivot}}, "year, month, day" + years);
    }
    for (const char* format : {"%Y%m%d%H%M%S",
                               "%Y%m%d%H%M",
                               "%Y%m%dT%H%M%S",
                               "%Y%m%d %H%M%S",
                               "%Y%m%d %H%M",
                               "%Y-%m-%d-%H.%M.%S",
                               "%Y-%m-%d %H.%M.%S",
                               "%Y-%m-%d %H.%M",
                               "%d%b%Y:%H:%M:%S",
                               "%d%b%y:%H:%M:%S",
                               "%d/%b/%Y:%H:%M:%S %z",
                               "%d/%b/%Y:%H:%M:%S",
                               "%a %b %d %H:%M:%S %z %Y",
                               "%a %b %d %H:%M:%S UTC %Y",
                               "%a %b %d %H:%M:%S %Y",
                               "%b %d %Y %I:%M%p",
                               "%d.%m.%Y %H.%M",
                               "%d.%m.%Y %H.%M.%S",
                               "%d-%m-%Y %H.%M",
                               "%d/%m/%Y %H.%M",
                               "%d.%m.%Y - %H:%M",
                               "%d/%m/%Y - %H:%M",
                               "%Y/%m/%d - %H:%M",
                               "%d.%m.%Y, %H.%M",
                               "%d-%b-%y %I.%M.%S %p",
                               "%d-%b-%Y %I.%M.%S %p",
                               "%d%m%Y",
                               "%m%d%Y",
                               "%y%m%d",
                               "%d%b%Y",
                               "%d%b%y"})
      all.emplace_back(TimestampForms{{format}, {}}, format);
    return all;
  }();
  return candidates;
}

bool is_bare_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; }) &&
         is_digit(text.front()) && std::count(text.begin(), text.end(), '.') <= 1;
}

double share_read(const Candidate& candidate, std::span<const std::string> values) {
  std::size_t count = 0;
  for (const std::string& value : values) {
    const auto seconds = candidate.parser.parse(value);
    if (!seconds || *seconds < 0 || *seconds >= kTimestampLimit) continue;
    count += !is_bare_number(value) || (*seconds >= kEarliest && *seconds < kLatest) ? 1U : 0U;
  }
  return static_cast<double>(count) / static_cast<double>(values.size());
}

/// How far the times come in one order, 0 to 1: 1 where they all ascend, or all descend.
double sortedness(const Candidate& candidate, std::span<const std::string> values) {
  std::size_t up = 0, down = 0;
  std::optional<std::int64_t> last;
  for (const std::string& value : values) {
    const auto seconds = candidate.parser.parse(value);
    if (!seconds) continue;
    if (last && *seconds > *last) ++up;
    if (last && *seconds < *last) ++down;
    last = seconds;
  }
  return up + down == 0 ? 0 : static_cast<double>(std::max(up, down)) / static_cast<double>(up + down);
}

bool is_order(const Candidate& candidate, DateOrder order) { return candidate.forms.dates.order == order; }

/// Of two that differ in the order of day and month and read alike: the one by which rows are in order of time, or else
/// the preferred one.
const Candidate& decide(const Candidate& day_first, const Candidate& month_first, std::span<const std::string> values,
                        bool prefers_day_first, DateReading& reading) {
  const double by_day = sortedness(day_first, values);
  const double by_month = sortedness(month_first, values);
  constexpr double kSorted = 0.97;
  constexpr double kClearly = 0.02;
  if (std::max(by_day, by_month) >= kSorted && std::abs(by_day - by_month) >= kClearly) {
    reading.is_sorted = true;
    return by_day > by_month ? day_first : month_first;
  }
  reading.may_be_turned = true;
  return prefers_day_first ? day_first : month_first;
}

}  // namespace

bool is_clock(std::string_view text) { return take_free_clock(text).has_value() && text.empty(); }

DateReading find_date_reading(std::span<const std::string> all_values, bool prefers_day_first) {
  DateReading reading;
  const auto values = all_values.first(std::min(all_values.size(), kMostValues));
  if (values.empty()) return reading;
  const auto first = values.first(std::min(values.size(), kFirstLook));
  std::vector<const Candidate*> possible;
  std::vector<double> shares;
  for (const Candidate& candidate : all_candidates()) {
    if (share_read(candidate, first) < 0.5) continue;
    possible.push_back(&candidate);
    shares.push_back(share_read(candidate, values));
  }
  if (possible.empty()) return reading;
  const double best = *std::max_element(shares.begin(), shares.end());
  std::vector<const Candidate*> good;
  for (std::size_t i = 0; i < possible.size(); ++i)
    if (shares[i] >= best - kAsGood) good.push_back(possible[i]);
  const Candidate* chosen = good.front();
  if (good.size() > 1 && is_order(*good[0], DateOrder::kDayMonthYear) && is_order(*good[1], DateOrder::kMonthDayYear))
    chosen = &decide(*good[0], *good[1], values, prefers_day_first, reading);
  reading.forms = chosen->forms;
  reading.words = chosen->words;
  reading.share = best;
  reading.is_number = std::all_of(first.begin(), first.end(), is_bare_number);
  for (const std::string& value : first)
    if (const auto seconds = chosen->parser.parse(value); seconds && *seconds % kSecondsPerDay != 0)
      reading.has_clock = true;
  if (reading.is_number && reading.forms.formats.front() == "auto") {
    const std::size_t digits = values.front().substr(0, values.front().find('.')).size();
    reading.words = digits == 8 ? "year, month, day in eight digits" : "time since 1970";
  }
  return reading;
}

}  // namespace spendlens::ingest
