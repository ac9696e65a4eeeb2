#include "ingest/inspect/text_layout.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "ingest/parse/record_fields.hpp"
#include "ingest/parse/timestamp_parser.hpp"
#include "ingest/parse/written_number.hpp"
#include "spendlens/core/ascii.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kLookedAt = 1'000;
/// A header further down is none.
constexpr std::size_t kMostBefore = 100;
constexpr char kDelimiters[] = {',', ';', '\t', '|', '^', '~', '\x01'};

/// Fields that count: empty ones at the end need not be columns.
std::size_t width_of(const TextRecord& record) { return record.is_malformed ? 0 : record.fields.size(); }

struct Shape {
  CsvDialect dialect;
  std::size_t width = 0;  ///< that most records have
  double quality = 0;
};

Shape shape_of(const std::vector<TextRecord>& records, const CsvDialect& dialect) {
  std::map<std::size_t, std::size_t> widths;
  std::size_t num_malformed = 0;
  for (const TextRecord& record : records) {
    ++widths[width_of(record)];
    num_malformed += record.is_malformed ? 1U : 0U;
  }
  Shape shape{dialect, 0, 0};
  std::size_t most = 0;
  for (const auto& [width, count] : widths)
    if (width > 1 && count >= most) {
      most = count;
      shape.width = width;
    }
  if (shape.width == 0) return shape;
  // A record with one field more or less of those at the end is of the same shape.
  std::size_t alike = most;
  for (const auto& [width, count] : widths)
    if (width > 1 && (width + 1 == shape.width || width == shape.width + 1)) alike += count / 2;
  const double share = static_cast<double>(std::min(alike, records.size())) / static_cast<double>(records.size());
  shape.quality = share + 0.01 * std::log2(static_cast<double>(shape.width)) -
                  static_cast<double>(num_malformed) / static_cast<double>(records.size());
  return shape;
}

Shape best_shape(std::string_view text, bool is_whole) {
  Shape best;
  const bool may_escape = text.find("\\\"") != std::string_view::npos;
  for (const char delimiter : kDelimiters) {
    if (text.find(delimiter) == std::string_view::npos) continue;
    for (const bool escapes : {false, true}) {
      if (escapes && !may_escape) continue;
      const CsvDialect dialect{delimiter, escapes ? std::optional('\\') : std::nullopt, {}};
      const auto records = records_of(text, dialect, is_whole, kLookedAt);
      if (records.empty()) continue;
      // Without need there is no escape.
      const Shape shape = shape_of(records, dialect);
      if (shape.quality > best.quality + (escapes ? 1e-6 : 0)) best = shape;
    }
  }
  return best;
}

bool is_named(std::string_view field) {
  return std::any_of(field.begin(), field.end(),
                     [](char c) { return is_letter(c) || static_cast<unsigned char>(c) >= 0x80; });
}

std::size_t num_filled(const TextRecord& record) {
  return static_cast<std::size_t>(std::count_if(record.fields.begin(), record.fields.end(), [](const std::string& f) {
    return !RecordFields::without_blanks(f).empty();
  }));
}

/// `used`: columns of the table in which anything stands.
bool may_be_header(const TextRecord& record, std::size_t width, std::size_t used) {
  if (record.is_malformed || record.fields.size() + 1 < width || record.fields.size() > width + 1) return false;
  const std::size_t filled = num_filled(record);
  if (filled < 2 || 3 * filled < 2 * std::min({width, used, record.fields.size()})) return false;
  std::size_t named = 0;
  for (const std::string& field : record.fields) {
    if (RecordFields::without_blanks(field).empty()) continue;
    if (looks_like_value(field)) return false;
    named += is_named(field) ? 1U : 0U;
  }
  return 2 * named >= filled && named >= 2;
}

bool is_row(const TextRecord& record, std::size_t width) {
  return !record.is_malformed && record.fields.size() + 1 >= width && record.fields.size() <= width + 1 &&
         std::any_of(record.fields.begin(), record.fields.end(), looks_like_value);
}

/// Lines that begin with a # and are no records of the table's width.
bool has_comments(const std::vector<TextRecord>& records, std::size_t width) {
  return std::any_of(records.begin(), records.end(), [&](const TextRecord& record) {
    return !record.fields.empty() && record.fields.front().starts_with('#') && record.fields.size() < width;
  });
}

