#include "report/summary/summary_figures.hpp"
#include "spendlens/personas/judgement.hpp"

namespace spendlens::report {

namespace {

/// What the figures of one window are made of.
struct WindowPersonas {
  const audit::WindowSummary& window;
  const audit::AuditResult& result;
  std::size_t index;

  [[nodiscard]] const personas::PersonaPartial& partial() const { return window.personas; }
  /// Those of the registry, then the unclassified and those who were not judged.
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

std::vector<std::string> untestable_of(const WindowPersonas& of) {
  std::vector<std::string> ids;
  for (const std::size_t p : audit::untestable_personas(of.result, of.index))
    ids.push_back(of.result.registry.personas[p].id);
  return ids;
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
  figures.add_values("assigned", "<persona>",
                     "Customers with that persona, unclassified, not_assessed and too_new among them", assigned_of);
  figures.add_values("assigned_pct", "<persona>", "These in percent", shares_of);
  figures.add("unclassified_pct", "Percent of customers without any",
              [](const WindowPersonas& of) { return share_of(of, of.result.registry.unclassified()); });
  figures.add("untestable", "Personas that nobody can qualify for, as what they ask for is known of nobody",
              untestable_of);
  figures.add_object("overlap", overlap, std::identity());
  figures.include_where([](const WindowPersonas& of) { return !of.result.ledger.archetypes.empty(); }, archetypes);
  return figures;
}

/// A condition and what it reads.
struct ReadCondition {
  const personas::Condition& condition;
  const personas::Field& field;
};

/// One text, or of `in` a list of them.
Json thresholds_of(const ReadCondition& of) {
  Json texts = Json::array();
  for (const personas::Threshold& threshold : of.condition.thresholds)
    texts.push_back(personas::threshold_text(of.field, threshold));
  return of.condition.comparison == personas::Comparison::kIn ? texts : texts.front();
}

Figures<ReadCondition> condition_figures() {
  Figures<ReadCondition> figures;
  figures.add("signal", "What a condition reads: a signal, or a figure of RFM or Lens 2",
              [](const ReadCondition& of) { return of.field.name; });
  figures.add("operator", "How it compares",
              [](const ReadCondition& of) { return personas::text_of(of.condition.comparison); });
  figures.add("value", "with what, a text; of `in` a list of them", thresholds_of);
  figures.add("window", "in which window; null: in the one that is judged",
              [](const ReadCondition& of) { return of.condition.window ? Json(*of.condition.window) : Json(nullptr); });
  return figures;
}

/// A persona and the registry that it stands in.
struct RegisteredPersona {
  const personas::Persona& persona;
  const personas::Registry& registry;
};

std::vector<ReadCondition> conditions_of(const RegisteredPersona& of) {
  std::vector<ReadCondition> conditions;
  for (const personas::Condition& condition : of.persona.conditions)
    conditions.push_back({condition, of.registry.field_of(condition)});
  return conditions;
}

Figures<RegisteredPersona> registry_figures() {
  const auto part = [](auto member) {
    return [member](const RegisteredPersona& of) { return std::invoke(member, of.persona); };
  };
  using personas::Persona;
  Figures<RegisteredPersona> criteria;
  criteria.add("operator", "AND: all conditions, OR: one of them",
               [](const RegisteredPersona& of) { return of.persona.all_conditions ? "AND" : "OR"; });
  criteria.add_list("conditions", condition_figures(), conditions_of);
  Figures<RegisteredPersona> figures;
  figures.add("id", "A persona or segment of the registry", part(&Persona::id));
  figures.add("name", "Its name for people", part(&Persona::name));
  figures.add("priority", "Its priority; the lowest number wins", part(&Persona::priority));
  figures.add("description", "What it stands for", part(&Persona::description));
  figures.add_object("criteria", criteria, std::identity());
  figures.add("focus_areas", "Topics, as the registry lists them", part(&Persona::focus_areas));
  figures.add("content_types", "Kinds of content, likewise", part(&Persona::content_types));
  return figures;
}

}  // namespace

void add_registry(Figures<audit::AuditResult>& to,
                  const personas::Registry& (*registry_of)(const audit::AuditResult&)) {
  to.add_list("registry", registry_figures(), [registry_of](const audit::AuditResult& result) {
    const personas::Registry& registry = registry_of(result);
    std::vector<RegisteredPersona> entries;
    for (const personas::Persona& entry : registry.personas) entries.push_back({entry, registry});
    return entries;
  });
}

Figures<audit::AuditResult> persona_figures() {
  using Result = audit::AuditResult;
  Figures<Result> figures;
  figures.add_each("<window>", persona_window_figures(), [](const Result& result) {
    std::vector<std::pair<std::string, WindowPersonas>> windows;
    for (std::size_t w = 0; result.scope.personas && w < result.windows.size(); ++w)
      windows.emplace_back(result.windows[w].window.name(), WindowPersonas{result.windows[w], result, w});
    return windows;
  });
  Figures<Result> note;
  note.add("note", "Why there are no personas although a registry was given; only where that is so",
           [](const Result& result) { return result.scope.why_no_personas; });
  figures.include_where([](const Result& result) { return !result.scope.why_no_personas.empty(); }, note);
  add_registry(figures, [](const Result& result) -> const personas::Registry& { return result.registry; });
  return figures;
}

}  // namespace spendlens::report
