#include <fmt/core.h>

#include "report/summary/summary_figures.hpp"

namespace spendlens::report {

namespace {

/// What the figures of one window are made of.
struct WindowPersonas {
  const audit::WindowSummary& window;
  const audit::AuditResult& result;

  [[nodiscard]] const personas::PersonaPartial& partial() const { return window.personas; }
  /// Those of the registry, then the unclassified and those who were not assessed.
  [[nodiscard]] std::vector<std::string> names() const { return personas::persona_names(result.registry); }
};

std::string share_of(const WindowPersonas& of, std::size_t persona) {
  return decimal_text(percent(of.partial().assigned()[persona], of.partial().customers()));
}

std::vector<std::pair<std::string, std::uint64_t>> assigned_of(const WindowPersonas& of) {
  const auto names = of.names();
  std::vector<std::pair<std::string, std::uint64_t>> assigned;
  for (std::size_t i = 0; i < names.size(); ++i) assigned.emplace_back(names[i], of.partial().assigned()[i]);
  return assigned;
}

std::vector<std::pair<std::string, std::string>> shares_of(const WindowPersonas& of) {
  const auto names = of.names();
  std::vector<std::pair<std::string, std::string>> shares;
  for (std::size_t i = 0; i < names.size(); ++i) shares.emplace_back(names[i], share_of(of, i));
  return shares;
}

/// Customers by name, for each of some rows of them.
using NamedCounts = std::vector<std::pair<std::string, std::uint64_t>>;

Figures<NamedCounts> count_figures(const char* meaning) {
  Figures<NamedCounts> figures;
  figures.add_each_value("<persona>", meaning, std::identity());
  return figures;
}

std::vector<std::pair<std::string, NamedCounts>> overlaps_of(const WindowPersonas& of) {
  const auto names = of.names();
  std::vector<std::pair<std::string, NamedCounts>> rows(of.result.registry.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].first = names[i];
    for (std::size_t j = 0; j < rows.size(); ++j) rows[i].second.emplace_back(names[j], of.partial().overlap(i, j));
  }
  return rows;
}

std::vector<std::pair<std::string, NamedCounts>> archetypes_of(const WindowPersonas& of) {
  const auto names = of.names();
  std::vector<std::pair<std::string, NamedCounts>> rows;
  for (std::size_t a = 0; a < of.result.ledger.archetypes.size(); ++a) {
    rows.emplace_back(of.result.ledger.archetypes[a], NamedCounts{});
    for (std::size_t i = 0; i < names.size(); ++i)
      rows.back().second.emplace_back(names[i], of.window.recovery[a * names.size() + i]);
  }
  return rows;
}

Figures<WindowPersonas> persona_window_figures() {
  Figures<WindowPersonas> overlap;
  overlap.add_each("<persona>", count_figures("Customers who qualify for both; with itself: who qualify"), overlaps_of);
  Figures<WindowPersonas> by_archetype;
  by_archetype.add_each("<archetype>", count_figures("Of generated ledgers: customers by archetype and persona"),
                        archetypes_of);
  Figures<WindowPersonas> archetypes;
  archetypes.add_object("archetypes", by_archetype, std::identity());
  Figures<WindowPersonas> figures;
  figures.add("customers", "Customers of the ledger",
              [](const WindowPersonas& of) { return of.partial().customers(); });
  figures.add_values("assigned", "<persona>", "Customers with that persona, unclassified and not_assessed among them",
                     assigned_of);
  figures.add_values("assigned_pct", "<persona>", "These in percent", shares_of);
  figures.add("unclassified_pct", "Percent of customers without any",
              [](const WindowPersonas& of) { return share_of(of, of.result.registry.unclassified()); });
  figures.add_object("overlap", overlap, std::identity());
  figures.include_where([](const WindowPersonas& of) { return !of.result.ledger.archetypes.empty(); }, archetypes);
  return figures;
}

Figures<personas::Condition> condition_figures() {
  using personas::Condition;
  Figures<Condition> figures;
  figures.add("signal", "The signal that a condition reads",
              [](const Condition& condition) { return signals::info_of(condition.signal).name; });
  figures.add("operator", "How it compares",
              [](const Condition& condition) { return personas::text_of(condition.comparison); });
  figures.add("value", "with what", [](const Condition& condition) {
    return condition.of_money() ? decimal_text(condition.money, 2) : fmt::format("{}", condition.number);
  });
  figures.add("time_window", "in which window; null: in the one that is judged", [](const Condition& condition) {
    return condition.time_window ? Json(fmt::format("{}d", *condition.time_window)) : Json(nullptr);
  });
  return figures;
}

Figures<personas::Persona> registry_figures() {
  using personas::Persona;
  Figures<Persona> criteria;
  criteria.add("operator", "AND: all conditions, OR: one of them",
               [](const Persona& persona) { return persona.all_conditions ? "AND" : "OR"; });
  criteria.add_list("conditions", condition_figures(), &Persona::conditions);
  Figures<Persona> figures;
  figures.add("id", "A persona of the registry", &Persona::id);
  figures.add("name", "Its name for people", &Persona::name);
  figures.add("priority", "Its priority; the lowest number wins", &Persona::priority);
  figures.add("description", "What it stands for", &Persona::description);
  figures.add_object("criteria", criteria, std::identity());
  figures.add("focus_areas", "Topics, as the registry lists them", &Persona::focus_areas);
  figures.add("content_types", "Kinds of content, likewise", &Persona::content_types);
  return figures;
}

}  // namespace

Figures<audit::AuditResult> persona_figures() {
  using Result = audit::AuditResult;
  Figures<Result> figures;
  figures.add_each("<window>", persona_window_figures(), [](const Result& result) {
    std::vector<std::pair<std::string, WindowPersonas>> windows;
    for (const audit::WindowSummary& window : result.windows)
      windows.emplace_back(fmt::format("{}d", window.days), WindowPersonas{window, result});
    return windows;
  });
  figures.add_list(
      "registry", registry_figures(), [](const Result& result) -> const auto& { return result.registry.personas; });
  return figures;
}

}  // namespace spendlens::report
