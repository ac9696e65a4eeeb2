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
    std::optional<double> shade{};  ///< what the colour goes by; nothing: the value
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

/// The ways of customers from one period to the next: two columns with a band between what
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

/// Upright bars made of parts, a bar for each unit of time: parts above 0 stand on the base in their order, the first
/// lowest; those below 0 hang from it.
struct Stacks {
  struct Part {
    Figure value;
    const char* css_class = "main";
    std::string tip;
  };
  struct Column {
    std::string label;
    std::vector<Part> parts;
    bool is_running = false;  ///< not over yet: hatched
  };
  std::vector<Column> columns;
  std::string across;
  std::string up;
  std::vector<std::pair<std::string, const char*>> legend{};  ///< name and class; empty: none is needed
  bool is_apart = true;  ///< parts are told apart by a line of the paper's colour between them
};
[[nodiscard]] Chart stacks(Stacks spec);

/// The same bars for each of several groups, in a small drawing each, all to one scale. Values of 0 or more.
struct Panels {
  struct Panel {
    std::string title;
    std::vector<Bar> bars;  ///< the labels are below them, where they have room
  };
  std::vector<Panel> panels;
  std::string up;  ///< what a bar is, with its unit and its highest value
};
[[nodiscard]] Chart panels(Panels spec);

/// Lines over one axis. Values of 0 or more.
struct Lines {
  struct Line {
    std::string name;                                              ///< in the legend; empty: not there
    std::vector<std::pair<double, std::optional<double>>> points;  ///< by place; nothing: the line has a gap
    const char* css_class = "main";
  };
  struct Tick {
    double place = 0;
    std::string label;
  };
  std::vector<Line> lines;  ///< the later ones above the others
  std::vector<Tick> ticks;  ///< of the axis across, ascending; those that have no room are left out
  std::string across;
  std::string up;
};
[[nodiscard]] Chart lines(Lines spec);

/// Cohorts by age: a row for each cohort, as long as it was seen. Where cells are too many or too small to point at
/// they are drawn as areas of one colour, and only the table has their values.
struct Triangle {
  struct Cell {
    std::optional<Figure> value;  ///< nothing: not defined
    std::string text{};           ///< in the cell, where it has room
    std::string tip{};
    bool is_running = false;  ///< the unit is not over yet: hatched
  };
  struct Row {
    std::string label;
    std::string size;  ///< how many customers, beside the label where it has room
    std::vector<Cell> cells;
  };
  std::string across;
  std::string down;
  std::size_t first_age = 0;  ///< of the first column
  std::vector<Row> rows;
  std::pair<std::string, std::string> legend;  ///< what the palest and what the strongest colour mean
  bool from_lowest = false;                    ///< as in HeatMap
};
[[nodiscard]] Chart triangle(Triangle spec);

/// What names the colours of a chart, in lines as long as the width: its height.
double draw_legend(Drawing& drawing, const std::vector<std::pair<std::string, const char*>>& entries, double y,
                   bool is_drawn);

}  // namespace spendlens::report
