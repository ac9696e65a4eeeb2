#include <fmt/core.h>

#include <algorithm>

#include "report/page/figure_html.hpp"
#include "report/page/report_context.hpp"
#include "report/page/value_view.hpp"

namespace spendlens::report {

Html holdout_figure(const ValueView& view) {
  const auto checked = view.checked();
  if (!checked) return {};
  Rows spec{.rows = {}, .series = {{"came", Tone{"main"}}, {"expected", Tone{"other"}}}, .label_share = 0.22};
  Table table(words("Purchase days in the time held out, a customer, by repeat purchase days before"),
              {words("Repeat purchase days before"), words("Customers"), words("Came"), words("Expected")});
  for (const SummaryNode& row : (*checked)["by_x"].elements()) {
    const std::string x = row["x"].text();
    const auto actual = row.find("actual_mean");
    const auto expected = row.find("predicted_mean");
    if (!actual || !expected) continue;
    const Figure came = actual->decimal(kDecimalsOfMeans);
    const Figure told = expected->decimal(kDecimalsOfMeans);
    const std::string label = x + (x == "1" ? " repeat" : " repeats");
    spec.rows.push_back({label,
                         {{rounded(came, 2).text, came, Tone{"main"}, label + ": " + full(came).text + " came"},
                          {rounded(told, 2).text, told, Tone{"other"}, label + ": " + full(told).text + " expected"}}});
    table.row(html("{}", Name{x}), {html("{}", row["customers"].count()), html("{}", came), html("{}", told)});
  }
  const SummaryNode held = *view.holdout;
  Html naive;
  if (const auto guess = held.find("naive"))
    if (const auto bias = guess->find("bias_pct"))
      naive = html(" To go on at everybody's past rate would have been {}&nbsp;% off.", with_sign(bias->decimal()));
  Html off;
  if (const auto bias = checked->find("bias_pct"))
    off = html(" The sum was {}&nbsp;% off.", with_sign(bias->decimal()));
  return figure(
      {"value-holdout",
       html("Of {} purchase days that came after {}, {} were expected", held["actual_purchase_days"].count(),
            day_name(held["calibration_end"].date() - 1),
            rounded((*checked)["predicted_purchase_days"].decimal(kDecimalsOfCounts), 0)),
       html("The model was fitted to what came before, and asked for the {} days that followed; all customers of that "
            "time are compared, those who did not come too.{}{}",
            held["holdout_days"].count(), off, naive),
       "purchase days held out"},
      rows(std::move(spec)), table);
}

Html calibration_figure(const ValueView& view) {
  const auto checked = view.checked();
  if (!checked) return {};
  Rows spec{.rows = {},
            .series = {{"bought in the time held out", Tone{"main"}}, {"customers still, expected", Tone{"other"}}},
            .label_share = 0.22};
  Table table(
      words("Customers by the chance that they were customers still, and who of them bought in the time held out"),
      {words("Chance"), words("Customers"), words("Mean chance, %"), words("Bought"), words("Bought, %")});
  for (const SummaryNode& row : (*checked)["by_p_alive"].elements()) {
    const Figure customers = row["customers"].count();
    const auto mean = row.find("mean_p_alive");
    if (customers.count == 0 || !mean) continue;
    const Figure chance = hundredfold(mean->decimal(kDecimalsOfMeans));
    const Figure bought = percent_of(row["bought"].count(), customers);
    const std::string label = "from " + row["from"].text();
    spec.rows.push_back(
        {label,
         {{rounded(bought, 1).text + " %", bought, Tone{"main"}, label + ": " + bought.exact() + " % bought"},
          {rounded(chance, 1).text + " %", chance, Tone{"other"}, label + ": " + full(chance).text + " % expected"}}});
    table.row(html("{}", label), {html("{}", customers), html("{}", rounded(chance, 2)),
                                  html("{}", row["bought"].count()), html("{}", bought)});
  }
  if (spec.rows.empty()) return {};
  const auto classes = (*checked)["by_p_alive"].elements();
  const auto share_of_class = [](const SummaryNode& row) {
    return share_of(row["bought"].count(), row["customers"].count());
  };
  const auto has_customers = [](const SummaryNode& row) { return row["customers"].count().count > 0; };
  const auto lowest = std::find_if(classes.begin(), classes.end(), has_customers);
  const auto highest = std::find_if(classes.rbegin(), classes.rend(), has_customers);
  return figure(
      {"value-calibration",
       html("Of those with a chance from {} on {}&nbsp;% bought, of those from {} on {}&nbsp;%",
            (*highest)["from"].text(), share_of_class(*highest), (*lowest)["from"].text(), share_of_class(*lowest)),
       words("Customers are sorted by the chance, before the time held out, that they were customers still. Not all "
             "who are still customers buy within that time, so the first bar is the shorter one; it has to grow "
             "with the second."),
       "customers by chance"},
      rows(std::move(spec)), table);
}

Html tracking_figure(const ValueView& view) {
  const auto checked = view.checked();
  if (!checked) return {};
  constexpr std::size_t kWeeksBetweenTicks = 13;
  Lines spec{.lines = {{"came", {}, "main"}, {"expected", {}, "other"}},
             .ticks = {},
             .across = "Weeks since the first customer came",
             .up = "Repeat purchase days a week"};
  Table table(words("Repeat purchase days by week since the first customer came"),
              {words("Week"), words("Came"), words("Expected"), words("Came so far"), words("Expected so far")});
  const auto weeks = (*checked)["tracking"].elements();
  if (weeks.empty()) return {};
  for (std::size_t i = 0; i < weeks.size(); ++i) {
    const SummaryNode& week = weeks[i];
    const Figure expected = week["expected"].decimal(kDecimalsOfCounts);
    spec.lines[0].points.emplace_back(static_cast<double>(i), week["actual"].count().value());
    spec.lines[1].points.emplace_back(static_cast<double>(i), expected.value());
    if (i % kWeeksBetweenTicks == 0) spec.ticks.push_back({static_cast<double>(i), full(week["week"].count()).text});
    table.row(html("{}", week["week"].count()),
              {html("{}", week["actual"].count()), html("{}", rounded(expected, 1)),
               html("{}", week["actual_cumulative"].count()),
               html("{}", rounded(week["expected_cumulative"].decimal(kDecimalsOfCounts), 1))});
  }
  const SummaryNode& last = weeks.back();
  return figure(
      {"value-tracking",
       html("In {} weeks {} repeat purchase days came, {} were expected", last["week"].count(),
            last["actual_cumulative"].count(), rounded(last["expected_cumulative"].decimal(kDecimalsOfCounts), 0)),
       words("What the model expects of all who came, week by week, the time held out at the end. It knows no seasons: "
             "peaks of a year stand out above it."),
       "repeat purchase days by week"},
      lines(std::move(spec)), table);
}

}  // namespace spendlens::report
