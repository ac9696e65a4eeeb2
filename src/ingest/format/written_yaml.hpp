#pragma once

#include <string>
#include <vector>

#include "spendlens/ingest/format.hpp"

namespace spendlens::ingest {

/// Values of a format's keys as YAML, each as it stands behind the key and a colon.

/// A text as a scalar, quoted where it must be. Throws UsageError for one with control characters.
[[nodiscard]] std::string yaml_scalar(const std::string& text);
/// The same behind a blank.
[[nodiscard]] std::string scalar_yaml(const std::string& text);
/// One text, or a list.
[[nodiscard]] std::string texts_yaml(const std::vector<std::string>& texts);
/// As the command line has it.
[[nodiscard]] std::string character_yaml(char c);
/// The columns of fields that a file must have, or need not.
[[nodiscard]] std::string choices_yaml(const ImportFormat& format, bool optional);
/// Names and columns of dimensions (of transactions) or attributes (of customers).
[[nodiscard]] std::string named_yaml(const ImportFormat& format, RecordKind kind);
[[nodiscard]] std::string constants_yaml(const ImportFormat& format);
[[nodiscard]] std::string direction_yaml(const ImportFormat& format);
[[nodiscard]] std::string where_yaml(const ImportFormat& format);

}  // namespace spendlens::ingest
