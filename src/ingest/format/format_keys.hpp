#pragma once

#include <span>
#include <string>

#include "ingest/format/told_options.hpp"
#include "spendlens/ingest/format.hpp"
#include "spendlens/yaml/reader.hpp"

namespace spendlens::ingest {

/// A key of a format file that stands for an option of import; the option has '-' where the key has '_'.
struct FormatKey {
  const char* name;
  void (*read)(const yaml::YamlReader& yaml, const YAML::Node& node, ImportFormat& format);
  /// Its value as YAML, behind the key and a colon.
  std::string (*write)(const ImportFormat& format);
  /// Copies what it says; null where that takes more (complete_by_format()).
  void (*take)(const ImportOptions& from, ImportOptions& to);
  /// Tells its options where they are not as by default; null where another key does.
  void (*tell)(ToldOptions& told, const ImportOptions& options);
};

/// In the order in which a file is written.
[[nodiscard]] std::span<const FormatKey> format_keys();

}  // namespace spendlens::ingest
