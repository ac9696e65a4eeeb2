#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "ingest/exchange/renamed_texts.hpp"
#include "spendlens/core/aliases.hpp"

namespace spendlens::ingest {

/// A bank's own codes -> categories. Blanks around a code make no difference.
class CategoryCodes {
 public:
  /// False where the code is there already.
  [[nodiscard]] bool add(std::string_view code, std::string category);
  [[nodiscard]] bool is_empty() const { return category_of_.empty(); }
  /// Null where the code is not listed.
  [[nodiscard]] const std::string* find(std::string_view code) const;

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> category_of_;
};

/// What the texts of a log are stored as.
struct TextRules {
  PayeeRules payees;
  CategoryCodes categories;
  std::string categories_text{};  ///< of the file that lists them
};

/// `by` of a category whose code is not listed, where there is a list.
inline constexpr std::uint32_t kUnlisted = 0;

/// What merchants and categories are stored as; empty where they keep their texts. The rules must outlive them.
[[nodiscard]] RenamedTexts::Rename merchant_names(const TextRules& rules);
[[nodiscard]] RenamedTexts::Rename category_names(const TextRules& rules);

}  // namespace spendlens::ingest
