#include "report/page/figure_html.hpp"

#include <algorithm>

namespace spendlens::report {

namespace {

Html both_widths(const std::string& id, const Chart& chart) {
  const std::string title = id + "-title";
  const std::string reading = id + "-reading";
  return html("{}{}", chart(kWide).image(title, reading, "wide"), chart(kNarrow).image(title, reading, "narrow"));
}

Html frame(const FigureText& text, const Html& drawings, const Table& table) {
  return html(R"(
<figure id="{}">
<figcaption><h3 id="{}-title">{}</h3><p id="{}-reading" class="reading">{}</p></figcaption>
<div class="chart">{}</div>
{}
</figure>
)",
              text.id, text.id, text.finding, text.id, text.reading, drawings, table_to_open(text.table, table));
}

}  // namespace

Table::Table(const Html& caption, const std::vector<Html>& columns) {
  head_.put("<caption>{}</caption><thead><tr>", caption);
  bool first = true;
  for (const Html& column : columns) {
    if (first)
      head_.put(R"(<th scope="col">{}</th>)", column);
    else
      head_.put(R"(<th scope="col" class="number">{}</th>)", column);
    first = false;
  }
  head_.put("</tr></thead>");
}

Table& Table::row(const Html& heading, const std::vector<Html>& cells) {
  body_.put(R"(<tr><th scope="row">{}</th>)", heading);
  for (const Html& cell : cells) body_.put("<td>{}</td>", cell);
  body_.put("</tr>\n");
  return *this;
}

Table& Table::text_row(const Html& heading, const std::vector<Html>& cells) {
  body_.put(R"(<tr><th scope="row">{}</th>)", heading);
  has_texts_ = true;
  for (const Html& cell : cells) body_.put("<td>{}</td>", cell);
  body_.put("</tr>\n");
  return *this;
}

Html Table::html(std::string_view label) const {
  return report::html(
      R"(<div class="scroll" role="region" tabindex="0" aria-label="Table: {}"><table class="{}">{}<tbody>
{}</tbody></table></div>)",
      label, has_texts_ ? "texts" : "numbers", head_, body_);
}

Html table_to_open(const std::string& name, const Table& table) {
  return html("<details><summary>Table: {}</summary>{}</details>", name, table.html(name));
}

Html words_only(const Html& finding, const Html& reading, const Html& table) {
  return html(R"(<div class="note"><h3>{}</h3><p class="reading">{}</p>{}</div>
)",
              finding, reading, table);
}

Html figure(const FigureText& text, const Chart& chart, const Table& table) {
  return frame(text, both_widths(text.id, chart), table);
}

Html figure(const FigureText& text, const std::vector<Choice>& choices, const Table& table) {
  Html inputs;
  Html panels;
  std::size_t number = 0;
  for (const Choice& choice : choices) {
    ++number;
    inputs.put(R"(<input type="radio" name="{}-choice" id="{}-{}" class="choose-{}")", text.id, text.id, number,
               number);
    if (number == 1) inputs.put(" checked");
    inputs.put(R"(><label for="{}-{}">{}</label>)", text.id, number, choice.label);
    panels.put(R"(<div class="panel panel-{}">{}</div>)", number, both_widths(text.id, choice.chart));
  }
  return frame(text, html(R"(<fieldset class="choice"><legend>Show</legend>{}</fieldset>{})", inputs, panels), table);
}

std::string spoken(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

}  // namespace spendlens::report
