#include <fmt/format.h>

#include <algorithm>

#include "report/html_figure.hpp"
#include "report/report_context.hpp"

namespace spendlens::report {

namespace {

struct RecordKind {
  const char* name;
  SummaryNode node;
  bool has_folded;
};

std::vector<RecordKind> kinds_of(const ReportContext& context) {
  const SummaryNode quality = context.root()["data_quality"];
  return {{"Transactions", quality, true}, {"Accounts", quality["accounts"], false}, {"Liabilities", quality["liabilities"], false}};
}

Html rows_table(const ReportContext& context) {
  Table table(words("Rows of all imports: read = stored + folded + rejected"),
              {words("Records"), words("Rows read"), words("Stored"), words("Folded into orders"), words("Rejected"), words("Rejected, %")});
  for (const RecordKind& kind : kinds_of(context)) {
    const Figure read = kind.node["rows_read"].count();
    const Figure rejected = kind.node["rows_rejected"].count();
    table.row(words(kind.name), {html("{}", read), html("{}", kind.node["rows_stored"].count()), kind.has_folded ? html("{}", kind.node["lines_folded"].count()) : Html(),
                                 html("{}", rejected), html("{}", percent_of(rejected, read))});
  }
  return table.html("rows read, stored and rejected");
}

Html rejects_figure(const ReportContext& context) {
  Rows spec{.rows = {}, .label_share = 0.42};
  Table table(words("Rejected rows by reason"), {words("Reason"), words("Rows")});
  std::string commonest;
  Figure most;
  for (const RecordKind& kind : kinds_of(context))
    for (const auto& [reason, node] : kind.node["rejected"].members()) {
      const Figure rejected = node.count();
      if (rejected.count == 0) continue;
      const std::string label = kind.has_folded ? reason : fmt::format("{}: {}", kind.name, reason);
      spec.rows.push_back({label, {{full(rejected).text, rejected, {"bad"}, ""}}});
      table.row(html("{}", Name{label}), {html("{}", rejected)});
      if (rejected.count <= most.count) continue;
      most = rejected;
      commonest = label;
    }
  if (spec.rows.empty()) return {};
  std::stable_sort(spec.rows.begin(), spec.rows.end(), [](const Rows::Row& a, const Rows::Row& b) { return a.bars[0].value.count > b.bars[0].value.count; });
  const SummaryNode quality = context.root()["data_quality"];
  const Figure rejected = quality["rows_rejected"].count();
  return figure({"rejects", html("{}&nbsp;% of the rows of transactions were rejected", share_of(rejected, quality["rows_read"].count())),
                 html("A rejected row is in no figure of this report. The commonest reason is {}, of {} rows.", Name{commonest}, most), "rejected rows by reason"},
                rows(std::move(spec)), table);
}

Html refunds_table(const ReportContext& context) {
  Table table(html("Refunds to the buyers of each period, {}", context.money_unit()), {words("Period"), words("Refunds"), words("Amount"), words("Of revenue, %")});
  for (const char* key : {"lens1", "lens1_compare"}) {
    const SummaryNode lens = context.root()[key];
    const Figure total = lens["refund_total"].decimal();
    table.row(words(key == std::string("lens1") ? context.period() : context.earlier()),
              {html("{}", lens["refund_count"].count()), html("{}", total), html("{}", percent_of(total, lens["total_revenue"].decimal()))});
  }
  return html("<h3>Refunds</h3><p>Revenue counts purchases before refunds; these stand beside it.</p>{}", table.html("refunds by period"));
}

Html nulls_figure(const ReportContext& context) {
  const auto all = context.root().find("signals");
  const auto windows = ReportContext::windows(all);
  if (windows.empty()) return {};
  const SummaryNode longest = (*all)[windows.back()];
  const Figure customers = longest["customers"].count();
  std::vector<Html> heads = {words("Signal")};
  for (const std::string& window : windows) heads.insert(heads.end(), {html("Not known, {}", window_name(window)), words("%")});
  Table table(words("Customers of whom a signal is not known, by window"), heads);
  Rows spec{.rows = {}, .label_share = 0.46};
  std::size_t complete = 0;
  for (const auto& [signal, node] : longest["signals"].members()) {
    std::vector<Html> cells;
    for (const std::string& window : windows) {
      const Figure nulls = (*all)[window]["signals"][signal]["nulls"].count();
      cells.insert(cells.end(), {html("{}", nulls), html("{}", percent_of(nulls, (*all)[window]["customers"].count()))});
    }
    table.row(html("{}", Name{signal}), cells);
    const Figure nulls = node["nulls"].count();
    if (nulls.count == 0) ++complete;
    else spec.rows.push_back({signal, {{fmt::format("{} %", share_of(nulls, customers).text), nulls, {"plain"}, fmt::format("{}: {} customers", signal, full(nulls).text)}}});
  }
  if (spec.rows.empty())
    return html("<h3>Every signal is known of every customer</h3>{}", table.html("customers without a value, by signal"));
  std::stable_sort(spec.rows.begin(), spec.rows.end(), [](const Rows::Row& a, const Rows::Row& b) { return a.bars[0].value.count > b.bars[0].value.count; });
  const Rows::Row worst = spec.rows.front();
  const std::size_t incomplete = spec.rows.size();
  return figure({"nulls", html("{} of {} signals are not known of some customers", incomplete, incomplete + complete),
                 html("A signal that cannot be computed is not known; it is never taken for 0. Most often that is {}: not known of {} of {} customers in the last {}.", Name{worst.label},
                      worst.bars[0].value, customers, window_name(windows.back())),
                 "customers without a value, by signal"},
                rows(std::move(spec)), table);
}

}  // namespace

Html quality_section(const ReportContext& context) {
  const Html rejects = rejects_figure(context);
  return html(R"(<section id="quality" aria-labelledby="quality-heading">
<h2 id="quality-heading">Data quality</h2>
{}{}<div class="figures">{}{}</div>{}</section>
)",
              rows_table(context), rejects.empty() ? html("<p>No row was rejected.</p>") : Html(), rejects, nulls_figure(context), refunds_table(context));
}

}  // namespace spendlens::report
