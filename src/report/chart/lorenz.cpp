#include <algorithm>
#include <fmt/core.h>

#include "report/chart/charts.hpp"

namespace spendlens::report {

namespace {

constexpr double kLeft = 48;
constexpr double kBottom = 44;
constexpr double kTop = 24;

std::vector<std::pair<double, double>> points_of(const Lorenz::Line& line, const Scale& across, const Scale& up) {
  std::vector<std::pair<double, double>> points;
  const auto last = static_cast<double>(line.shares.size() - 1);
  for (std::size_t i = 0; i < line.shares.size(); ++i)
    points.emplace_back(across(100 * static_cast<double>(i) / last), up(100 * line.shares[i].value()));
  return points;
}

void axes(Drawing& drawing, const Lorenz& spec, const Scale& across, const Scale& up) {
  for (int percent = 0; percent <= 100; percent += 20) {
    drawing.line(across(0), up(percent), across(100), up(percent), percent == 0 ? "base" : "grid");
    drawing.text(across(0) - 6, up(percent) + 4, Anchor::kEnd, fmt::format("{} %", percent), "tick");
    drawing.text(across(percent), up(0) + 17, Anchor::kMiddle, fmt::format("{} %", percent), "tick");
  }
  drawing.text(0, 12, Anchor::kStart, spec.up, "axis");
  drawing.text((across(0) + across(100)) / 2, drawing.height() - 6, Anchor::kMiddle, spec.across, "axis");
}

Drawing draw(const Lorenz& spec, double width) {
  const double side = std::min(width - kLeft - 26, 290.0);
  Drawing drawing(width, side + kTop + kBottom);
  const double left = kLeft;
  const Scale across{0, 100, left, left + side};
  const Scale up{0, 100, kTop + side, kTop};
  axes(drawing, spec, across, up);
  drawing.line(across(0), up(0), across(100), up(100), "equality");
  drawing.text(across(44), up(53), Anchor::kEnd, "all spend the same", "tick");
  // Beside the square where there is room, else in its empty corner.
  const double legend = width > side + 2 * kLeft + 180 ? across(100) + 30 : across(4);
  double y = up(90);
  for (const Lorenz::Line& line : spec.lines) {
    drawing.path(polyline(points_of(line, across, up)), std::string("curve ") + line.tone.css_class);
    drawing.rectangle(legend, y - 8, 14, 4, std::string("key ") + line.tone.css_class);
    drawing.text(legend + 20, y - 2, Anchor::kStart, line.name, "tick");
    y += 18;
  }
  return drawing;
}

}  // namespace

Chart lorenz(Lorenz spec) {
  return [spec = std::move(spec)](double width) { return draw(spec, width); };
}

}  // namespace spendlens::report
