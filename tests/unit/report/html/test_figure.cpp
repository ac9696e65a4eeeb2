#include <catch2/catch.hpp>

#include "report/html/figure.hpp"

using namespace spendlens;
using namespace spendlens::report;

TEST_CASE("a figure is shown with all digits, rounded half away from zero, or with its sign") {
  const Figure revenue{250031563, 2, "/r"};
  CHECK(revenue.exact() == "2500315.63");
  CHECK(full(revenue).text == "2,500,315.63");
  CHECK(rounded(revenue, 1).text == "2,500,315.6");
  CHECK(rounded(Figure{-1250, 2, ""}, 0).text == "-13");
  CHECK(rounded(Figure{5094, 2, ""}, 3).text == "50.94");
  CHECK(with_sign(Figure{792, 2, ""}).text == "+7.92");
  CHECK(with_sign(Figure{-792, 2, ""}).text == "-7.92");
  CHECK(with_sign(Figure{0, 0, ""}).text == "0");
  CHECK(trimmed(Figure{500, 2, ""}).text == "5");
  CHECK(trimmed(Figure{25, 2, ""}).text == "0.25");
  CHECK(trimmed(Figure{1000, 0, ""}).text == "1,000");
}

TEST_CASE("large figures are three digits and a word, and one that rounds up takes the next word") {
  CHECK(in_words(Figure{250031563, 2, ""}).text == "2.50 million");
  CHECK(in_words(Figure{-12345678, 0, ""}).text == "-12.3 million");
  CHECK(in_words(Figure{987654, 2, ""}).text == "9,877");
  CHECK(in_words(Figure{12345, 0, ""}).text == "12.3 thousand");
  CHECK(in_words(Figure{999'499, 0, ""}).text == "999 thousand");
  CHECK(in_words(Figure{999'500, 0, ""}).text == "1.00 million");
  CHECK(in_words(Figure{99'950, 0, ""}).text == "100 thousand");
  CHECK(in_words(Figure{0, 2, ""}).text == "0");
  CHECK(in_words(Figure{int128{1'234'567} * 1'000'000'000, 0, ""}).text == "1,235 trillion");
}

TEST_CASE("texts in charts have at most five characters beside the sign") {
  CHECK(short_text(0) == "0");
  CHECK(short_text(-0.0) == "0");
  CHECK(short_text(0.25) == "0.25");
  CHECK(short_text(7) == "7");
  CHECK(short_text(12.34) == "12.3");
  CHECK(short_text(999.4) == "999");
  CHECK(short_text(999.5) == "1k");
  CHECK(short_text(1234) == "1.2k");
  CHECK(short_text(123456) == "123k");
  CHECK(short_text(-2500315.63) == "-2.5M");
  CHECK(short_text(999.6e6) == "1B");
  CHECK(short_text(1e12) == "1T");
  CHECK(shortest_text(1234) == "1k");
  CHECK(shortest_text(58'512'701) == "59M");
  CHECK(shortest_text(0) == "0");
}

TEST_CASE("what follows from figures says how") {
  const Figure a{1500, 2, "/a"};
  const Figure b{-4500, 2, "/b"};
  CHECK(sum({a, b}).count == -3000);
  CHECK(sum({a, b}).key == "sum(/a,/b)");
  CHECK(magnitude(b).exact() == "45.00");
  CHECK(difference(a, b).exact() == "60.00");
  const Figure third = percent_of(a, magnitude(b));
  CHECK(third.exact() == "33.33");
  CHECK(third.key == "percent(/a,magnitude(/b))");
  CHECK(percent_of(a, Figure{0, 2, "/none"}).exact() == "0.00");
}

TEST_CASE("a percentage is rounded once, however few decimals it is shown with") {
  // 81.0461... %: to two decimals 81.05, and that to one would be 81.1.
  const Figure lost{13926062170, 2, "/lost"};
  const Figure before{17182901586, 2, "/before"};
  CHECK(percent_of(lost, before).exact() == "81.05");
  CHECK(rounded(percent_of(lost, before), 1).text == "81.0");
  CHECK(rounded(percent_of(lost, before), 3).text == "81.046");
  CHECK(share_of(lost, before).text == "81.0");
  CHECK(rounded(percent_of(Figure{497, 0, ""}, Figure{100'000, 0, ""}), 0).text == "0");
}

TEST_CASE("a share says all or nothing only of all or nothing") {
  const auto text = [](int128 part, int128 whole) { return share_of({part, 0, ""}, {whole, 0, ""}).text; };
  CHECK(text(0, 7) == "0");
  CHECK(text(7, 7) == "100");
  CHECK(text(1, 3) == "33.3");
  CHECK(text(4, 10'000) == "0.04");
  CHECK(text(9'998, 10'000) == "99.98");
  CHECK(text(1, 1'000'000) == "0.0001");
  CHECK(text(0, 0) == "0");
}

TEST_CASE("a percentage in a cell is whole, and what is nearly nothing is not shown as nothing") {
  const auto text = [](int128 part, int128 whole) { return whole_percent(percent_of({part, 0, ""}, {whole, 0, ""})); };
  CHECK(text(0, 7).empty());
  CHECK(text(497, 100'000) == "<1");
  CHECK(text(1, 200) == "1");
  CHECK(text(2, 3) == "67");
  CHECK(text(7, 7) == "100");
}

TEST_CASE("what was rounded before is not rounded up from a half that may be less") {
  CHECK(rounded_again(Figure{555'000, 6, ""}, 2).text == "0.555");
  CHECK(rounded_again(Figure{554'999, 6, ""}, 2).text == "0.55");
  CHECK(rounded_again(Figure{1265, 2, ""}, 1).text == "12.65");
  CHECK(rounded_again(Figure{1265, 2, ""}, 2).text == "12.65");
}
