#pragma once

#include <string>
#include <vector>

#include "report/chart/charts.hpp"
#include "report/html/html.hpp"

namespace spendlens::report {

/// A table being written: texts first, then numbers, a heading for each row and column.
class Table {
 public:
  /// The first column is the rows' headings.
  Table(const Html& caption, const std::vector<Html>& columns);

  Table& row(const Html& heading, const std::vector<Html>& cells);
  /// A row of texts that may be long: they wrap.
  Table& text_row(const Html& heading, const std::vector<Html>& cells);

  /// `label` is what a screen reader calls the part that scrolls.
  [[nodiscard]] Html html(std::string_view label) const;

 private:
  bool has_texts_ = false;
  Html head_;
  Html body_;
};

/// One drawing that can be chosen among others.
struct Choice {
  std::string label;
  Chart chart;
};

/// A chart with all that belongs to it. `id` is the program's own: a word for links and labels.
struct FigureText {
  std::string id;
  Html finding;       ///< the heading: what the chart shows
  Html reading;       ///< how to read it, in words and numbers, with the units
  std::string table;  ///< what the table behind it holds
};

/// The chart, what it says, and its table to open.
[[nodiscard]] Html figure(const FigureText& text, const Chart& chart, const Table& table);
/// The same with radio buttons that choose the drawing; the first is shown to begin with. At most 4.
[[nodiscard]] Html figure(const FigureText& text, const std::vector<Choice>& choices, const Table& table);

/// In the place of a figure, where there is nothing to draw: a finding, its reading and, if there is one, a table.
[[nodiscard]] Html words_only(const Html& finding, const Html& reading, const Html& table);
/// A table behind a line that opens it.
[[nodiscard]] Html table_to_open(const std::string& name, const Table& table);

/// A name of the results as people read it, with blanks for underscores.
[[nodiscard]] std::string spoken(std::string name);

/// A piece as it stands.
[[nodiscard]] inline Html words(std::string_view text) { return html("{}", text); }

}  // namespace spendlens::report
