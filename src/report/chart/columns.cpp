#include <algorithm>
#include <tuple>

#include "report/chart/charts.hpp"

namespace spendlens::report {

namespace {

constexpr double kText = 12;
constexpr double kLeft = 48;
constexpr double kRight = 12;
constexpr double kThresholdLine = 17;

double largest(const std::vector<Bar>& bars) {
  double most = 0;
  for (const Bar& bar : bars) most = std::max(most, bar.value.value());
  return most;
}

/// Every how many labels fit beside each other.
std::size_t stride_of(const std::vector<std::string>& labels, double room) {
  double widest = 0;
  for (const std::string& label : labels) widest = std::max(widest, text_width(label, kText) + 6);
  std::size_t stride = 1;
  while (static_cast<double>(stride) * room < widest) ++stride;
  return stride;
}

/// The texts above the bars and their size; none where not all of them fit.
struct Values {
  std::vector<std::string> texts;
  const char* css_class = "value";
};

/// As exactly as there is room for at one size for all.
Values values_of(const Columns& spec, double room) {
  if (!spec.with_values) return {};
  for (const auto& [css_class, size, whole] : {std::tuple{"value", 11.0, false}, std::tuple{"value small", 9.5, false},
                                               std::tuple{"value small", 9.5, true}}) {
    Values values{{}, css_class};
    bool fits = true;
    for (const Bar& bar : spec.bars) {
      values.texts.push_back(whole ? shortest_text(bar.value.value()) : short_text(bar.value.value()));
      fits = fits && text_width(values.texts.back(), size) <= room + (size > 10 ? 2 : 0);
    }
    if (fits) return values;
  }
  return {};
}

class ColumnsWork {
 public:
  ColumnsWork(const Columns& spec, double width)
      : spec_(spec),
        drawing_(width, 250 + kThresholdLine * static_cast<double>(spec.thresholds.size())),
        top_(drawing_.height() - 222),
        bottom_(drawing_.height() - 44),
        step_((width - kLeft - kRight) / static_cast<double>(std::max<std::size_t>(1, spec.bars.size()))),
        ticks_(nice_ticks(0, largest(spec.bars), 4)),
        values_(values_of(spec, step_)),
        up_{0, ticks_.back(), bottom_, top_} {}

  Drawing draw() {
    axis();
    for (std::size_t i = 0; i < spec_.bars.size(); ++i) bar(i);
    labels();
    thresholds();
    return drawing_;
  }

 private:
  [[nodiscard]] double x_of(double place) const { return kLeft + place * step_; }

  void axis() {
    drawing_.text(0, 12, Anchor::kStart, spec_.up, "axis");
    for (const double tick : ticks_) {
      drawing_.line(kLeft, up_(tick), drawing_.width() - kRight, up_(tick), tick == 0 ? "base" : "grid");
      drawing_.text(kLeft - 6, up_(tick) + 4, Anchor::kEnd, short_text(tick), "tick");
    }
    drawing_.text((kLeft + drawing_.width() - kRight) / 2, drawing_.height() - 6, Anchor::kMiddle,
                  fitted(spec_.across, kText, drawing_.width() - kLeft + 10), "axis");
  }

  void bar(std::size_t i) {
    const Bar& bar = spec_.bars[i];
    const double gap = spec_.edges.empty() ? std::min(8.0, step_ * 0.2) : 1;
    const double x = x_of(static_cast<double>(i)) + gap / 2;
    const double y = up_(bar.value.value());
    drawing_.mark({x, y, step_ - gap, bottom_ - y}, std::string("bar ") + bar.tone.css_class, bar.value,
                  bar.tip.empty() ? bar.label + ": " + full(bar.value).text : bar.tip);
    if (!values_.texts.empty())
      drawing_.text(x + (step_ - gap) / 2, y - 4, Anchor::kMiddle, values_.texts[i], values_.css_class);
  }

  void labels() {
    std::vector<std::string> labels = spec_.edges;
    if (labels.empty())
      for (const Bar& bar : spec_.bars) labels.push_back(bar.label);
    const std::size_t stride = stride_of(labels, step_);
    // An open last class is always labelled; a label that has no room beside it gives way.
    const std::size_t open = spec_.is_open ? labels.size() - (spec_.edges.empty() ? 1 : 2) : labels.size();
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const bool in_step = i % stride == 0 && (open == labels.size() || i + stride <= open);
      if (in_step || i == open) label(labels, i);
    }
  }

  void label(const std::vector<std::string>& labels, std::size_t i) {
    drawing_.text(x_of(static_cast<double>(i) + (spec_.edges.empty() ? 0.5 : 0)), bottom_ + 17, Anchor::kMiddle,
                  labels[i], "tick");
  }

  /// Each label on a line of its own: they never overlap. All lines first: none goes through a label.
  void thresholds() {
    double y = 30;
    for (const Threshold& threshold : spec_.thresholds) {
      drawing_.line(x_of(threshold.place), y - 9, x_of(threshold.place), bottom_, "threshold");
      y += kThresholdLine;
    }
    y = 30;
    for (const Threshold& threshold : spec_.thresholds) {
      const double x = x_of(threshold.place);
      const double width = text_width(threshold.label, kText);
      const bool right = x + width + 8 < drawing_.width();
      drawing_.rectangle(right ? x + 3 : x - 5 - width, y - 11, width + 2, 15, "backing");
      drawing_.text(right ? x + 5 : x - 5, y, right ? Anchor::kStart : Anchor::kEnd, threshold.label,
                    "threshold-label");
      y += kThresholdLine;
    }
  }

  const Columns& spec_;
  Drawing drawing_;
  double top_;
  double bottom_;
  double step_;
  std::vector<double> ticks_;
  Values values_;
  Scale up_;
};

}  // namespace

Chart columns(Columns spec) {
  return [spec = std::move(spec)](double width) { return ColumnsWork(spec, width).draw(); };
}

}  // namespace spendlens::report
