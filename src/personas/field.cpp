#include "spendlens/personas/field.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "spendlens/core/edit_distance.hpp"

namespace spendlens::personas {

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
