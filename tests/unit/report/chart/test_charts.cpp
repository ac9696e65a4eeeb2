#include <catch2/catch.hpp>

#include <regex>

#include "report/chart/charts.hpp"
#include "report/page/report_context.hpp"

using namespace spendlens;
using namespace spendlens::report;

namespace {

struct Mark {
  double x, y, width, height;
  std::string value;
};

/// The rectangles that stand for figures, in the order of the drawing.
std::vector<Mark> marks_of(const Drawing& drawing) {
  const std::string svg = drawing.image("t", "d", "wide").str();
  static const std::regex kMark(
      R"re(<rect x="([-0-9.]+)" y="([-0-9.]+)" width="([-0-9.]+)" height="([-0-9.]+)" class="[^"]*" data-value="([^"]*)")re");
  std::vector<Mark> marks;
  for (std::sregex_iterator at(svg.begin(), svg.end(), kMark), end; at != end; ++at)
    marks.push_back({std::stod((*at)[1]), std::stod((*at)[2]), std::stod((*at)[3]), std::stod((*at)[4]), (*at)[5]});
  return marks;
}

Figure of(int128 count) { return {count, 0, "/k"}; }

}  // namespace

TEST_CASE("a scale maps its ends to its ends, also upside down") {
  const Scale up{0, 200, 110, 10};
  CHECK(up(0) == 110);
  CHECK(up(200) == 10);
  CHECK(up(50) == 85);
}

TEST_CASE("ticks are multiples of 1, 2 or 5 times a power of ten that enclose the values") {
  CHECK(nice_ticks(0, 9, 4) == std::vector<double>{0, 5, 10});
  CHECK(nice_ticks(0, 100, 5) == std::vector<double>{0, 20, 40, 60, 80, 100});
  CHECK(nice_ticks(0, 1234, 4) == std::vector<double>{0, 500, 1000, 1500});
  CHECK(nice_ticks(-30, 75, 5) == std::vector<double>{-50, 0, 50, 100});
  CHECK(nice_ticks(0, 0, 4).front() == 0);
  CHECK(nice_ticks(0, 0, 4).size() >= 2);
  CHECK(nice_ticks(0, 1e18, 4).back() >= 1e18);
}

TEST_CASE("texts that do not fit are cut between characters, or broken at a blank") {
  CHECK(fitted("abc", 10, 18) == "abc");
  CHECK(fitted("abcdef", 10, 24) == "abc\u2026");
  CHECK(fitted("üüüüüü", 10, 24) == "üüü\u2026");
  CHECK(label_lines("Cash flow optimizer", 10, 60) == std::vector<std::string>{"Cash flow", "optimizer"});
  CHECK(label_lines("low_savings", 10, 50) == std::vector<std::string>{"low_", "savings"});
  CHECK(label_lines("short", 10, 50) == std::vector<std::string>{"short"});
}

TEST_CASE("columns are as high as their values, on one base") {
  const auto marks =
      marks_of(columns({.bars = {{"a", of(10)}, {"b", of(5)}, {"c", of(0)}}, .across = "x", .up = "y"})(kWide));
  REQUIRE(marks.size() == 3);
  CHECK(marks[0].height == Approx(2 * marks[1].height));
  CHECK(marks[2].height == 0);
  CHECK(marks[0].y + marks[0].height == Approx(marks[1].y + marks[1].height));
  CHECK(marks[0].x + marks[0].width < marks[1].x);
}

TEST_CASE("rows are as long as their values") {
  const auto marks = marks_of(rows({.rows = {{"a", {{"8", of(8)}}}, {"b", {{"2", of(2)}}}}})(kNarrow));
  REQUIRE(marks.size() == 2);
  CHECK(marks[0].width == Approx(4 * marks[1].width).margin(0.05));
  CHECK(marks[0].x == marks[1].x);
}

TEST_CASE("a waterfall's changes begin where the step before ended, and a total begins at zero") {
  const auto marks = marks_of(waterfall({.steps = {{"before", of(100), true, {}},
                                                   {"lost", of(-40), false, {}},
                                                   {"won", of(15), false, {}},
                                                   {"after", of(75), true, {}}},
                                         .up = "y"})(kWide));
  REQUIRE(marks.size() == 4);
  const double zero = marks[0].x;
  const double unit = marks[0].width / 100;
  CHECK(marks[1].x == Approx(zero + 60 * unit).margin(0.02));
  CHECK(marks[1].width == Approx(40 * unit).margin(0.02));
  CHECK(marks[2].x == Approx(zero + 60 * unit).margin(0.02));
  CHECK(marks[2].width == Approx(15 * unit).margin(0.02));
  CHECK(marks[3].x == Approx(zero));
  CHECK(marks[3].width == Approx(75 * unit).margin(0.02));
}

