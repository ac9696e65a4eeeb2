#pragma once

#include <string>
#include <vector>

#include "spendlens/core/serialization.hpp"

namespace spendlens::audit {

/// What Lenses 3 to 5 part customers by besides their cohort (DEFINITIONS-COHORTS-VALUE section 10): the category or
/// the merchant of the purchase with the earliest timestamp; of several of that second the smallest text.
struct CohortAttribute {
  static constexpr std::size_t kMostValues = 32;

  bool by_merchant = false;         ///< else by category
  std::vector<std::string> values;  ///< each once, at most kMostValues; empty: nothing was asked for

  [[nodiscard]] bool asked() const { return !values.empty(); }

  /// The values, then "other" of those that are not listed, and "none" without a text; empty where nothing was asked
  /// for.
  [[nodiscard]] std::vector<std::string> parts() const {
    std::vector<std::string> names = values;
    if (asked()) names.insert(names.end(), {"other", "none"});
    return names;
  }

  /// "category" or "merchant".
  [[nodiscard]] const char* column() const { return by_merchant ? "merchant" : "category"; }

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, by_merchant, values);
  }
};

}  // namespace spendlens::audit
