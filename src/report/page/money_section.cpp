#include <fmt/core.h>

#include <array>
#include <optional>

#include "report/page/figure_html.hpp"
#include "report/page/known_signals.hpp"
#include "report/page/report_context.hpp"
#include "report/page/signal_classes.hpp"
#include "report/page/signal_titles.hpp"

namespace spendlens::report {

namespace {

/// What the section reads: the longest window of the signals.
struct MoneyView {
  SummaryNode signals;  ///< of all windows
  std::vector<std::string> windows;
  std::string window;
  SummaryNode of;  ///< the signals of that window
  Figure customers;

  [[nodiscard]] SummaryNode signal(const char* name) const { return of[name]; }
  [[nodiscard]] Figure total(const char* name) const { return of[name]["total"].count(); }
  [[nodiscard]] Figure money_total(const char* name) const { return of[name]["total"].decimal(); }
  [[nodiscard]] Figure known(const char* name) const { return difference(customers, of[name]["nulls"].count()); }
  [[nodiscard]] std::optional<SummaryNode> kind(const char* name) const {
    const auto kinds = signals.find("streams_by_kind");
    return kinds ? kinds->find(name) : std::nullopt;
  }
};

/// Nothing where the ledger knows of neither incomes nor balances: a shop's log.
std::optional<MoneyView> money_view(const ReportContext& context) {
  const auto signals = context.root().find("signals");
  const auto windows = ReportContext::windows(signals);
  const auto definitions = signals ? signals->find("definitions") : std::nullopt;
  if (windows.empty() || !definitions || definitions->text() != "default") return std::nullopt;
  const std::string& window = windows.back();
  const SummaryNode of = (*signals)[window];
  if (of["customers"].count().count == 0) return std::nullopt;
  if (is_known_for_nobody(context, window, "liquid_balance") && is_known_for_nobody(context, window, "income_monthly"))
    return std::nullopt;
  return MoneyView{*signals, windows, window, of["signals"], of["customers"].count()};
}

struct NamedFigure {
  std::string name;
  Figure value;
};

/// Lying bars of numbers, a row each, with the share of all behind them.
Chart bars_of(const std::vector<NamedFigure>& values, const Figure& all, const char* what) {
  Rows spec{.rows = {}};
  for (const NamedFigure& of : values)
    spec.rows.push_back({of.name,
                         {{fmt::format("{} %", share_of(of.value, all).text),
                           of.value,
                           {"main"},
                           fmt::format("{}: {}{}", of.name, full(of.value).text, what)}}});
  return rows(std::move(spec));
}

Figure total_of(const std::vector<NamedFigure>& values) {
  std::vector<Figure> figures;
  for (const NamedFigure& of : values) figures.push_back(of.value);
  return sum(figures);
}

Html sufficiency_figure(const MoneyView& view) {
  constexpr std::array<std::pair<const char*, const char*>, 5> kActivities = {{{"primary", "In full"},
                                                                               {"card_only", "Card only"},
                                                                               {"new", "Too new"},
                                                                               {"dormant", "Dormant"},
                                                                               {"none", "No transactions"}}};
  const SummaryNode by = view.signal("activity")["customers"];
  std::vector<NamedFigure> values;
  Table table(
      html("Customers by what their transactions allow to be said, and for how many each figure is known, last {}",
           window_name(view.window)),
      {words("What is known"), words("Customers")});
  for (const auto& [key, name] : kActivities) {
    values.push_back({name, by[key].count()});
    table.row(words(name), {html("{}", values.back().value)});
  }
  for (const char* name : {"income_monthly", "monthly_outgoings", "liquid_months", "committed_share_pct",
                           "subscription_count", "revolving_utilization_pct"})
    table.row(html("{} is known", signal_title(name)), {html("{}", view.known(name))});
  return figure(
      {"sufficiency",
       html("{}&nbsp;% of customers can be judged in full", share_of(values.front().value, view.customers)),
       html(
           "Of {} customers income is known for {}, outgoings for {}, liquid months for {}. Who is known by a card alone has no income or balance here; who is too new or dormant has nothing a month. What is not known counts as nothing anywhere in this report.",
           view.customers, view.known("income_monthly"), view.known("monthly_outgoings"), view.known("liquid_months")),
       "customers by what can be said of them"},
      bars_of(values, view.customers, " customers"), table);
}

/// Streams of income that are active or late, by kind.
Html income_kinds_text(const ReportContext& context, const MoneyView& view) {
  Html text;
  for (const auto& [kind, name] :
       {std::pair{"payroll", "wages"}, std::pair{"benefit", "benefits"},
        std::pair{"variable_income", "variable income"}, std::pair{"income", "other income"}}) {
    const auto node = view.kind(kind);
    if (!node) continue;
    text.put("{}{} {} a month in {} streams", text.empty() ? " What comes in regularly: " : ", ", name,
             context.money(in_words((*node)["monthly"].decimal())),
             sum({(*node)["active"].count(), (*node)["late"].count()}));
  }
  return text.empty() ? text : html("{}.", text);
}

Html rhythm_figure(const ReportContext& context, const MoneyView& view) {
  const Figure known = view.known("income_frequency");
  if (known.count == 0)
    return words_only(words("Nobody's income is known"),
                      words("It takes a checking or savings account, or categories of income, and 60 days."), Html());
  std::vector<NamedFigure> values;
  const NamedFigure* commonest = nullptr;
  Table table(html("Customers by the rhythm of their largest regular income, last {}", window_name(view.window)),
              {words("Rhythm"), words("Customers")});
  for (const auto& [rhythm, node] : view.signal("income_frequency")["customers"].members()) {
    table.row(html("{}", Name{spoken(rhythm)}), {html("{}", node.count())});
    if (node.count().count > 0) values.push_back({spoken(rhythm), node.count()});
  }
  if (values.empty()) return {};
  for (const NamedFigure& of : values)
    if (of.name != "unknown" && (commonest == nullptr || of.value.count > commonest->value.count)) commonest = &of;
  const Html finding =
      commonest == nullptr
          ? words("Nobody has an income")
          : html("The most common rhythm of income is {}: {}&nbsp;% of customers whose income is known",
                 Name{commonest->name}, share_of(commonest->value, known));
  return figure(
      {"rhythm", finding,
       html(
           "The rhythm is that of the largest income that comes regularly; irregular is who has an income without one, unknown who has none. {} customers have {} streams of income.{}",
           known, view.total("income_stream_count"), income_kinds_text(context, view)),
       "customers by rhythm of income"},
      bars_of(values, known, " customers"), table);
}

Html commitments_figure(const ReportContext& context, const MoneyView& view) {
  constexpr std::array<std::pair<const char*, const char*>, 5> kCommitments = {{{"bill", "Bills"},
                                                                                {"loan", "Loans"},
                                                                                {"subscription", "Subscriptions"},
                                                                                {"standing_order", "Standing orders"},
                                                                                {"bnpl", "Paid later"}}};
  std::vector<NamedFigure> values;
  for (const auto& [kind, name] : kCommitments)
    if (const auto node = view.kind(kind)) values.push_back({name, (*node)["monthly"].decimal()});
  const auto kinds = view.signals.find("streams_by_kind");
  if (values.empty() || total_of(values).count == 0 || !kinds)
    return words_only(words("No commitments were found"),
                      words("Bills, loans and subscriptions are found where payments to one payee come in a rhythm."),
                      Html());
  const Figure all = total_of(values);
  Table table(
      html("{}",
           context.in_money("Streams of payments by kind and state, and what those active or late come to a month")),
      {words("Kind"), words("On time"), words("Overdue"), words("Perhaps one"), words("Lapsed"), words("A month")});
  for (const auto& [kind, node] : kinds->members())
    table.row(html("{}", Name{spoken(kind)}),
              {html("{}", node["active"].count()), html("{}", node["late"].count()), html("{}", node["early"].count()),
               html("{}", node["lapsed"].count()), html("{}", node["monthly"].decimal())});
  return figure(
      {"commitments", html("Commitments come to {} a month", context.money(in_words(all))),
       html(
           "What customers pay in a rhythm, of all of them together; shares are of all commitments. In the 30 days after {} payments of {} are due.",
           day_name(context.root()["periods"]["as_of"].date()),
           context.money(in_words(view.money_total("next_30d_due")))),
       "streams of payments by kind"},
      bars_of(values, all, " a month"), table);
}

/// Numbers of signals in all windows.
Table counts_table(const MoneyView& view, const Html& caption, std::initializer_list<const char*> names) {
  std::vector<Html> heads = {words("Figure")};
  for (const std::string& window : view.windows) heads.push_back(html("last {}", window_name(window)));
  Table table(caption, heads);
  for (const char* name : names) {
    std::vector<Html> cells;
    for (const std::string& window : view.windows) {
      const SummaryNode total = view.signals[window]["signals"][name]["total"];
      cells.push_back(html("{}", total.is_text() ? total.decimal() : total.count()));
    }
    table.row(html("{}", signal_title(name)), cells);
  }
  return table;
}

Html subscriptions_figure(const ReportContext& context, const MoneyView& view) {
  const auto node = view.kind("subscription");
  if (!node)
    return words_only(words("No subscriptions were found"),
                      words("Subscriptions are found where payments to one payee come in a rhythm."), Html());
  const std::vector<NamedFigure> values = {{"On time", (*node)["active"].count()},
                                           {"Overdue", (*node)["late"].count()},
                                           {"Perhaps one", (*node)["early"].count()},
                                           {"Lapsed", (*node)["lapsed"].count()}};
  const Figure count = view.total("subscription_count");
  return figure(
      {"subscriptions",
       html("{} subscriptions cost {} a month; {} became dearer in the last {}", count,
            context.money(in_words((*node)["monthly"].decimal())), view.total("price_rise_count"),
            window_name(view.window)),
       html(
           "{} lapsed in the last {}: no payment for so long that they seem cancelled. {} are perhaps subscriptions, with two payments so far. Shares are of all that were found.",
           view.total("subscription_lapsed_count"), window_name(view.window), view.total("subscription_early_count")),
       "subscriptions by window"},
      bars_of(values, total_of(values), " subscriptions"),
      counts_table(
          view, words("Subscriptions of all customers; price rises are those of subscriptions that go on"),
          {"subscription_count", "subscription_early_count", "subscription_lapsed_count", "price_rise_count"}));
}

Html shortfall_figure(const ReportContext& context, const MoneyView& view) {
  const std::vector<NamedFigure> values = {{signal_title("overdraft_count"), view.total("overdraft_count")},
                                           {signal_title("nsf_count"), view.total("nsf_count")},
                                           {signal_title("advance_count"), view.total("advance_count")}};
  const Figure all = total_of(values);
  const Figure below = view.signal("negative_balance")["customers"].count();
  if (all.count == 0)
    return words_only(
        html("Nobody ran short in the last {}", window_name(view.window)),
        html(
            "There is no overdraft, no payment that was not covered and no advance; {} customers have an account below 0 now.",
            below),
        Html());
  const auto classes = classes_of(view.signal("shortfall_count")["distribution"]);
  const Figure known = view.known("shortfall_count");
  const Figure some = difference(known, classes.front().customers);
  return figure(
      {"shortfall",
       html("{}&nbsp;% of customers ran short in the last {}", share_of(some, known), window_name(view.window)),
       html(
           "{} of {} customers had an overdraft or a payment that was not covered, fees given back left out; {} have an account below 0 now. Fees came to {}, advances on wages and cash advances brought {}.",
           some, known, below, context.money(in_words(view.money_total("fees_total"))),
           context.money(in_words(view.money_total("advance_total")))),
       "shortfall by window"},
      bars_of(values, all, " times"),
      counts_table(view,
                   html("{}", context.in_money("Shortfall of all customers; fees, interest and advances as amounts")),
                   {"overdraft_count", "nsf_count", "shortfall_count", "advance_count", "advance_total", "fees_total",
                    "interest_paid"}));
}

}  // namespace

Html money_section(const ReportContext& context) {
  const auto view = money_view(context);
  if (!view) return {};
  return html(R"(<section id="money" aria-labelledby="money-heading">
<h2 id="money-heading">Income, outgoings and commitments</h2>
<p class="lead">Of all customers, over the last {} up to {}. How income, outgoings, liquid months and committed shares are spread among customers is shown with the <a href="#signals">signals</a>.</p>
<div class="figures">{}{}{}{}{}</div></section>
)",
              window_name(view->window), day_name(context.root()["periods"]["as_of"].date()), sufficiency_figure(*view),
              rhythm_figure(context, *view), commitments_figure(context, *view), subscriptions_figure(context, *view),
              shortfall_figure(context, *view));
}

}  // namespace spendlens::report
