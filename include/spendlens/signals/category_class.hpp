#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "spendlens/core/serialization.hpp"

namespace spendlens::signals {

/// What a category makes of a row (DEFINITIONS section 7.1).
enum class CategoryClass : std::uint8_t {
  kCardPayment,
  kAdvance,
  kBorrowed,
  kBnpl,
  kLoan,
  kInterestCharged,
  kFeeOverdraft,
  kFeeNsf,
  kFee,
  kPassive,
  kVariableIncome,
  kBenefit,
  kPayroll,
  kSaving,
  kCash,
  kTransfer,
  kBill,
  kHabit,
  kShortHabit,
  kOther,
  kOtherIncome,  ///< other, but what comes in is no refund
  kNone          ///< no category
};

inline constexpr std::array<const char*, 22> kCategoryClassNames = {
    "card_payment",     "advance",       "borrowed", "bnpl",        "loan",
    "interest_charged", "fee_overdraft", "fee_nsf",  "fee",         "passive",
    "variable_income",  "benefit",       "payroll",  "saving",      "cash",
    "transfer",         "bill",          "habit",    "short_habit", "other",
    "other_income",     "none"};
inline constexpr std::size_t kNumCategoryClasses = kCategoryClassNames.size();

/// The class of this name, as written above; nothing where there is no such name.
[[nodiscard]] std::optional<CategoryClass> parse_category_class(std::string_view text);

/// Categories that have a class: texts in any case (ASCII), a `*` at the end matches any rest.
struct ClassPatterns {
  CategoryClass category_class = CategoryClass::kOther;
  std::vector<std::string> patterns{};

  friend bool operator==(const ClassPatterns&, const ClassPatterns&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    auto code = static_cast<std::uint8_t>(category_class);
    serialize_fields(archive, code, patterns);
    category_class = static_cast<CategoryClass>(code);
  }
};

/// The table of section 7.1: the first pattern that fits decides. A class may stand in several entries.
[[nodiscard]] std::vector<ClassPatterns> default_classes();

/// The class of a category by the first pattern that fits; kOther where none does.
[[nodiscard]] CategoryClass class_of(std::string_view category, std::span<const ClassPatterns> classes);

/// The class of every category code, 65,536 of them: codes beyond `categories` have kNone, so that kNoCategory has.
[[nodiscard]] std::vector<std::uint8_t> classes_by_code(std::span<const std::string> categories,
                                                        std::span<const ClassPatterns> classes);

}  // namespace spendlens::signals
