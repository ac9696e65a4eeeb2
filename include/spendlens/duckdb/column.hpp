#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spendlens::duckdb {

/// What the values of a column are.
enum class ColumnKind : std::uint8_t {
  kBoolean,   ///< a byte
  kInteger,   ///< of `width` bytes
  kUnsigned,  ///< likewise
  kReal,      ///< float or double, by `width`
  kDecimal,   ///< an integer of `width` bytes, with `scale` digits behind the point
  kText,      ///< text, or bytes that are taken for one
  kDate,      ///< days since 1970, 32 bits
  kTime,      ///< since 1970 on a wall clock, 64 bits, with `scale` digits of a second's fraction
  kInstant,   ///< likewise, of UTC
  kStruct,    ///< fields with names: `children`
  kList,      ///< of `children.front()`
  kOther      ///< anything else; DuckDB makes a text of it
};

struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::kOther;
  std::uint8_t width = 0;
  std::uint8_t scale = 0;
  std::uint8_t precision = 0;  ///< of decimals: all digits
  bool is_bytes = false;       ///< of texts: nothing says that they are UTF-8
  std::vector<Column> children;

  /// The type as SQL has it: "DECIMAL(10,2)", "STRUCT(...)".
  [[nodiscard]] std::string type_text() const;
};

/// A name as SQL takes it, in double quotes; a text, in single ones.
[[nodiscard]] std::string quoted_name(std::string_view name);
[[nodiscard]] std::string quoted_text(std::string_view text);

}  // namespace spendlens::duckdb
