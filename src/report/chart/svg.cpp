#include "report/chart/svg.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace spendlens::report {

namespace {

constexpr double kWidthOfLetter = 0.6;  ///< of the font's size; digits of wide fonts

constexpr double kLabelSize = 12;

/// Narrower drawings are for telephones, which have nothing to point with.
constexpr double kWidthWithTips = 500;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

const char* name_of(Anchor anchor) {
  return anchor == Anchor::kStart ? "start" : anchor == Anchor::kMiddle ? "middle" : "end";
}

Html tip_of(const std::string& tip) { return tip.empty() ? Html() : html("<title>{}</title>", tip); }

}  // namespace

std::vector<double> nice_ticks(double least, double most, int wanted) {
  if (most <= least) most = least + 1;
  const double rough = (most - least) / wanted;
  double power = 1;  // the largest of ten that is not above `rough`
  while (power * 10 <= rough) power *= 10;
  while (power > rough) power /= 10;
  double step = 10 * power;
  for (const double nice : {1.0, 2.0, 5.0})
    if (nice * power >= rough * 0.999) {
      step = nice * power;
      break;
    }
  std::vector<double> ticks;
  for (double i = std::floor(least / step + 1e-9);; ++i) {
    ticks.push_back(i * step);
    if (i * step >= most - step * 1e-9) return ticks;
  }
}

double text_width(std::string_view text, double size) {
  return kWidthOfLetter * size *
         static_cast<double>(std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

std::string fitted(const std::string& text, double size, double width) {
  if (text_width(text, size) <= width) return text;
  const double letters = std::max(1.0, std::floor(width / (kWidthOfLetter * size)) - 1);
  std::size_t end = 0;
  for (double seen = 0; end < text.size(); ++end)
    if (!is_continuation(text[end]) && ++seen > letters) break;
  return text.substr(0, end) + "\u2026";
}

std::vector<std::string> label_lines(const std::string& text, double size, double width) {
  if (text_width(text, size) <= width) return {text};
  std::size_t best = std::string::npos;
  const auto off_middle = [&text](std::size_t at) {
    return std::abs(static_cast<double>(at) - static_cast<double>(text.size()) / 2);
  };
  for (std::size_t at = text.find_first_of(" _"); at != std::string::npos; at = text.find_first_of(" _", at + 1))
    if (best == std::string::npos || off_middle(at) < off_middle(best)) best = at;
  if (best == std::string::npos || best == 0) return {fitted(text, size, width)};
  // A blank is dropped, an underscore stays.
  const std::size_t end = text[best] == '_' ? best + 1 : best;
  return {fitted(text.substr(0, end), size, width), fitted(text.substr(best + 1), size, width)};
}

std::string polyline(const std::vector<std::pair<double, double>>& points) {
  std::string d;
  for (const auto& [x, y] : points) d += fmt::format("{}{:.1f} {:.1f}", d.empty() ? "M" : "L", x, y);
  return d;
}

std::string rectangle_path(double x, double y, double width, double height) {
  return fmt::format("M{:.1f} {:.1f}h{:.1f}v{:.1f}h-{:.1f}z", x, y, width, height, width);
}

std::string hatching_path(double x, double y, double width, double height) {
  return fmt::format("M{:.1f} {:.1f}l{:.1f}-{:.1f}M{:.1f} {:.1f}l{:.1f}-{:.1f}M{:.1f} {:.1f}l{:.1f}-{:.1f}", x,
                     y + height / 2, width / 2, height / 2, x, y + height, width, height, x + width / 2, y + height,
                     width / 2, height / 2);
}

void Drawing::line(double x1, double y1, double x2, double y2, std::string_view css_class) {
  body_.put(R"(<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>)", x1, y1, x2, y2, css_class);
}

void Drawing::text(double x, double y, Anchor anchor, std::string_view text, std::string_view css_class) {
  body_.put(R"(<text x="{}" y="{}" text-anchor="{}" class="{}">{}</text>)", x, y, name_of(anchor), css_class, text);
}

void Drawing::label(double x, double y, const std::string& text, double width) {
  const auto lines = label_lines(text, kLabelSize, width);
  double line = y + 4 - (lines.size() == 2 ? kLabelSize / 2 + 0.5 : 0);
  for (const std::string& part : lines) {
    this->text(x, line, Anchor::kEnd, part, "label");
    line += kLabelSize + 1;
  }
}

void Drawing::path(std::string_view d, std::string_view css_class, const std::string& tip) {
  body_.put(R"(<path d="{}" class="{}">{}</path>)", d, css_class, tip_of(tip));
}

void Drawing::rectangle(double x, double y, double width, double height, std::string_view css_class) {
  body_.put(R"(<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>)", x, y, width, height, css_class);
}

void Drawing::mark(const Box& box, std::string_view css_class, const Figure& figure, const std::string& tip) {
  body_.put(R"(<rect x="{}" y="{}" width="{}" height="{}" class="{}" data-value="{}" data-key="{}">{}</rect>)", box.x,
            box.y, std::max(0.0, box.width), std::max(0.0, box.height), css_class, figure.exact(), figure.key,
            width_ < kWidthWithTips ? Html() : tip_of(tip));
}

Html Drawing::image(const std::string& title_id, const std::string& description_id, std::string_view css_class) const {
  return html(
      R"(<svg class="{}" role="img" aria-labelledby="{}" aria-describedby="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>)",
      css_class, title_id, description_id, width_, height_, width_, height_, body_);
}

}  // namespace spendlens::report
