#include <algorithm>

#include "report/chart/charts.hpp"

namespace spendlens::report {

namespace {

constexpr double kText = 12;
constexpr double kBar = 15;
constexpr double kGap = 12;
constexpr double kLegend = 24;

double height_of(const Rows& spec) {
  double height = spec.series.empty() ? 4 : kLegend + 4;
  for (const Rows::Row& row : spec.rows) height += static_cast<double>(row.bars.size()) * kBar + kGap;
  return height;
}

double legend(Drawing& drawing, const std::vector<std::pair<std::string, Tone>>& series) {
  double x = 0;
  for (const auto& [name, tone] : series) {
    drawing.rectangle(x, 3, 11, 11, std::string("key ") + tone.css_class);
    drawing.text(x + 16, 13, Anchor::kStart, name, "tick");
    x += 16 + text_width(name, kText) + 14;
  }
  return series.empty() ? 4 : kLegend + 4;
}

Drawing draw(const Rows& spec, double width) {
  Drawing drawing(width, height_of(spec));
  double y = legend(drawing, spec.series);
  double most = 0;
  double widest = 0;
  for (const Rows::Row& row : spec.rows)
    for (const Bar& bar : row.bars) {
      most = std::max(most, bar.value.value());
      widest = std::max(widest, text_width(bar.label, kText));
    }
  const double left = width * spec.label_share;
  const Scale across{0, most > 0 ? most : 1, left, std::max(left + 20, width - widest - 8)};
  for (const Rows::Row& row : spec.rows) {
    const double middle = y + static_cast<double>(row.bars.size()) * kBar / 2;
    drawing.label(left - 8, middle, row.label, left - 10);
    for (const Bar& bar : row.bars) {
      const double end = across(bar.value.value());
      drawing.mark({left, y + 1, end - left, kBar - 2}, std::string("bar ") + bar.tone.css_class, bar.value,
                   bar.tip.empty() ? row.label + ": " + bar.label : bar.tip);
      drawing.text(end + 5, y + kBar - 3, Anchor::kStart, bar.label, "value");
      y += kBar;
    }
    y += kGap;
  }
  drawing.line(left, spec.series.empty() ? 0 : kLegend, left, y - kGap + 4, "base");
  return drawing;
}

}  // namespace

Chart rows(Rows spec) {
  return [spec = std::move(spec)](double width) { return draw(spec, width); };
}

}  // namespace spendlens::report
