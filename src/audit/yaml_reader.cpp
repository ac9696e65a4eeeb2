#include "audit/yaml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>

#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::audit {

namespace {

/// The byte at which the text is no UTF-8 any more; its size where all of it is.
std::size_t first_byte_outside_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : (lead & 0xF0U) == 0xE0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > text.size()) return at;
    std::uint32_t point = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      if ((next & 0xC0U) != 0x80) return at;
      point = point << 6U | (next & 0x3FU);
    }
    const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    if (overlong || (point >= 0xD800 && point < 0xE000) || point > 0x10FFFF) return at;
    at += length;
  }
  return text.size();
}

bool is_control(char c) { return (c >= 0 && c < ' ') || c == 0x7F; }

std::string known_keys(const std::vector<YamlReader::Field>& fields) {
  std::string keys;
  for (const YamlReader::Field& field : fields) keys += (keys.empty() ? "" : ", ") + std::string(field.name);
  return keys;
}

/// For messages: a text of the file, which may be as long as the file.
std::string quoted(const std::string& text) {
  constexpr std::size_t kShown = 80;
  if (std::any_of(text.begin(), text.end(), is_control)) return "(control characters)";
  return text.size() <= kShown ? "'" + text + "'" : "'" + text.substr(0, kShown) + "...'";
}

// A quoted text has this tag; "5" is a text where 5 is a number.
bool is_quoted(const YAML::Node& node) { return node.Tag() == "!"; }

}  // namespace

std::string read_yaml_file(const std::string& what, const std::string& path) {
  const auto close = [](std::FILE* file) { (void)std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rb"), close);
  if (!file) throw IoError("cannot read " + what, path, errno);
  std::string text(kMaxYamlBytes + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0) throw IoError("cannot read " + what, path, errno);
  if (text.size() > kMaxYamlBytes) throw UsageError(fmt::format("{} {} is over {} bytes; that is no {}", what, path, kMaxYamlBytes, what));
  return text;
}

YamlReader::YamlReader(std::string what, std::string name, const std::string& text) : what_(std::move(what)), name_(std::move(name)) {
  if (text.size() > kMaxYamlBytes) throw UsageError(fmt::format("{} {} is over {} bytes", what_, name_, kMaxYamlBytes));
  if (const std::size_t bad = first_byte_outside_utf8(text); bad != text.size())
    refuse_line(static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bad), '\n')) + 1, "the text is not UTF-8");
  try {
    const std::vector<Node> documents = YAML::LoadAll(text);
    if (documents.size() > 1) refuse(documents[1], "a second document (---) in one file");
    if (!documents.empty()) root_.reset(documents[0]);
  } catch (const YAML::Exception& error) {
    refuse_line(error.mark.line + 1, error.msg);
  }
}

void YamlReader::refuse_line(int line, const std::string& what) const {
  throw UsageError(fmt::format("{} {}, line {}: {}", what_, name_, line, what));
}

void YamlReader::read_map(const Node& node, const std::string& where, const std::vector<Field>& fields) const {
  if (!node.IsMap()) refuse(node, fmt::format("{} must be a map of {}", where, known_keys(fields)));
  std::vector<bool> seen(fields.size());
  for (const auto& entry : node) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
    const auto field = std::find_if(fields.begin(), fields.end(), [&](const Field& some) { return some.name == key; });
    if (field == fields.end())
      refuse(entry.first, fmt::format("unknown key {} in {}; known: {}", quoted(key), where, known_keys(fields)));
    const auto index = static_cast<std::size_t>(field - fields.begin());
    if (seen[index]) refuse(entry.first, fmt::format("key '{}' comes twice in {}", key, where));
    seen[index] = true;
    // An empty value's own place may be the next line.
    if (entry.second.IsNull()) refuse(entry.first, fmt::format("'{}' has no value", key));
    field->read(entry.second);
  }
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].required && !seen[i]) refuse(node, fmt::format("{} has no '{}'", where, fields[i].name));
}

std::vector<YAML::Node> YamlReader::list(const Node& node, const std::string& key) const {
  if (!node.IsSequence()) refuse(node, key + " must be a list");
  return {node.begin(), node.end()};
}

const std::string& YamlReader::scalar(const Node& node, const std::string& key, const char* must_be) const {
  if (!node.IsScalar()) refuse(node, fmt::format("{} must be {}", key, must_be));
  return node.Scalar();
}

void YamlReader::refuse_controls(const Node& node, const std::string& key, bool one_line) const {
  for (const char c : node.Scalar())
    if (is_control(c) && (one_line || (c != '\n' && c != '\t')))
      refuse(node, fmt::format("{} must not contain {}", key, c == '\n' ? "line breaks" : "control characters"));
}

std::string YamlReader::text(const Node& node, const std::string& key) const {
  const std::string& value = scalar(node, key, "a text");
  if (value.empty()) refuse(node, key + " must not be empty");
  refuse_controls(node, key, true);
  return value;
}

std::string YamlReader::prose(const Node& node, const std::string& key) const {
  std::string value = scalar(node, key, "a text");
  refuse_controls(node, key, false);
  value.erase(value.find_last_not_of("\n\t ") + 1);
  return value;
}

std::vector<std::string> YamlReader::texts(const Node& node, const std::string& key) const {
  if (!node.IsSequence()) refuse(node, key + " must be a list of texts, as [ONE, ANOTHER]");
  std::vector<std::string> values;
  for (const Node& entry : node) values.push_back(text(entry, "each of " + key));
  return values;
}

bool YamlReader::boolean(const Node& node, const std::string& key) const {
  bool value = false;
  if (!node.IsScalar() || is_quoted(node) || !YAML::convert<bool>::decode(node, value)) refuse(node, key + " must be true or false");
  return value;
}

Decimal YamlReader::decimal(const Node& node, const std::string& key) const {
  const std::string& digits = scalar(node, key, "a number");
  const std::optional<Decimal> value = is_quoted(node) ? std::nullopt : parse_decimal(digits);
  if (!value) refuse(node, fmt::format("{} must be a number, not {}", key, is_quoted(node) ? "the text " + quoted(digits) : quoted(digits)));
  return *value;
}

std::int64_t YamlReader::number(const Node& node, const std::string& key, std::int64_t lowest, std::int64_t highest, int scale) const {
  const Decimal value = decimal(node, key);
  const std::string bounds = fmt::format("within {} to {}", decimal_text(lowest, scale), decimal_text(highest, scale));
  if (value.scale > scale)
    refuse(node, scale == 0 ? fmt::format("{} must be a whole number without decimals, {}", key, bounds) : fmt::format("{} must have at most {} decimals", key, scale));
  const std::optional<int128> count = to_scale(value, scale);
  if (!count || *count < lowest || *count > highest) refuse(node, fmt::format("{} must be {}", key, bounds));
  return static_cast<std::int64_t>(*count);
}

bool YamlReader::choice(const Node& node, const std::string& key, const Choice& one, const Choice& other) const {
  for (const Choice& each : {one, other})
    if (node.IsScalar() && node.Scalar() == each.first) return each.second;
  refuse(node, fmt::format("{} must be {} or {}", key, one.first, other.first));
}

}  // namespace spendlens::audit
