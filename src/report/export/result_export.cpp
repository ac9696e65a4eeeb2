#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "report/export/changed_export.hpp"
#include "report/export/export_writer.hpp"
#include "report/export/export_columns.hpp"
#include "spendlens/audit/breakdown_tables.hpp"
#include "spendlens/audit/clv_tables.hpp"
#include "spendlens/audit/cohort_tables.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/audit/result_summary.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::report {

namespace {

constexpr const char* kStreamTable = "streams";

/// In the order of audit::cohort_tables().
constexpr std::array<const char*, 3> kCohortTables = {"cohorts", "cohort-cells", "base"};

/// Where the streams say whose they are.
std::string stream_rows() { return std::string(audit::kStreamGroup) + "/" + audit::kCustomerRowColumn; }

/// "/rfm_compare" is exported as rfm-compare, "/signals/6m" as signals-6m.
std::string export_name(const std::string& group) {
  std::string name = group.substr(1);
  std::replace(name.begin(), name.end(), '_', '-');
  std::replace(name.begin(), name.end(), '/', '-');
  return group == audit::kStreamGroup ? kStreamTable : name;
}

/// One export: which columns of the result, over how many rows.
class ResultExport {
 public:
  ResultExport(const store::ColumnFileReader& file, const ExportOptions& options)
      : file_(file), options_(options), shape_(audit::read_shape(file)), tables_(audit::customer_tables(shape_)) {}

  /// The table as one side of a comparison, where its rows are customers.
  CustomerTable customer_table() {
    if (options_.table == kStreamTable || small_table())
      throw UsageError(
          fmt::format("--changed-since is of tables whose rows are customers, and {} is none", options_.table));
    CustomerTable table{file_, columns_of_all_threads(), 0, recency_path()};
    for (const Where& where : options_.where) check_filter(table.columns.front(), where);
    table.num_shown = num_shown_;
    return table;
  }

  std::uint64_t run() {
    const std::vector<Columns> columns_of_threads = columns_of_all_threads();
    const Columns& columns = columns_of_threads.front();
    for (const Where& where : options_.where) check_filter(columns, where);
    std::vector<ExportedColumn> exported;
    for (const auto& column : columns) exported.emplace_back(column->name(), column->kind());
    ExportWriter writer(options_, exported, num_shown_);
    const std::string recency = recency_path();
    const bool buyers_only = !recency.empty();
    writer.blocks((num_rows_ + kExportBlock - 1) / kExportBlock, [&](int thread, std::uint64_t block, RowText& rows) {
      const std::uint64_t first = block * kExportBlock;
      const std::uint64_t count = std::min(kExportBlock, num_rows_ - first);
      std::vector<std::uint32_t> recency_days(buyers_only ? count : 0);
      if (buyers_only) file_.read(recency, first, std::span(recency_days));
      const Columns& own = columns_of_threads[static_cast<std::size_t>(thread)];
      for (const auto& column : own) column->load(first, count);
      for (std::uint64_t row = 0; row < count; ++row) {
        // Customers without a purchase in the period have no recency.
        if (buyers_only && recency_days[row] == std::numeric_limits<std::uint32_t>::max()) continue;
        rows.begin_row();
        for (const auto& column : own) column->append(row, rows);
        rows.end_row();
      }
    });
    return writer.finish();
  }

 private:
  /// The column that tells who has no purchase in the period, where the table leaves these out: /rfm and /rfm_compare.
  [[nodiscard]] std::string recency_path() const {
    for (const audit::PeriodRole role : audit::kPeriodRoles)
      if (options_.table == export_name(audit::rfm_group(role)))
        return std::string(audit::rfm_group(role)) + "/" + audit::kRecencyColumn;
    return {};
  }

  using Columns = std::vector<std::unique_ptr<ExportColumn>>;

  /// A column holds what it has loaded, so each thread has its own.
  [[nodiscard]] std::vector<Columns> columns_of_all_threads() {
    std::vector<Columns> all;
    for (int thread = 0; thread < options_.num_threads; ++thread) {
      columns_.clear();
      choose_columns();
      num_shown_ = columns_.size();
      for (const Where& where : options_.where) add_filter(where.column);
      all.push_back(std::move(columns_));
    }
    return all;
  }

