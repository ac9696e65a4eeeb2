#pragma once

#include "spendlens/ingest/format.hpp"
#include "spendlens/yaml/reader.hpp"

namespace spendlens::ingest {

/// Each reads the value of a key of a format file that says what columns hold.
void read_column_choices(const yaml::YamlReader& yaml, const YAML::Node& node, bool is_optional, ImportFormat& format);
/// A map of names and columns, of dimensions or attributes.
void read_named_columns(const yaml::YamlReader& yaml, const YAML::Node& node, RecordKind kind, ImportFormat& format);
void read_constants(const yaml::YamlReader& yaml, const YAML::Node& node, ImportFormat& format);
void read_direction(const yaml::YamlReader& yaml, const YAML::Node& node, ImportFormat& format);
/// A text, or a list of texts.
[[nodiscard]] std::vector<std::string> text_or_texts(const yaml::YamlReader& yaml, const YAML::Node& node,
                                                     const std::string& key);

}  // namespace spendlens::ingest
