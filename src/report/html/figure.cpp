#include "report/html/figure.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "spendlens/core/error.hpp"

namespace spendlens::report {

namespace {

constexpr int128 power_of_ten(int exponent) {
  int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

int128 absolute(int128 value) { return value < 0 ? -value : value; }

void require_equal_decimals(const Figure& a, const Figure& b) {
  if (a.decimals != b.decimals)
    throw InternalError(fmt::format("figures {} and {} are not of the same unit", a.key, b.key));
}

struct Size {
  int zeros;
  const char* word;
};
constexpr std::array<Size, 4> kSizes = {{{12, "trillion"}, {9, "billion"}, {6, "million"}, {3, "thousand"}}};

}  // namespace

double Figure::value() const { return static_cast<double>(count) / static_cast<double>(power_of_ten(decimals)); }

Shown full(const Figure& figure) { return {figure, grouped_text(figure.count, figure.decimals)}; }

Shown rounded(const Figure& figure, int decimals) {
  if (figure.whole > 0 && figure.decimals != decimals)
    return {figure, grouped_text(divide_rounded(figure.part * 100 * power_of_ten(decimals), figure.whole), decimals)};
  if (figure.decimals <= decimals) return full(figure);
  return {figure, grouped_text(divide_rounded(figure.count, power_of_ten(figure.decimals - decimals)), decimals)};
}

Shown rounded_again(const Figure& figure, int decimals) {
  const int128 unit = power_of_ten(std::max(0, figure.decimals - decimals));
  return rounded(figure, unit > 1 && absolute(figure.count) % unit * 2 == unit ? decimals + 1 : decimals);
}

Shown share_of(const Figure& part, const Figure& whole) {
  const Figure percentage = percent_of(part, whole);
  if (percentage.part == 0 || percentage.part == percentage.whole) return rounded(percentage, 0);
  int decimals = 1;
  const auto says_all_or_nothing = [](const std::string& text) {
    return text.starts_with("100.") || text.find_first_not_of("0.") == std::string::npos;
  };
  while (decimals < 4 && says_all_or_nothing(rounded(percentage, decimals).text)) ++decimals;
  return rounded(percentage, decimals);
}

std::string whole_percent(const Figure& percentage) {
  if (percentage.part == 0) return "";
  if (percentage.part * 200 < percentage.whole) return "<1";
  return rounded(percentage, 0).text;
}

Shown trimmed(const Figure& figure) {
  std::string text = grouped_text(figure.count, figure.decimals);
  if (figure.decimals > 0) text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return {figure, text};
}

Shown with_sign(const Figure& figure) {
  Shown shown = full(figure);
  if (figure.count > 0) shown.text.insert(shown.text.begin(), '+');
  return shown;
}

Shown in_words(const Figure& figure) {
  const int128 size = absolute(figure.count);
  if (size < 10'000 * power_of_ten(figure.decimals)) return rounded(figure, 0);
  for (const Size& unit : kSizes) {
    const int zeros = figure.decimals + unit.zeros;
    // A thousand of the next smaller one is one of these
    if (divide_rounded(size, power_of_ten(zeros - 3)) < 1'000) continue;
    int decimals = 2;
    while (decimals > 0 && divide_rounded(size, power_of_ten(zeros - decimals)) >= 1'000) --decimals;
    const int128 digits = divide_rounded(size, power_of_ten(zeros - decimals));
    return {figure, grouped_text(figure.count < 0 ? -digits : digits, decimals) + " " + unit.word};
  }
  return full(figure);
}

namespace {

std::string with_letter(double value, bool is_whole) {
  const double size = std::abs(value);
  struct Letter {
    double least;
    double unit;
    const char* letter;
  };
  // A number that rounds up to the next unit is that unit's.
  constexpr std::array<Letter, 5> kLetters = {
      {{999.5e9, 1e12, "T"}, {999.5e6, 1e9, "B"}, {999.5e3, 1e6, "M"}, {999.5, 1e3, "k"}, {0, 1, ""}}};
  for (const Letter& letter : kLetters) {
    if (size < letter.least) continue;
    const double scaled = value / letter.unit;
    const bool whole = is_whole || std::abs(scaled) >= 99.95 || scaled == std::round(scaled);
    std::string text = fmt::format("{:.{}f}", scaled, whole ? 0 : letter.unit == 1 && std::abs(scaled) < 9.995 ? 2 : 1);
    if (text.find('.') != std::string::npos) {
      text.erase(text.find_last_not_of('0') + 1);
      if (text.back() == '.') text.pop_back();
    }
    return (text == "-0" ? "0" : text) + letter.letter;
  }
  return "";
}

}  // namespace

std::string short_text(double value) { return with_letter(value, false); }

std::string shortest_text(double value) { return with_letter(value, true); }

Figure sum(std::span<const Figure> figures) {
  Figure total{0, figures.front().decimals, "sum("};
  for (const Figure& figure : figures) {
    require_equal_decimals(figures.front(), figure);
    total.count += figure.count;
    if (&figure != &figures.front()) total.key += ',';
    total.key += figure.key;
  }
  total.key += ")";
  return total;
}

Figure difference(const Figure& a, const Figure& b) {
  require_equal_decimals(a, b);
  return {a.count - b.count, a.decimals, "difference(" + a.key + "," + b.key + ")"};
}

Figure magnitude(const Figure& figure) {
  return {absolute(figure.count), figure.decimals, "magnitude(" + figure.key + ")"};
}

Figure negative(const Figure& figure) { return {-figure.count, figure.decimals, "negative(" + figure.key + ")"}; }

Figure hundredfold(const Figure& share) { return {share.count, share.decimals - 2, "hundredfold(" + share.key + ")"}; }

Figure percent_of(const Figure& part, const Figure& whole) {
  require_equal_decimals(part, whole);
  return {percent(part.count, whole.count).count, 2, "percent(" + part.key + "," + whole.key + ")", part.count,
          whole.count};
}

}  // namespace spendlens::report
