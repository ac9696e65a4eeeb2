#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "report/page/figure_html.hpp"
#include "report/page/report_context.hpp"
#include "report/page/signal_titles.hpp"

namespace spendlens::report {

namespace {

struct RecordKind {
  const char* name;
  SummaryNode node;
  bool has_folded;
};

std::vector<RecordKind> kinds_of(const ReportContext& context) {
  const SummaryNode quality = context.root()["data_quality"];
  return {{"Transactions", quality, true},
          {"Accounts", quality["accounts"], false},
          {"Liabilities", quality["liabilities"], false}};
}

/// Rows that some imports count: left out as they were told, or told again by a later one.
struct SeldomCount {
  const char* key;
  const char* head;
  const char* word;
};
constexpr std::array kSeldomCounts{SeldomCount{"rows_filtered", "Filtered", "filtered"},
                                   SeldomCount{"rows_superseded", "Superseded", "superseded"}};

/// Nothing where there were none.
std::optional<Figure> seldom_count(const RecordKind& kind, const SeldomCount& count) {
  const auto node = kind.node.find(count.key);
  return node ? std::optional(node->count()) : std::nullopt;
}

Html rows_table(const ReportContext& context) {
  const std::vector<RecordKind> kinds = kinds_of(context);
  std::vector<Html> heads = {words("Records"),  words("Rows read"),  words("Stored"), words("Folded into orders"),
                             words("Rejected"), words("Rejected, %")};
  std::vector<SeldomCount> seldom;
  std::string sum = "Rows of all imports: read = stored + folded + rejected";
  for (const SeldomCount& count : kSeldomCounts) {
    if (std::none_of(kinds.begin(), kinds.end(),
                     [&](const RecordKind& kind) { return seldom_count(kind, count).has_value(); }))
      continue;
    seldom.push_back(count);
    heads.push_back(words(count.head));
    sum += std::string(" + ") + count.word;
  }
  Table table(words(sum), heads);
  for (const RecordKind& kind : kinds) {
    const Figure read = kind.node["rows_read"].count();
    const Figure rejected = kind.node["rows_rejected"].count();
    std::vector<Html> cells = {html("{}", read), html("{}", kind.node["rows_stored"].count()),
                               kind.has_folded ? html("{}", kind.node["lines_folded"].count()) : Html(),
                               html("{}", rejected), html("{}", percent_of(rejected, read))};
    for (const SeldomCount& count : seldom) {
      const std::optional<Figure> figure = seldom_count(kind, count);
      cells.push_back(figure ? html("{}", *figure) : Html());
    }
    table.row(words(kind.name), cells);
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
  std::stable_sort(spec.rows.begin(), spec.rows.end(), [](const Rows::Row& a, const Rows::Row& b) {
    return a.bars[0].value.count > b.bars[0].value.count;
  });
  const SummaryNode quality = context.root()["data_quality"];
  const Figure rejected = quality["rows_rejected"].count();
  return figure(
      {"rejects",
       html("{}&nbsp;% of the rows of transactions were rejected", share_of(rejected, quality["rows_read"].count())),
       html("A rejected row is in no figure of this report. The commonest reason is {}, of {} rows.", Name{commonest},
            most),
       "rejected rows by reason"},
      rows(std::move(spec)), table);
}

Html refunds_table(const ReportContext& context) {
  Table table(html("{}", context.in_money("Refunds to the buyers of each period")),
              {words("Period"), words("Refunds"), words("Amount"), words("Of revenue, %")});
  for (const char* key : {"lens1", "lens1_compare"}) {
    const SummaryNode lens = context.root()[key];
    const Figure total = lens["refund_total"].decimal();
    table.row(words(key == std::string("lens1") ? context.period() : context.earlier()),
              {html("{}", lens["refund_count"].count()), html("{}", total),
               html("{}", percent_of(total, lens["total_revenue"].decimal()))});
  }
  return html("<h3>Refunds</h3><p>Revenue counts purchases before refunds; these stand beside it.</p>{}",
              table.html("refunds by period"));
}

/// Signals of the longest window by how many customers they are known for.
struct Nulls {
  std::size_t signals = 0;
  std::size_t of_nobody = 0;
  std::vector<std::pair<std::string, Figure>> of_some;  ///< the most nulls first
};

Nulls nulls_of(const SummaryNode& window) {
  Nulls nulls;
  const Figure customers = window["customers"].count();
  for (const auto& [signal, node] : window["signals"].members()) {
    const Figure unknown = node["nulls"].count();
    ++nulls.signals;
    if (unknown.count > 0 && unknown.count == customers.count)
      ++nulls.of_nobody;
    else if (unknown.count > 0)
      nulls.of_some.emplace_back(signal, unknown);
  }
  std::stable_sort(nulls.of_some.begin(), nulls.of_some.end(),
                   [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
  return nulls;
}

Table nulls_table(const SummaryNode& all, const std::vector<std::string>& windows) {
  std::vector<Html> heads = {words("Signal")};
  for (const std::string& window : windows)
    heads.insert(heads.end(), {html("Not known, {}", window_name(window)), words("%")});
  Table table(words("Customers for whom a signal is not known, by window"), heads);
  for (const auto& [signal, node] : all[ReportContext::main_window(windows)]["signals"].members()) {
    std::vector<Html> cells;
    for (const std::string& window : windows) {
      const Figure nulls = all[window]["signals"][signal]["nulls"].count();
      cells.insert(cells.end(), {html("{}", nulls), html("{}", percent_of(nulls, all[window]["customers"].count()))});
    }
    table.row(html("{} <span class=\"code\">{}</span>", Name{signal_title(signal)}, signal), cells);
  }
  return table;
}

Html nulls_figure(const ReportContext& context) {
  constexpr const char* kTable = "customers without a value, by signal";
  const auto all = context.root().find("signals");
  const auto windows = ReportContext::windows(all);
  if (windows.empty()) return {};
  const SummaryNode longest = (*all)[ReportContext::main_window(windows)];
  const Figure customers = longest["customers"].count();
  const Nulls nulls = nulls_of(longest);
  const Table table = nulls_table(*all, windows);
  const Html lacking =
      nulls.of_nobody == 0
          ? Html()
          : html("{} of {} signals are known for nobody: the ledger lacks what they are computed from.",
                 nulls.of_nobody, nulls.signals);
  if (nulls.of_some.empty()) {
    const Html finding = nulls.of_nobody == 0
                             ? words("Every signal is known for every customer")
                             : html("{} of {} signals are known for nobody", nulls.of_nobody, nulls.signals);
    const bool complete = nulls.of_nobody == 0;
    const Html reading =
        words(complete ? "A signal that cannot be computed is not known; it is never taken for 0. Here none is missing."
                       : "The ledger lacks what they are computed from. All others are known for every customer.");
    return words_only(finding, reading, table_to_open(kTable, table));
  }
  Rows spec{.rows = {}, .label_share = 0.46};
  for (const auto& [signal, unknown] : nulls.of_some)
    spec.rows.push_back({signal_title(signal),
                         {{fmt::format("{} %", share_of(unknown, customers).text),
                           unknown,
                           {"plain"},
                           fmt::format("{}: {} customers", signal_title(signal), full(unknown).text)}}});
  const auto& [worst, most] = nulls.of_some.front();
  const bool is_alone = nulls.of_some.size() == 1 || nulls.of_some[1].second.count < most.count;
  const Html commonest =
      !is_alone ? Html()
                : html(" Most often that is {}: not known for {} of {} customers in the last {}.",
                       Name{signal_words(worst)}, most, customers, window_name(ReportContext::main_window(windows)));
  return figure(
      {"nulls", html("{} of {} signals are not known for some customers", nulls.of_some.size(), nulls.signals),
       html("A signal that cannot be computed is not known; it is never taken for 0.{}{}{}", commonest,
            lacking.empty() ? "" : " Beside these, ", lacking),
       kTable},
      rows(std::move(spec)), table);
}

}  // namespace

Html quality_section(const ReportContext& context) {
  const Html rejects = rejects_figure(context);
  return html(R"(<section id="quality" aria-labelledby="quality-heading">
<h2 id="quality-heading">Data quality</h2>
{}{}<div class="figures">{}{}</div>{}</section>
)",
              rows_table(context), rejects.empty() ? html("<p>No row was rejected.</p>") : Html(), rejects,
              nulls_figure(context), refunds_table(context));
}

}  // namespace spendlens::report
