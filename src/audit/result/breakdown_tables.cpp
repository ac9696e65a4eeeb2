#include "spendlens/audit/breakdown_tables.hpp"

#include <fmt/core.h>

#include <functional>

#include "spendlens/core/padded_text.hpp"

namespace spendlens::audit {

namespace {

using store::element_type;

constexpr const char* kByGroup = "/by";
constexpr const char* kBySegmentsGroup = "/by_segments";

/// A column of numbers of parts: what it is, and its value.
template <class T>
struct PartField {
  const char* name;
  const char* units;
  const char* description;
  std::function<T(const BasePart&)> value;
};

using Lens1 = lenses::SinglePeriodAnalysis;

double as_percent(Hundredths value) { return static_cast<double>(value.count) / 100; }

std::vector<PartField<std::uint64_t>> counts() {
  using Part = BasePart;
  return {
      {"customers", kUnitCount, "Customers of the part, with a purchase in the period or without",
       [](const Part& part) { return part.sums.customers; }},
      {"transactions", kUnitCount, "Their transactions in the part, of any date",
       [](const Part& part) { return part.sums.transactions; }},
      {"total_customers", kUnitCount, "Lens 1 of the period: customers with a purchase",
       [](const Part& part) { return part.lens1.total_customers; }},
      {"total_customers_compare", kUnitCount, "The same of the period compared with",
       [](const Part& part) { return part.lens1_compare.total_customers; }},
      {"total_orders", kUnitCount, "Purchases", [](const Part& part) { return part.lens1.total_orders; }},
      {"total_orders_compare", kUnitCount, "Of the period compared with",
       [](const Part& part) { return part.lens1_compare.total_orders; }},
      {"one_time_buyers", kUnitCount, "Customers with exactly one",
       [](const Part& part) { return part.lens1.one_time_buyers; }},
      {"refund_count", kUnitCount, "Refunds in the period", [](const Part& part) { return part.lens1.refund_count; }},
      {"retained", kUnitCount, "Lens 2: customers with a purchase in both periods",
       [](const Part& part) { return part.lens2.retained; }},
      {"churned", kUnitCount, "in the period compared with alone", [](const Part& part) { return part.lens2.churned; }},
      {"reactivated", kUnitCount, "in the period, and before both",
       [](const Part& part) { return part.lens2.reactivated; }},
      {"first_time", kUnitCount, "in the period for the first time",
       [](const Part& part) { return part.lens2.first_time; }},
      {"inactive", kUnitCount, "in neither", [](const Part& part) { return part.lens2.inactive; }},
  };
}

std::vector<PartField<Minor>> amounts() {
  using Part = BasePart;
  return {
      {"total_revenue", kUnitMinor, "Revenue of the period", [](const Part& part) { return part.lens1.total_revenue; }},
      {"total_revenue_compare", kUnitMinor, "Of the period compared with",
       [](const Part& part) { return part.lens1_compare.total_revenue; }},
      {"refund_total", kUnitMinor, "Sum of refunds", [](const Part& part) { return part.lens1.refund_total; }},
      {"avg_order_value", kUnitMinor, "Revenue over orders",
       [](const Part& part) { return part.lens1.avg_order_value; }},
      {"median_customer_value", kUnitMinor, "Median spend of its customers",
       [](const Part& part) { return part.lens1.median_customer_value; }},
      {"bridge_churned", kUnitMinor, "What the churned had spent, negative",
       [](const Part& part) { return part.lens2.bridge.churned; }},
      {"bridge_retained", kUnitMinor, "Change of the retained",
       [](const Part& part) { return part.lens2.bridge.retained; }},
      {"bridge_reactivated", kUnitMinor, "What the reactivated spent",
       [](const Part& part) { return part.lens2.bridge.reactivated; }},
      {"bridge_first_time", kUnitMinor, "What first-time customers spent",
       [](const Part& part) { return part.lens2.bridge.first_time; }},
  };
}

std::vector<PartField<double>> shares() {
  using Part = BasePart;
  return {
      {"top_10pct_revenue_contribution", "percent", "Of its revenue, by the biggest 10 % of its customers",
       [](const Part& part) { return as_percent(part.lens1.top_10pct_revenue_contribution); }},
      {"top_20pct_revenue_contribution", "percent", "By the biggest 20 %",
       [](const Part& part) { return as_percent(part.lens1.top_20pct_revenue_contribution); }},
      {"gini", "", "Gini coefficient of its customers' spend",
       [](const Part& part) { return static_cast<double>(part.lens1.gini_millionths) / 1'000'000; }},
      {"retention_rate", "percent", "Lens 2: the retained, of customers of the period compared with",
       [](const Part& part) { return as_percent(part.lens2.retention_rate); }},
      {"revenue_change_pct", "percent", "Change of revenue from the period compared with",
       [](const Part& part) { return as_percent(part.lens2.revenue_change_pct); }},
  };
}

/// A segment of a part.
struct SegmentOfPart {
  const BasePart* part;
  std::size_t segment;
};

std::vector<SegmentOfPart> segments_of(const AuditResult& result) {
  std::vector<SegmentOfPart> rows;
  if (result.segments.size() == 0) return rows;
  for (const BasePart& part : result.by->parts)
    for (std::size_t segment = 0; segment < part.segments.num_assigned(); ++segment) rows.push_back({&part, segment});
  return rows;
}

template <class T>
void add_columns(const std::vector<PartField<T>>& fields, ResultTable& table) {
  for (const PartField<T>& field : fields)
    table.columns.push_back({field.name, element_type<T>(), field.units, field.description, {}});
}

template <class T>
void write_fields(const store::ColumnFileWriter& file, const std::vector<PartField<T>>& fields,
                  const std::vector<BasePart>& parts) {
  for (const PartField<T>& field : fields) {
    std::vector<T> values;
    for (const BasePart& part : parts) values.push_back(field.value(part));
    file.write<T>(std::string(kByGroup) + "/" + field.name, 0, values);
  }
}

void write_names(const store::ColumnFileWriter& file, const std::string& group,
                 const std::vector<const BasePart*>& parts) {
  std::vector<std::string> values;
  std::vector<std::uint8_t> kinds;
  for (const BasePart* part : parts) {
    values.push_back(part->value);
    kinds.push_back(static_cast<std::uint8_t>(part->kind));
  }
  file.write_texts(group + "/value", 0, padded_texts(values, file.layout().at(group + "/value").type.width));
  file.write<std::uint8_t>(group + "/kind", 0, kinds);
}

void write_segments(const store::ColumnFileWriter& file, const std::vector<SegmentOfPart>& rows) {
  const std::string group = std::string(kBySegmentsGroup) + "/";
  std::vector<const BasePart*> parts;
  std::vector<std::uint8_t> segments;
  for (const SegmentOfPart& row : rows) {
    parts.push_back(row.part);
    segments.push_back(static_cast<std::uint8_t>(row.segment));
  }
  write_names(file, kBySegmentsGroup, parts);
  file.write<std::uint8_t>(group + "segment", 0, segments);
  for (const bool is_period : {true, false}) {
    std::vector<std::uint64_t> customers;
    std::vector<std::uint64_t> orders;
    std::vector<Minor> revenue;
    for (const SegmentOfPart& row : rows) {
      const auto& sum = (is_period ? row.part->segments.later() : row.part->segments.earlier())[row.segment];
      customers.push_back(sum.customers);
      orders.push_back(sum.orders);
      revenue.push_back(narrow(sum.revenue, "revenue"));
    }
    const std::string suffix = is_period ? "" : "_compare";
    file.write<std::uint64_t>(group + "customers" + suffix, 0, customers);
    file.write<std::uint64_t>(group + "orders" + suffix, 0, orders);
    file.write<Minor>(group + "revenue" + suffix, 0, revenue);
  }
}

std::vector<ResultColumn> name_columns(std::uint32_t width) {
  return {{"value", store::text_type(width), "", "The value that all of the part have", {}},
          {"kind",
           element_type<std::uint8_t>(),
           "",
           "Whether it is a value, all beyond the largest 64, or who has none",
           {kPartKindNames.begin(), kPartKindNames.end()}}};
}

}  // namespace

bool has_breakdown(const store::Layout& layout) { return layout.has(std::string(kByGroup) + "/kind"); }

std::uint32_t part_width(const Breakdown& by) {
  std::size_t width = 1;
  for (const BasePart& part : by.parts) width = std::max(width, part.value.size());
  return static_cast<std::uint32_t>(width);
}

std::vector<ResultTable> breakdown_tables(const ResultShape& shape, std::uint32_t width) {
  if (!shape.by) return {};
  ResultTable by{kByGroup, "Lenses 1 and 2 of each part of the base, by --by", name_columns(width)};
  add_columns(counts(), by);
  add_columns(amounts(), by);
  add_columns(shares(), by);
  ResultTable segments{kBySegmentsGroup, "Named segments of each part of the base", name_columns(width)};
  segments.columns.push_back(
      {"segment", element_type<std::uint8_t>(), "", "The segment",
       shape.segments.size() == 0 ? std::vector<std::string>{} : personas::persona_names(shape.segments)});
  for (const char* suffix : {"", "_compare"}) {
    const std::string of = *suffix == 0 ? "Of the period" : "Of the period compared with";
    const std::string name = suffix;
    segments.columns.push_back({"customers" + name, element_type<std::uint64_t>(), kUnitCount, of, {}});
    segments.columns.push_back({"orders" + name, element_type<std::uint64_t>(), kUnitCount, of, {}});
    segments.columns.push_back({"revenue" + name, element_type<Minor>(), kUnitMinor, of, {}});
  }
  return {std::move(by), std::move(segments)};
}

void write_breakdown(const store::ColumnFileWriter& file, const AuditResult& result) {
  const std::vector<BasePart>& parts = result.by->parts;
  std::vector<const BasePart*> all;
  for (const BasePart& part : parts) all.push_back(&part);
  write_names(file, kByGroup, all);
  write_fields(file, counts(), parts);
  write_fields(file, amounts(), parts);
  write_fields(file, shares(), parts);
  write_segments(file, segments_of(result));
}

}  // namespace spendlens::audit
