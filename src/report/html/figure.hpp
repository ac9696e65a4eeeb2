#pragma once

#include <initializer_list>
#include <span>
#include <string>

#include "spendlens/core/money.hpp"

namespace spendlens::report {

/// A number of the report, exact, with where it comes from: the place in summary.json ("/lens1/total_revenue"), or how
/// it follows from such places ("percent(/lens2/churned,/lens1_compare/total_customers)"). A test computes it again
/// from `key`.
struct Figure {
  int128 count = 0;  ///< of 10^-decimals
  int decimals = 0;
  std::string key;
  /// A percentage's `count` is 100 · part / whole, rounded. Rounding to fewer decimals begins with these, never with
  /// `count`.
  int128 part = 0;
  int128 whole = 0;  ///< 0: no percentage

  [[nodiscard]] double value() const;
  /// "-2500315.63": as data.
  [[nodiscard]] std::string exact() const { return decimal_text(count, decimals); }
};

/// A figure as it is shown to people: the text may be rounded, the figure is not.
struct Shown {
  Figure figure;
  std::string text;
};

/// All digits, thousands separated: "2,500,315.63".
[[nodiscard]] Shown full(const Figure& figure);
/// Rounded once, half away from zero, to fewer decimals: "50.9". Precondition: decimals >= 0.
[[nodiscard]] Shown rounded(const Figure& figure, int decimals);
/// The same of a figure that summary.json has rounded already: with one decimal more where that leaves open which way
/// to round.
[[nodiscard]] Shown rounded_again(const Figure& figure, int decimals);
/// A percentage in a sentence: "0", "0.04", "50.9", "99.98", "100". One decimal, or as many, up to 4, as it takes
/// not to say all or nothing of what is neither.
[[nodiscard]] Shown share_of(const Figure& part, const Figure& whole);
/// A percentage in a cell of a chart: "12", "<1" for less than half of one but not nothing, "" for nothing.
[[nodiscard]] std::string whole_percent(const Figure& percentage);
/// Without zeros at the end of the fraction: "5", "0.25".
[[nodiscard]] Shown trimmed(const Figure& figure);
/// With its sign, also where it is above 0: "+7.92".
[[nodiscard]] Shown with_sign(const Figure& figure);
/// Three digits and a word: "2.50 million", "12.3 thousand"; below 10,000 rounded to whole numbers: "9,876".
[[nodiscard]] Shown in_words(const Figure& figure);
/// At most five characters beside the sign, for charts: "2.5M", "123k", "0.25".
[[nodiscard]] std::string short_text(double value);

/// The same in whole units, at most four characters beside the sign: "3M".
[[nodiscard]] std::string shortest_text(double value);

/// What follows from figures. All of a sum have as many decimals; it is not of nothing.
[[nodiscard]] Figure sum(std::span<const Figure> figures);
[[nodiscard]] inline Figure sum(std::initializer_list<Figure> figures) {
  return sum(std::span(figures.begin(), figures.size()));
}
[[nodiscard]] Figure difference(const Figure& a, const Figure& b);
/// Without its sign.
[[nodiscard]] Figure magnitude(const Figure& figure);
/// With the other sign.
[[nodiscard]] Figure negative(const Figure& figure);
/// A share of 1 in percent: as many digits, two of them moved before the point. Precondition: 2 decimals or more.
[[nodiscard]] Figure hundredfold(const Figure& share);
/// 100 · part / whole, 2 decimals; 0 where whole is 0. It keeps both: see Figure. Precondition: as many decimals.
[[nodiscard]] Figure percent_of(const Figure& part, const Figure& whole);

}  // namespace spendlens::report
