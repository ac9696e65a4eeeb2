#pragma once

#include "spendlens/signals/bank_rules.hpp"
#include "spendlens/yaml/reader.hpp"

namespace spendlens::audit {

/// The keys of a profile on the signals of the definitions' section 7; what they leave out stays as it is in `rules`,
/// which must outlive what is returned, as the reader.
[[nodiscard]] std::vector<yaml::YamlReader::Field> bank_fields(const yaml::YamlReader& yaml, signals::BankRules& rules);

/// Rules that contradict each other are refused at the root. Throws UsageError.
void check_bank_rules(const yaml::YamlReader& yaml, const signals::BankRules& rules);

/// A list of classes by name, each once.
[[nodiscard]] std::vector<signals::CategoryClass> read_classes(const yaml::YamlReader& yaml, const std::string& key,
                                                               const YAML::Node& node);

/// Subtypes of accounts by name, at least one, each once.
[[nodiscard]] std::vector<std::string> read_subtypes(const yaml::YamlReader& yaml, const std::string& key,
                                                     const YAML::Node& node);

/// Windows, ascending; `takes_months` says whether 6m is one beside 30d. 30 is 30d.
[[nodiscard]] std::vector<signals::Window> read_windows(const yaml::YamlReader& yaml, const YAML::Node& node,
                                                        bool takes_months);

}  // namespace spendlens::audit
