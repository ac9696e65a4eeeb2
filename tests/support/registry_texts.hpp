#pragma once

#include <string>
#include <utility>

namespace spendlens::test {

/// A registry of one persona, a line a key, some lines changed: `replaced` stands for the text `what`.
inline std::string registry_text(const std::string& what = "", const std::string& replaced = "") {
  std::string text =
      "personas:\n"                                     // line 1
      "  - id: thin_buffer\n"                           // 2
      "    name: Thin buffer\n"                         // 3
      "    description: Little is saved\n"              // 4
      "    priority: 3\n"                               // 5
      "    criteria:\n"                                 // 6
      "      operator: AND\n"                           // 7
      "      conditions:\n"                             // 8
      "        - signal: liquid_months\n"               // 9
      "          operator: <\n"                         // 10
      "          value: 3\n"                            // 11
      "          window: 6m\n"                          // 12
      "    focus_areas: [Emergency fund, Transfers]\n"  // 13
      "    content_types: [Article]\n";                 // 14
  if (!what.empty()) text.replace(text.find(what), what.size(), replaced);
  return text;
}

/// The same persona again with another id, name and priority, from line 15 on.
inline std::string two_personas(const std::string& id, const std::string& priority,
                                const std::string& name = "Another") {
  std::string second = registry_text("personas:\n", "");
  second.replace(second.find("thin_buffer"), 11, id);
  second.replace(second.find("Thin buffer"), 11, name);
  second.replace(second.find("priority: 3"), 11, "priority: " + priority);
  return registry_text() + second;
}

}  // namespace spendlens::test
