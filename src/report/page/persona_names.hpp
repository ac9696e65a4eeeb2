#pragma once

#include <map>
#include <string>
#include <vector>

#include "report/page/summary_node.hpp"

namespace spendlens::report {

/// What the personas of a result are called.
class PersonaNames {
 public:
  /// `of` is summary.json's key of that name.
  explicit PersonaNames(const SummaryNode& of);

  /// Ids in order of priority.
  [[nodiscard]] const std::vector<std::string>& ids() const { return ids_; }
  /// The same, then "unclassified" and "not_assessed".
  [[nodiscard]] std::vector<std::string> assignable() const;
  [[nodiscard]] bool is_persona(const std::string& id) const { return names_.contains(id); }
  /// As data says; untrusted.
  [[nodiscard]] std::string name(const std::string& id) const;
  /// The id of the persona with most customers, the first of equals; empty where none has any.
  [[nodiscard]] std::string largest(const SummaryNode& assigned) const;

 private:
  std::vector<std::string> ids_;
  std::map<std::string, std::string> names_;
};

/// A comparison as people write it: ">=" is "≥".
[[nodiscard]] std::string sign_of(const std::string& comparison);

}  // namespace spendlens::report
