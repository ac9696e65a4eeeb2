#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "spendlens/core/accounts.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/serialization.hpp"

namespace spendlens::personas {

/// How a field is stored, and its null: u32 (largest), u16 (largest), i64 minor units (largest), f64 (NaN), u8 of 0 and
/// 1 (255), u8 index of a name (255), u8 from 1 on (0), u16 of a month (largest).
enum class FieldKind : std::uint8_t { kCount, kCards, kMoney, kNumber, kFlag, kChoice, kScore, kCohort };

/// A cohort as conditions compare it: 0 is the cohort `earlier`, else 1 + the months from January 1970 to that of the
/// first purchase.
inline constexpr std::uint16_t kEarlierCohort = 0;
inline constexpr std::uint16_t kNoCohort = std::numeric_limits<std::uint16_t>::max();

/// "2025-03" or "earlier", and back; nothing for another text.
[[nodiscard]] std::string cohort_text(std::int64_t cohort);
[[nodiscard]] std::optional<std::uint16_t> parse_cohort(std::string_view text);

/// Something that a condition can read: a signal, or a figure of RFM or Lens 2.
struct Field {
  std::string name{};
  FieldKind kind = FieldKind::kCount;
  std::string units{};
  std::vector<std::string> values{};  ///< names of a choice, by index
  bool of_window = true;              ///< false: it is the same in every window

  friend bool operator==(const Field&, const Field&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    auto code = static_cast<std::uint8_t>(kind);
    serialize_fields(archive, name, code, units, values, of_window);
    kind = static_cast<FieldKind>(code);
  }
};

/// The field of that name; nothing where there is none.
[[nodiscard]] std::optional<std::size_t> find_field(std::span<const Field> fields, std::string_view name);

/// The name that differs least from `name` (edit distance; the first of equals). Precondition: there are fields.
[[nodiscard]] const std::string& nearest_field(std::span<const Field> fields, std::string_view name);

/// A field of n customers as a column of the type of its kind; a view.
using FieldColumn = std::variant<std::span<const std::uint8_t>, std::span<const std::uint16_t>,
                                 std::span<const std::uint32_t>, std::span<const Minor>, std::span<const double>>;

/// One value of a field: minor units, a count, 0 or 1 of a flag, the index of a name; a number; nothing for null.
using FieldValue = std::variant<std::monostate, std::int64_t, double>;

/// The value of one customer. Precondition: the column is of the field's kind.
[[nodiscard]] FieldValue value_at(const Field& field, const FieldColumn& column, std::size_t customer);

[[nodiscard]] constexpr bool is_null(const FieldValue& value) { return std::holds_alternative<std::monostate>(value); }

/// The value as a double, which holds every value but large amounts of money. Precondition: not null.
[[nodiscard]] constexpr double as_double(const FieldValue& value) {
  return std::holds_alternative<double>(value) ? std::get<double>(value)
                                               : static_cast<double>(std::get<std::int64_t>(value));
}

}  // namespace spendlens::personas