  [[noreturn]] void refuse_table() const {
    std::vector<std::string> names;
    for (const audit::ResultTable& table : tables_)
      if (table.group != audit::kCustomerGroup) names.push_back(export_name(table.group));
    if (file_.layout().has(stream_rows())) names.emplace_back(kStreamTable);
    for (const Granularity granularity : shape_.cohorts)
      for (const char* table : kCohortTables)
        names.push_back(fmt::format("{}-{}", table, cohorts::granularity_name(granularity)));
    if (!shape_.cohort_parts.empty())
      for (const Granularity granularity : shape_.cohorts)
        for (const audit::ResultTable& table : audit::cohort_part_tables(shape_, granularity))
          names.push_back(export_name(table.group));
    if (!shape_.clv_horizons.empty())
      for (const audit::ResultTable& table : audit::clv_tables()) names.push_back(export_name(table.group));
    for (const audit::ResultTable& table : audit::breakdown_tables(shape_)) names.push_back(export_name(table.group));
    throw InputError(fmt::format(
        "{} holds no table {}, but {}; an audit with a fuller --detail or other windows holds more", file_.path(),
        options_.table, names.empty() ? "none of customers" : fmt::format("{}", fmt::join(names, ", "))));
  }

  /// The table that is asked for, where its rows are no customers: "cohorts", of the finest calendar unit that there
  /// is, or "cohorts-year"; "clv-fit", "by".
  [[nodiscard]] std::optional<audit::ResultTable> small_table() const {
    if (!shape_.clv_horizons.empty())
      for (const audit::ResultTable& table : audit::clv_tables())
        if (options_.table == export_name(table.group)) return table;
    for (const audit::ResultTable& table : audit::breakdown_tables(shape_))
      if (options_.table == export_name(table.group)) return table;
    for (const Granularity granularity : shape_.cohorts) {
      std::vector<audit::ResultTable> tables = audit::cohort_tables(shape_, granularity);
      for (std::size_t i = 0; i < kCohortTables.size(); ++i) {
        const std::string name = kCohortTables[i];
        if (options_.table == name || options_.table == name + "-" + cohorts::granularity_name(granularity))
          return std::move(tables[i]);
      }
      if (shape_.cohort_parts.empty()) continue;
      for (audit::ResultTable& table : audit::cohort_part_tables(shape_, granularity)) {
        const std::string name = export_name(table.group);  // cohorts-by-attribute-month
        if (options_.table == name || options_.table == name.substr(0, name.rfind('-'))) return std::move(table);
      }
    }
    return std::nullopt;
  }

  void choose_columns() {
    if (options_.table == kStreamTable) return choose_streams();
    if (const auto table = small_table()) {
      num_rows_ = file_.layout().at(table->group + "/" + table->columns.front().name).length;
      return add_columns(*table);
    }
    const auto table = std::find_if(tables_.begin(), tables_.end(),
                                    [this](const auto& t) { return export_name(t.group) == options_.table; });
    if (table == tables_.end() || table->group == audit::kCustomerGroup) refuse_table();
    num_rows_ = file_.layout().at(audit::kCustomerId.path()).length;
    columns_.push_back(text_column(file_, audit::kCustomerId.path(), audit::kCustomerId.name));
    add_columns(*table);
  }

  void choose_streams() {
    if (!file_.layout().has(stream_rows())) refuse_table();
    const audit::ResultTable table = audit::stream_table(shape_);
    num_rows_ = file_.layout().at(stream_rows()).length;
    add_columns(table);
  }

  void add_columns(const audit::ResultTable& table) {
    bool has_conditions = false;
    for (const audit::ResultColumn& column : table.columns) {
      const std::string path = table.group + "/" + column.name;
      switch (column.content) {
        case audit::ResultContent::kCustomerRow:
          columns_.push_back(
              dictionary_column(file_, path, text_column(file_, audit::kCustomerId.path(), audit::kCustomerId.name)));
          break;
        case audit::ResultContent::kMerchantRow:
          columns_.push_back(
              dictionary_column(file_, path, text_column(file_, audit::kMerchantName.path(), column.name)));
          break;
        case audit::ResultContent::kPersonaMask:
          columns_.push_back(qualifying(path, shape_.registry));
          break;
        case audit::ResultContent::kSegmentMask:
          columns_.push_back(qualifying(path, shape_.segments));
          break;
        case audit::ResultContent::kConditionMask:
          if (!has_conditions) columns_.push_back(conditions(table.group));
          has_conditions = true;  // the further words of the mask are in it
          break;
        case audit::ResultContent::kCohort:
          columns_.push_back(cohort_column(file_, path, granularity_of(table.group), column.name));
          break;
        case audit::ResultContent::kValue:
          columns_.push_back(plain_column(file_, table.group, column));
      }
    }
  }

