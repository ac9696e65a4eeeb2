#include "spendlens/ledger/source_info.hpp"

#include <fmt/format.h>

#include <charconv>

#include "spendlens/core/readable.hpp"

namespace spendlens::ledger {

namespace {

constexpr const char* kName = "source_name";
constexpr const char* kBytes = "source_bytes";
constexpr const char* kDigest = "source_digest";
constexpr const char* kOptions = "source_options";
constexpr const char* kPseudonymKey = "pseudonym_key";
constexpr std::size_t kMaxNameBytes = 1000;

/// Whole names, as many as there is room for.
std::string shortened(const std::string& names) {
  if (names.size() <= kMaxNameBytes) return names;
  const std::size_t blank = names.rfind(' ', kMaxNameBytes);
  return readable(std::string_view(names).substr(0, blank), kMaxNameBytes) + " ...";
}

std::string fact(const store::BlockSums& sums, const char* name) {
  const auto found = sums.facts.find(name);
  return found == sums.facts.end() ? std::string() : found->second;
}

}  // namespace

std::map<std::string, std::string> facts_of(const SourceInfo& source) {
  std::map<std::string, std::string> facts = {{kName, printable(shortened(source.name))},
                                              {kBytes, fmt::to_string(source.bytes)},
                                              {kDigest, printable(source.digest)}};
  if (!source.options.empty()) facts[kOptions] = printable(source.options);
  if (!source.pseudonym_key.empty()) facts[kPseudonymKey] = printable(source.pseudonym_key);
  return facts;
}

SourceInfo source_of(const store::BlockSums& sums) {
  SourceInfo source;
  source.name = fact(sums, kName);
  source.digest = fact(sums, kDigest);
  source.options = fact(sums, kOptions);
  source.pseudonym_key = fact(sums, kPseudonymKey);
  const std::string bytes = fact(sums, kBytes);
  std::from_chars(bytes.data(), bytes.data() + bytes.size(), source.bytes);
  return source;
}

}  // namespace spendlens::ledger
