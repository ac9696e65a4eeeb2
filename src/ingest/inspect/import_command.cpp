#include <fmt/format.h>

#include <optional>

#include "ingest/format/format_keys.hpp"
#include "ingest/record/shell_words.hpp"
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

}  // namespace

std::string import_command(const Inspection& inspection, const std::string& format) {
  Command command("spendlens import");
  for (const std::string& path : inspection.paths) command.add("--transactions", path);
  command.add("--ledger", "ledger");
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
