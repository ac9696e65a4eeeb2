#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "report/page/cohort_view.hpp"
#include "report/page/figure_html.hpp"

namespace spendlens::report {

namespace {

struct DriftMeasure {
  const char* key;
  const char* title;
  bool is_money;
};
constexpr std::array<DriftMeasure, 3> kDriftMeasures = {{{"cumulative_spend_per_member", "Spend so far", true},
                                                         {"retention", "Retention, %", false},
                                                         {"second_purchase_share", "Second purchase, %", false}}};
constexpr std::array<const char*, 4> kAgeTones = {"layer0", "good", "main", "total"};

/// The ages at which at least two cohorts can be compared, ascending; at most four.
std::vector<std::size_t> compared_ages(const CohortsView& view) {
  std::set<std::size_t> ages;
  for (const SummaryNode& row : view.lens4["drift"].elements())
    if (row["cohorts"].count().count >= 2 && row["age"].count().count < static_cast<int128>(view.units.size()))
      ages.insert(static_cast<std::size_t>(row["age"].count().count));
  std::vector<std::size_t> ascending(ages.begin(), ages.end());
  if (ascending.size() > kAgeTones.size()) ascending.resize(kAgeTones.size());
  return ascending;
}

std::string age_text(const CohortsView& view, std::size_t age) {
  return fmt::format("{} {}", age, age == 1 ? view.unit : view.units_word());
}

Chart drift_chart(const ReportContext& context, const CohortsView& view, const std::vector<std::size_t>& ages,
                  const DriftMeasure& measure) {
  Lines spec{.lines = {},
             .ticks = {},
             .across = "Cohort, by first purchase: the newest at the right",
             .up = measure.is_money ? context.in_money(measure.title) : measure.title};
  for (std::size_t a = 0; a < ages.size(); ++a) {
    Lines::Line line{"at " + age_text(view, ages[a]), {}, kAgeTones[a]};
    for (std::size_t c = 0; c < view.cohorts.size(); ++c) {
      const auto value = measure_at(view.cohorts[c], ages[a], measure.key);
      line.points.emplace_back(static_cast<double>(c), value ? std::optional(value->value()) : std::nullopt);
    }
    spec.lines.push_back(std::move(line));
  }
  for (std::size_t c = 0; c < view.cohorts.size(); ++c)
    spec.ticks.push_back({static_cast<double>(c), view.cohorts[c].title});
  return lines(std::move(spec));
}

Table drift_table(const ReportContext& context, const CohortsView& view) {
  Table table(words("Pairs of cohorts at the same age; the oldest and the newest cohort that have reached it"),
              {words("Measure, age"), words("Cohorts"), words("Pairs: later more"), words("later less"),
               words("Oldest"), words("Newest")});
  for (const DriftMeasure& measure : kDriftMeasures)
    for (const SummaryNode& row : view.lens4["drift"].elements()) {
      if (row["measure"].text() != measure.key) continue;
      const auto first = row.find("first");
      const auto last = row.find("last");
      table.row(html("{}, {}", measure.is_money ? context.in_money(measure.title) : measure.title,
                     age_text(view, static_cast<std::size_t>(row["age"].count().count))),
                {html("{}", row["cohorts"].count()), html("{}", row["rises"].count()), html("{}", row["falls"].count()),
                 first ? html("{}", first->decimal()) : Html(), last ? html("{}", last->decimal()) : Html()});
    }
  return table;
}

Html pairs_text(const SummaryNode& row) {
  return html("the later has more in {} pairs, less in {}", row["rises"].count(), row["falls"].count());
}

Html other_measure(const CohortsView& view, const DriftMeasure& measure, const char* words_of) {
  const auto row = main_drift(view, measure.key);
  if (!row) return {};
  return html(" Of {} at {}, {}.", words_of, age_text(view, static_cast<std::size_t>((*row)["age"].count().count)),
              pairs_text(*row));
}

/// What the oldest and the newest cohort had spent, also where they are an exception.
Html spend_text(const ReportContext& context, const SummaryNode& row) {
  const auto first = row.find("first");
  const auto last = row.find("last");
  if (!first || !last) return {};
  const Html ends = html("the oldest of them had spent {} each by then, the newest {}", context.money(first->decimal()),
                         context.money(last->decimal()));
  return ends_of_drift(row)
             ? html(" For example, {}.", ends)
             : html(
                   " The two at the ends are an exception: {}; who is in the very first cohort of a ledger may be an older customer.",
                   ends);
}

Html drift_figure(const ReportContext& context, const CohortsView& view) {
  const auto main = main_drift(view, kDriftMeasures[0].key);
  const auto ages = compared_ages(view);
  if (!main || ages.empty())
    return words_only(words("No two cohorts have been seen at the same age yet"),
                      words("Whether newer customers are worth more than older ones cannot be said."), Html());
  const std::string age = age_text(view, static_cast<std::size_t>((*main)["age"].count().count));
  const Drift drift = drift_of(*main);
  const Html finding =
      drift == Drift::kMore
          ? html("Newer customers are worth more: {} after the first purchase they have spent more than older ones had",
                 age)
      : drift == Drift::kLess
          ? html("Newer customers are worth less: {} after the first purchase they have spent less than older ones had",
                 age)
          : html(
                "Newer customers are worth neither more nor less than older ones: {} after the first purchase they have spent about as much",
                age);
  std::vector<Choice> choices;
  for (const DriftMeasure& measure : kDriftMeasures)
    choices.push_back({measure.title, drift_chart(context, view, ages, measure)});
  return figure(
      {"drift", finding,
       html(
           "Each line follows one age, each point is a cohort: where a line falls to the right, newer customers do worse at that age than older ones did. Of all pairs of the {} cohorts seen at {}, {}.{}{}{}",
           (*main)["cohorts"].count(), age, pairs_text(*main), spend_text(context, *main),
           other_measure(view, kDriftMeasures[1], "retention"),
           other_measure(view, kDriftMeasures[2], "second purchases")),
       "cohorts at equal age"},
      choices, drift_table(context, view));
}

}  // namespace

Html lens4_section(const ReportContext& context, const CohortsView& view) {
  return html(R"(<section id="lens4" aria-labelledby="lens4-heading">
<h2 id="lens4-heading">Lens 4: newer customers against older ones, at the same age</h2>
<div class="figures">{}</div></section>
)",
              drift_figure(context, view));
}

}  // namespace spendlens::report
