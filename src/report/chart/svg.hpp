#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/html/html.hpp"

namespace spendlens::report {

/// Values to pixels along one axis.
struct Scale {
  double value_from = 0;
  double value_to = 1;
  double pixel_from = 0;
  double pixel_to = 1;

  [[nodiscard]] double operator()(double value) const {
    return pixel_from + (value - value_from) / (value_to - value_from) * (pixel_to - pixel_from);
  }
};

/// Ticks at multiples of 1, 2 or 5 · 10^k: from one at or below `least` to one at or above `most`, about `wanted` steps
/// between them. Always at least two, even for least == most. Preconditions: finite, least <= most, wanted >= 1.
[[nodiscard]] std::vector<double> nice_ticks(double least, double most, int wanted);

/// About how wide a text is at `size` pixels, generously: so that it fits in any usual font.
[[nodiscard]] double text_width(std::string_view text, double size);
/// The text, or so much of it that it fits, with an ellipsis. Whole UTF-8 characters.
[[nodiscard]] std::string fitted(const std::string& text, double size, double width);

/// A label on one line, or on two that break at a blank or an underscore, each so much of it that it fits.
[[nodiscard]] std::vector<std::string> label_lines(const std::string& text, double size, double width);

enum class Anchor { kStart, kMiddle, kEnd };

/// A rectangle by its upper left corner, in pixels.
struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

/// A drawing of a fixed size. Classes are those of the style sheet: colours are nowhere else.
class Drawing {
 public:
  Drawing(double width, double height) : width_(width), height_(height) {}

  [[nodiscard]] double width() const { return width_; }
  [[nodiscard]] double height() const { return height_; }

  void line(double x1, double y1, double x2, double y2, std::string_view css_class);
  void text(double x, double y, Anchor anchor, std::string_view text, std::string_view css_class = "");
  /// A label of one or two lines, its middle at `y`, its end at `x`.
  void label(double x, double y, const std::string& text, double width);
  void path(std::string_view d, std::string_view css_class, const std::string& tip = "");
  void rectangle(double x, double y, double width, double height, std::string_view css_class);
  /// A rectangle that stands for a figure: it carries the exact value, where it comes from, and a text to point at.
  void mark(const Box& box, std::string_view css_class, const Figure& figure, const std::string& tip);

  /// As an image named by the elements of these ids.
  [[nodiscard]] Html image(const std::string& title_id, const std::string& description_id,
                           std::string_view css_class) const;

 private:
  double width_;
  double height_;
  Html body_;
};

/// What a path is of a rectangle, with 1 decimal.
[[nodiscard]] std::string rectangle_path(double x, double y, double width, double height);
/// Three strokes across a rectangle, from bottom left to top right.
[[nodiscard]] std::string hatching_path(double x, double y, double width, double height);

/// "M x y L x y ...": coordinates with at most 2 decimals.
[[nodiscard]] std::string polyline(const std::vector<std::pair<double, double>>& points);

}  // namespace spendlens::report
