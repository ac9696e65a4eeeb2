#include <fmt/format.h>

#include "report/export/export_writer.hpp"
#include "spendlens/audit/data_mart.hpp"
#include "spendlens/cohorts/calendar_units.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::report {

namespace {

UnitCalendar calendar_of(const std::string& by, FiscalYearStart start) {
  if (by == "week") return UnitCalendar::weeks();
  for (const Granularity granularity : cohorts::kGranularities)
    if (by == cohorts::granularity_name(granularity)) return UnitCalendar(granularity, start);
  throw UsageError(fmt::format("--by '{}' is none of week, month, quarter, year", by));
}

const std::vector<ExportedColumn>& mart_columns() {
  static const std::vector<ExportedColumn> columns = {
      {"customer_id", CellKind::kText},        {"period_start", CellKind::kDate},
      {"period_end", CellKind::kDate},         {"total_orders", CellKind::kUnsigned},
      {"total_spend", CellKind::kMoney},       {"total_margin", CellKind::kMoney},
      {"total_quantity", CellKind::kUnsigned}, {"last_transaction_ts", CellKind::kTimestamp},
      {"refund_count", CellKind::kUnsigned},   {"refund_total", CellKind::kMoney}};
  return columns;
}

/// Margin and quantity are null where the ledger has none.
void write_period(const rfm::PeriodAggregations& periods, std::uint64_t row, ledger::ColumnSet columns, RowText& to) {
  to.begin_row();
  to.text(periods.customer_id[row]);
  to.date(periods.period_start[row]);
  to.date(periods.period_end[row]);
  to.integer(std::uint64_t{periods.total_orders[row]});
  to.money(periods.total_spend[row]);
  if (columns.has(ledger::Column::kMargin))
    to.money(periods.total_margin[row]);
  else
    to.null();
  if (columns.has(ledger::Column::kQuantity))
    to.integer(periods.total_quantity[row]);
  else
    to.null();
  if (periods.last_transaction_ts[row] == kNoTimestamp)
    to.null();
  else
    to.timestamp(periods.last_transaction_ts[row]);
  to.integer(std::uint64_t{periods.refund_count[row]});
  to.money(periods.refund_total[row]);
  to.end_row();
}

}  // namespace

std::uint64_t export_periods(const ledger::Ledger& ledger, const ExportOptions& options) {
  const audit::Profile profile = audit::load_profile(options.profile.value_or("default"));
  audit::DataMartStream mart(ledger, profile, calendar_of(options.by.value_or("month"), profile.fiscal_year_start),
                             options.num_threads);
  ExportWriter writer(options, mart_columns());
  while (const rfm::PeriodAggregations* periods = mart.next()) {
    const std::uint64_t rows = periods->size();
    const std::uint64_t num_blocks = (rows + kExportBlock - 1) / kExportBlock;
    writer.blocks(num_blocks, [&](int, std::uint64_t block, RowText& to) {
      const ItemRange part = part_of(rows, block, num_blocks);
      for (std::uint64_t row = part.begin; row < part.end; ++row) write_period(*periods, row, ledger.columns(), to);
    });
  }
  return writer.finish();
}

}  // namespace spendlens::report
