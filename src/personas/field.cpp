#include "spendlens/personas/field.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/edit_distance.hpp"

namespace spendlens::personas {

namespace {

constexpr const char* kEarlierText = "earlier";
constexpr std::int64_t kFirstYear = 1970;
constexpr std::int64_t kMonths = 12;

}  // namespace

std::string cohort_text(std::int64_t cohort) {
  if (cohort == kEarlierCohort) return kEarlierText;
  return fmt::format("{:04}-{:02}", kFirstYear + (cohort - 1) / kMonths, (cohort - 1) % kMonths + 1);
}

std::optional<std::uint16_t> parse_cohort(std::string_view text) {
  if (text == kEarlierText) return kEarlierCohort;
  const auto day = parse_date(std::string(text) + "-01");
  if (!day || *day < 0) return std::nullopt;
  const CivilDate date = civil_from_day(*day);
  const std::int64_t cohort = (date.year - kFirstYear) * kMonths + date.month;
  return cohort < kNoCohort ? std::optional(static_cast<std::uint16_t>(cohort)) : std::nullopt;
}

std::optional<std::size_t> find_field(std::span<const Field> fields, std::string_view name) {
  const auto at = std::find_if(fields.begin(), fields.end(), [name](const Field& field) { return field.name == name; });
  return at == fields.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - fields.begin()));
}

const std::string& nearest_field(std::span<const Field> fields, std::string_view name) {
  return std::min_element(fields.begin(), fields.end(),
                          [name](const Field& a, const Field& b) {
                            return edit_distance(a.name, name) < edit_distance(b.name, name);
                          })
      ->name;
}

FieldValue value_at(const Field& field, const FieldColumn& column, std::size_t customer) {
  return std::visit(
      [&]<class T>(std::span<const T> values) -> FieldValue {
        const T value = values[customer];
        if constexpr (std::is_same_v<T, double>) {
          return std::isnan(value) ? FieldValue{} : FieldValue{value};
        } else {
          const T null = field.kind == FieldKind::kScore ? T{0} : std::numeric_limits<T>::max();
          return value == null ? FieldValue{} : FieldValue{static_cast<std::int64_t>(value)};
        }
      },
      column);
}

}  // namespace spendlens::personas
