#pragma once

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "spendlens/core/decimal.hpp"

namespace spendlens::yaml {

/// Files above this are no settings of ours.
inline constexpr std::size_t kMaxYamlBytes = 1U << 20U;

/// The text of a small file. Throws IoError where it cannot be read or is no plain file (a named pipe is not
/// waited for), UsageError where it is over kMaxYamlBytes. `what` is what it is for, as "profile".
[[nodiscard]] std::string read_yaml_file(const std::string& what, const std::string& path);

/// Reads values out of YAML that may be anything at all. Whatever is not as it must be is a UsageError that names the
/// file and the line.
class YamlReader {
 public:
  using Node = YAML::Node;

  /// A key that a map may have, and what to do with its value.
  struct Field {
    const char* name = "";
    std::function<void(const Node& value)> read;
    bool required = false;
  };
  using Choice = std::pair<const char*, bool>;

  /// Parses `text`; `what` as "profile" and `name` say in messages which file it is.
  YamlReader(std::string what, std::string name, const std::string& text);

  [[nodiscard]] const Node& root() const { return root_; }

  /// The line, from 1 on; an empty file's root is on line 1 too.
  [[nodiscard]] static int line_of(const Node& node) { return std::max(1, node.Mark().line + 1); }
  [[noreturn]] void refuse(const Node& node, const std::string& what) const { refuse_line(line_of(node), what); }
  [[noreturn]] void refuse_line(int line, const std::string& what) const;

  /// Reads each key of a map with its field, in the order of the map. Keys that no field has, keys that come twice or
  /// have no value and required ones that are missing are refused. `where` is what the map is, as "score_cuts".
  void read_map(const Node& node, const std::string& where, const std::vector<Field>& fields) const;

  [[nodiscard]] std::vector<Node> list(const Node& node, const std::string& key) const;
  [[nodiscard]] std::string text(const Node& node, const std::string& key) const;  ///< one line, not empty
  /// May have several lines, may be empty
  [[nodiscard]] std::string prose(const Node& node, const std::string& key) const;
  [[nodiscard]] std::vector<std::string> texts(const Node& node, const std::string& key) const;
  [[nodiscard]] bool boolean(const Node& node, const std::string& key) const;
  [[nodiscard]] Decimal decimal(const Node& node, const std::string& key) const;

  /// A number within [lowest, highest] as a count of 10^-scale; the bounds are such counts too.
  [[nodiscard]] std::int64_t number(const Node& node, const std::string& key, std::int64_t lowest, std::int64_t highest,
                                    int scale = 0) const;

  /// One of two names.
  [[nodiscard]] bool choice(const Node& node, const std::string& key, const Choice& one, const Choice& other) const;

 private:
  [[nodiscard]] const std::string& scalar(const Node& node, const std::string& key, const char* must_be) const;
  void refuse_controls(const Node& node, const std::string& key, bool one_line) const;

  std::string what_;
  std::string name_;
  Node root_;
};

}  // namespace spendlens::yaml
