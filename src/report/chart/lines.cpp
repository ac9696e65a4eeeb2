#include <algorithm>

#include "report/chart/charts.hpp"

namespace spendlens::report {

namespace {

constexpr double kText = 12;
constexpr double kLeft = 48;
constexpr double kRight = 14;
constexpr double kTitle = 26;
constexpr double kPlot = 200;
constexpr double kFoot = 44;

double highest(const Lines& spec) {
  double most = 0;
  for (const Lines::Line& line : spec.lines)
    for (const auto& [place, value] : line.points) most = std::max(most, value.value_or(0));
  return most;
}

std::pair<double, double> ends_of(const Lines& spec) {
  double least = spec.ticks.empty() ? 0 : spec.ticks.front().place;
  double most = spec.ticks.empty() ? 1 : spec.ticks.back().place;
  for (const Lines::Line& line : spec.lines)
    for (const auto& [place, value] : line.points) {
      least = std::min(least, place);
      most = std::max(most, place);
    }
  return {least, most > least ? most : least + 1};
}

std::vector<std::pair<std::string, const char*>> legend_of(const Lines& spec) {
  std::vector<std::pair<std::string, const char*>> entries;
  for (const Lines::Line& line : spec.lines)
    if (!line.name.empty()) entries.emplace_back(line.name, line.css_class);
  return entries;
}

/// A line between its gaps; a point by itself is a small square.
void draw_line(Drawing& drawing, const Lines::Line& line, const Scale& across, const Scale& up) {
  std::vector<std::pair<double, double>> stretch;
  const auto end_stretch = [&] {
    if (stretch.size() == 1)
      drawing.rectangle(stretch[0].first - 3, stretch[0].second - 3, 6, 6, std::string("key ") + line.css_class);
    if (stretch.size() > 1) drawing.path(polyline(stretch), std::string("curve ") + line.css_class, line.name);
    stretch.clear();
  };
  for (const auto& [place, value] : line.points) {
    if (value)
      stretch.emplace_back(across(place), up(*value));
    else
      end_stretch();
  }
  end_stretch();
}

Drawing draw_lines(const Lines& spec, double width) {
  Drawing measured(width, 0);
  const double top = kTitle + draw_legend(measured, legend_of(spec), 0, false);
  Drawing drawing(width, top + kPlot + kFoot);
  const auto [least, most] = ends_of(spec);
  const auto ticks = nice_ticks(0, highest(spec), 4);
  const Scale across{least, most, kLeft, width - kRight};
  const Scale up{0, ticks.back(), top + kPlot, top};
  drawing.text(0, 12, Anchor::kStart, fitted(spec.up, kText, width), "axis");
  draw_legend(drawing, legend_of(spec), kTitle - 4, true);
  for (const double tick : ticks) {
    drawing.line(kLeft, up(tick), width - kRight, up(tick), tick == 0 ? "base" : "grid");
    drawing.text(kLeft - 6, up(tick) + 4, Anchor::kEnd, short_text(tick), "tick");
  }
  double taken = 0;
  for (const Lines::Tick& tick : spec.ticks) {
    const double half = text_width(tick.label, kText) / 2;
    const double x = std::min(across(tick.place), width - half);
    if (x - half < taken) continue;
    drawing.text(x, top + kPlot + 17, Anchor::kMiddle, tick.label, "tick");
    taken = x + half + 8;
  }
  drawing.text((kLeft + width - kRight) / 2, drawing.height() - 6, Anchor::kMiddle,
               fitted(spec.across, kText, width - kLeft), "axis");
  for (const Lines::Line& line : spec.lines) draw_line(drawing, line, across, up);
  return drawing;
}

}  // namespace

Chart lines(Lines spec) {
  return [spec = std::move(spec)](double width) { return draw_lines(spec, width); };
}

}  // namespace spendlens::report
