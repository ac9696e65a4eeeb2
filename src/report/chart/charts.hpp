#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "report/chart/svg.hpp"

namespace spendlens::report {

/// The two widths at which every chart is drawn: for a desk and for paper, and for a telephone. The style sheet shows
/// the one that fits, so texts keep their size.
inline constexpr double kWide = 660;
inline constexpr double kNarrow = 340;

/// A chart, to be drawn at a width.
using Chart = std::function<Drawing(double width)>;

/// Which colour, and what it stands for: a class of the style sheet.
struct Tone {
  const char* css_class = "main";
};

struct Bar {
  std::string label;
  Figure value;
  Tone tone{};
  std::string tip{};  ///< default: label and value
};

/// A line at a place between bars: 1.5 is the middle of the second bar.
struct Threshold {
  double place = 0;
  std::string label;
};

/// Upright bars, one beside the other. Values of 0 or more.
struct Columns {
  std::vector<Bar> bars;
  std::string across;                ///< title of the axis of the bars
  std::string up;                    ///< title of the axis of the values, with the unit
  std::vector<std::string> edges{};  ///< not empty: labels at the bars' borders (bars + 1) instead of below the bars
  std::vector<Threshold> thresholds{};
  bool with_values = true;  ///< texts above the bars, where all of them fit
  bool is_open = false;     ///< the last bar is that and more: its label is always there
};
[[nodiscard]] Chart columns(Columns spec);

/// Lying bars in rows, a row for each label, a bar for each series. Values of 0 or more.
struct Rows {
  struct Row {
    std::string label;
    std::vector<Bar> bars;  ///< as many as series; the labels are texts behind the bars
  };
  std::vector<Row> rows;
  std::vector<std::pair<std::string, Tone>> series{};  ///< name and tone, for the legend; empty: none is needed
  double label_share = 0.34;                           ///< of the width
};
[[nodiscard]] Chart rows(Rows spec);

/// Lines over shares of 0 to 100 percent, both ways; the diagonal stands for equality.
struct Lorenz {
  struct Line {
    std::string name;
    std::vector<Figure> shares;  ///< 0 to 1, at equal distances
    Tone tone;
  };
  std::vector<Line> lines;
  std::string across;
  std::string up;
};
[[nodiscard]] Chart lorenz(Lorenz spec);

/// A table of cells, of a stronger colour where there is more.
struct HeatMap {
  struct Cell {
    std::optional<Figure> value;  ///< nothing: there is no such cell
    std::string text{};           ///< in the cell
    std::string tip{};
  };
  std::string across;  ///< title of the columns
  std::string down;    ///< title of the rows
  std::vector<std::string> columns;
  std::vector<std::string> rows;
  std::vector<std::vector<Cell>> cells;  ///< by row
  double label_share = 0.12;             ///< of the width, for the rows' labels
  std::pair<std::string, std::string>
      legend;                ///< what the palest and what the strongest colour mean: "fewer", "more customers"
  bool from_lowest = false;  ///< colours from the lowest value to the highest, evenly, instead of from 0
};
[[nodiscard]] Chart heat_map(HeatMap spec);
/// 0 for 0, else 1 (little) to 8 (the most): by the square root of the share, so that small values stay apart.
[[nodiscard]] int heat_level(double value, double most);
/// 1 (the least) to 8 (the most), evenly.
[[nodiscard]] int heat_level_between(double value, double least, double most);

/// From one total to another by changes that add up.
struct Waterfall {
  struct Step {
    std::string label;
    Figure value;  ///< a total, or a change with its sign
    bool is_total = false;
    Tone tone;
  };
  std::vector<Step> steps;
  std::string up;
};
[[nodiscard]] Chart waterfall(Waterfall spec);

/// Where the customers of one period went, and where those of the next came from: two columns with a band between what
/// is in both.
struct Flow {
  struct Part {
    std::string label;
    Figure value;
    Tone tone;
  };
  std::string before;
  std::string after;
  Part stayed;  ///< in both
  Part left;
  std::vector<Part> came;
};
[[nodiscard]] Chart flow(Flow spec);

}  // namespace spendlens::report
