#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>

#include "bindings.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/personas/judgement.hpp"
#include "spendlens/personas/match.hpp"

namespace spendlens::python {

namespace {

using personas::FieldKind;

constexpr const char* kKindNames[] = {"count", "cards", "money", "number", "flag", "choice", "score"};

FieldKind kind_of(const std::string& name) {
  for (std::size_t i = 0; i < std::size(kKindNames); ++i)
    if (name == kKindNames[i]) return static_cast<FieldKind>(i);
  throw UsageError("a field's kind is count, cards, money, number, flag, choice or score, not " + name);
}

std::string text_at(const nb::dict& dict, const char* key) {
  return dict.contains(key) ? nb::cast<std::string>(nb::object(dict[key])) : std::string();
}

/// {field, operator, thresholds: [(number, money)], window or None}
personas::Condition condition_from(const nb::dict& given) {
  personas::Condition condition;
  condition.field = nb::cast<std::size_t>(nb::object(given["field"]));
  const std::string text = text_at(given, "operator");
  const auto comparison = personas::parse_comparison(text);
  if (!comparison) throw UsageError("an operator is >=, <=, <, >, == or in, not " + text);
  condition.comparison = *comparison;
  condition.thresholds.clear();
  for (nb::handle threshold : nb::cast<nb::list>(nb::object(given["thresholds"])))
    condition.thresholds.push_back(
        {nb::cast<double>(nb::object(threshold[0])), nb::cast<Minor>(nb::object(threshold[1]))});
  if (!nb::object(given["window"]).is_none()) condition.window = nb::cast<std::string>(nb::object(given["window"]));
  return condition;
}

personas::Registry registry_from(const nb::list& fields, const nb::list& given) {
  personas::Registry registry;
  for (nb::handle field : fields)
    registry.fields.push_back(
        {nb::cast<std::string>(nb::object(field[0])), kind_of(nb::cast<std::string>(nb::object(field[1]))),
         nb::cast<std::string>(nb::object(field[2])), nb::cast<std::vector<std::string>>(nb::object(field[3]))});
  for (nb::handle one : given) {
    const auto dict = nb::cast<nb::dict>(one);
    personas::Persona persona;
    persona.id = text_at(dict, "id");
    persona.name = text_at(dict, "name");
    persona.description = text_at(dict, "description");
    persona.priority = nb::cast<std::uint32_t>(nb::object(dict["priority"]));
    persona.all_conditions = nb::cast<bool>(nb::object(dict["all"]));
    for (nb::handle condition : nb::cast<nb::list>(nb::object(dict["conditions"])))
      persona.conditions.push_back(condition_from(nb::cast<nb::dict>(condition)));
    registry.personas.push_back(std::move(persona));
  }
  personas::sort_by_priority(registry);
  return registry;
}

personas::FieldColumn column_from(const personas::Field& field, nb::handle array) {
  switch (field.kind) {
    case FieldKind::kCount:
      return span_of(nb::cast<Input<std::uint32_t>>(array, false));
    case FieldKind::kCards:
      return span_of(nb::cast<Input<std::uint16_t>>(array, false));
    case FieldKind::kMoney:
      return span_of(nb::cast<Input<std::int64_t>>(array, false));
    case FieldKind::kNumber:
      return span_of(nb::cast<Input<double>>(array, false));
    default:
      return span_of(nb::cast<Input<std::uint8_t>>(array, false));
  }
}

/// [(name, [array of each field])]
std::vector<personas::WindowColumns> windows_from(const nb::list& given, const personas::Registry& registry) {
  std::vector<personas::WindowColumns> windows;
  for (nb::handle window : given) {
    windows.push_back({nb::cast<std::string>(nb::object(window[0])), {}});
    const auto arrays = nb::cast<nb::list>(nb::object(window[1]));
    if (arrays.size() != registry.fields.size()) throw UsageError("a window has not one column for each field");
    for (std::size_t i = 0; i < registry.fields.size(); ++i)
      windows.back().columns.push_back(column_from(registry.fields[i], arrays[i]));
  }
  return windows;
}

/// What match_personas() of the package needs: who is what, and, of one customer, why.
struct Matched {
  personas::Registry registry;
  nb::list given;  ///< keeps the windows' arrays
  std::string window;
  std::vector<std::uint64_t> qualifying;
  std::vector<std::uint8_t> assigned;
  std::vector<std::uint8_t> assessments;

