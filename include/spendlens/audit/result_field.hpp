#pragma once

#include <functional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "spendlens/audit/result_schema.hpp"

namespace spendlens::audit {

/// One line of the lists of result_columns.hpp: a column of a result table. T is its type in the file; `access` gives
/// its field of a row, or of rows that are kept as columns.
template <class T, class Access>
struct ResultField {
  using Value = T;
  using Names = std::vector<std::string> (*)(const ResultShape&);

  const char* name;
  const char* units;
  const char* description;
  Access access;
  Names names = nullptr;                          ///< of an enumeration: the names of its codes 0, 1, ...
  ResultContent content = ResultContent::kValue;  ///< what a row number stands for
  Detail least = Detail::kEvidence;               ///< the least detail that keeps it

  /// Its field of a row, or of rows as columns.
  template <class Fields>
  [[nodiscard]] constexpr decltype(auto) of(Fields& fields) const {
    return std::invoke(access, fields);
  }

  [[nodiscard]] constexpr ResultField with_names(Names of_codes) const {
    ResultField changed = *this;
    changed.names = of_codes;
    return changed;
  }
  [[nodiscard]] constexpr ResultField with_content(ResultContent of_values) const {
    ResultField changed = *this;
    changed.content = of_values;
    return changed;
  }
  [[nodiscard]] constexpr ResultField at_full_detail() const {
    ResultField changed = *this;
    changed.least = Detail::kFull;
    return changed;
  }
};

template <class T, class Access>
constexpr ResultField<T, Access> result_field(const char* name, const char* units, const char* description,
                                              Access access) {
  return {name, units, description, access};
}

/// Calls use(field) for each line of a list, in the order of the file.
template <class Fields, class Use>
constexpr void for_each_field(const Fields& fields, Use use) {
  std::apply([&use](const auto&... field) { (use(field), ...); }, fields);
}

namespace detail {
template <class T>
using ValueOf = T;
template <class T>
using ViewOf = std::span<const T>;
}  // namespace detail

/// A column of texts, NUL-padded to the width of the longest.
struct ResultText {
  const char* group;
  const char* name;
  const char* description;

  [[nodiscard]] std::string path() const { return std::string(group) + "/" + name; }
};

}  // namespace spendlens::audit
