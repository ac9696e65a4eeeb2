#include "ingest/source/header_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "ingest/source/decoded_text.hpp"
#include "ingest/source/file_formats.hpp"
#include "ingest/source/find_input.hpp"
#include "ingest/source/text_stream.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// The text at a CSV file's beginning, long enough to hold any header, in UTF-8. Finds the file's encoding.
std::string beginning_of(InputFile& file, const ImportOptions& options) {
  const std::size_t most = 2 * kMaxRecordBytes;
  std::string head(kFormatBytes, '\0');
  head.resize(raw_stream(file)->read(head));
  file.encoding = encoding_of(head, options.encoding, file.title());
  if (file.kind != InputKind::kPlain && file.encoding.empty())
    if (const auto other = other_format(head, ""))
      refuse_format(file, *other, file.kind == InputKind::kGzip ? ", within gzip" : ", within zstd");
  std::string text(most, '\0');
  text.resize(text_stream(file)->read(text));
  return text;
}

/// Where the header or the first record begins: behind the mark, the lines that are to be skipped, blank ones and
/// comments.
std::size_t beginning_of_records(const std::string& text, const InputFile& file, const RecordScanner& scanner,
                                 const ImportOptions& options) {
  std::size_t position = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  for (std::uint64_t line = 0; line < options.skip_lines; ++line) {
    const std::size_t end = text.find('\n', position);
    if (end == std::string::npos)
      throw InputError(
          fmt::format("{}: nothing follows the {} lines that --skip-lines passes over; give a smaller number",
                      file.title(), options.skip_lines));
    position = end + 1;
  }
  while (true) {
    const std::size_t end = text.find('\n', position);
    const bool is_passed_over =
        text.find_first_not_of('\r', position) == end || scanner.is_comment(std::string_view(text).substr(position));
    if (end == std::string::npos || !is_passed_over) return position;
    position = end + 1;
  }
}

void require_text(const std::string& record, const InputFile& file) {
  if (record.find('\0') != std::string::npos)
    throw InputError(
        file.title() +
        " is no text: its first line holds a byte 0; CSV in UTF-8, gzip of it, or flat HDF5 can be imported");
  const std::size_t lone = record.find('\r');
  if (lone != std::string::npos && lone + 1 < record.size() && record[lone + 1] != '\n')
    throw InputError(
        file.title() +
        ": its lines end with a carriage return alone, which no CSV reader takes for a line's end; write it with line feeds");
}

}  // namespace

std::vector<std::string> read_header(InputFile& file, const RecordScanner& scanner, const ImportOptions& options) {
  const std::string text = beginning_of(file, options);
  const std::size_t begin = beginning_of_records(text, file, scanner, options);
  if (text.size() <= begin)
    throw InputError(
        file.title() + " is empty: " +
        (options.has_header ? "a header line with the names of the columns is needed" : "there is no record"));
  const RecordEnd end = scanner.record_end(text, begin, text.size() < 2 * kMaxRecordBytes);
  const std::string record = text.substr(begin, end.end - begin);
  require_text(record, file);
  if (end.malformed || !end.complete)
    throw InputError(fmt::format(
        "{}: the {} line is no CSV record: a quote is not closed, text follows a closing quote, or it is too long",
        file.title(), options.has_header ? "header" : "first"));
  std::vector<std::string_view> fields;
  std::string storage;
  scanner.split(record, fields, storage);
  file.data_begin = options.has_header ? end.end : begin;
  file.first_line = 1 + static_cast<std::uint64_t>(std::count(
                            text.begin(), text.begin() + static_cast<std::ptrdiff_t>(file.data_begin), '\n'));
  std::vector<std::string> names(fields.begin(), fields.end());
  if (options.has_header)
    file.header = record;
  else
    for (std::size_t column = 0; column < names.size(); ++column) names[column] = fmt::to_string(column + 1);
  return names;
}

}  // namespace spendlens::ingest
