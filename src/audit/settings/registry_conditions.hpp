#pragma once

#include <vector>

#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/yaml/reader.hpp"

namespace spendlens::audit {

/// The lines of the file that the parts of a condition stand in.
struct ConditionLines {
  int signal = 0;
  int value = 0;
  int window = 0;
};

/// The lines of the file that the parts of a persona stand in.
struct PersonaLines {
  int persona = 0;
  int id = 0;
  int name = 0;
  int priority = 0;
  int conditions = 0;
  std::vector<ConditionLines> each;
};

/// A registry on its way: what its conditions can read, and what they do.
struct RegistryReading {
  const yaml::YamlReader& yaml;
  const ConditionTerms& terms;
  personas::Registry registry{};
  std::vector<PersonaLines> lines{};
};

/// Reads a condition of an entry; what it reads becomes a field of the registry. Throws InputError naming the line.
[[nodiscard]] personas::Condition read_condition(RegistryReading& reading, const YAML::Node& node,
                                                 ConditionLines& lines);

}  // namespace spendlens::audit
