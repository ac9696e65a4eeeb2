#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "report/page/figure_html.hpp"
#include "report/page/report_context.hpp"
#include "spendlens/report/diff.hpp"

namespace spendlens::report {

namespace {

/// More names than this in a matrix are a table alone.
constexpr std::size_t kMostDrawn = 16;

/// As people call what customers move between.
constexpr std::array<std::pair<std::string_view, const char*>, 6> kMatrixNames = {{{"segment", "segment"},
                                                                                   {"persona", "persona"},
                                                                                   {"lens2_group", "group of Lens 2"},
                                                                                   {"r_score", "R score"},
                                                                                   {"f_score", "F score"},
                                                                                   {"m_score", "M score"}}};

/// Customers by what they were (rows) and are (columns): those who appeared are the last row, who are gone the last
/// column.
struct Matrix {
  explicit Matrix(const SummaryNode& transition) {
    for (const auto& [from, row] : transition.members()) {
      rows.push_back(from);
      std::vector<Figure>& counts = cells.emplace_back();
      for (const auto& [to, customers] : row.members()) {
        if (rows.size() == 1) columns.push_back(to);
        counts.push_back(customers.count());
      }
      if (counts.empty() || counts.size() + 1 < columns.size() || counts.size() > columns.size())
        transition.fail("is no matrix: its rows have different lengths");
    }
    if (rows.empty() || columns.empty()) transition.fail("is empty");
  }

  [[nodiscard]] bool has(std::size_t row, std::size_t column) const { return column < cells[row].size(); }

  std::vector<std::string> rows;
  std::vector<std::string> columns;
  std::vector<std::vector<Figure>> cells;
};

HeatMap map_of(const Matrix& matrix) {
  HeatMap map{.across = "Now (numbers as in the rows)",
              .down = "Before",
              .columns = {},
              .rows = {},
              .cells = {},
              .label_share = 0.3,
              .legend = {"smaller", "larger share of row, %"}};
  for (const std::string& column : matrix.columns) {
    const auto row = std::find(matrix.rows.begin(), matrix.rows.end(), column);
    map.columns.push_back(&column == &matrix.columns.back() ? "gone"
                          : row == matrix.rows.end()        ? "new"
                                                            : fmt::format("{}", row - matrix.rows.begin() + 1));
  }
  for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
    map.rows.push_back(row + 1 == matrix.rows.size() ? "appeared"
                                                     : fmt::format("{} {}", row + 1, spoken(matrix.rows[row])));
    const Figure all = sum(matrix.cells[row]);
    std::vector<HeatMap::Cell> cells;
    for (std::size_t column = 0; column < matrix.columns.size(); ++column) {
      if (!matrix.has(row, column)) {
        cells.emplace_back();
        continue;
      }
      const Figure& customers = matrix.cells[row][column];
      const Figure share = percent_of(customers, all);
      cells.push_back({share, whole_percent(share),
                       fmt::format("{} to {}: {} customers, {} %", spoken(matrix.rows[row]),
                                   spoken(matrix.columns[column]), full(customers).text, share.exact())});
    }
    map.cells.push_back(std::move(cells));
  }
  return map;
}

Table table_of(const Matrix& matrix, const char* name) {
  std::vector<Html> heads = {words("Before")};
  for (const std::string& column : matrix.columns) heads.push_back(html("{}", Name{spoken(column)}));
  Table table(html("Customers by {} before (rows) and now (columns)", name), heads);
  for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
    std::vector<Html> cells;
    for (std::size_t column = 0; column < matrix.columns.size(); ++column)
      cells.push_back(matrix.has(row, column) ? html("{}", matrix.cells[row][column]) : Html());
    table.row(html("{}", Name{spoken(matrix.rows[row])}), cells);
  }
  return table;
}

/// Those who are in both results, and in one of the names now that they were in before.
struct Movement {
  Figure stayed;
  Figure all;
};

