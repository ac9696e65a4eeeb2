#include "report/summary/segment_figures.hpp"
#include "report/summary/summary_figures.hpp"

namespace spendlens::report {

namespace {

/// A part, and the audit that it is of.
struct PartOfBase {
  const audit::AuditResult& result;
  const audit::BasePart& part;
};

std::vector<PartOfBase> parts_of(const audit::AuditResult& result) {
  std::vector<PartOfBase> parts;
  for (const audit::BasePart& part : result.by->parts) parts.push_back({result, part});
  return parts;
}

Figures<PartOfBase> segments_of_part() {
  using Of = PartOfBase;
  Figures<Of> period;
  period.add_each("<segment>", segment_of_period_figures(),
                  [](const Of& of) { return segments_of(of.result.segments, of.part.segments.later()); });
  Figures<Of> compare;
  compare.add_each("<segment>", segment_of_period_figures(),
                   [](const Of& of) { return segments_of(of.result.segments, of.part.segments.earlier()); });
  Figures<Of> figures;
  figures.add_object("period", period, std::identity());
  figures.add_object("compare", compare, std::identity());
  figures.add("no_purchase", "Customers of the part without a purchase in the period, whom no segment takes",
              [](const Of& of) { return without_purchase(of.result.segments, of.part.segments.later()); });
  figures.add("no_purchase_compare", "The same in the period compared with",
              [](const Of& of) { return without_purchase(of.result.segments, of.part.segments.earlier()); });
  return figures;
}

Figures<PartOfBase> part_figures() {
  using Of = PartOfBase;
  Figures<Of> figures;
  figures.add("value", "The value that all of the part have; `other` and `no value` are parts without one of their own",
              [](const Of& of) { return of.part.value; });
  figures.add("kind", "`value`, `other` (all values beyond the largest 64) or `no_value`",
              [](const Of& of) { return audit::kPartKindNames[static_cast<std::size_t>(of.part.kind)]; });
  figures.add("customers", "Customers of the part, with a purchase or without",
              [](const Of& of) { return of.part.sums.customers; });
  figures.add("transactions", "Their transactions in it, of any date",
              [](const Of& of) { return of.part.sums.transactions; });
  figures.add_object("lens1", purchase_figures(),
                     [](const Of& of) -> const lenses::SinglePeriodAnalysis& { return of.part.lens1; });
  figures.add_object("lens1_compare", purchase_figures(),
                     [](const Of& of) -> const lenses::SinglePeriodAnalysis& { return of.part.lens1_compare; });
  figures.add_object("lens2", change_figures(false),
                     [](const Of& of) -> const lenses::PeriodComparison& { return of.part.lens2; });
  figures.add_object("segments", segments_of_part(), std::identity());
  return figures;
}

}  // namespace

Figures<audit::AuditResult> breakdown_figures() {
  using Result = audit::AuditResult;
  Figures<Result> figures;
  figures.add("name", "The attribute or dimension of --by", [](const Result& result) { return result.by->name; });
  figures.add("of",
              "`customers` (an attribute: the parts add up to the whole) or `orders` (a dimension: each part is "
              "the audit of its orders alone)",
              [](const Result& result) { return result.by->of_orders ? "orders" : "customers"; });
  figures.add("values", "Values that the ledger knows", [](const Result& result) { return result.by->values; });
  figures.add_list("parts", part_figures(), parts_of);
  return figures;
}

}  // namespace spendlens::report
