#include "spendlens/audit/profile.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <cerrno>

#include "spendlens/core/decimal.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::audit {

namespace {

[[noreturn]] void refuse(const std::string& path, const YAML::Node& node, const std::string& what) {
  throw UsageError(fmt::format("profile {}, line {}: {}", path, node.Mark().line + 1, what));
}

bool read_bool(const std::string& path, const std::string& key, const YAML::Node& node) {
  bool value = false;
  if (!node.IsScalar() || !YAML::convert<bool>::decode(node, value)) refuse(path, node, key + " must be true or false");
  return value;
}

std::vector<std::string> read_patterns(const std::string& path, const std::string& key, const YAML::Node& node) {
  if (!node.IsSequence()) refuse(path, node, key + " must be a list of category patterns, as [TRANSFER_IN*, RENT]");
  std::vector<std::string> patterns;
  for (const YAML::Node& entry : node) {
    if (!entry.IsScalar() || entry.Scalar().empty()) refuse(path, entry, key + " must hold texts only");
    patterns.push_back(entry.Scalar());
  }
  return patterns;
}

/// Ascending numbers with at most `scale` decimals, as counts of 10^-scale.
std::vector<std::int64_t> read_cuts(const std::string& path, const std::string& key, const YAML::Node& node, int scale) {
  if (!node.IsSequence()) refuse(path, node, key + " must be a list of ascending numbers");
  std::vector<std::int64_t> cuts;
  for (const YAML::Node& entry : node) {
    const auto value = entry.IsScalar() ? parse_decimal(entry.Scalar()) : std::nullopt;
    if (!value || value->scale > scale || value->coefficient < 0)
      refuse(path, entry, fmt::format("{} must hold numbers of 0 or more with at most {} decimals", key, scale));
    const auto count = to_scale(*value, scale);
    if (!count || *count > 1'000'000'000'000'000) refuse(path, entry, key + " holds a number out of range");
    if (!cuts.empty() && *count <= cuts.back()) refuse(path, entry, key + " must ascend");
    cuts.push_back(static_cast<std::int64_t>(*count));
  }
  return cuts;
}

void read_score_cuts(Profile& profile, const std::string& path, const YAML::Node& node) {
  if (!node.IsMap()) refuse(path, node, "score_cuts must be a map of recency_days, frequency, monetary");
  for (const auto& entry : node) {
    const std::string key = entry.first.Scalar();
    if (key == "recency_days") profile.recency_cuts = read_cuts(path, key, entry.second, 0);
    else if (key == "frequency") profile.frequency_cuts = read_cuts(path, key, entry.second, 0);
    else if (key == "monetary") profile.monetary_cuts = read_cuts(path, key, entry.second, 2);
    else refuse(path, entry.first, "unknown key '" + key + "' in score_cuts; known: recency_days, frequency, monetary");
  }
}

void read_key(Profile& profile, const std::string& path, const YAML::Node& key_node, const YAML::Node& value) {
  const std::string key = key_node.Scalar();
  if (key == "include_pending") profile.include_pending = read_bool(path, key, value);
  else if (key == "not_spending") profile.not_spending = read_patterns(path, key, value);
  else if (key == "score_cuts") read_score_cuts(profile, path, value);
  else refuse(path, key_node, "unknown key '" + key + "'; known: include_pending, not_spending, score_cuts");
}

}  // namespace

Profile load_profile(const std::string& name_or_path) {
  Profile profile;
  if (name_or_path == "default") return profile;
  profile.name = name_or_path.substr(name_or_path.find_last_of('/') + 1);
  YAML::Node root;
  try {
    root = YAML::LoadFile(name_or_path);
  } catch (const YAML::BadFile&) {
    throw IoError("cannot read profile", name_or_path, ENOENT);
  } catch (const YAML::Exception& error) {
    throw UsageError(fmt::format("profile {}, line {}: {}", name_or_path, error.mark.line + 1, error.msg));
  }
  if (root.IsNull()) return profile;
  if (!root.IsMap()) refuse(name_or_path, root, "a profile is a map of keys and values");
  for (const auto& entry : root) read_key(profile, name_or_path, entry.first, entry.second);
  return profile;
}

}  // namespace spendlens::audit
