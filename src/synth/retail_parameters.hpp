#pragma once

#include <optional>
#include <span>
#include <variant>

#include "spendlens/synth/retail_model.hpp"

namespace spendlens::synth {

/// One key of --set and of scenario files.
struct RetailParameter {
  const char* name = "";
  std::variant<double RetailParameters::*, int RetailParameters::*, CalendarPoint RetailParameters::*,
               std::optional<CalendarPoint> RetailParameters::*>
      member;
  double lowest = 0;  ///< of points in the calendar: of months_before
  double highest = 0;
  const char* unit = "";
};

/// All of them, in the order of the struct.
[[nodiscard]] std::span<const RetailParameter> retail_parameters();

}  // namespace spendlens::synth
