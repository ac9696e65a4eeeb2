#include "spendlens/value/model.hpp"

#include <fmt/core.h>

#include "spendlens/core/error.hpp"

namespace spendlens::value {

namespace {

constexpr std::array<const char*, 4> kModelNames = {"nbd", "bg-nbd", "mbg-nbd", "pareto-nbd"};
constexpr std::array<const char*, 4> kChanceNames = {"r", "alpha", "a", "b"};
constexpr std::array<const char*, 4> kRateNames = {"r", "alpha", "s", "beta"};

}  // namespace

const char* model_name(Model model) { return kModelNames[static_cast<std::size_t>(model)]; }

std::optional<Model> model_of(std::string_view name) {
  for (const Model model : kModels)
    if (name == model_name(model)) return model;
  return std::nullopt;
}

std::span<const char* const> parameter_names(Model model) {
  if (model == Model::kNbd) return std::span(kRateNames).first(2);
  return model == Model::kParetoNbd ? std::span(kRateNames) : std::span(kChanceNames);
}

void require_parameters(const PurchaseParameters& parameters) {
  const auto names = parameter_names(parameters.model);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!(parameters.values[i] >= kLeastParameter && parameters.values[i] <= kLargestParameter))
      throw UsageError(fmt::format("{} of {} is {}; it must be from {} to {}", names[i], model_name(parameters.model),
                                   parameters.values[i], kLeastParameter, kLargestParameter));
}

}  // namespace spendlens::value
