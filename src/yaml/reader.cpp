#include "spendlens/yaml/reader.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utf8.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <sstream>
#include <utility>

#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::yaml {

namespace {

/// Other control characters do not stand in a text of ours: yaml-cpp takes zeros for ends of texts.
bool is_white(char c) { return c == '\n' || c == '\r' || c == '\t'; }

std::string known_keys(const std::vector<YamlReader::Field>& fields) {
  std::string keys;
  for (const YamlReader::Field& field : fields) keys += (keys.empty() ? "" : ", ") + std::string(field.name);
  return keys;
}

// A quoted text has this tag; "5" is a text where 5 is a number.
bool is_quoted(const YAML::Node& node) { return node.Tag() == "!"; }

/// Notes the first content of each document.
class Documents final : public YAML::EventHandler {
 public:
  [[nodiscard]] const std::vector<int>& lines() const { return lines_; }

  void OnDocumentStart(const YAML::Mark&) override { begins_ = true; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { note(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { note(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string&) override { note(mark); }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    note(mark);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    note(mark);
  }
  void OnMapEnd() override {}

 private:
  void note(const YAML::Mark& mark) {
    if (std::exchange(begins_, false)) lines_.push_back(mark.line + 1);
  }

  bool begins_ = false;
  std::vector<int> lines_;
};

// YAML::LoadAll finds documents without end in some texts that are not YAML; two are enough to know.
std::optional<int> line_of_second_document(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Documents documents;
  for (int i = 0; i < 2 && parser.HandleNextDocument(documents); ++i) {
  }
  return documents.lines().size() > 1 ? std::optional(documents.lines()[1]) : std::nullopt;
}

void require_plain(const std::string& what, const std::string& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode))
    throw IoError(fmt::format("{} {} is {}, not a plain file", what, path,
                              S_ISDIR(status.st_mode) ? "a directory" : "a pipe or a device"));
}

using FilePointer = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

/// Opening a named pipe waits for its other end, and opening a device may act on it: the name is asked first, then what
/// has opened, which may be another file by then; and no opening waits.
FilePointer open_plain(const std::string& what, const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw IoError("cannot read " + what, path, errno);
  require_plain(what, path, status);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  FilePointer file(descriptor < 0 ? nullptr : ::fdopen(descriptor, "rb"), std::fclose);
  if (!file || ::fstat(descriptor, &status) != 0) throw IoError("cannot read " + what, path, errno);
  require_plain(what, path, status);
  return file;
}

}  // namespace

std::string read_yaml_file(const std::string& what, const std::string& path) {
  const FilePointer file = open_plain(what, path);
  std::string text(kMaxYamlBytes + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0) throw IoError("cannot read " + what, path, errno);
  if (text.size() > kMaxYamlBytes)
    throw UsageError(fmt::format("{} {} is over {} bytes; that is no {}", what, path, kMaxYamlBytes, what));
  return text;
}

YamlReader::YamlReader(std::string what, std::string name, const std::string& text)
    : what_(std::move(what)), name_(std::move(name)) {
  if (text.size() > kMaxYamlBytes) throw UsageError(fmt::format("{} {} is over {} bytes", what_, name_, kMaxYamlBytes));
  const auto line_at = [&text](std::string::const_iterator at) {
    return static_cast<int>(std::count(text.begin(), at, '\n')) + 1;
  };
  if (const auto bad = utf8::find_invalid(text.begin(), text.end()); bad != text.end())
    refuse_line(line_at(bad), "the text is not UTF-8");
  const auto control = std::find_if(text.begin(), text.end(), [](char c) { return is_control(c) && !is_white(c); });
  if (control != text.end()) refuse_line(line_at(control), "a control character");
  try {
    if (const auto second = line_of_second_document(text)) refuse_line(*second, "a second document (---) in one file");
    root_.reset(YAML::Load(text));
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
  if (!node.IsScalar() || is_quoted(node) || !YAML::convert<bool>::decode(node, value))
    refuse(node, key + " must be true or false");
  return value;
}

Decimal YamlReader::decimal(const Node& node, const std::string& key) const {
  const std::string& digits = scalar(node, key, "a number");
  const std::optional<Decimal> value = is_quoted(node) ? std::nullopt : parse_decimal(digits);
  if (!value)
    refuse(node, fmt::format("{} must be a number, not {}", key,
                             is_quoted(node) ? "the text " + quoted(digits) : quoted(digits)));
  return *value;
}

std::int64_t YamlReader::number(const Node& node, const std::string& key, std::int64_t lowest, std::int64_t highest,
                                int scale) const {
  const Decimal value = decimal(node, key);
  const std::string bounds = fmt::format("within {} to {}", decimal_text(lowest, scale), decimal_text(highest, scale));
  if (value.scale > scale)
    refuse(node, scale == 0 ? fmt::format("{} must be a whole number without decimals, {}", key, bounds)
                            : fmt::format("{} must have at most {} decimals", key, scale));
  const std::optional<int128> count = to_scale(value, scale);
  if (!count || *count < lowest || *count > highest) refuse(node, fmt::format("{} must be {}", key, bounds));
  return static_cast<std::int64_t>(*count);
}

bool YamlReader::choice(const Node& node, const std::string& key, const Choice& one, const Choice& other) const {
  for (const Choice& each : {one, other})
    if (node.IsScalar() && node.Scalar() == each.first) return each.second;
  refuse(node, fmt::format("{} must be {} or {}", key, one.first, other.first));
}

}  // namespace spendlens::yaml
