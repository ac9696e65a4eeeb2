#include "spendlens/audit/result_schema.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

#include "spendlens/audit/breakdown_tables.hpp"
#include "spendlens/audit/clv_tables.hpp"
#include "spendlens/audit/cohort_tables.hpp"
#include "spendlens/audit/profile.hpp"
#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/core/error.hpp"

#ifndef SPENDLENS_VERSION
#error "SPENDLENS_VERSION comes from the build"
#endif

namespace spendlens::audit {

namespace {

using store::element_type;

store::FileSpec& add_table(store::FileSpec& spec, const ResultTable& table, std::uint64_t length) {
  for (const ResultColumn& entry : table.columns)
    spec.columns.push_back(
        {table.group + "/" + entry.name, entry.type, length, entry.units, entry.description, entry.values});
  spec.group_attributes[table.group].push_back({"description", table.description});
  return spec;
}

void add_period(store::FileSpec& spec, const std::string& group, const ObservedPeriod& period) {
  auto& attributes = spec.group_attributes[group];
  attributes.push_back({"observation_start", date_text(period.period.start)});
  attributes.push_back({"observation_end", date_text(period.observation_end)});
  attributes.push_back({"period", period_text(period.period)});
}

/// A text as a column of bytes: HDF5 limits attributes to 64 KiB.
store::ColumnSpec text_column(const char* path, std::uint64_t bytes, const char* description) {
  return {path, element_type<std::uint8_t>(), bytes, "bytes", description, {}};
}

void add_cohort_tables(store::FileSpec& spec, const ResultShape& shape, const ResultExtent& extent) {
  for (std::size_t g = 0; g < shape.cohorts.size(); ++g) {
    const CohortExtent lengths = g < extent.cohorts.size() ? extent.cohorts[g] : CohortExtent{};
    const std::vector<ResultTable> tables = cohort_tables(shape, shape.cohorts[g]);
    add_table(spec, tables[0], lengths.cohorts);
    add_table(spec, tables[1], lengths.cells);
    add_table(spec, tables[2], lengths.units);
  }
  if (shape.cohort_parts.empty()) return;
  for (std::size_t g = 0; g < shape.cohorts.size(); ++g) {
    const CohortExtent lengths = g < extent.cohort_parts.size() ? extent.cohort_parts[g] : CohortExtent{};
    const std::vector<ResultTable> tables = cohort_part_tables(shape, shape.cohorts[g]);
    add_table(spec, tables[0], lengths.cohorts);
    add_table(spec, tables[1], lengths.cells);
    add_table(spec, tables[2], lengths.units);
  }
}

void add_value_tables(store::FileSpec& spec, const ResultShape& shape, const ResultExtent& extent) {
  if (shape.clv_horizons.empty()) return;
  const std::vector<ResultTable> tables = clv_tables();
  for (std::size_t i = 0; i < tables.size(); ++i) add_table(spec, tables[i], extent.clv.empty() ? 0 : extent.clv[i]);
}

void add_breakdown_tables(store::FileSpec& spec, const ResultShape& shape, const ResultExtent& extent) {
  if (!shape.by) return;
  const std::vector<ResultTable> tables = breakdown_tables(shape, extent.part_width);
  const std::size_t segments = shape.segments.size() == 0 ? 0 : personas::persona_names(shape.segments).size();
  add_table(spec, tables[0], extent.num_parts);
  add_table(spec, tables[1], extent.num_parts * segments);
}

using Value = ResultAttribute::Value;

constexpr const char* kNothing = "none";

constexpr auto kAttributes = std::to_array<ResultAttribute>({
    {"format", "`spendlens-audit`", [](const auto&, const auto&) -> Value { return std::string(kResultFormat); }},
    {"version", "Of the format; 1", [](const auto&, const auto&) -> Value { return kResultVersion; }},
    {"spendlens", "The version that wrote the file",
     [](const auto&, const auto&) -> Value { return std::string(SPENDLENS_VERSION); }},
    {"currency", "ISO 4217 code of the ledger, or empty",
     [](const auto& head, const auto&) -> Value { return head.ledger.currency; }},
    {"currency_decimals", "Digits of minor units; 2",
     [](const auto&, const auto&) -> Value { return std::uint64_t{2}; }},
    {"timezone", "IANA zone of the ledger",
     [](const auto& head, const auto&) -> Value { return head.ledger.timezone; }},
    {"as_of", "The reference date", [](const auto& head, const auto&) -> Value { return date_text(head.reference); }},
    {"period", "First day, and the day after the last",
     [](const auto& head, const auto&) -> Value { return period_text(head.period.period); }},
    {"compare", "The same of the period compared with",
     [](const auto& head, const auto&) -> Value { return period_text(head.compare.period); }},
    {"customers", "Customers of the ledger: rows of the tables of customers",
     [](const auto&, const auto& extent) -> Value { return extent.num_customers; }},
    {"transactions", "Transactions of the ledger",
     [](const auto& head, const auto&) -> Value { return head.ledger.transactions; }},
    {"accounts", "Accounts of the snapshot that counts",
     [](const auto& head, const auto&) -> Value { return head.ledger.accounts; }},
    {"detail", "`full`, `evidence` or `summary`",
     [](const auto& head, const auto&) -> Value { return std::string(detail_name(head.detail)); }},
    {"profile", "Name of the profile", [](const auto& head, const auto&) -> Value { return head.profile; }},
    {"signals", "Whose definitions they follow, `default` or `spendsense`; `none`: the ledger says nothing of them",
     [](const auto& head, const auto&) -> Value {
       const auto set = static_cast<std::size_t>(head.signal_profile.set);
       return std::string(head.scope.signals ? signals::kSignalSetNames[set] : kNothing);
     }},
    {"personas", "`used`, or `none`: none was asked for, or none can be judged",
     [](const auto& head, const auto&) -> Value { return std::string(head.scope.personas ? "used" : kNothing); }},
    {"segments", "`used`, or `none`",
     [](const auto& head, const auto&) -> Value { return std::string(head.segments.size() > 0 ? "used" : kNothing); }},
    {"score_method", "`qcut` or `fixed`",
     [](const auto& head, const auto&) -> Value {
       return std::string(head.score_method == rfm::ScoreMethod::kQcut ? "qcut" : "fixed");
     }},
    {"bins", "Scores of each metric",
     [](const auto& head, const auto&) -> Value { return static_cast<std::uint64_t>(head.bins); }},
    {"by", "The attribute or dimension whose values are the parts of /by; absent: there are none",
     [](const auto& head, const auto&) -> Value { return head.by ? head.by->name : std::string(); }, true},
    {"where", "The conditions of --where, a line each; absent: everything of the ledger is in the result",
     [](const auto& head, const auto&) -> Value { return fmt::format("{}", fmt::join(head.where, "\n")); }, true},
});

}  // namespace

std::span<const ResultAttribute> result_attributes() { return kAttributes; }

store::FileSpec result_spec(const AuditResult& head, const ResultExtent& extent) {
  const ResultShape shape = shape_of(head, extent.id_width);
  store::FileSpec spec;
  for (const ResultAttribute& attribute : result_attributes()) {
    Value value = attribute.value(head, extent);
    if (attribute.is_optional && std::get<std::string>(value).empty()) continue;
    spec.attributes.push_back({attribute.name, std::move(value)});
  }
  for (const ResultTable& table : customer_tables(shape)) add_table(spec, table, extent.num_customers);
  const auto bins = static_cast<std::uint64_t>(head.bins);
  const std::array<std::uint64_t, 5> lengths = {6 * (bins + 1), 6 * bins, 2 * 9, shape.registry.num_conditions(), 1};
  const std::vector<ResultTable> cuts = cut_tables(shape);
  for (std::size_t i = 0; i < cuts.size(); ++i) add_table(spec, cuts[i], lengths.at(i));
  for (const PeriodRole role : kPeriodRoles)
    if (spec.group_attributes.count(rfm_group(role)) != 0)
      add_period(spec, rfm_group(role), role == PeriodRole::kPeriod ? head.period : head.compare);
  spec.columns.push_back(text_column("/profile/text", extent.profile_bytes, "The profile, as YAML in UTF-8"));
  spec.columns.push_back(
      text_column("/registry/text", extent.registry_bytes, "The persona registry, as YAML in UTF-8"));
  spec.columns.push_back(
      text_column("/segment_registry/text", extent.segment_registry_bytes, "The segment registry, as YAML in UTF-8"));
  spec.group_attributes["/segment_registry"].push_back(
      {"description", std::string("The registry of segments that made the result")});
  spec.group_attributes["/profile"].push_back({"description", std::string("The profile that made the result")});
  spec.group_attributes["/registry"].push_back(
      {"description", std::string("The registry of personas that made the result")});
  if (!keeps_streams(head)) {
    add_cohort_tables(spec, shape, extent);
    add_value_tables(spec, shape, extent);
    add_breakdown_tables(spec, shape, extent);
    return spec;
  }
  spec.group_attributes[kMerchantName.group].push_back({"description", std::string("The merchants of the ledger")});
  spec.columns.push_back({kMerchantName.path(),
                          store::text_type(extent.merchant_width),
                          extent.num_merchants,
                          "",
                          kMerchantName.description,
                          {}});
  add_cohort_tables(spec, shape, extent);
  add_value_tables(spec, shape, extent);
  add_breakdown_tables(spec, shape, extent);
  return add_table(spec, stream_table(shape), extent.num_streams);
}

void refuse_result(const std::string& path, const UsageError& why) {
  throw InputError(fmt::format("{} cannot be used: {}; make the result again with spendlens audit", path, why.what()));
}

ResultSettings read_settings(const store::ColumnFileReader& file) {
  if (file.layout().text("format") != kResultFormat)
    throw InputError(file.path() + " is not a result of spendlens audit");
  const auto read_text = [&file](const char* path) {
    const auto bytes = file.read_all<std::uint8_t>(path);
    return std::string(bytes.begin(), bytes.end());
  };
  ResultSettings settings;
  try {
    settings.profile = parse_profile(read_text("/profile/text"), file.path() + ":/profile/text");
    settings.profile.name = file.layout().text("profile");
    if (const std::string registry = read_text("/registry/text"); !registry.empty())
      settings.registry = parse_registry(registry, file.path() + ":/registry/text", condition_terms(settings.profile));
    if (const std::string segments = read_text("/segment_registry/text"); !segments.empty())
      settings.segments =
          parse_registry(segments, file.path() + ":/segment_registry/text", segment_terms(settings.profile.clv));
  } catch (const UsageError& error) {
    refuse_result(file.path(), error);
  }
  return settings;
}

ResultShape read_shape(const store::ColumnFileReader& file) {
  ResultSettings settings = read_settings(file);
  ResultShape shape;
  const std::string& detail = file.layout().text("detail");
  shape.detail = detail == "full" ? Detail::kFull : detail == "evidence" ? Detail::kEvidence : Detail::kSummary;
  if (shape.detail != Detail::kSummary) shape.id_width = file.layout().at(kCustomerId.path()).type.width;
  shape.with_signals = file.layout().text("signals") != kNothing;
  shape.with_personas = file.layout().text("personas") != kNothing;
  add_cohorts(file.layout(), shape);
  if (!shape.cohorts.empty()) shape.cohort_parts = settings.profile.cohort_attribute.parts();
  if (has_clv(file.layout())) shape.clv_horizons = settings.profile.clv.horizons;
  shape.by = has_breakdown(file.layout());
  shape.signals = std::move(settings.profile.signals);
  shape.registry = std::move(settings.registry);
  shape.segments = std::move(settings.segments);
  return shape;
}

}  // namespace spendlens::audit
