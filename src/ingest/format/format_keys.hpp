#pragma once

#include <span>
#include <string>

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
};

/// In the order in which a file is written.
[[nodiscard]] std::span<const FormatKey> format_keys();

/// A text as a scalar of YAML, quoted where it must be.
[[nodiscard]] std::string yaml_scalar(const std::string& text);

}  // namespace spendlens::ingest
