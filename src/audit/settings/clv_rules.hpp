#pragma once

#include <vector>

#include "spendlens/audit/clv.hpp"
#include "spendlens/yaml/reader.hpp"

namespace spendlens::audit {

/// The keys of a profile on what customers will be worth. Both must outlive the fields.
[[nodiscard]] std::vector<yaml::YamlReader::Field> clv_fields(const yaml::YamlReader& yaml, ClvRules& rules);

}  // namespace spendlens::audit
