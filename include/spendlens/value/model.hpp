#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace spendlens::value {

/// Models of when customers buy (DEFINITIONS section 15). The values stand in files: they never change.
enum class Model : std::uint8_t { kNbd = 0, kBgNbd = 1, kMbgNbd = 2, kParetoNbd = 3 };
inline constexpr std::array<Model, 4> kModels = {Model::kNbd, Model::kBgNbd, Model::kMbgNbd, Model::kParetoNbd};

/// "nbd", "bg-nbd", "mbg-nbd" or "pareto-nbd".
[[nodiscard]] const char* model_name(Model model);
[[nodiscard]] std::optional<Model> model_of(std::string_view name);

/// Names of a model's parameters: r and alpha of the rate of purchases, then a and b of the chance to leave, or s and
/// beta of the rate of leaving.
[[nodiscard]] std::span<const char* const> parameter_names(Model model);

inline constexpr std::size_t kMostParameters = 4;
/// Every parameter lies within these bounds.
inline constexpr double kLeastParameter = 1e-5;
inline constexpr double kLargestParameter = 1e5;

/// A model with its parameters, in the order of parameter_names(); of nbd two. Time is in weeks.
struct PurchaseParameters {
  Model model = Model::kNbd;
  std::array<double, kMostParameters> values{};

  [[nodiscard]] double r() const { return values[0]; }
  [[nodiscard]] double alpha() const { return values[1]; }
  [[nodiscard]] double a() const { return values[2]; }
  [[nodiscard]] double b() const { return values[3]; }
  [[nodiscard]] double s() const { return values[2]; }
  [[nodiscard]] double beta() const { return values[3]; }

  friend bool operator==(const PurchaseParameters&, const PurchaseParameters&) = default;
};

/// Throws UsageError naming the parameter that is outside the bounds.
void require_parameters(const PurchaseParameters& parameters);

/// Gamma-Gamma: what a purchase day is worth (section 16); v in major units.
struct SpendParameters {
  double p = 0;
  double q = 0;
  double v = 0;

  friend bool operator==(const SpendParameters&, const SpendParameters&) = default;
};
inline constexpr std::array<const char*, 3> kSpendParameterNames = {"p", "q", "v"};

inline constexpr double kDaysPerWeek = 7.0;

}  // namespace spendlens::value
