#include <algorithm>
#include <cmath>

#include "report/chart/charts.hpp"

namespace spendlens::report {

namespace {

constexpr double kTitle = 12;
constexpr double kPanelWidth = 200;  ///< at least, but on what is narrower
constexpr double kPanelGap = 18;
constexpr double kTitleHeight = 18;
constexpr double kBars = 56;
constexpr double kLabels = 16;
constexpr double kPanelHeight = kTitleHeight + kBars + kLabels + 14;

/// Where a panel lies, and how its bars are drawn.
struct Place {
  double x;
  double y;
  double width;
  double most;  ///< value of the highest bar of all panels
};

void draw_panel(Drawing& drawing, const Panels::Panel& panel, const Place& place) {
  drawing.text(place.x, place.y + kTitleHeight - 6, Anchor::kStart, fitted(panel.title, kTitle, place.width), "axis");
  const double base = place.y + kTitleHeight + kBars;
  const Scale up{0, place.most > 0 ? place.most : 1, base, place.y + kTitleHeight};
  const double step = place.width / static_cast<double>(std::max<std::size_t>(1, panel.bars.size()));
  for (std::size_t i = 0; i < panel.bars.size(); ++i) {
    const Bar& bar = panel.bars[i];
    const double x = place.x + step * static_cast<double>(i);
    const double top = up(bar.value.value());
    drawing.mark({x + 1, top, step - 2, base - top}, std::string("bar ") + bar.tone.css_class, bar.value, bar.tip);
    if (text_width(bar.label, kTitle) <= step)
      drawing.text(x + step / 2, base + kLabels - 3, Anchor::kMiddle, bar.label, "tick");
  }
  drawing.line(place.x, base, place.x + place.width, base, "base");
}

Drawing draw_panels(const Panels& spec, double width) {
  const double across = std::max(1.0, std::floor((width + kPanelGap) / (kPanelWidth + kPanelGap)));
  const auto columns = static_cast<std::size_t>(across);
  const std::size_t lines = (spec.panels.size() + columns - 1) / columns;
  double most = 0;
  for (const Panels::Panel& panel : spec.panels)
    for (const Bar& bar : panel.bars) most = std::max(most, bar.value.value());
  Drawing drawing(width, kLabels + static_cast<double>(lines) * kPanelHeight);
  drawing.text(0, kLabels - 5, Anchor::kStart, fitted(spec.up, kTitle, width), "tick");
  const double panel_width = (width - (across - 1) * kPanelGap) / across;
  for (std::size_t i = 0; i < spec.panels.size(); ++i) {
    const std::size_t row = i / columns;
    draw_panel(drawing, spec.panels[i],
               {static_cast<double>(i % columns) * (panel_width + kPanelGap),
                kLabels + static_cast<double>(row) * kPanelHeight, panel_width, most});
  }
  return drawing;
}

}  // namespace

Chart panels(Panels spec) {
  return [spec = std::move(spec)](double width) { return draw_panels(spec, width); };
}

}  // namespace spendlens::report