std::optional<Movement> movement_of(const Matrix& matrix) {
  std::vector<Figure> stayed;
  std::vector<Figure> all;
  for (std::size_t row = 0; row + 1 < matrix.rows.size(); ++row)
    for (std::size_t column = 0; column + 1 < matrix.columns.size() && matrix.has(row, column); ++column) {
      all.push_back(matrix.cells[row][column]);
      if (matrix.rows[row] == matrix.columns[column]) stayed.push_back(matrix.cells[row][column]);
    }
  if (stayed.empty() || all.empty()) return std::nullopt;
  return Movement{sum(stayed), sum(all)};
}

Html moves_of(const std::string& key, const SummaryNode& transition) {
  const auto* const named =
      std::find_if(kMatrixNames.begin(), kMatrixNames.end(), [&key](const auto& one) { return one.first == key; });
  if (named == kMatrixNames.end()) return {};
  const char* name = named->second;
  const Matrix matrix(transition);
  const Table table = table_of(matrix, name);
  const auto movement = movement_of(matrix);
  const bool says_moves = movement && movement->all.count > 0;
  const Html finding =
      says_moves ? html("{}&nbsp;% are in the same {} as before", share_of(movement->stayed, movement->all), name)
                 : html("Customers by {}, before and now", name);
  if (matrix.rows.size() > kMostDrawn || matrix.columns.size() > kMostDrawn || key.ends_with("_score"))
    return words_only(finding, html("Of the customers in both results."),
                      table_to_open(fmt::format("Customers by {}", name), table));
  return figure(
      {"changes-" + key, finding,
       html("Each row is a {} of the earlier result; the cells say what percentage of it is in which one now, "
            "or gone. The last row is those who appeared.",
            name),
       fmt::format("customers from {} to {}", name, name)},
      heat_map(map_of(matrix)), table);
}

/// A text of a number as it is written, with its own decimals.
Figure written(const SummaryNode& node) {
  const std::string text = node.text();
  const auto point = text.find('.');
  constexpr std::size_t kMostDecimals = 12;
  const std::size_t decimals = point == std::string::npos ? 0 : text.size() - point - 1;
  return node.decimal(static_cast<int>(std::min(decimals, kMostDecimals)));
}

Html figures_of(const SummaryNode& figures) {
  Table table(words("Figures of both results, and their change"),
              {words("Figure"), words("Earlier"), words("Now"), words("Change"), words("Change, %")});
  for (const ToldFigure& told : told_figures()) {
    const auto found = figures.find(told.place);
    if (!found) continue;
    const SummaryNode& figure = *found;
    const auto percentage = figure.find("change_pct");
    table.row(words(told.label), {html("{}", written(figure["earlier"])), html("{}", written(figure["later"])),
                                  html("{}", with_sign(written(figure["change"]))),
                                  percentage ? html("{}", with_sign(percentage->decimal())) : Html()});
  }
  return words_only(words("Figures, before and now"),
                    words("As both summaries have them; a change in percent is of the earlier figure."),
                    table.html("Figures, before and now"));
}

Html customers_of(const SummaryNode& changes) {
  const auto customers = changes.find("customers");
  if (!customers)
    return html(R"(<p class="nothing-to-show">One of the results keeps no customers: figures alone.</p>
)");
  return html("<p>{} customers are in both results, of whom {} changed; {} appeared and {} are gone.</p>\n",
              (*customers)["both"].count(), (*customers)["changed"].count(), (*customers)["appeared"].count(),
              (*customers)["gone"].count());
}

}  // namespace

Html changes_section(const ReportContext& context) {
  const auto changes = context.root().find("changes");
  if (!changes) return {};
  Html section = html(R"(<section id="changes" aria-labelledby="changes-heading">
<h2 id="changes-heading">Since the earlier result</h2>
<p>The earlier one is of {}, as of {}.</p>
{}<div class="figures">)",
                      Name{(*changes)["earlier"]["period"].text()}, day_name((*changes)["earlier"]["as_of"].date()),
                      customers_of(*changes));
  if (const auto transitions = changes->find("transitions"))
    for (const auto& [name, transition] : transitions->members()) section.put("{}", moves_of(name, transition));
  section.put("{}</div></section>\n", figures_of((*changes)["figures"]));
  return section;
}

}  // namespace spendlens::report
