#include "spendlens/audit/cohort_tables.hpp"

#include <fmt/core.h>

#include <array>
#include <limits>

#include "audit/result/cohort_rows.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/cohorts/fields.hpp"
#include "spendlens/core/padded_text.hpp"

namespace spendlens::audit {

namespace {

using store::element_type;

/// Of a unit or `earlier`, as a text.
constexpr std::uint32_t kNameWidth = 7;

constexpr std::uint32_t kNoAge = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kNoCustomers = std::numeric_limits<std::uint64_t>::max();

constexpr const char* kCohortsTable = "cohorts";
constexpr const char* kCohortCellsTable = "cohort_cells";
constexpr const char* kBaseTable = "base";
constexpr const char* kPartColumn = "value";

/// Of all customers, or a row for each part of a CohortAttribute and row of these.
enum class Rows : std::uint8_t { kOfAll, kByPart };

std::string table_group(const char* table, Granularity granularity, Rows rows = Rows::kOfAll) {
  return fmt::format("/{}{}/{}", table, rows == Rows::kByPart ? "_by_attribute" : "",
                     cohorts::granularity_name(granularity));
}

// A number as its column has it.
std::uint64_t stored(std::uint64_t count) { return count; }
std::uint64_t stored(const std::optional<std::uint64_t>& count) { return count.value_or(kNoCustomers); }
Minor stored(Minor money) { return money; }
double stored(const cohorts::Ratio& ratio) {
  return ratio ? static_cast<double>(ratio->count) / 100 : std::numeric_limits<double>::quiet_NaN();
}

/// What stands where a row has no such number: nothing of `earlier` is by age.
template <class T>
T none() {
  return std::is_same_v<T, double> ? std::numeric_limits<T>::quiet_NaN() : std::numeric_limits<T>::max();
}

bool lacks_age(const cohorts::CellFigures& cell) { return !cell.age.has_value(); }
template <class Figures>
bool lacks_age(const Figures&) {
  return false;
}

template <class Figures, class Member>
using Stored = decltype(stored(std::declval<const Figures&>().*std::declval<Member>()));

/// Calls use(field, member) for each field that the tables have.
template <class Figures, class Use>
void for_each_kept(std::span<const cohorts::Field<Figures>> fields, bool with_margin, Use use) {
  for (const cohorts::Field<Figures>& field : fields)
    if (with_margin || field.scope != cohorts::FieldScope::kWithMargin)
      std::visit([&](auto member) { use(field, member); }, field.value);
}

template <class Figures>
void add_fields(std::span<const cohorts::Field<Figures>> fields, bool with_margin, ResultTable& table) {
  for_each_kept(fields, with_margin, [&](const cohorts::Field<Figures>& field, auto member) {
    using T = Stored<Figures, decltype(member)>;
    std::string description = field.description;
    if (std::is_same_v<T, double>) description += "; NaN where it is not defined or the unit is running";
    if (field.scope == cohorts::FieldScope::kWithAge) description += "; the largest number of its type of `earlier`";
    table.columns.push_back({field.name, element_type<T>(), field.units, description, {}});
  });
}

ResultColumn name_column(const char* name, const char* description) {
  return {name, store::text_type(kNameWidth), "", description, {}};
}

ResultColumn state_column() {
  return {"state", element_type<std::uint8_t>(), "", "Whether the unit has ended by as-of", {"running", "observed"}};
}

/// Writes the columns of a table, one list of values after the other, from a row on.
class TableWriter {
 public:
  TableWriter(const store::ColumnFileWriter& file, std::string group, std::uint64_t row)
      : file_(file), group_(std::move(group)), row_(row) {}

  template <class T>
  void write(const char* column, const std::vector<T>& values) const {
    file_.write<T>(group_ + "/" + column, row_, values);
  }
  void write(const char* column, const std::vector<std::string>& names) const {
    file_.write_texts(group_ + "/" + column, row_, padded_texts(names, kNameWidth));
  }
  /// The part that `rows` rows are of.
  void write_part(const std::string& value, std::uint64_t rows, std::uint32_t width) const {
    file_.write_texts(group_ + "/" + kPartColumn, row_, padded_texts(std::vector<std::string>(rows, value), width));
  }

