#include "report/summary/segment_figures.hpp"

#include "report/summary/summary_figures.hpp"
#include "spendlens/personas/judgement.hpp"

namespace spendlens::report {

std::vector<std::pair<std::string, SegmentOfPeriod>> segments_of(const personas::Registry& registry, SegmentSums sums) {
  std::vector<std::pair<std::string, SegmentOfPeriod>> segments;
  if (registry.size() == 0) return segments;
  std::uint64_t customers = 0;
  int128 revenue = 0;
  for (const personas::SegmentSum& sum : sums.first(sums.size() - 1))
    customers += sum.customers, revenue += sum.revenue;
  const std::vector<std::string> names = personas::persona_names(registry);
  for (std::size_t i = 0; i + 1 < sums.size(); ++i)
    segments.emplace_back(names[i], SegmentOfPeriod{sums[i], customers, narrow(revenue, "revenue")});
  return segments;
}

std::uint64_t without_purchase(const personas::Registry& registry, SegmentSums sums) {
  return registry.size() == 0 ? 0 : sums.back().customers;
}

Figures<SegmentOfPeriod> segment_of_period_figures() {
  using Of = SegmentOfPeriod;
  Figures<Of> figures;
  figures.add("customers", "Customers of a segment, or unclassified", [](const Of& of) { return of.sum.customers; });
  figures.add("customers_pct", "in percent of all but no_purchase",
              [](const Of& of) { return decimal_text(percent(of.sum.customers, of.customers)); });
  figures.add("orders", "Their purchases in the period", [](const Of& of) { return of.sum.orders; });
  figures.add("revenue", "What these come to", [](const Of& of) { return decimal_text(of.sum.revenue, 2); });
  figures.add("revenue_pct", "in percent of all revenue of the period",
              [](const Of& of) { return decimal_text(percent(of.sum.revenue, of.revenue)); });
  return figures;
}

namespace {

using NamedMoves = std::vector<std::pair<std::string, std::uint64_t>>;

std::vector<std::pair<std::string, NamedMoves>> flow_of(const audit::AuditResult& result) {
  std::vector<std::pair<std::string, NamedMoves>> rows;
  if (result.segments.size() == 0) return rows;
  const std::vector<std::string> names = personas::persona_names(result.segments);
  for (std::size_t from = 0; from < names.size(); ++from) {
    rows.emplace_back(names[from], NamedMoves{});
    for (std::size_t to = 0; to < names.size(); ++to)
      rows.back().second.emplace_back(names[to], result.segment_figures.moved(from, to));
  }
  return rows;
}

std::vector<std::string> untestable_ids(const audit::AuditResult& result) {
  std::vector<std::string> ids;
  for (const std::size_t s : audit::untestable_segments(result)) ids.push_back(result.segments.personas[s].id);
  return ids;
}

/// A row of segments by cohort, and the names of its sums.
struct CohortRow {
  const audit::CohortSegmentRow& row;
  std::vector<std::string> segments;
};

std::vector<std::pair<std::string, personas::CohortSegmentSum>> segments_of_cohort(const CohortRow& of) {
  std::vector<std::pair<std::string, personas::CohortSegmentSum>> segments;
  for (std::size_t i = 0; i < of.segments.size(); ++i) segments.emplace_back(of.segments[i], of.row.sums[i]);
  return segments;
}

Figures<CohortRow> cohort_row_figures_of_segments() {
  using Sum = personas::CohortSegmentSum;
  Figures<Sum> sum;
  sum.add("customers", "Its customers of the segment in the period, unclassified and no_purchase among them",
          &Sum::customers);
  sum.add("revenue", "What these spent in the period", money(&Sum::revenue));
  Figures<CohortRow> segments;
  segments.add_each("<segment>", sum, segments_of_cohort);
  Figures<CohortRow> figures;
  figures.add("customers", "Customers of the cohort so far",
              [](const CohortRow& of) { return of.row.all().customers; });
  figures.add("revenue", "What they spent in the period",
              [](const CohortRow& of) { return decimal_text(of.row.all().revenue, 2); });
  figures.add_object("segments", segments, std::identity());
  return figures;
}

/// What a customer's cohort says of its segment, by calendar unit.
Figures<audit::AuditResult> segments_by_cohort_figures() {
  using Result = audit::AuditResult;
  using Rows = std::vector<std::pair<std::string, CohortRow>>;
  Figures<Rows> cohorts;
  cohorts.add_each("<cohort>", cohort_row_figures_of_segments(), std::identity());
  Figures<Result> units;
  units.add_each("<unit>", cohorts, [](const Result& result) {
    const std::vector<std::string> names = personas::persona_names(result.segments);
    std::vector<std::pair<std::string, Rows>> tables;
    for (const audit::CohortSegmentTable& table : result.cohort_segments) {
      tables.emplace_back(cohorts::granularity_name(table.granularity), Rows());
      for (const audit::CohortSegmentRow& row : table.rows)
        tables.back().second.emplace_back(row.cohort, CohortRow{row, names});
    }
    return tables;
  });
  Figures<Result> figures;
  figures.add_object("by_cohort", units, std::identity());
  return figures;
}

}  // namespace

Figures<audit::AuditResult> customer_segment_figures() {
  using Result = audit::AuditResult;
  Figures<Result> period;
  period.add_each("<segment>", segment_of_period_figures(),
                  [](const Result& result) { return segments_of(result.segments, result.segment_figures.later()); });
  Figures<Result> compare;
  compare.add_each("<segment>", segment_of_period_figures(),
                   [](const Result& result) { return segments_of(result.segments, result.segment_figures.earlier()); });
  Figures<NamedMoves> moves;
  moves.add_each_value("<segment>",
                       "Customers who were the one in the period compared with and are the other in the period, "
                       "unclassified and no_purchase among them",
                       std::identity());
  Figures<Result> flow;
  flow.add_each("<segment>", moves, flow_of);
  Figures<Result> figures;
  figures.add_object("period", period, std::identity());
  figures.add_object("compare", compare, std::identity());
  figures.add("no_purchase", "Customers without a purchase in the period, whom no segment takes",
              [](const Result& result) { return without_purchase(result.segments, result.segment_figures.later()); });
  figures.add("no_purchase_compare", "The same in the period compared with",
              [](const Result& result) { return without_purchase(result.segments, result.segment_figures.earlier()); });
  figures.add("untestable", "Segments that nobody can qualify for, as what they ask for is known of nobody",
              untestable_ids);
  figures.add_object("flow", flow, std::identity());
  figures.include_where([](const Result& result) { return !result.cohort_segments.empty(); },
                        segments_by_cohort_figures());
  add_registry(figures, [](const Result& result) -> const personas::Registry& { return result.segments; });
  return figures;
}

}  // namespace spendlens::report
