#include "ingest/format/list_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utf8.h>

#include <algorithm>
#include <span>
#include <utility>

#include "ingest/csv/record_scanner.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::uint64_t kMaxListBytes = std::uint64_t{64} << 20;

std::string without_blanks(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string()
                                         : std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

/// Calls use(number, line) for each line, without its end.
template <class Use>
void for_each_line(std::string_view text, Use use) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    use(number, line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

bool is_header(const std::vector<std::string>& fields, const std::vector<std::string>& columns) {
  return fields.size() <= columns.size() &&
         std::equal(fields.begin(), fields.end(), columns.begin(),
                    [](const std::string& field, const std::string& name) { return in_lower_case(field) == name; });
}

}  // namespace

ListFile::ListFile(std::string what, std::string name, const std::string& text, const std::vector<std::string>& columns,
                   std::size_t optional)
    : what_(std::move(what)), name_(std::move(name)) {
  const RecordScanner scanner(',');
  std::vector<std::string_view> split;
  std::string storage;
  bool is_first = true;
  for_each_line(text, [&](std::size_t number, std::string_view line) {
    if (!utf8::is_valid(line.begin(), line.end()) || line.find('\0') != std::string_view::npos)
      refuse(number, "the text is not UTF-8");
    if (without_blanks(line).empty() || line.starts_with('#')) return;
    if (scanner.record_end(line, 0, true).malformed) refuse(number, "its quotes do not fit");
    scanner.split(line, split, storage);
    Line read{number, {}};
    for (const std::string_view field : split) read.fields.push_back(without_blanks(field));
    if (std::exchange(is_first, false) && is_header(read.fields, columns)) return;
    if (read.fields.size() > columns.size() || read.fields.size() + optional < columns.size())
      refuse(number, fmt::format("it has {} field{}; a line is {}", read.fields.size(),
                                 read.fields.size() == 1 ? "" : "s", fmt::join(columns, ",")));
    read.fields.resize(columns.size());
    lines_.push_back(std::move(read));
  });
}

void ListFile::refuse(std::size_t line, const std::string& why) const {
  throw UsageError(fmt::format("{} {}, line {}: {}", what_, name_, line, why));
}

const std::string& ListFile::text(const Line& line, std::size_t field, std::size_t max_bytes) const {
  const std::string& text = line.fields[field];
  if (text.size() > max_bytes)
    refuse(line.number, fmt::format("'{}' is longer than {} bytes", readable(text), max_bytes));
  return text;
}

std::string read_list_file(const std::string& what, const std::string& path) {
  const store::File file = store::File::open_to_read(path);
  if (file.size() > kMaxListBytes)
    throw UsageError(fmt::format("{} {} is over {} bytes; that is no list of {}", what, path, kMaxListBytes, what));
  std::string text(file.size(), '\0');
  file.read_at(0, std::as_writable_bytes(std::span(text)));
  return text;
}

}  // namespace spendlens::ingest
