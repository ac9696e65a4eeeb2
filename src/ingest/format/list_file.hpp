#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace spendlens::ingest {

/// A small file of CSV that says something line by line, as aliases do: UTF-8, fields in double quotes where they hold
/// commas, without the blanks around them; empty lines and those that begin with '#' say nothing. Errors are
/// UsageErrors that name the file and the line.
class ListFile {
 public:
  struct Line {
    std::size_t number = 0;  ///< from 1
    std::vector<std::string> fields;
  };

  /// `what` and `name` say in messages which file it is. `columns` are the names of the fields, the last `optional` of
  /// which may be missing; a first line of just these names is a header.
  ListFile(std::string what, std::string name, const std::string& text, const std::vector<std::string>& columns,
           std::size_t optional = 0);

  [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }
  [[noreturn]] void refuse(std::size_t line, const std::string& why) const;
  /// The field, where it is no more than `max_bytes`.
  [[nodiscard]] const std::string& text(const Line& line, std::size_t field, std::size_t max_bytes) const;

 private:
  std::string what_;
  std::string name_;
  std::vector<Line> lines_;
};

/// The text of such a file, up to 64 MiB. Throws IoError, UsageError. Local.
[[nodiscard]] std::string read_list_file(const std::string& what, const std::string& path);

}  // namespace spendlens::ingest
