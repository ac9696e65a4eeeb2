#include <algorithm>

#include "report/page/figure_html.hpp"
#include "report/page/report_context.hpp"

namespace spendlens::report {

namespace {

constexpr int kDeepest = 4;

/// A ledger may have years of nightly segments: the report says how many more there are.
constexpr std::size_t kMaxElements = 200;

void add_rows(Table& table, const SummaryNode& node, const std::string& name, int depth);

void add_list(Table& table, const SummaryNode& list, const std::string& name, int depth) {
  const auto elements = list.elements();
  for (std::size_t i = 0; i < std::min(elements.size(), kMaxElements); ++i)
    add_rows(table, elements[i], name, depth + 1);
  if (elements.size() > kMaxElements)
    table.text_row(html("{}", Name{name}), {html("and {} more, in summary.json", elements.size() - kMaxElements)});
}

/// Every value below a node, a row each: the record may hold more than this program knows of.
void add_rows(Table& table, const SummaryNode& node, const std::string& name, int depth) {
  if (node.is_object() && depth < kDeepest)
    for (const auto& [key, child] : node.members())
      add_rows(table, child, name.empty() ? spoken(key) : name + ", " + spoken(key), depth + 1);
  else if (node.is_list() && depth < kDeepest)
    add_list(table, node, name, depth);
  else if (node.is_float())
    table.text_row(html("{}", Name{name}), {html("{}", node.real(3))});
  else if (node.is_text())
    table.text_row(html("{}", Name{name}), {html("{}", Name{node.text()})});
  else if (node.is_number())
    table.text_row(html("{}", Name{name}), {html("{}", node.integer())});
  else if (node.is_flag())
    table.text_row(html("{}", Name{name}), {words(node.flag() ? "yes" : "no")});
}

Html text_or_none(const SummaryNode& parent, const char* key) {
  const auto node = parent.find(key);
  return node ? html("{}", Name{node->text()}) : words("none");
}

Html ledger_table(const ReportContext& context) {
  const SummaryNode ledger = context.root()["ledger"];
  const SummaryNode rfm = context.root()["rfm"];
  Table table(words("What was audited, and how"), {words("What"), words("Value")});
  for (const char* key : {"transactions", "customers", "accounts", "liabilities"})
    table.text_row(words(spoken(key)), {html("{}", ledger[key].count())});
  table.text_row(words("first date"), {text_or_none(ledger, "first_date")})
      .text_row(words("last date"), {text_or_none(ledger, "last_date")});
  table
      .text_row(words("currency"),
                {html("{}", Name{context.money_unit().empty() ? "not stated" : context.money_unit()})})
      .text_row(words("time zone"), {html("{}", Name{ledger["timezone"].text()})});
  table.text_row(words("as of"), {html("{}", Name{context.root()["periods"]["as_of"].text()})});
  table.text_row(words("profile of thresholds"), {html("{}", Name{rfm["profile"].text()})});
  table.text_row(words("method of scores"), {html("{}", Name{rfm["method"].text()})})
      .text_row(words("scores a metric"), {html("{}", rfm["bins"].count())});
  return table.html("what was audited");
}

}  // namespace

Html run_section(const ReportContext& context) {
  Table table(words("The run: the only part that may differ between two audits of the same ledger"),
              {words("What"), words("Value")});
  add_rows(table, context.root()["run"], "", 0);
  return html(R"(<section id="run" aria-labelledby="run-heading">
<h2 id="run-heading">Run record</h2>
{}<details><summary>The run: ranks, times, bytes</summary>{}</details>
</section>
)",
              ledger_table(context), table.html("record of the run"));
}

}  // namespace spendlens::report