TEST_CASE("a waterfall may go below zero") {
  const auto marks = marks_of(
      waterfall({.steps = {{"before", of(10), true, {}}, {"lost", of(-30), false, {}}, {"after", of(-20), true, {}}},
                 .up = "y"})(kWide));
  REQUIRE(marks.size() == 3);
  CHECK(marks[2].x == Approx(marks[1].x).margin(0.02));
  CHECK(marks[2].x + marks[2].width == Approx(marks[0].x).margin(0.02));
}

TEST_CASE("a flow's parts are as high as their customers, in both columns") {
  const auto marks = marks_of(flow({.before = "a",
                                    .after = "b",
                                    .stayed = {"s", of(60), {}},
                                    .left = {"l", of(40), {}},
                                    .came = {{"r", of(10), {}}, {"f", of(30), {}}}})(kWide));
  REQUIRE(marks.size() == 5);
  const double unit = marks[0].height / 60;
  CHECK(marks[1].height == Approx(40 * unit).margin(0.02));
  CHECK(marks[2].height == marks[0].height);
  CHECK(marks[2].y == marks[0].y);
  CHECK(marks[3].height == Approx(10 * unit).margin(0.02));
  CHECK(marks[4].height == Approx(30 * unit).margin(0.02));
}

TEST_CASE("columns have all their values above them or none, and the label of an open last class whatever the room") {
  Columns spec{
      .bars = {}, .across = "x", .up = "y", .edges = {}, .thresholds = {}, .with_values = true, .is_open = true};
  for (int i = 0; i < 13; ++i) {
    spec.bars.push_back({std::to_string(i), of(123'456 + i)});
    spec.edges.push_back(i < 12 ? std::to_string(i * 1000) : "390+");
  }
  spec.edges.emplace_back("");
  const auto count_of = [&spec](double width, const std::string& text) {
    const std::string svg = columns(spec)(width).image("t", "d", "wide").str();
    std::size_t found = 0;
    for (std::size_t at = svg.find(text); at != std::string::npos; at = svg.find(text, at + 1)) ++found;
    return found;
  };
  CHECK(count_of(kWide, ">123k</text>") == 13);
  CHECK(count_of(kNarrow, ">123k</text>") % 13 == 0);
  CHECK(count_of(kNarrow, ">390+</text>") == 1);
}

TEST_CASE("no line of a threshold goes over the label of another") {
  const auto svg = columns({.bars = {{"a", of(1)}, {"b", of(2)}},
                            .across = "x",
                            .up = "y",
                            .edges = {},
                            .thresholds = {{0.5, "one"}, {1.5, "two"}}})(kWide)
                       .image("t", "d", "wide")
                       .str();
  CHECK(svg.rfind(R"(class="threshold")") < svg.find(">one</text>"));
}

TEST_CASE("nothing to draw is drawn without a division by zero") {
  CHECK(marks_of(flow({.before = "a", .after = "b", .stayed = {"s", of(0), {}}, .left = {"l", of(0), {}}, .came = {}})(
                     kWide))
            .size() == 3);
  CHECK(marks_of(columns({.bars = {}, .across = "x", .up = "y"})(kNarrow)).empty());
  CHECK(marks_of(rows({.rows = {{"a", {{"0", of(0)}}}}})(kNarrow)).front().width == 0);
  CHECK(
      marks_of(
          heat_map(
              {.across = "", .down = "", .columns = {"1"}, .rows = {"1"}, .cells = {{{of(0), "0", ""}}}, .legend = {}})(
              kWide))
          .size() == 1);
}

TEST_CASE("heat has nine levels, of the square root of the share") {
  CHECK(heat_level(0, 100) == 0);
  CHECK(heat_level(0.01, 100) == 1);
  CHECK(heat_level(25, 100) == 5);
  CHECK(heat_level(99, 100) == 8);
  CHECK(heat_level(100, 100) == 8);
  CHECK(heat_level(5, 0) == 0);
}

TEST_CASE("heat of averages goes evenly from the lowest to the highest") {
  CHECK(heat_level_between(900, 900, 1000) == 1);
  CHECK(heat_level_between(950, 900, 1000) == 5);
  CHECK(heat_level_between(1000, 900, 1000) == 8);
  CHECK(heat_level_between(7, 7, 7) == 1);
}

TEST_CASE("a drawing is an image with a name, and its texts are escaped") {
  Drawing drawing(600, 20);  // wide enough to be pointed at
  drawing.text(1, 2, Anchor::kEnd, "<script>", "label");
  drawing.mark({0, 0, 1, 1}, "bar", {5, 0, "/k"}, "\"><script>");
  const std::string svg = drawing.image("title-id", "text-id", "wide").str();
  CHECK_THAT(svg, Catch::Contains(R"(role="img" aria-labelledby="title-id" aria-describedby="text-id")"));
  CHECK_THAT(svg, !Catch::Contains("<script>"));
  CHECK_THAT(svg,
             Catch::Contains("&lt;script&gt;</text>") && Catch::Contains("<title>&quot;&gt;&lt;script&gt;</title>"));
}

TEST_CASE("periods are called as people call them") {
  const auto name = [](const char* start, const char* end) {
    return period_name({*parse_date(start), *parse_date(end)});
  };
  CHECK(name("2025-01-01", "2026-01-01") == "2025");
  CHECK(name("2011-07-01", "2011-10-01") == "Q3 2011");
  CHECK(name("2011-10-01", "2012-01-01") == "Q4 2011");
  CHECK(name("2025-07-01", "2025-08-01") == "July 2025");
  CHECK(name("2025-12-01", "2026-01-01") == "December 2025");
  CHECK(name("2023-07-02", "2024-07-01") == "2 Jul 2023 to 30 Jun 2024");
  CHECK(name("2025-02-01", "2025-05-01") == "1 Feb 2025 to 30 Apr 2025");
  CHECK(window_name("180d") == "180 days");
  CHECK(window_name("x") == "x");
}

namespace {

std::string svg_of(const Chart& chart, double width) { return chart(width).image("t", "d", "wide").str(); }

std::size_t times(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

/// Cohorts of n units, of which the last is running.
Triangle triangle_of(std::size_t n) {
  Triangle spec;
  for (std::size_t r = 0; r < n; ++r) {
    Triangle::Row row{"c" + std::to_string(r), "9", {}};
    for (std::size_t c = 0; c < n - r; ++c) {
      const bool running = c + 1 == n - r;
      row.cells.push_back(
          {running ? std::nullopt : std::optional(of(static_cast<int128>(c + 1))), "1", "tip", running});
    }
    spec.rows.push_back(std::move(row));
  }
  return spec;
}

}  // namespace

TEST_CASE("stacked parts stand on each other from the base, and those below 0 hang from it") {
  const auto marks =
      marks_of(stacks({.columns = {{"a", {{of(30), "main", "t"}, {of(10), "good", "t"}, {of(-20), "bad", "t"}}}},
                       .across = "x",
                       .up = "y"})(kWide));
  REQUIRE(marks.size() == 3);
  const double unit = marks[0].height / 30;
  CHECK(marks[1].height == Approx(10 * unit).margin(0.02));
  CHECK(marks[1].y + marks[1].height == Approx(marks[0].y).margin(0.02));
  CHECK(marks[2].y == Approx(marks[0].y + marks[0].height).margin(0.02));
  CHECK(marks[2].height == Approx(20 * unit).margin(0.02));
}

TEST_CASE("stacks of very many parts are drawn as areas, a path for each class") {
  Stacks spec{.columns = {}, .across = "x", .up = "y"};
  for (int i = 0; i < 300; ++i) spec.columns.push_back({"c", {{of(i + 1), "main", "t"}, {of(1), "good", "t"}}});
  const std::string svg = svg_of(stacks(spec), kWide);
  CHECK(times(svg, "data-key") == 0);
  CHECK(times(svg, "<path") == 2);
}

TEST_CASE("a line is broken where a value is missing, and a point by itself is seen") {
  const Lines spec{.lines = {{"a", {{0, 1.0}, {1, 2.0}, {2, std::nullopt}, {3, 3.0}}, "main"}},
                   .ticks = {{0, "zero"}, {3, "three"}},
                   .across = "x",
                   .up = "y"};
  const std::string svg = svg_of(lines(spec), kWide);
  CHECK(times(svg, "class=\"curve main\"") == 1);
  CHECK(times(svg, "width=\"6\" height=\"6\"") == 1);
}

TEST_CASE("a small triangle has a mark for each cell that is over, and hatches those that are not") {
  const std::string wide = svg_of(triangle(triangle_of(5)), kWide);
  CHECK(times(wide, "data-key") == 10);
  CHECK(times(wide, "class=\"hatch\"") == 2);  // the cells and the legend
  CHECK(marks_of(triangle(triangle_of(5))(kWide)).size() == 10);
}

TEST_CASE("a large triangle stays small: neighbours of one colour are one area") {
  const std::string svg = svg_of(triangle(triangle_of(60)), kWide);
  CHECK(times(svg, "data-key") == 0);
  CHECK(svg.size() < 60'000);
  CHECK(svg_of(triangle(triangle_of(60)), kNarrow).size() < 60'000);
}
