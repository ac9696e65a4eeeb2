#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <utility>
#include <vector>

#include "ingest/format/list_file.hpp"
#include "ingest/format/shipped_aliases.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ingest/aliases.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

namespace {

std::string pattern_of(const ListFile& file, const ListFile::Line& line) {
  std::string pattern = payee_capitals(file.text(line, 0, ledger::kMaxTextBytes));
  if (pattern.empty()) file.refuse(line.number, "the pattern is empty");
  return pattern;
}

std::uint8_t kind_of(const ListFile& file, const ListFile::Line& line) {
  if (line.fields[2].empty()) return kNoStreamKind;
  const auto kind = parse_outflow_kind(line.fields[2]);
  if (!kind)
    file.refuse(line.number, fmt::format("'{}' is no kind of payment; the kinds are {}", readable(line.fields[2]),
                                         fmt::join(std::span(kStreamKindNames).first<kNumOutflowKinds>(), ", ")));
  return static_cast<std::uint8_t>(*kind);
}

}  // namespace

Aliases parse_aliases(const std::string& text, const std::string& name_for_errors, bool is_shipped) {
  const ListFile file("aliases", name_for_errors, text, {"pattern", "name", "kind"}, 1);
  std::vector<Alias> list;
  std::map<std::string, std::size_t> line_of_pattern;
  std::map<std::string, std::pair<std::uint8_t, std::size_t>> kind_of_name;
  for (const ListFile::Line& line : file.lines()) {
    Alias alias{pattern_of(file, line), file.text(line, 1, ledger::kMaxTextBytes), kind_of(file, line)};
    if (alias.name.empty() && alias.kind == kNoStreamKind)
      file.refuse(line.number, "it gives neither a name nor a kind");
    if (const auto [known, is_new] = line_of_pattern.emplace(alias.pattern, line.number); !is_new)
      file.refuse(line.number,
                  fmt::format("the pattern '{}' stands in line {} already", readable(alias.pattern), known->second));
    if (!alias.name.empty() && alias.kind != kNoStreamKind) {
      const auto [known, is_new] = kind_of_name.emplace(alias.name, std::pair(alias.kind, line.number));
      if (!is_new && known->second.first != alias.kind)
        file.refuse(line.number,
                    fmt::format("'{}' is of another kind in line {}", readable(alias.name), known->second.second));
    }
    list.push_back(std::move(alias));
  }
  return Aliases(std::move(list), is_shipped);
}

Aliases load_aliases(comm::Communicator& communicator, const std::string& path) {
  if (path == kNoAliases) return {};
  if (path.empty()) return parse_aliases(kShippedAliases, "that spendlens brings along", true);
  std::string text;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) text = read_list_file("aliases", path);
  });
  comm::broadcast_object(communicator, text, 0);
  Aliases aliases;
  comm::agree(communicator, [&] { aliases = parse_aliases(text, path); });
  return aliases;
}

}  // namespace spendlens::ingest
