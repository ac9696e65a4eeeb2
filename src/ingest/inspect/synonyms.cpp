#include "ingest/inspect/synonyms.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ingest/inspect/shipped_synonyms.hpp"
#include "ingest/parse/record_fields.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/yaml/reader.hpp"

namespace spendlens::ingest {

namespace {

using YAML::Node;
using yaml::YamlReader;

constexpr double kPerTier = 0.1;
constexpr double kPerPlace = 0.0005;
constexpr double kLeast = 0.2;

bool is_between_words(char c) {
  return std::string_view(" \t_-./\\:,;#'\"*?&+[]{}<>|=%$@!\r\n").find(c) != std::string_view::npos;
}

std::string without_blanks_at_all(std::string text) {
  std::erase(text, ' ');
  return text;
}

/// Capitals outside ASCII that column names begin with: Ä to Þ are two bytes, the second 0x20 below the small one's.
void lower_latin(std::string& text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto second = static_cast<unsigned char>(text[i + 1]);
    if (text[i] == '\xC3' && second >= 0x80 && second <= 0x9E && second != 0x97)
      text[i + 1] = static_cast<char>(second + 0x20);
  }
}

/// A * of the pattern stands for one word or several.
bool fits(std::string_view pattern, std::string_view words) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == words;
  const std::string_view before = pattern.substr(0, star);
  const std::string_view after = pattern.substr(star + 1);
  return words.size() > before.size() + after.size() && words.starts_with(before) && words.ends_with(after);
}

}  // namespace

std::string words_of_name(std::string_view name) {
  std::string words;
  bool was_small = false;
  for (const char c : RecordFields::without_blanks(name)) {
    if (is_between_words(c) || c == '(' || c == ')') {
      if (!words.empty() && words.back() != ' ') words.push_back(' ');
      was_small = false;
      continue;
    }
    const bool is_capital = c >= 'A' && c <= 'Z';
    if (is_capital && was_small) words.push_back(' ');
    was_small = c >= 'a' && c <= 'z';
    words.push_back(to_lower(c));
  }
  while (!words.empty() && words.back() == ' ') words.pop_back();
  lower_latin(words);
  return words;
}

Synonyms::Synonyms(const std::string& path) {
  if (!path.empty()) read(yaml::read_yaml_file("synonyms", path), path);
  read(kShippedSynonyms, "shipped");
}

void Synonyms::read(const std::string& text, const std::string& name) {
  const YamlReader yaml("synonyms", name, text);
  const auto read_tiers = [&](const Node& node, std::vector<Tier>& tiers, const char* key) {
    const auto add_tier = [&](const Node& names) {
      Tier& tier = tiers.emplace_back();
      for (const std::string& words : yaml.texts(names, key)) tier.push_back(in_lower_case(words));
    };
    const std::vector<Node> entries = yaml.list(node, key);
    if (!entries.empty() && !entries.front().IsSequence()) return add_tier(node);  // one list of names is one tier
    for (const Node& entry : entries) add_tier(entry);
  };
  std::vector<YamlReader::Field> columns;
  for (std::size_t i = 0; i < kNumRoles; ++i)
    columns.push_back({kRoleNames[i], [&, i](const Node& node) { read_tiers(node, tiers_[i], kRoleNames[i]); }});
  std::vector<YamlReader::Field> values;
  for (std::size_t i = 0; i < kNumWords; ++i)
    values.push_back({kWordNames[i], [&, i](const Node& node) {
                        for (const std::string& word : yaml.texts(node, kWordNames[i]))
                          words_[i].push_back(in_lower_case(word));
                      }});
  yaml.read_map(yaml.root(), "synonyms",
                {{"columns", [&](const Node& node) { yaml.read_map(node, "columns", columns); }},
                 {"values", [&](const Node& node) { yaml.read_map(node, "values", values); }}});
}

std::optional<double> Synonyms::score(Role role, const std::string& name) const {
  const std::string whole = words_of_name(name);
  const std::string bare = words_of_name(std::string_view(name).substr(0, name.find_first_of("([")));
  double score = 1;
  for (const Tier& tier : tiers_[static_cast<std::size_t>(role)]) {
    for (std::size_t place = 0; place < tier.size(); ++place) {
      const std::string& pattern = tier[place];
      const bool has_star = pattern.find('*') != std::string::npos;
      const bool is_same = !has_star && without_blanks_at_all(pattern) == without_blanks_at_all(whole);
      const bool is_bare = !bare.empty() && !has_star && without_blanks_at_all(pattern) == without_blanks_at_all(bare);
      if (is_same || is_bare || fits(pattern, whole))
        return std::max(kLeast, score - kPerPlace * static_cast<double>(place) - (is_same ? 0 : 0.02));
    }
    score -= kPerTier;
  }
  return std::nullopt;
}

bool Synonyms::is(Word word, std::string_view value) const {
  const auto& words = words_[static_cast<std::size_t>(word)];
  return std::find(words.begin(), words.end(), in_lower_case(RecordFields::without_blanks(value))) != words.end();
}

}  // namespace spendlens::ingest
