#include <algorithm>

#include "spendlens/audit/audit.hpp"

namespace spendlens::audit {

namespace {

std::size_t index_of_window(const AuditResult& result, const std::string& name) {
  const auto at = std::find_if(result.windows.begin(), result.windows.end(),
                               [&](const WindowSummary& some) { return some.window.name() == name; });
  return static_cast<std::size_t>(at - result.windows.begin());
}

}  // namespace

std::size_t main_window(std::span<const signals::Window> windows) {
  const auto at = std::find(windows.begin(), windows.end(), signals::Window::months(6));
  return at == windows.end() ? windows.size() - 1 : static_cast<std::size_t>(at - windows.begin());
}

std::size_t main_window(const AuditResult& result) {
  std::vector<signals::Window> windows;
  for (const WindowSummary& window : result.windows) windows.push_back(window.window);
  return main_window(windows);
}

// What is known of purchases is so of everybody: nothing that reads it is untestable.
std::vector<std::size_t> untestable_personas(const AuditResult& result, std::size_t window) {
  const signals::SignalCatalogue& catalogue = signals::catalogue_of(result.signal_profile.set);
  const auto is_known = [&](std::size_t field, const std::string& name) {
    const auto signal = catalogue.find(result.registry.fields[field].name);
    const signals::SignalPartial& partial = result.windows[index_of_window(result, name)].signals;
    return !signal || partial.nulls(*signal) < partial.customers();
  };
  return personas::untestable(result.registry, result.windows[window].window.name(), is_known);
}

std::vector<std::size_t> untestable_segments(const AuditResult& result) {
  const bool scored = result.clv && result.clv->scored;
  const bool has_spend = result.clv && result.clv->has_spend;
  const auto is_known = [&](std::size_t field, const std::string&) {
    const personas::Field& read = result.segments.fields[field];
    if (read.name == "clv" || read.name == "expected_spend") return has_spend;
    return scored || read.kind != personas::FieldKind::kNumber;  // p_alive and expected purchases are the only ones
  };
  return personas::untestable(result.segments, "", is_known);
}

}  // namespace spendlens::audit