  [[nodiscard]] nb::tuple explain(std::size_t customer) const {
    if (customer >= assigned.size()) throw UsageError("there is no customer of that index");
    std::vector<personas::WindowValues> values;
    for (const personas::WindowColumns& columns : windows_from(given, registry)) {
      values.push_back({columns.name, {}});
      for (std::size_t i = 0; i < registry.fields.size(); ++i)
        values.back().values.push_back(personas::value_at(registry.fields[i], columns.columns[i], customer));
    }
    const auto assessment = static_cast<personas::Assessment>(assessments[customer]);
    const personas::Judgement judgement = personas::match_personas_reference(values, registry, window, assessment);
    nb::list evidence;
    for (std::size_t p = 0; p < registry.size(); ++p) {
      nb::list texts;
      for (std::size_t c = 0; c < registry.personas[p].conditions.size(); ++c) {
        const personas::Condition& condition = registry.personas[p].conditions[c];
        const personas::Evidence& seen = judgement.evidence[p][c];
        const std::string text = personas::condition_text(condition, registry.field_of(condition), seen);
        texts.append(nb::make_tuple(nb::str(text.c_str()), seen.held));
      }
      evidence.append(nb::make_tuple(nb::str(registry.personas[p].id.c_str()), texts));
    }
    return nb::make_tuple(nb::str(judgement.reason.c_str()), evidence);
  }
};

Matched match(const nb::list& windows, const nb::list& fields, const nb::list& given_personas,
              const std::string& window, const Input<std::uint8_t>& assessments, bool are_segments, bool parallel,
              std::uint64_t parallel_threshold, std::optional<int> n_workers) {
  Matched matched{registry_from(fields, given_personas), windows, window, {}, {}, {}};
  if (are_segments) matched.registry.subject = personas::Subject::kSegment;
  const auto columns = windows_from(windows, matched.registry);
  const std::size_t customers = assessments.shape(0);
  matched.assessments.assign(assessments.data(), assessments.data() + customers);
  matched.qualifying.resize(customers);
  matched.assigned.resize(customers);
  std::vector<personas::Assessment> judged;
  for (const std::uint8_t code : matched.assessments) {
    if (code > static_cast<std::uint8_t>(personas::Assessment::kTooNew)) throw UsageError("an assessment is 0, 1 or 2");
    judged.push_back(static_cast<personas::Assessment>(code));
  }
  const nb::gil_scoped_release released;
  const ParallelPolicy policy = policy_of(parallel, parallel_threshold, n_workers);
  std::vector<std::uint64_t> conditions(customers * matched.registry.num_condition_words());
  personas::match_personas(columns, matched.registry, window, {matched.qualifying, conditions}, policy);
  personas::prioritize_personas(matched.registry, matched.qualifying, judged, matched.assigned, policy);
  return matched;
}

}  // namespace

void bind_personas(nb::module_& module) {
  nb::class_<Matched>(module, "Matched")
      .def_prop_ro("names", [](const Matched& matched) { return personas::persona_names(matched.registry); })
      .def_prop_ro("qualifying", [](nb::handle self) { return view(nb::cast<const Matched&>(self).qualifying, self); })
      .def_prop_ro("assigned", [](nb::handle self) { return view(nb::cast<const Matched&>(self).assigned, self); })
      .def("explain", &Matched::explain, nb::arg("customer"));
  module.def("match", &match, nb::arg("windows"), nb::arg("fields"), nb::arg("personas"), nb::arg("window"),
             nb::arg("assessments").noconvert(), nb::arg("are_segments"), nb::arg("parallel"),
             nb::arg("parallel_threshold"), nb::arg("n_workers").none());
}

}  // namespace spendlens::python
