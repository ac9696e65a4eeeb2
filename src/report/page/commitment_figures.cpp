#include <array>

#include "report/page/money_view.hpp"
#include "report/page/signal_titles.hpp"

namespace spendlens::report {

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
      bars_with_shares(values, all, " a month"), table);
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
      bars_with_shares(values, total_of(values), " subscriptions"),
      counts_table(
          view, words("Subscriptions of all customers; price rises are those of subscriptions that go on"),
          {"subscription_count", "subscription_early_count", "subscription_lapsed_count", "price_rise_count"}));
}

}  // namespace spendlens::report
