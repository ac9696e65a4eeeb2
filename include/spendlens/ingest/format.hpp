#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// How the logs of one program are read: what the options of an import say of it, as a file of YAML.
struct ImportFormat {
  std::string name;  ///< as it was asked for: of a shipped one, or the path of a file
  std::string description;
  /// A log is of this format where its header has all columns of one of these lists
  std::vector<std::vector<std::string>> recognized_by;
  ImportOptions options;        ///< those that the file gives; columns as `column_choices`
  std::set<std::string> given;  ///< keys of the file
};

/// A format that the program brings along.
struct ShippedFormat {
  const char* name;
  const char* text;
};

/// The formats in the order of their names.
[[nodiscard]] std::span<const ShippedFormat> shipped_formats();

/// Throws UsageError naming the file and the line. `name_for_errors` becomes the format's name. Local.
[[nodiscard]] ImportFormat parse_format(const std::string& text, const std::string& name_for_errors);

/// The shipped format of that name, otherwise that of the file, which rank 0 reads. Collective. Throws UsageError,
/// IoError on all ranks.
[[nodiscard]] ImportFormat load_format(comm::Communicator& communicator, const std::string& name_or_path);

/// Adds to the options what the format gives and `given`, the options of the command line without their dashes, does
/// not. What is given of a field, of a column in `where`, of the sign of amounts or of the form of dates takes the
/// place of all that the format says of it. Local.
void complete_by_format(const ImportFormat& format, const std::set<std::string>& given, ImportOptions& options);

/// The format as a file: parse_format() gives the same again. Local. Throws UsageError where a text of it cannot stand
/// in such a file.
[[nodiscard]] std::string format_yaml(const ImportFormat& format);

}  // namespace spendlens::ingest
