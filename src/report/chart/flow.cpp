#include <fmt/core.h>

#include <algorithm>

#include "report/chart/charts.hpp"

namespace spendlens::report {

namespace {

constexpr double kTop = 34;
constexpr double kHeight = 210;
constexpr double kColumn = 16;
constexpr double kSpace = 12;
constexpr double kLine = 30;  // least distance of two labels of two lines

/// A band from one column to the other, of the same height at both ends.
std::string band(double x1, double y1, double x2, double y2, double height) {
  const double middle = (x1 + x2) / 2;
  return fmt::format(
      "M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}V{:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}Z", x1,
      y1, middle, y1, middle, y2, x2, y2, y2 + height, middle, y2 + height, middle, y1 + height, x1, y1 + height);
}

class FlowWork {
 public:
  FlowWork(const Flow& spec, double width)
      : spec_(spec),
        drawing_(width, kTop + kHeight + kSpace * 2 + 10),
        left_(width * 0.28),
        right_(width * 0.72 - kColumn) {
    double before = spec.stayed.value.value() + spec.left.value.value();
    double after = spec.stayed.value.value();
    for (const Flow::Part& part : spec.came) after += part.value.value();
    per_customer_ = std::max(before, after) > 0 ? kHeight / std::max(before, after) : 0;
  }

  Drawing draw() {
    drawing_.text(left_ + kColumn, 14, Anchor::kEnd, spec_.before, "axis");
    drawing_.text(right_, 14, Anchor::kStart, spec_.after, "axis");
    const double stayed = height_of(spec_.stayed);
    drawing_.path(band(left_ + kColumn, kTop, right_, kTop, stayed), std::string("band ") + spec_.stayed.tone.css_class,
                  tip_of(spec_.stayed));
    part(left_, kTop, spec_.stayed, Anchor::kEnd);
    part(left_, kTop + stayed + kSpace, spec_.left, Anchor::kEnd);
    next_label_ = 0;
    double y = kTop;
    part(right_, y, spec_.stayed, Anchor::kStart);
    y += stayed;
    for (const Flow::Part& came : spec_.came) {
      y += kSpace;
      part(right_, y, came, Anchor::kStart);
      y += height_of(came);
    }
    return drawing_;
  }

 private:
  [[nodiscard]] double height_of(const Flow::Part& part) const { return part.value.value() * per_customer_; }
  static std::string tip_of(const Flow::Part& part) { return part.label + ": " + full(part.value).text; }

  void part(double x, double y, const Flow::Part& part, Anchor anchor) {
    const double height = height_of(part);
    drawing_.mark({x, y, kColumn, height}, std::string("bar ") + part.tone.css_class, part.value, tip_of(part));
    const double label = std::max(next_label_, y + height / 2 - 2);
    const double beside = anchor == Anchor::kEnd ? x - 7 : x + kColumn + 7;
    drawing_.text(beside, label, anchor, part.label, "label");
    drawing_.text(beside, label + 14, anchor, short_text(part.value.value()), "value");
    next_label_ = label + kLine;
  }

  const Flow& spec_;
  Drawing drawing_;
  double left_;
  double right_;
  double per_customer_ = 0;
  double next_label_ = 0;
};

}  // namespace

Chart flow(Flow spec) {
  return [spec = std::move(spec)](double width) { return FlowWork(spec, width).draw(); };
}

}  // namespace spendlens::report
