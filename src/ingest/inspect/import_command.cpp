#include <fmt/format.h>

#include <optional>

#include "ingest/format/format_keys.hpp"
#include "ingest/record/shell_words.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/ingest/inspect.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kWidth = 110;

/// Words of a command, over several lines.
class Command {
 public:
  explicit Command(const std::string& begin) : line_(begin) {}

  void add(const std::string& option, const std::optional<std::string>& value) {
    const std::string words = value ? fmt::format("{} {}", option, shell_quoted(*value)) : option;
    if (line_.size() + 1 + words.size() > kWidth) {
      text_ += line_ + " \\\n";
      line_ = "   ";
    }
    line_ += " " + words;
  }
  [[nodiscard]] std::string text() const { return text_ + line_; }

 private:
  std::string text_;
  std::string line_;
};

/// A name for the segment of files that a pattern stands for: what the pattern's last part begins with. Empty: import
/// finds one itself.
std::string segment_of_pattern(const std::string& path) {
  if (path.find_first_of("*?[") == std::string::npos) return {};
  std::string name;
  for (const char c : path.substr(path.find_last_of('/') + 1)) {
    if (c == '*' || c == '?' || c == '[' || c == '.') break;
    name.push_back(is_letter(c) || is_digit(c) ? c : '_');
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  while (!name.empty() && name.front() == '_') name.erase(0, 1);
  return name.empty() ? "log" : name;
}

}  // namespace

std::string import_command(const Inspection& inspection, const std::string& format) {
  Command command("spendlens import");
  for (const std::string& path : inspection.paths) command.add("--transactions", path);
  command.add("--ledger", "ledger");
  if (const std::string segment = segment_of_pattern(inspection.paths.front()); !segment.empty())
    command.add("--segment", segment);
  const std::set<std::string>* keys = &inspection.proposal.given;
  static const std::set<std::string> none;
  if (!format.empty()) {
    command.add("--format", format);
    keys = &none;
  } else if (!inspection.shipped_format.empty()) {
    command.add("--format", inspection.shipped_format);
    keys = &inspection.beside_format;
  }
  ToldOptions told;
  for (const FormatKey& key : format_keys())
    if (key.tell != nullptr && keys->contains(key.name)) key.tell(told, inspection.proposal.options);
  for (const auto& [option, value] : told.all()) command.add(option, value);
  if (!inspection.max_rejected.empty()) command.add("--max-rejected", inspection.max_rejected);
  return command.text();
}

}  // namespace spendlens::ingest