/// Whether most of what comes next is as wide as the table.
bool goes_on(const std::vector<TextRecord>& records, std::size_t from, std::size_t width) {
  constexpr std::size_t kNext = 8;
  const std::size_t end = std::min(records.size(), from + kNext);
  const auto count = std::count_if(records.begin() + static_cast<std::ptrdiff_t>(from),
                                   records.begin() + static_cast<std::ptrdiff_t>(end),
                                   [&](const TextRecord& record) { return width_of(record) == width; });
  return 10 * static_cast<std::size_t>(count) >= 6 * (end - from);
}

std::size_t num_used_columns(const std::vector<TextRecord>& records) {
  std::vector<bool> used;
  for (const TextRecord& record : records) {
    used.resize(std::max(used.size(), record.fields.size()));
    for (std::size_t i = 0; i < record.fields.size(); ++i)
      used[i] = used[i] || !RecordFields::without_blanks(record.fields[i]).empty();
  }
  return static_cast<std::size_t>(std::count(used.begin(), used.end(), true));
}

/// The width of a header behind whose last column rows have delimiters, and nothing between them.
std::size_t width_without_empty_ends(const std::vector<TextRecord>& records, std::size_t width) {
  const auto is_empty_behind = [](const TextRecord& record, std::size_t columns) {
    return record.fields.size() >= columns &&
           std::all_of(record.fields.begin() + static_cast<std::ptrdiff_t>(columns), record.fields.end(),
                       [](const std::string& field) { return field.empty(); });
  };
  const TextRecord& first = records.front();
  const std::size_t columns = first.fields.size();
  if (columns >= width || num_filled(first) < columns || !may_be_header(first, columns, columns)) return width;
  const auto sound = static_cast<std::size_t>(std::count_if(
      records.begin(), records.end(), [&](const TextRecord& record) { return is_empty_behind(record, columns); }));
  return 10 * sound >= 9 * records.size() ? columns : width;
}

void cut_empty_ends(std::vector<TextRecord>& records, std::size_t width) {
  for (TextRecord& record : records)
    while (record.fields.size() > width && record.fields.back().empty()) record.fields.pop_back();
}

/// Whether it is a header and, but for a line or two at the end, nothing but rows of its width follow.
bool begins_table(const std::vector<TextRecord>& records, std::size_t header, std::size_t used) {
  const std::size_t width = records[header].fields.size();
  constexpr std::size_t kFewestColumns = 3;
  if (width < kFewestColumns || header + 1 == records.size() || !may_be_header(records[header], width, used))
    return false;
  std::size_t rows = 0, others = 0;
  for (std::size_t i = header + 1; i < records.size(); ++i)
    (width_of(records[i]) == width && is_row(records[i], width) ? rows : others) += 1;
  return rows > 0 && others <= 2 && rows >= others;
}

/// The shape of few rows below many lines of another shape, as banks write them above a statement's header.
std::optional<Shape> shape_below(std::string_view text, bool is_whole, std::size_t width_so_far) {
  for (const char delimiter : kDelimiters) {
    const CsvDialect dialect{delimiter, {}, {}};
    const auto records = records_of(text, dialect, is_whole, kLookedAt);
    const std::size_t used = num_used_columns(records);
    for (std::size_t i = 0; i < std::min(records.size(), kMostBefore); ++i)
      if (records[i].fields.size() > width_so_far && begins_table(records, i, used))
        return Shape{dialect, records[i].fields.size(), 1};
  }
  return std::nullopt;
}

/// Sets where the table begins, and whether with a header.
void find_beginning(const std::vector<TextRecord>& records, std::size_t width, TextLayout& layout) {
  const std::size_t used = num_used_columns(records);
  const std::size_t most = std::min(records.size(), kMostBefore);
  for (std::size_t i = 0; i < most; ++i) {
    const bool is_header = may_be_header(records[i], width, used);
    // A header may be all that there is, but not below others like it.
    const bool is_last =
        i + 1 == records.size() && std::none_of(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(i),
                                                [&](const TextRecord& record) { return width_of(record) == width; });
    const bool row_follows = is_last || (i + 1 < records.size() && is_row(records[i + 1], width)) ||
                             (i + 2 < records.size() && is_row(records[i + 2], width));
    const bool is_first_row = width_of(records[i]) == width && is_row(records[i], width);
    if (((is_header && row_follows) || is_first_row) && goes_on(records, i + 1, width)) {
      layout.has_header = is_header;
      layout.skip_lines = i == 0 ? 0 : records[i].line - 1;
      layout.num_columns = is_header ? records[i].fields.size() : width;
      return;
    }
  }
  layout.num_columns = records.empty() ? 0 : width;
}

