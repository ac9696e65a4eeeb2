#include <algorithm>
#include <map>

#include "report/chart/charts.hpp"

namespace spendlens::report {

namespace {

constexpr double kText = 12;
constexpr double kLeft = 48;
constexpr double kRight = 12;
constexpr double kTitle = 26;
constexpr double kPlot = 190;
constexpr double kFoot = 44;
/// So many parts can still be pointed at one by one.
constexpr std::size_t kMaxMarks = 200;

/// How far the bars reach above and below 0.
std::pair<double, double> reach_of(const Stacks& spec) {
  double least = 0;
  double most = 0;
  for (const Stacks::Column& column : spec.columns) {
    double up = 0;
    double down = 0;
    for (const Stacks::Part& part : column.parts) (part.value.count < 0 ? down : up) += part.value.value();
    least = std::min(least, down);
    most = std::max(most, up);
  }
  return {least, most};
}

std::size_t num_parts(const Stacks& spec) {
  std::size_t parts = 0;
  for (const Stacks::Column& column : spec.columns) parts += column.parts.size();
  return parts;
}

class StacksWork {
 public:
  StacksWork(const Stacks& spec, double width)
      : spec_(spec),
        has_marks_(width >= kWide && num_parts(spec) <= kMaxMarks),
        top_(kTitle + legend_height(width)),
        drawing_(width, top_ + kPlot + kFoot),
        step_((width - kLeft - kRight) / static_cast<double>(std::max<std::size_t>(1, spec.columns.size()))) {
    const auto [least, most] = reach_of(spec);
    ticks_ = nice_ticks(least, most, 4);
    up_ = {ticks_.front(), ticks_.back(), top_ + kPlot, top_};
  }

  Drawing draw() {
    draw_legend(drawing_, spec_.legend, kTitle - 4, true);
    axis();
    for (std::size_t i = 0; i < spec_.columns.size(); ++i) column(i);
    for (const auto& [css_class, path] : areas_) drawing_.path(path, css_class);
    if (!hatching_.empty()) drawing_.path(hatching_, "hatch");
    labels();
    return drawing_;
  }

 private:
  [[nodiscard]] double legend_height(double width) const {
    Drawing measured(width, 0);
    return draw_legend(measured, spec_.legend, 0, false);
  }

  void axis() {
    drawing_.text(0, 12, Anchor::kStart, spec_.up, "axis");
    for (const double tick : ticks_) {
      drawing_.line(kLeft, up_(tick), drawing_.width() - kRight, up_(tick), tick == 0 ? "base" : "grid");
      drawing_.text(kLeft - 6, up_(tick) + 4, Anchor::kEnd, short_text(tick), "tick");
    }
  }

  void column(std::size_t i) {
    const Stacks::Column& column = spec_.columns[i];
    const double gap = std::min(6.0, step_ * 0.2);
    const double x = kLeft + static_cast<double>(i) * step_ + gap / 2;
    double above = 0;
    double below = 0;
    for (const Stacks::Part& part : column.parts) {
      if (part.value.count == 0) continue;
      double& level = part.value.count < 0 ? below : above;
      const double from = up_(level);
      level += part.value.value();
      const double top = std::min(from, up_(level));
      draw_part(part, x, top, step_ - gap, std::max(from, up_(level)) - top);
    }
    if (column.is_running) hatching_ += hatching_path(x, up_(above), step_ - gap, up_(below) - up_(above));
  }

  void draw_part(const Stacks::Part& part, double x, double y, double width, double height) {
    const std::string css_class = std::string("bar ") + part.css_class + (spec_.is_apart ? " apart" : "");
    if (has_marks_)
      drawing_.mark({x, y, width, height}, css_class, part.value, part.tip);
    else
      areas_[css_class] += rectangle_path(x, y, width, height);
  }

  void labels() {
    double widest = 0;
    for (const Stacks::Column& column : spec_.columns) widest = std::max(widest, text_width(column.label, kText) + 8);
    std::size_t stride = 1;
    for (const std::size_t of : {1U, 2U, 3U, 6U, 12U, 24U, 60U, 120U}) {
      stride = of;
      if (static_cast<double>(of) * step_ >= widest) break;
    }
    for (std::size_t i = 0; i < spec_.columns.size(); i += stride)
      drawing_.text(std::clamp(kLeft + (static_cast<double>(i) + 0.5) * step_, widest / 2,
                               std::max(widest, drawing_.width()) - widest / 2),
                    top_ + kPlot + 17, Anchor::kMiddle, spec_.columns[i].label, "tick");
    drawing_.text((kLeft + drawing_.width() - kRight) / 2, drawing_.height() - 6, Anchor::kMiddle,
                  fitted(spec_.across, kText, drawing_.width() - kLeft), "axis");
  }

  const Stacks& spec_;
  bool has_marks_;
  double top_;
  Drawing drawing_;
  double step_;
  std::vector<double> ticks_;
  Scale up_;
  std::map<std::string, std::string> areas_;  ///< what has no marks, by class
  std::string hatching_;
};

}  // namespace

double draw_legend(Drawing& drawing, const std::vector<std::pair<std::string, const char*>>& entries, double y,
                   bool is_drawn) {
  if (entries.empty()) return 0;
  double x = 0;
  double below = y;
  for (const auto& [name, css_class] : entries) {
    const std::string text = fitted(name, kText, drawing.width() - 22);
    const double wide = text_width(text, kText) + 34;
    if (x > 0 && x + wide > drawing.width() + 14) {
      x = 0;
      below += 18;
    }
    if (is_drawn) {
      drawing.rectangle(x, below, 14, 9, std::string("key ") + css_class);
      drawing.text(x + 20, below + 9, Anchor::kStart, text, "tick");
    }
    x += wide;
  }
  return below - y + 22;
}

Chart stacks(Stacks spec) {
  return [spec = std::move(spec)](double width) { return StacksWork(spec, width).draw(); };
}

}  // namespace spendlens::report
