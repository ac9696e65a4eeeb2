#include <fmt/core.h>

#include "report/page/cohort_view.hpp"
#include "report/page/figure_html.hpp"
#include "report/page/report_context.hpp"
#include "report/page/style_sheet.hpp"
#include "spendlens/report/report.hpp"

namespace spendlens::report {

/// The one text that is markup and no literal: it is compiled in.
Html style_sheet() {
  Html sheet;
  sheet.text_ = kStyleSheet;
  return sheet;
}

namespace {

/// Nothing may be run, fetched or sent, whatever got into the page.
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

Html head(const ReportContext& context) {
  return html(R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="spendlens {}">
<title>Customer-base audit, {}</title>
<style>
{}</style>
</head>
)",
              kPolicy, SPENDLENS_VERSION, context.period(), style_sheet());
}

/// Where the period is longer than what was known on the day of reference.
Html observed(const ReportContext& context, const char* key) {
  const SummaryNode period = context.root()["periods"][key];
  if (period["observation_end"].date() >= period["end"].date()) return {};
  return html(", of which {} is the last day known", day_name(context.root()["periods"]["as_of"].date()));
}

/// Archetypes are what generated customers were made as: no imported ledger has any.
Html generated_note(const ReportContext& context) {
  const auto personas = context.root().find("personas");
  for (const std::string& window : ReportContext::windows(personas))
    if (const auto archetypes = (*personas)[window].find("archetypes"); archetypes && !archetypes->members().empty())
      return html(R"(<p class="generated">Generated data: no real customers.</p>
)");
  return {};
}

Html links_to_cohorts() {
  return html(R"(<li><a href="#lens3">How cohorts return</a></li>
<li><a href="#lens4">Newer against older</a></li>
<li><a href="#lens5">The base over time</a></li>
)");
}

/// Sections that not every result has; empty where it has not.
struct OptionalSections {
  Html changes;
  Html parts;
  Html cohorts;
  Html value;
  Html money;
};

Html title(const ReportContext& context, const OptionalSections& sections) {
  const SummaryNode ledger = context.root()["ledger"];
  return html(
      R"(<a class="skip" href="#main">Skip to the report</a>
<header>
<h1>Customer-base audit: {}</h1>
{}<p class="scope">Compared with {}. {} transactions of {} customers as of {}; {}{}.</p>
<nav aria-label="Sections"><ul>
<li><a href="#brief">In brief</a></li>
<li><a href="#lens1">Who buys</a></li>
<li><a href="#lens2">Who stayed, who left</a></li>
{}<li><a href="#segments">Segments</a></li>
{}{}{}{}<li><a href="#personas">Personas</a></li>
<li><a href="#signals">Signals</a></li>
<li><a href="#quality">Data quality</a></li>
<li><a href="#run">Run record</a></li>
</ul></nav>
</header>
)",
      context.period(), generated_note(context), context.earlier(), ledger["transactions"].count(),
      ledger["customers"].count(), day_name(context.root()["periods"]["as_of"].date()),
      context.money_unit().empty() ? words("no currency stated") : html("amounts in {}", Name{context.money_unit()}),
      observed(context, "period"),
      sections.changes.empty() ? Html() : html("<li><a href=\"#changes\">Since the earlier result</a></li>\n"),
      sections.parts.empty() ? Html() : html("<li><a href=\"#parts\">Parts of the base</a></li>\n"),
      sections.cohorts.empty() ? Html() : links_to_cohorts(),
      sections.value.empty() ? Html() : html("<li><a href=\"#value\">What they will be worth</a></li>\n"),
      sections.money.empty() ? Html() : html("<li><a href=\"#money\">Income and commitments</a></li>\n"));
}

/// Lenses 3 to 5, where the audit formed cohorts.
Html cohort_sections(const ReportContext& context) {
  const auto view = cohorts_of(context);
  if (!view) return {};
  return html("{}{}{}", lens3_section(context, *view), lens4_section(context, *view), lens5_section(context, *view));
}

}  // namespace

std::string report_html(std::string_view summary_json, const std::string& file) {
  const Summary summary(summary_json, file);
  const ReportContext context(summary.root());
  const OptionalSections sections{changes_section(context), parts_section(context), cohort_sections(context),
                                  value_section(context), money_section(context)};
  return html(R"({}<body>
{}<main id="main">
{}{}{}{}{}{}{}{}{}{}{}{}{}</main>
<footer><p>Every number here is computed from all transactions, none from a sample. Percentages and averages are rounded<span class="on-screen">; below each chart a table with its numbers can be opened</span>. Made by spendlens {} from the summary of the audit.</p></footer>
</body>
</html>
)",
              head(context), title(context, sections), brief_section(context), lens1_section(context),
              lens2_section(context), sections.changes, segments_section(context), sections.parts, sections.cohorts,
              sections.value, sections.money, personas_section(context), signals_section(context),
              quality_section(context), run_section(context), SPENDLENS_VERSION)
      .str();
}

}  // namespace spendlens::report
