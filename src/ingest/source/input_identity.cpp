#include "ingest/source/input_identity.hpp"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

#include "ingest/source/file_formats.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/rejects.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

namespace {

/// A file by what it is, not by its name: device and inode.
using Identity = std::pair<dev_t, ino_t>;

std::optional<Identity> identity_of(const std::string& path) {
  struct stat status {};
  const int outcome = path == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status);
  if (outcome != 0) return std::nullopt;
  return Identity(status.st_dev, status.st_ino);
}

bool is_json(const std::string& path) {
  if (path == "-" || store::kind_of_path(path) != store::PathKind::kFile) return false;
  std::string head(kFormatBytes, '\0');
  head.resize(store::File::open_to_read(path).read_some(0, std::as_writable_bytes(std::span(head))));
  return begins_json(head);
}

std::string shown(const std::string& path) { return path == "-" ? "standard input" : readable(path); }

std::vector<std::string> outputs_of(const ImportOptions& options) {
  const std::string segment = ledger::segment_path(options.ledger, options.segment);
  std::vector<std::string> outputs = {segment, segment + ".sum", segment + ".sum.next"};
  for (std::size_t kind = 0; kind < ledger::kRejectEndings.size(); ++kind)
    for (const bool refused : {false, true})
      outputs.push_back(ledger::rejects_path(options.ledger, options.segment, kind, refused));
  return outputs;
}

/// A folder of rejects lies in a ledger.
bool is_rejects_file(const std::string& path) {
  std::error_code failure;
  const std::filesystem::path folder = std::filesystem::canonical(path, failure).parent_path();
  if (failure || folder.filename() != "rejects") return false;
  for (const std::string& name :
       store::names_in_directory(folder.parent_path().string()).value_or(std::vector<std::string>()))
    if (name == ".lock" || name.ends_with(".h5")) return true;
  return false;
}

}  // namespace

void require_inputs_apart(const ImportOptions& options) {
  const std::string first = options.transactions.empty() ? std::string() : options.transactions.front();
  if (options.segment_from_file && is_rejects_file(first))
    throw UsageError(fmt::format(
        "{} holds rejected rows of a segment, which keeps its name; give these a segment of their own with --segment NAME",
        shown(first)));
  std::map<Identity, std::string> outputs;
  for (const std::string& path : outputs_of(options))
    if (const auto identity = identity_of(path)) outputs.emplace(*identity, path);
  std::map<Identity, std::string> seen;
  for (const auto* paths : {&options.transactions, &options.accounts, &options.liabilities, &options.customers}) {
    // One file of JSON may hold records of each kind.
    std::erase_if(seen, [](const auto& file) { return is_json(file.second); });
    for (const std::string& path : *paths) {
      const auto identity = identity_of(path);
      if (!identity) continue;
      if (const auto output = outputs.find(*identity); output != outputs.end())
        throw UsageError(fmt::format("{} is {}, which this import itself writes; give another name with --segment",
                                     shown(path), output->second));
      const auto [other, is_new] = seen.emplace(*identity, path);
      if (!is_new)
        throw UsageError(fmt::format("{} and {} are one file; give it once", shown(other->second), shown(path)));
    }
  }
}

}  // namespace spendlens::ingest
