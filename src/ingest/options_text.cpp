#include "ingest/options_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "ingest/format/told_options.hpp"
#include "ingest/parse/pseudonyms.hpp"
#include "ingest/record/shell_words.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kMaxBytes = 4000;
constexpr std::size_t kMaxValueBytes = 60;

/// The zone and the currency are the ledger's, and stand in the segment by themselves.
bool is_of_ledger(const ToldOption& told) { return told.option == "--timezone" || told.option == "--currency"; }

void add_word(std::string& text, std::string_view word) {
  if (!text.empty()) text.push_back(' ');
  text += word;
}

/// A segment keeps no path: of a list the name of its file.
std::string value_kept(const ToldOption& told) {
  const bool is_file = told.option == "--aliases" || told.option == "--categories";
  return is_file ? told.value->substr(told.value->rfind('/') + 1) : *told.value;
}

}  // namespace

std::string options_text(const ImportOptions& options) {
  std::string text;
  for (const ToldOption& told : told_options(options)) {
    if (is_of_ledger(told)) continue;
    add_word(text, told.option);
    if (told.value) add_word(text, shell_quoted(readable(value_kept(told), kMaxValueBytes)));
  }
  if (!options.query.empty()) {
    std::string line = options.query;
    std::replace(line.begin(), line.end(), '\n', ' ');
    add_word(text, fmt::format("--query {}", shell_quoted(readable(line, kMaxBytes / 2))));
  }
  return text.size() <= kMaxBytes ? text : readable(std::string_view(text).substr(0, kMaxBytes - 4)) + " ...";
}

std::string options_digest(const ImportOptions& options, const TextRules& rules) {
  std::string text = fmt::format("spendlens {} segment {}\n", SPENDLENS_VERSION, ledger::kSegmentVersion);
  const auto add = [&text](std::string_view what, std::string_view value) {
    text += fmt::format("{} {} {}\n", what, value.size(), value);
  };
  for (const ToldOption& told : told_options(options)) add(told.option, told.value.value_or(""));
  for (const auto& [field, column] : options.columns) add(field, column);
  add("--query", options.query);
  add("aliases", rules.payees.aliases.stamp());
  add("categories", rules.categories_text);
  if (!options.pseudonym_key.empty()) add("key", key_mark(options.pseudonym_key));
  add("files", fmt::format("{} {} {} {}", options.transactions.size(), options.accounts.size(),
                           options.liabilities.size(), options.customers.size()));
  return digest_text(digest(std::as_bytes(std::span(text))));
}

}  // namespace spendlens::ingest
