#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "spendlens/audit/profile.hpp"
#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/report/reference.hpp"

namespace spendlens::report {

namespace {

/// The file of an audit of no customers with all that is shipped.
store::FileSpec shipped_spec() {
  audit::AuditResult head;
  const audit::Profile profile = audit::load_profile("default");
  head.signal_profile = profile.signals;
  head.registry = audit::load_registry("default", profile).registry;
  head.segments = audit::load_segments("default").registry;
  head.cohort_settings.granularities = audit::AuditOptions().cohorts;
  head.by = audit::Breakdown{};
  head.clv_settings.model = value::Model::kParetoNbd;
  return audit::result_spec(head, {});
}

std::string in_cell(const std::string& text) {
  std::string cell;
  for (const char c : text) cell += c == '|' ? "\\|" : std::string(1, c);
  return cell;
}

std::string type_of(const store::ElementType& type) {
  return type.kind == store::ElementKind::kText ? "text" : store::type_name(type);
}

/// A table's columns, the same text for tables that have the same.
std::string columns_of(const store::FileSpec& spec, const std::string& group) {
  std::string text = "| column | type | unit | |\n|---|---|---|---|\n";
  for (const store::ColumnSpec& column : spec.columns) {
    if (!column.path.starts_with(group + "/") || column.path.find('/', group.size() + 1) != std::string::npos) continue;
    std::string meaning = in_cell(column.description);
    if (!column.values.empty()) meaning += fmt::format("; values: {}", fmt::join(column.values, ", "));
    text += fmt::format("| {} | {} | {} | {} |\n", column.path.substr(group.size() + 1), type_of(column.type),
                        column.units, meaning);
  }
  return text;
}

/// The group's description and, behind it, the names of its further attributes.
std::string about(const store::FileSpec& spec, const std::string& group) {
  std::string description;
  std::vector<std::string> names;
  for (const store::Attribute& attribute : spec.group_attributes.at(group)) {
    if (attribute.name == "description")
      description = std::get<std::string>(attribute.value);
    else
      names.push_back(attribute.name);
  }
  return fmt::format("`{}`: {}.{}", group, description,
                     names.empty() ? "" : fmt::format(" Attributes: {}.", fmt::join(names, ", ")));
}

}  // namespace

std::string result_reference() {
  const store::FileSpec spec = shipped_spec();
  std::string text = "### Root attributes\n\n| attribute | |\n|---|---|\n";
  for (const audit::ResultAttribute& attribute : audit::result_attributes())
    text += fmt::format("| {} | {} |\n", attribute.name, attribute.description);
  std::vector<std::string> groups;
  for (const store::ColumnSpec& column : spec.columns)
    if (const std::string group = column.path.substr(0, column.path.rfind('/'));
        std::find(groups.begin(), groups.end(), group) == groups.end())
      groups.push_back(group);
  std::vector<bool> told(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (told[i]) continue;
    const std::string columns = columns_of(spec, groups[i]);
    std::string heading;
    std::string abouts;
    for (std::size_t j = i; j < groups.size(); ++j) {
      if (columns_of(spec, groups[j]) != columns) continue;
      told[j] = true;
      heading += (heading.empty() ? "" : ", ") + groups[j];
      abouts += "- " + about(spec, groups[j]) + "\n";
    }
    text += fmt::format("\n### {}\n\n{}\n{}", heading, abouts, columns);
  }
  return text;
}

}  // namespace spendlens::report
