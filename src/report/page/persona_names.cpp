#include "report/page/persona_names.hpp"

#include "spendlens/personas/registry.hpp"

namespace spendlens::report {

PersonaNames::PersonaNames(const SummaryNode& of) {
  const auto registry = of["registry"].elements();
  if (registry.size() > personas::kMaxPersonas) of["registry"].fail("holds more personas than there can be");
  for (const SummaryNode& persona : registry) {
    ids_.push_back(persona["id"].text());
    if (!names_.emplace(ids_.back(), persona["name"].text()).second) persona.fail("is there twice");
  }
}

std::vector<std::string> PersonaNames::assignable() const {
  std::vector<std::string> all = ids_;
  all.insert(all.end(), {"unclassified", "not_assessed", "too_new"});
  return all;
}

std::string PersonaNames::name(const std::string& id) const {
  const auto found = names_.find(id);
  if (found != names_.end()) return found->second;
  return id == "unclassified"   ? "Unclassified"
         : id == "not_assessed" ? "Not assessed"
         : id == "too_new"      ? "Too new"
                                : id;
}

std::string PersonaNames::largest(const SummaryNode& assigned) const {
  std::string largest;
  int128 most = 0;
  for (const std::string& id : ids_) {
    const int128 customers = assigned[id].count().count;
    if (customers <= most) continue;
    most = customers;
    largest = id;
  }
  return largest;
}

std::string sign_of(const std::string& comparison) {
  return comparison == ">=" ? "\u2265" : comparison == "<=" ? "\u2264" : comparison == "==" ? "=" : comparison;
}

}  // namespace spendlens::report
