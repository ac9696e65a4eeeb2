#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/chart/charts.hpp"

namespace spendlens::report {

namespace {

constexpr double kHead = 40;  // titles and labels of the columns
constexpr double kLegend = 34;
constexpr int kLevels = 8;

struct Range {
  double least = std::numeric_limits<double>::infinity();
  double most = 0;
};

double shade_of(const HeatMap::Cell& cell) { return cell.shade ? *cell.shade : cell.value->value(); }

Range range_of(const HeatMap& spec) {
  Range range;
  for (const auto& row : spec.cells)
    for (const HeatMap::Cell& cell : row)
      if (cell.value) range = {std::min(range.least, shade_of(cell)), std::max(range.most, shade_of(cell))};
  return range;
}

void legend(Drawing& drawing, const std::pair<std::string, std::string>& ends, double y) {
  const double left = ends.first.empty() ? 0 : text_width(ends.first, 12) + 6;
  drawing.text(0, y + 10, Anchor::kStart, ends.first, "tick");
  for (int level = 1; level <= kLevels; ++level)
    drawing.rectangle(left + static_cast<double>(level - 1) * 14, y, 14, 10, fmt::format("heat h{}", level));
  drawing.text(left + kLevels * 14 + 6, y + 10, Anchor::kStart,
               fitted(ends.second, 12, drawing.width() - left - kLevels * 14 - 6), "tick");
}

Drawing draw(const HeatMap& spec, double width) {
  const double left = std::max(30.0, width * spec.label_share);
  const double cell = (width - left) / static_cast<double>(std::max<std::size_t>(1, spec.columns.size()));
  const double height = std::clamp(cell * 0.62, 29.0, 40.0);
  Drawing drawing(width, kHead + height * static_cast<double>(spec.rows.size()) + kLegend);
  const Range range = range_of(spec);
  const double text_size = cell < 34 ? 9.5 : 12;
  drawing.text(left, 12, Anchor::kStart, fitted(spec.across, 11.5, width - left), "axis");
  drawing.text(0, kHead - 8, Anchor::kStart, fitted(spec.down, 12, left - 4), "axis");
  for (std::size_t c = 0; c < spec.columns.size(); ++c)
    drawing.text(left + (static_cast<double>(c) + 0.5) * cell, kHead - 8, Anchor::kMiddle,
                 fitted(spec.columns[c], cell < 34 ? 9 : 12, cell), cell < 34 ? "tick small" : "tick");
  for (std::size_t r = 0; r < spec.rows.size(); ++r) {
    const double y = kHead + static_cast<double>(r) * height;
    drawing.label(left - 6, y + height / 2, spec.rows[r], left - 8);
    for (std::size_t c = 0; c < spec.columns.size(); ++c) {
      const HeatMap::Cell& of = spec.cells[r][c];
      const double x = left + static_cast<double>(c) * cell;
      if (!of.value) {
        drawing.rectangle(x + 0.5, y + 0.5, cell - 1, height - 1, "nothing");
        continue;
      }
      const int level = spec.from_lowest ? heat_level_between(shade_of(of), range.least, range.most)
                                         : heat_level(shade_of(of), range.most);
      drawing.mark({x + 0.5, y + 0.5, cell - 1, height - 1}, fmt::format("heat h{}", level), *of.value, of.tip);
      drawing.text(x + cell / 2, y + height / 2 + text_size * 0.36, Anchor::kMiddle, of.text,
                   fmt::format("t{}{}", level, cell < 34 ? " small" : ""));
    }
  }
  legend(drawing, spec.legend, drawing.height() - 16);
  return drawing;
}

}  // namespace

int heat_level(double value, double most) {
  if (!(value > 0) || !(most > 0)) return 0;
  return 1 + std::min(kLevels - 1, static_cast<int>(kLevels * std::sqrt(value / most)));
}

int heat_level_between(double value, double least, double most) {
  if (!(most > least)) return 1;
  return std::clamp(1 + static_cast<int>(kLevels * ((value - least) / (most - least))), 1, kLevels);
}

Chart heat_map(HeatMap spec) {
  return [spec = std::move(spec)](double width) { return draw(spec, width); };
}

}  // namespace spendlens::report
