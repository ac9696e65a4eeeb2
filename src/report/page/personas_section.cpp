#include <fmt/core.h>

#include <array>

#include "report/page/figure_html.hpp"
#include "report/page/known_signals.hpp"
#include "report/page/persona_names.hpp"
#include "report/page/report_context.hpp"
#include "report/page/signal_titles.hpp"

namespace spendlens::report {

namespace {

/// From the longest window down.
constexpr std::array<const char*, 4> kTones = {"main", "plain", "other", "good"};

Html assigned_figure(const SummaryNode& personas, const std::vector<std::string>& windows) {
  const PersonaNames names(personas);
  Rows spec{.rows = {}, .series = {}, .label_share = 0.3};
  std::vector<Html> heads = {words("Persona")};
  for (std::size_t w = 0; w < windows.size(); ++w) {
    if (windows.size() > 1)
      spec.series.emplace_back("last " + window_name(windows[w]),
                               Tone{kTones[(windows.size() - 1 - w) % kTones.size()]});
    heads.insert(heads.end(), {html("Customers, {}", window_name(windows[w])), words("Share, %")});
  }
  Table table(words("Customers by the persona they were assigned, in each window"), heads);
  for (const std::string& id : names.assignable()) {
    Rows::Row row{names.name(id), {}};
    std::vector<Html> cells;
    for (std::size_t w = 0; w < windows.size(); ++w) {
      const Figure customers = personas[windows[w]]["assigned"][id].count();
      const Figure all = personas[windows[w]]["customers"].count();
      const Figure share = personas[windows[w]]["assigned_pct"][id].decimal();
      row.bars.push_back(
          {fmt::format("{} %", share_of(customers, all).text), customers,
           names.is_persona(id) ? (spec.series.empty() ? Tone{"main"} : spec.series[w].second) : Tone{"nobody"},
           fmt::format("{}, last {}: {} customers", names.name(id), window_name(windows[w]), full(customers).text)});
      cells.insert(cells.end(), {html("{}", customers), html("{}", share)});
    }
    spec.rows.push_back(std::move(row));
    table.row(html("{}", Name{names.name(id)}), cells);
  }
  const SummaryNode longest = personas[ReportContext::main_window(windows)];
  const Figure customers = longest["customers"].count();
  const Figure unclassified = longest["assigned"]["unclassified"].count();
  const Figure not_assessed = longest["assigned"]["not_assessed"].count();
  const Figure too_new = longest["assigned"]["too_new"].count();
  const std::string largest = names.largest(longest["assigned"]);
  const Html finding = largest.empty()
                           ? words("Nobody has a persona")
                           : html("{} is the largest persona: {}&nbsp;% of customers", Name{names.name(largest)},
                                  share_of(longest["assigned"][largest].count(), customers));
  return figure(
      {"assigned", finding,
       html(
           "Each customer has one persona in each window, the first whose rule holds. Of {} customers in the last {}, {} ({}&nbsp;%) fit no persona{}{}.",
           customers, window_name(ReportContext::main_window(windows)), unclassified, share_of(unclassified, customers),
           not_assessed.count == 0 ? Html()
                                   : html("; {} ({}&nbsp;%) could not be assessed for want of transactions",
                                          not_assessed, share_of(not_assessed, customers)),
           too_new.count == 0
               ? Html()
               : html("; {} ({}&nbsp;%) are too new to be judged", too_new, share_of(too_new, customers))),
       "customers by persona and window"},
      rows(std::move(spec)), table);
}

/// What a condition compares with; of `in` a list.
Html value_text(const SummaryNode& condition) {
  if (condition["operator"].text() != "in") return html("{}", Name{condition["value"].text()});
  Html text;
  for (const SummaryNode& value : condition["value"].elements())
    text.put("{}{}", text.empty() ? "" : " or ", Name{value.text()});
  return text;
}

Html condition_text(const SummaryNode& condition) {
  const std::string signal = condition["signal"].text();
  Html text = html("{} <span class=\"code\">{}</span> {} {}", Name{signal_words(signal)}, signal,
                   sign_of(condition["operator"].text()), value_text(condition));
  if (const auto window = condition.find("window")) text.put(" in {}", window_name(window->text()));
  return text;
}

/// Which personas compare what is known for nobody, as far as any do.
Html untested_note(const ReportContext& context, const std::string& window) {
  const UntestedPersonas untested = untested_personas(context, window);
  if (untested.none()) return {};
  Html names;
  for (const std::string& name : untested.names) names.put("{}{}", names.empty() ? "" : ", ", Name{name});
  for (const std::string& name : untested.partly) names.put("{}{} (in part)", names.empty() ? "" : ", ", Name{name});
  return html(
      R"(<p class="warning">{} Not tested in the last {}: {}. The ledger lacks what their rules compare: that few or none belong to them says nothing of the customers.</p>
)",
      untested_text(untested), window_name(window), names);
}

/// Why there are none, where the summary says so.
Html note_of_none(const std::optional<SummaryNode>& personas) {
  const auto note = personas ? personas->find("note") : std::nullopt;
  return note ? html(": {}", Name{note->text()}) : Html();
}

}  // namespace

Html registry_table(const SummaryNode& of, std::string_view entry) {
  Table table(html("The {}s, in order of priority", entry),
              {words(entry == "persona" ? "Persona" : "Segment"), words("Who they are"), words("Rule")});
  for (const SummaryNode& persona : of["registry"].elements()) {
    Html rule;
    const SummaryNode criteria = persona["criteria"];
    const bool all = criteria["operator"].text() == "AND";
    for (const SummaryNode& condition : criteria["conditions"].elements()) {
      if (!rule.empty()) rule.put(" {} ", all ? "and" : "or");
      rule.put("{}", condition_text(condition));
    }
    table.text_row(html("{}", Name{persona["name"].text()}), {html("{}", Name{persona["description"].text()}), rule});
  }
  return html("<h3>What the {}s mean</h3>{}", entry, table.html(fmt::format("{}s and their rules", entry)));
}

Html personas_section(const ReportContext& context) {
  Html section = html(R"(<section id="personas" aria-labelledby="personas-heading">
<h2 id="personas-heading">Personas</h2>
)");
  const auto personas = context.root().find("personas");
  const auto windows = ReportContext::windows(personas);
  if (windows.empty())
    return section.put(R"(<p class="nothing-to-show">This result has no personas{}.</p></section>)",
                       note_of_none(personas));
  section.put("{}", untested_note(context, ReportContext::main_window(windows)));
  section.put("<div class=\"figures\">{}{}{}</div>", assigned_figure(*personas, windows), overlap_figure(context),
              archetype_figure(context));
  section.put("{}</section>\n", registry_table(*personas, "persona"));
  return section;
}

}  // namespace spendlens::report
