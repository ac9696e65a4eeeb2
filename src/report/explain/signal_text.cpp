#include "report/explain/signal_text.hpp"

#include <fmt/core.h>

#include <cmath>
#include <string_view>

#include "spendlens/core/money.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::report {

namespace {

std::string_view unit_after(std::string_view units) {
  if (units == "percent") return " %";
  if (units == "days") return " days";
  if (units == "months") return " months";
  return "";
}

}  // namespace

std::string number_text(double value) {
  constexpr double kExact = 9e15;
  if (std::abs(value) >= kExact) return fmt::format("{:.6g}", value);
  std::string text = grouped_text(std::llround(value * 100), 2);
  if (text.ends_with(".00")) text.resize(text.size() - 3);
  return text;
}

std::string signal_text(const signals::SignalTable& table, std::size_t signal, const signals::SignalProfile& profile) {
  const signals::SignalInfo& info = table.catalogue()[signal];
  const auto value = table.value(signal, 0);
  if (!value) return "unknown";
  switch (info.kind) {
    case signals::SignalKind::kMoney:
      return grouped_text(table.values<Minor>(signal)[0], 2);
    case signals::SignalKind::kFlag:
      return *value != 0 ? "yes" : "no";
    case signals::SignalKind::kChoice:
      return signals::choices_of(profile, signal).at(static_cast<std::size_t>(*value));
    case signals::SignalKind::kNumber:
      if (std::string_view(info.units) == "major units") return grouped_text(std::llround(*value * 100), 2);
      if (std::string_view(info.units) == "ratio") return fmt::format("{:.4f}", *value);
      return number_text(*value) + std::string(unit_after(info.units));
    default:
      return grouped_text(static_cast<int128>(*value)) + std::string(unit_after(info.units));
  }
}

std::string currency_text(const std::string& currency) {
  return currency == ledger::kNoCurrency ? "major units (no currency stated)" : currency;
}

}  // namespace spendlens::report