void find_beginning_of(std::string_view text, bool is_whole, const Shape& shape, TextLayout& layout) {
  layout.dialect = shape.dialect;
  std::vector<TextRecord> records = records_of(text, shape.dialect, is_whole, kLookedAt);
  if (has_comments(records, shape.width)) {
    layout.dialect.comment = '#';
    records = records_of(text, layout.dialect, is_whole, kLookedAt);
  }
  if (records.empty()) return;
  const std::size_t width = width_without_empty_ends(records, shape.width);
  if (width < shape.width) cut_empty_ends(records, width);
  find_beginning(records, width, layout);
}

}  // namespace

bool looks_like_value(std::string_view field) {
  const std::string_view text = RecordFields::without_blanks(field);
  if (text.empty()) return false;
  if (!std::any_of(text.begin(), text.end(), is_digit)) return false;
  static const TimestampParser dates(TimestampForms{{"auto"}, {DateOrder::kDayMonthYear, 1970}}, "UTC");
  static const TimestampParser american(TimestampForms{{"auto"}, {DateOrder::kMonthDayYear, 1970}}, "UTC");
  return NumberReader(false).read(text).has_value() || NumberReader(true).read(text).has_value() ||
         dates.parse(text).has_value() || american.parse(text).has_value();
}

std::vector<TextRecord> records_of(std::string_view text, const CsvDialect& dialect, bool at_end,
                                   std::size_t most_records) {
  const RecordScanner scanner(dialect);
  std::vector<TextRecord> records;
  std::vector<std::string_view> fields;
  std::string storage;
  std::uint64_t line = 1;
  OpenQuoteSpan open_quote;
  std::size_t position = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  while (position < text.size() && records.size() < most_records) {
    RecordEnd end = scanner.record_end(text, position, at_end, 0, open_quote);
    if (!end.complete) {
      // The end of what was read; only a record's first line may be whole.
      if (text.find('\n', position) == std::string_view::npos) break;
      end = {text.find('\n', position) + 1, true, true};
    }
    const std::string_view record = text.substr(position, end.end - position);
    if (record.find_first_not_of("\r\n") != std::string_view::npos && !scanner.is_comment(record)) {
      TextRecord& one = records.emplace_back();
      one.line = line;
      one.is_malformed = end.malformed;
      if (!end.malformed) {
        scanner.split(record, fields, storage);
        one.fields.assign(fields.begin(), fields.end());
      }
    }
    line += static_cast<std::uint64_t>(std::count(record.begin(), record.end(), '\n'));
    position = end.end;
  }
  return records;
}

TextLayout find_layout(std::string_view text, bool is_whole) {
  const Shape shape = best_shape(text, is_whole);
  TextLayout layout;
  layout.dialect = shape.dialect;
  if (shape.width == 0) return layout;
  find_beginning_of(text, is_whole, shape, layout);
  if (const auto below = shape_below(text, is_whole, shape.width)) {
    layout = {};
    find_beginning_of(text, is_whole, *below, layout);
  }
  // Comments and blank lines before the header are passed over by themselves.
  std::size_t begin = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  for (std::uint64_t line = 0; line < layout.skip_lines; ++line) {
    const std::size_t end = text.find('\n', begin);
    const std::string_view one = text.substr(begin, end - begin);
    if (one.find_first_not_of('\r') != std::string_view::npos && !(layout.dialect.comment && one.starts_with('#')))
      break;
    begin = end + 1;
    if (line + 1 == layout.skip_lines) layout.skip_lines = 0;
  }
  layout.has_quotes = text.find('"') != std::string_view::npos;
  return layout;
}

}  // namespace spendlens::ingest
