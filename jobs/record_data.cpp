#include "record_data.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <string_view>

#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::jobs {

namespace {

using report::RecordedData;

/// A file that a command read and did not digest itself is a profile or a list, not a log of a million lines.
constexpr std::uint64_t kMostReadAgain = std::uint64_t{64} << 20;

struct PathOption {
  const char* option;
  const char* commands;  ///< names with blanks around them; empty: all
  PathUse use;
  bool is_target = false;
};

// The first target that is given counts.
constexpr std::array<PathOption, 25> kPathOptions = {{
    {"out", "", PathUse::kWritten, true},
    {"ledger", " import generate ", PathUse::kLedger, true},
    {"ledger", " compact erase ", PathUse::kLedgerChanged, true},
    {"output", "", PathUse::kWritten, true},
    {"path", "", PathUse::kRead, true},
    {"audit", "", PathUse::kRead, true},
    {"ledger", " audit explain export ", PathUse::kRead, true},
    {"truth", "", PathUse::kWritten},
    {"write-format", "", PathUse::kWritten},
    {"receipt", "", PathUse::kWritten},
    {"transactions", "", PathUse::kRead},
    {"accounts", "", PathUse::kRead},
    {"liabilities", "", PathUse::kRead},
    {"customers", " import erase ", PathUse::kRead},
    {"changed-since", "", PathUse::kRead},
    {"compare", " report ", PathUse::kRead},
    {"query", "", PathUse::kRead},
    {"format", " import ", PathUse::kRead},
    {"aliases", "", PathUse::kRead},
    {"categories", "", PathUse::kRead},
    {"profile", "", PathUse::kRead},
    {"personas", "", PathUse::kRead},
    {"segments", "", PathUse::kRead},
    {"synonyms", "", PathUse::kRead},
    {"pseudonymize-key", "", PathUse::kSecret},
}};

/// Options whose value is a file only where there is one of that name.
bool may_be_a_name(std::string_view option) {
  return option == "query" || option == "format" || option == "aliases" || option == "profile" ||
         option == "personas" || option == "segments";
}

bool is_of(const PathOption& entry, const std::string& command) {
  const std::string_view commands = entry.commands;
  return commands.empty() || commands.find(" " + command + " ") != std::string_view::npos;
}

std::vector<std::string> values_of(const CLI::App& command, const std::string& name) {
  for (const CLI::Option* option : command.get_options()) {
    const bool is_it = option->get_positional() ? option->get_name(true) == name : option->check_lname(name);
    if (is_it && option->count() > 0) return option->results();
  }
  return {};
}

/// As a message names it.
std::string option_name(const CLI::App& command, const std::string& name) {
  const CLI::Option* option = command.get_option_no_throw("--" + name);
  return option == nullptr ? "the command's own argument" : "--" + name;
}

std::string normal(const std::string& path) {
  std::string text = std::filesystem::path(path).lexically_normal().string();
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

bool is_told(const std::vector<RecordedData>& told, const std::string& path) {
  const std::string own = normal(path);
  return std::any_of(told.begin(), told.end(), [&own](const RecordedData& one) {
    const std::string other = normal(one.path);
    return other == own || other.starts_with(own + "/");
  });
}

bool is_there(const std::string& path) {
  std::error_code unknown;
  return std::filesystem::exists(path, unknown);
}

void add_segments(const std::string& directory, std::vector<RecordedData>& to) {
  const auto names = store::names_in_directory(directory);
  if (names)
    for (const std::string& name : *names)
      if (name.ends_with(".h5") && !name.starts_with('.')) to.push_back(recorded_segment(directory + "/" + name));
}

void add_described(const std::string& path, bool is_output, std::vector<RecordedData>& to) {
  std::error_code unknown;
  if (!std::filesystem::is_directory(path, unknown)) {
    to.push_back(recorded_file(path, is_output || std::filesystem::file_size(path, unknown) <= kMostReadAgain));
  } else if (is_there(path + "/audit.h5")) {
    to.push_back(recorded_result(path));
  } else {
    const std::size_t before = to.size();
    if (is_output)
      for (const std::string& name : store::names_in_directory(path).value_or(std::vector<std::string>()))
        to.push_back(recorded_file(path + "/" + name));
    else
      add_segments(path, to);
    if (to.size() == before) to.push_back({"file", path});
  }
}

}  // namespace

RecordedData recorded_segment(const std::string& path) {
  RecordedData data{"segment", path};
  try {
    const store::BlockSums sums = store::sums_of(path);
    const std::string text = sums.text_of_bytes();
    data.bytes = sums.file_bytes;
    data.digest = "xxh3-128-sums:" + digest_text(digest(std::as_bytes(std::span(text))));
  } catch (const Error&) {  // it is damaged, or was replaced: that is for those who read it to tell
  }
  return data;
}

RecordedData recorded_result(const std::string& directory) {
  RecordedData data = recorded_segment(directory + "/audit.h5");
  data.kind = "result";
  data.path = directory;
  return data;
}

RecordedData recorded_file(const std::string& path, bool with_digest) {
  RecordedData data{"file", path};
  try {
    if (store::kind_of_path(path) != store::PathKind::kFile) return data;
    const store::File file = store::File::open_to_read(path);
    data.bytes = file.size();
    if (!with_digest) return data;
    std::vector<std::byte> piece(std::size_t{1} << 20);
    DigestStream stream;
    for (std::uint64_t at = 0;;) {
      const std::size_t got = file.read_some(at, piece);
      if (got == 0) break;
      stream.update(std::span(piece).first(got));
      at += got;
    }
    data.digest = "xxh3-128:" + digest_text(stream.finish());
  } catch (const Error&) {  // as above
  }
  return data;
}

NamedPaths paths_named_by(const CLI::App& command) {
  NamedPaths paths;
  for (const PathOption& entry : kPathOptions) {
    if (!is_of(entry, command.get_name())) continue;
    for (const std::string& value : values_of(command, entry.option))
      if (value != "-" && !value.empty() && (!may_be_a_name(entry.option) || is_there(value)))
        paths.push_back({value, entry.use, entry.is_target, option_name(command, entry.option)});
  }
  return paths;
}

std::string target_of(const NamedPaths& paths) {
  const auto found = std::find_if(paths.begin(), paths.end(), [](const NamedPath& one) { return one.is_target; });
  return found == paths.end() ? "" : found->path;
}

void add_data_before(const NamedPaths& paths, report::CommandRecord& record) {
  for (const NamedPath& one : paths)
    if (one.use == PathUse::kLedgerChanged) add_segments(one.path, record.inputs);
}

void add_named_data(const NamedPaths& paths, bool is_done, report::CommandRecord& record) {
  for (const NamedPath& one : paths) {
    if (one.use == PathUse::kSecret) continue;
    const bool is_output = one.use != PathUse::kRead;
    std::vector<RecordedData>& data = is_output ? record.outputs : record.inputs;
    if (is_told(data, one.path)) continue;
    if (is_output && !is_done)
      data.push_back({one.use == PathUse::kWritten ? "file" : "ledger", one.path});
    else if (one.use == PathUse::kRead && !is_there(one.path) && !is_done)
      data.push_back({"file", one.path});
    else if ((one.use == PathUse::kRead || one.use == PathUse::kWritten) && is_there(one.path))
      add_described(one.path, is_output, data);
  }
}

}  // namespace spendlens::jobs
