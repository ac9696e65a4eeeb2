#include <algorithm>

#include "report/chart/charts.hpp"

namespace spendlens::report {

namespace {

constexpr double kText = 12;
constexpr double kRow = 34;
constexpr double kTop = 22;
constexpr double kBottom = 24;

/// From where to where each step reaches.
std::vector<std::pair<double, double>> reaches(const Waterfall& spec) {
  std::vector<std::pair<double, double>> reach;
  double level = 0;
  for (const Waterfall::Step& step : spec.steps) {
    const double from = step.is_total ? 0 : level;
    level = from + step.value.value();
    reach.emplace_back(from, level);
  }
  return reach;
}

std::string signed_text(const Waterfall::Step& step) {
  const std::string text = short_text(step.value.value());
  return step.is_total || step.value.count <= 0 ? text : "+" + text;
}

/// Lying bars, one below the other: labels have their line at any width.
Drawing draw(const Waterfall& spec, double width) {
  Drawing drawing(width, kTop + kRow * static_cast<double>(spec.steps.size()) + kBottom);
  const auto reach = reaches(spec);
  double least = 0;
  double most = 0;
  for (const auto& [from, to] : reach) {
    least = std::min({least, from, to});
    most = std::max({most, from, to});
  }
  const auto ticks = nice_ticks(least, most, width < kWide ? 3 : 5);
  const double left = width * (width < kWide ? 0.3 : 0.24);
  const Scale across{ticks.front(), ticks.back(), left, width - 20};
  const double bottom = drawing.height() - kBottom;
  drawing.text(0, 12, Anchor::kStart, spec.up, "axis");
  for (const double tick : ticks) {
    drawing.line(across(tick), kTop, across(tick), bottom, tick == 0 ? "base" : "grid");
    drawing.text(across(tick), bottom + 16, Anchor::kMiddle, short_text(tick), "tick");
  }
  for (std::size_t i = 0; i < spec.steps.size(); ++i) {
    const Waterfall::Step& step = spec.steps[i];
    const double y = kTop + kRow * static_cast<double>(i);
    const double x1 = across(std::min(reach[i].first, reach[i].second));
    const double x2 = across(std::max(reach[i].first, reach[i].second));
    const std::string text = signed_text(step);
    drawing.label(left - 8, y + kRow / 2, step.label, left - 10);
    drawing.mark({x1, y + 6, x2 - x1, kRow - 12}, std::string("bar ") + step.tone.css_class, step.value,
                 step.label + ": " + full(step.value).text);
    if (i + 1 < spec.steps.size())
      drawing.line(across(reach[i].second), y + kRow - 6, across(reach[i].second), y + kRow + 6, "joint");
    const bool inside = x2 - x1 > text_width(text, kText) + 12;
    const bool before = !inside && x2 + text_width(text, kText) + 6 > width;
    drawing.text(inside   ? (x1 + x2) / 2
                 : before ? x1 - 5
                          : x2 + 5,
                 y + kRow / 2 + 4,
                 inside   ? Anchor::kMiddle
                 : before ? Anchor::kEnd
                          : Anchor::kStart,
                 text, inside ? "value inside" : "value");
  }
  return drawing;
}

}  // namespace

Chart waterfall(Waterfall spec) {
  return [spec = std::move(spec)](double width) { return draw(spec, width); };
}

}  // namespace spendlens::report
