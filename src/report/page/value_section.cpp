#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "report/page/figure_html.hpp"
#include "report/page/report_context.hpp"
#include "report/page/value_view.hpp"
#include "spendlens/value/model.hpp"

namespace spendlens::report {

namespace {

constexpr std::size_t kMostCohortsDrawn = 60;

/// From this share of spend on, in hundredths of a percent, subscriptions are told of.
constexpr std::int64_t kBilledShareTold = 500;

/// What people call a model.
struct ModelName {
  const char* key;
  const char* name;
};
constexpr std::array<ModelName, 5> kModelNames = {{{"nbd", "NBD"},
                                                   {"bg-nbd", "BG/NBD"},
                                                   {"mbg-nbd", "MBG/NBD"},
                                                   {"pareto-nbd", "Pareto/NBD"},
                                                   {"gamma-gamma", "Gamma-Gamma (spend)"}}};

const ModelName& name_of(const SummaryNode& at, const std::string& key) {
  const auto* found =
      std::find_if(kModelNames.begin(), kModelNames.end(), [&key](const ModelName& each) { return key == each.key; });
  if (found == kModelNames.end()) at.fail("'" + key + "' is no model");
  return *found;
}

/// What a fit's status means to a reader; empty: nothing to be said.
const char* warning_of(const std::string& status) {
  if (status == "no_dropout")
    return "The data show no departures: a model in which nobody ever leaves fits as well. Everybody counts as a "
           "customer still, and the values do not tell who is lost.";
  if (status == "at_bound")
    return "A parameter ended at its bound: in that respect customers hardly differ. The values are given, but this is "
           "hardly the kind of log that the model is made for.";
  if (status == "too_few_repeat_customers") return "Too few customers bought again for a model: nobody has a value.";
  if (status == "no_customers") return "No customer has a purchase: nobody has a value.";
  if (status == "not_converged") return "The model could not be fitted: nobody has a value.";
  return "";
}

Html notes(const ValueView& view) {
  Html text;
  if (const char* warning = warning_of(view.status); *warning != '\0')
    text.put("<p class=\"note\"><strong>{}</strong></p>", warning);
  if (const auto without = view.clv.find("without_clv");
      without && without->count().count > 0 && view.clv.find("clv_total"))
    text.put(
        "<p class=\"note\"><strong>{} of {} customers have no value</strong>: spend differs so much that a customer like "
        "them has no finite mean. The value told is that of the others.</p>",
        without->count(), view.clv["customers"].count());
  const SummaryNode inputs = view.clv["inputs"];
  if (inputs["daily_customers"].count().count > 0)
    text.put(
        "<p class=\"note\">{} customers buy on more than half of all days. Such a log is one of daily payments; these "
        "models are of purchases that come now and then.</p>",
        inputs["daily_customers"].count());
  if (const auto billed = view.clv.find("subscription_spend_pct");
      billed && billed->decimal().count >= kBilledShareTold)
    text.put(
        "<p class=\"note\">{}&nbsp;% of what was spent went to subscriptions. Who is billed is not choosing to come "
        "back; the models take every payment for a choice.</p>",
        rounded_again(billed->decimal(), 1));
  return text;
}

Html intro(const ReportContext& context, const ValueView& view) {
  const std::string name = name_of(view.clv, view.model).name;
  if (!view.clv["scored"].flag()) return html("<p>Nobody has a value by {}.</p>{}", name, notes(view));
  const auto total = view.clv.find("clv_total");
  const auto top = view.clv.find("top_10pct_clv_share");
  Html worth;
  if (total)
    worth = html(" In the next {} months they are expected to be worth {}, discounted at {}&nbsp;% a year{}.",
                 view.clv["clv_months"].count(), context.money(in_words(total->decimal())),
                 trimmed(hundredfold(view.clv["discount_rate"].real(3))),
                 top ? html("; the top tenth holds {}&nbsp;% of it", rounded_again(top->decimal(), 1)) : Html());
  return html(
      "<p>By {}, {} of {} customers are expected to be customers still: who bought often and then fell silent counts "
      "less than who was never often here.{} It is value from now on, not what was spent.</p>{}",
      name, in_words(view.clv["expected_alive"].decimal(kDecimalsOfCounts)), view.clv["customers"].count(), worth,
      notes(view));
}

Html cohorts_figure(const ReportContext& context, const ValueView& view) {
  const auto by_cohort = view.clv.find("by_cohort");
  if (!by_cohort || by_cohort->members().empty()) return {};
  const auto cohorts = by_cohort->members();
  Stacks value{.columns = {}, .across = "Month of the first purchase", .up = context.in_money("Value")};
  Stacks alive{.columns = {}, .across = "Month of the first purchase", .up = "Customers still, expected"};
  Table table(
      words("What customers will be worth, by the month of their first purchase"),
      {words("Cohort"), words("Customers"), words("Customers still, expected"), html("{}", context.in_money("Value"))});
  for (std::size_t i = 0; i < cohorts.size(); ++i) {
    const auto& [name, cohort] = cohorts[i];
    const Figure still = cohort["expected_alive"].decimal(kDecimalsOfCounts);
    const Figure worth = cohort["clv_total"].decimal();
    table.row(html("{}", Name{name}),
              {html("{}", cohort["customers"].count()), html("{}", rounded(still, 1)), html("{}", worth)});
    if (i + kMostCohortsDrawn < cohorts.size()) continue;
    value.columns.push_back({name, {{worth, "main", fmt::format("{}: {}", name, context.money_text(worth))}}});
    alive.columns.push_back(
        {name,
         {{still, "main",
           fmt::format("{}: {} of {} customers", name, full(still).text, full(cohort["customers"].count()).text)}}});
  }
  const auto& [newest, last] = cohorts.back();
  return figure({"value-cohorts",
                 html("Of the customers of {}, {} of {} are expected to be customers still", Name{newest},
                      rounded(last["expected_alive"].decimal(kDecimalsOfCounts), 0), last["customers"].count()),
                 words("Each column is a month of first purchases. Older ones have lost more of their customers; those "
                       "who are left are the faithful ones."),
                 "value by cohort"},
                {{"Value", stacks(std::move(value))}, {"Customers still", stacks(std::move(alive))}}, table);
}

/// "r 0.566 (±0.008), alpha ..."; the standard errors in brackets.
Html parameters_text(const SummaryNode& fit, const std::string& key) {
  const auto parameters = fit.find("parameters");
  if (!parameters || !parameters->is_list()) return {};
  const auto model = value::model_of(key);
  const std::span<const char* const> names = model ? value::parameter_names(*model) : value::kSpendParameterNames;
  const auto values = parameters->elements();
  const auto errors = fit.find("standard_errors");
  Html text;
  for (std::size_t i = 0; i < values.size() && i < names.size(); ++i) {
    if (values[i].is_null()) continue;
    text.put("{}{} {}", text.empty() ? "" : ", ", names[i], values[i].real(3));
    if (!errors || !errors->is_list()) continue;
    const auto of_each = errors->elements();
    if (i < of_each.size() && !of_each[i].is_null()) text.put(" (±{})", of_each[i].real(3));
  }
  return text;
}

Html models_table(const ValueView& view) {
  Table table(words("The models side by side; rates are a week's, the standard error of each parameter in brackets"),
              {words("Model"), words("State"), words("Parameters"), words("Log-likelihood"),
               words("Off in the time held out, %"), words("Mean error a customer")});
  const auto models = view.holdout ? view.holdout->find("models") : std::nullopt;
  for (const auto& [key, fit] : view.clv["fits"].members()) {
    const ModelName& model = name_of(view.clv, key);
    const auto of_model = models ? models->find(key) : std::nullopt;
    const auto bias = of_model ? of_model->find("bias_pct") : std::nullopt;
    const auto error = of_model ? of_model->find("mae") : std::nullopt;
    const auto likelihood = fit.find("log_likelihood");
    table.text_row(html("{}{}", model.name, key == view.model ? " (scores)" : ""),
                   {words(spoken(fit["status"].text())), parameters_text(fit, key),
                    likelihood ? html("{}", likelihood->real(3)) : Html(), bias ? html("{}", bias->decimal()) : Html(),
                    error ? html("{}", rounded(error->decimal(kDecimalsOfMeans), 3)) : Html()});
  }
  return table_to_open("the models, their parameters and checks", table);
}

}  // namespace

Html value_section(const ReportContext& context) {
  const auto clv = context.root().find("clv");
  if (!clv || !clv->is_object()) return {};
  const ValueView view(*clv);
  return html(R"(<section id="value" aria-labelledby="value-heading">
<h2 id="value-heading">What customers will be worth</h2>
{}<div class="figures">{}{}{}{}</div>{}</section>
)",
              intro(context, view), cohorts_figure(context, view), holdout_figure(view), calibration_figure(view),
              tracking_figure(view), models_table(view));
}

}  // namespace spendlens::report