  template <class Figures>
  void write_fields(std::span<const cohorts::Field<Figures>> fields, bool with_margin,
                    const std::vector<Figures>& rows) const {
    for_each_kept(fields, with_margin, [&](const cohorts::Field<Figures>& field, auto member) {
      using T = Stored<Figures, decltype(member)>;
      const bool by_age = field.scope == cohorts::FieldScope::kWithAge;
      std::vector<T> values;
      for (const Figures& row : rows) values.push_back(by_age && lacks_age(row) ? none<T>() : stored(row.*member));
      write(field.name, values);
    });
  }

 private:
  const store::ColumnFileWriter& file_;
  std::string group_;
  std::uint64_t row_;
};

/// What `of` says of each row.
template <class Row, class Of>
auto column_of(const std::vector<Row>& rows, Of of) {
  std::vector<decltype(of(rows.front()))> values;
  for (const Row& row : rows) values.push_back(of(row));
  return values;
}

/// Where the rows of one analysis stand.
struct Place {
  Rows rows = Rows::kOfAll;
  CohortExtent first;  ///< rows of the tables before it
  std::string value;   ///< the part
  std::uint32_t width = 1;
};

std::uint32_t width_of(const std::vector<std::string>& parts) {
  std::size_t width = 1;
  for (const std::string& part : parts) width = std::max(width, part.size());
  return static_cast<std::uint32_t>(width);
}

CohortExtent extent_of_tables(const cohorts::CohortAnalysis& analysis) {
  return {analysis.cohorts.size(), analysis.cells.size(), analysis.base.size()};
}

void write_parts(const store::ColumnFileWriter& file, const cohorts::CohortAnalysis& analysis, const Place& place) {
  if (place.rows == Rows::kOfAll) return;
  const CohortExtent own = extent_of_tables(analysis);
  const auto write = [&](const char* table, std::uint64_t first, std::uint64_t rows) {
    TableWriter(file, table_group(table, analysis.granularity, place.rows), first)
        .write_part(place.value, rows, place.width);
  };
  write(kCohortsTable, place.first.cohorts, own.cohorts);
  write(kCohortCellsTable, place.first.cells, own.cells);
  write(kBaseTable, place.first.units, own.units);
}

void write_tables(const store::ColumnFileWriter& file, const cohorts::CohortAnalysis& analysis, const Place& place) {
  write_parts(file, analysis, place);
  const auto unit_name = [&](const auto& row) { return analysis.units[row.unit].name; };
  const auto state = [&](const auto& row) { return static_cast<std::uint8_t>(analysis.units[row.unit].observed); };
  const TableWriter cohorts(file, table_group(kCohortsTable, analysis.granularity, place.rows), place.first.cohorts);
  cohorts.write("cohort", column_of(analysis.cohorts, [](const auto& cohort) { return cohort.name; }));
  cohorts.write_fields(cohorts::cohort_fields(), analysis.with_margin, analysis.cohorts);
  const TableWriter cells(file, table_group(kCohortCellsTable, analysis.granularity, place.rows), place.first.cells);
  cells.write("cohort",
              column_of(analysis.cells, [&](const auto& cell) { return analysis.cohorts[cell.cohort].name; }));
  cells.write("period", column_of(analysis.cells, unit_name));
  cells.write("state", column_of(analysis.cells, state));
  cells.write("age", column_of(analysis.cells,
                               [](const auto& cell) { return static_cast<std::uint32_t>(cell.age.value_or(kNoAge)); }));
  cells.write_fields(cohorts::cell_fields(), analysis.with_margin, analysis.cells);
  const TableWriter base(file, table_group(kBaseTable, analysis.granularity, place.rows), place.first.units);
  base.write("period", column_of(analysis.base, unit_name));
  base.write("state", column_of(analysis.base, state));
  base.write("acquired_is_seen_first", column_of(analysis.base, [&](const auto& row) {
               return static_cast<std::uint8_t>(analysis.units[row.unit].seen_first);
             }));
  base.write_fields(cohorts::base_fields(), analysis.with_margin, analysis.base);
}

}  // namespace

std::string cohort_group(Granularity granularity) {
  return fmt::format("/cohort_{}", cohorts::granularity_name(granularity));
}

std::vector<ResultTable> cohort_tables(const ResultShape& shape, Granularity granularity) {
  const char* unit = cohorts::granularity_name(granularity);
  ResultTable cohorts{table_group(kCohortsTable, granularity),
                      fmt::format("Lens 3: cohorts by {}, so far", unit),
                      {name_column("cohort", "Unit of the first purchase ever, or earlier")}};
  add_fields(cohorts::cohort_fields(), shape.cohort_margins, cohorts);
  ResultTable cells{table_group(kCohortCellsTable, granularity),
                    fmt::format("Lens 3: each cohort in each {} from its own on", unit),
                    {name_column("cohort", "The cohort"),
                     name_column("period", "The unit"),
                     state_column(),
                     {"age",
                      element_type<std::uint32_t>(),
                      "calendar units",
                      "From the cohort's unit to this one; 4294967295 of the cohort `earlier`",
                      {}}}};
  add_fields(cohorts::cell_fields(), shape.cohort_margins, cells);
  ResultTable base{table_group(kBaseTable, granularity),
                   fmt::format("Lens 5: the whole base by {}", unit),
                   {name_column("period", "The unit"),
                    state_column(),
                    {"acquired_is_seen_first",
                     element_type<std::uint8_t>(),
                     "",
                     "Whether the unit begins before --acquired-from",
                     {"false", "true"}}}};
  add_fields(cohorts::base_fields(), shape.cohort_margins, base);
  return {std::move(cohorts), std::move(cells), std::move(base)};
}

std::vector<ResultTable> cohort_part_tables(const ResultShape& shape, Granularity granularity) {
  std::vector<ResultTable> tables = cohort_tables(shape, granularity);
  const std::array<const char*, 3> names = {kCohortsTable, kCohortCellsTable, kBaseTable};
  for (std::size_t i = 0; i < tables.size(); ++i) {
    tables[i].group = table_group(names[i], granularity, Rows::kByPart);
    tables[i].description += ", of each value of the profile's cohort_attribute";
    tables[i].columns.insert(tables[i].columns.begin(),
                             {kPartColumn,
                              store::text_type(width_of(shape.cohort_parts)),
                              "",
                              "Of the customers' first purchase; `other`: not listed, `none`: without one",
                              {}});
  }
  return tables;
}

void add_cohorts(const store::Layout& layout, ResultShape& shape) {
  for (const Granularity granularity : cohorts::kGranularities) {
    const std::string cells = table_group(kCohortCellsTable, granularity);
    if (!layout.has(cells + "/active")) continue;
    shape.cohorts.push_back(granularity);
    shape.cohort_margins = layout.has(cells + "/margin");
  }
}

std::vector<CohortExtent> extents_of(const std::vector<cohorts::CohortAnalysis>& analyses) {
  std::vector<CohortExtent> extents;
  for (const cohorts::CohortAnalysis& analysis : analyses) extents.push_back(extent_of_tables(analysis));
  return extents;
}

std::vector<CohortExtent> extents_of(const std::vector<CohortPart>& parts) {
  std::vector<CohortExtent> extents;
  for (const CohortPart& part : parts) {
    extents.resize(part.analyses.size());
    for (std::size_t g = 0; g < extents.size(); ++g) extents[g] += extent_of_tables(part.analyses[g]);
  }
  return extents;
}

void write_cohort_tables(const store::ColumnFileWriter& file, const AuditResult& result) {
  for (const cohorts::CohortAnalysis& analysis : result.cohorts) write_tables(file, analysis, {});
  const std::uint32_t width = width_of(result.cohort_settings.attribute.parts());
  std::vector<CohortExtent> first(result.cohorts.size());
  for (const CohortPart& part : result.cohort_parts)
    for (std::size_t g = 0; g < first.size(); ++g) {
      write_tables(file, part.analyses[g], {Rows::kByPart, first[g], part.value, width});
      first[g] += extent_of_tables(part.analyses[g]);
    }
}

}  // namespace spendlens::audit