  [[nodiscard]] std::unique_ptr<ExportColumn> qualifying(const std::string& mask,
                                                         const personas::Registry& registry) const {
    std::vector<std::string> ids;
    for (const personas::Persona& persona : registry.personas) ids.push_back(persona.id);
    return mask_column(file_, {mask}, std::move(ids), " ", "qualifying");
  }

  [[nodiscard]] std::unique_ptr<ExportColumn> conditions(const std::string& group) const {
    std::vector<std::string> masks;
    for (std::size_t word = 0; word < shape_.registry.num_condition_words(); ++word)
      masks.push_back(group + "/" + audit::condition_mask_name(word));
    std::vector<std::string> names;
    const auto texts = audit::condition_texts(shape_.registry);
    for (const personas::Persona& persona : shape_.registry.personas)
      for (std::size_t i = 0; i < persona.conditions.size(); ++i)
        names.push_back(persona.id + ": " + texts[names.size()]);
    return mask_column(file_, std::move(masks), std::move(names), "; ", "conditions_held");
  }

  /// Of a table with the cohorts of customers.
  [[nodiscard]] Granularity granularity_of(const std::string& group) const {
    for (const Granularity granularity : shape_.cohorts)
      if (group == audit::cohort_group(granularity)) return granularity;
    throw InternalError("no table of cohorts: " + group);
  }

  /// The window of a table of personas.
  [[nodiscard]] std::optional<signals::Window> window_of(const std::string& group) const {
    if (shape_.with_personas)
      for (const signals::Window& window : shape_.windows())
        if (group == audit::personas_group(window)) return window;
    return std::nullopt;
  }

  /// A filter's column where the table does not have it: one of rfm, lens2 or segments, `cohort_month`, or `persona` (of
  /// the main window) or `persona_12m`, of the customer.
  void add_filter(const std::string& name) {
    if (std::any_of(columns_.begin(), columns_.end(), [&name](const auto& column) { return column->name() == name; }))
      return;
    if (small_table()) return;  // its rows are no customers
    std::unique_ptr<ExportColumn> column;
    const std::string persona = audit::kPersonaColumn;
    const std::vector<signals::Window> windows = shape_.windows();
    for (const audit::ResultTable& table : tables_) {
      const auto window = window_of(table.group);
      const bool is_main = window && *window == windows[audit::main_window(windows)];
      for (const audit::ResultColumn& candidate : table.columns) {
        const bool of_customer = (table.group == audit::rfm_group(audit::PeriodRole::kPeriod) ||
                                  table.group == audit::kLens2Group || table.group == audit::kSegmentsGroup) &&
                                 candidate.content == audit::ResultContent::kValue && candidate.name == name;
        const bool of_persona = window && candidate.name == persona &&
                                ((is_main && name == persona) || name == fmt::format("{}_{}", persona, window->name()));
        if (!column && candidate.content == audit::ResultContent::kCohort && "/" + name == table.group)
          column = cohort_column(file_, table.group + "/" + candidate.name, granularity_of(table.group), name);
        if (!column && (of_customer || of_persona)) column = plain_column(file_, table.group, candidate, name);
      }
    }
    if (!column) return;  // the writer says so
    if (options_.table == kStreamTable) column = dictionary_column(file_, stream_rows(), std::move(column));
    columns_.push_back(std::move(column));
  }

  /// A value that an enumeration does not have would match nothing. An empty value is null.
  static void check_filter(const Columns& columns, const Where& where) {
    for (const auto& column : columns) {
      const auto texts = column->possible_texts();
      if (column->name() != where.column || texts.empty() || where.value.empty()) continue;
      if (std::find(texts.begin(), texts.end(), where.value) == texts.end())
        throw UsageError(fmt::format("--where {}={}: {} is one of {}", where.column, where.value, where.column,
                                     fmt::join(texts, ", ")));
    }
  }

  const store::ColumnFileReader& file_;
  const ExportOptions& options_;
  audit::ResultShape shape_;
  std::vector<audit::ResultTable> tables_;
  Columns columns_;
  std::size_t num_shown_ = 0;
  std::uint64_t num_rows_ = 0;
};

}  // namespace

std::uint64_t export_result(const ExportOptions& options) {
  const store::ColumnFileReader file(options.audit + "/audit.h5");
  static_cast<void>(audit::read_result_summary(options.audit));
  if (!options.changed_since) return ResultExport(file, options).run();
  const store::ColumnFileReader earlier(*options.changed_since + "/audit.h5");
  static_cast<void>(audit::read_result_summary(*options.changed_since));
  ResultExport before(earlier, options);
  ResultExport now(file, options);
  return export_changes(options, before.customer_table(), now.customer_table());
}

}  // namespace spendlens::report
