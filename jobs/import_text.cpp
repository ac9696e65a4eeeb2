#include "import_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "spendlens/core/money.hpp"

namespace spendlens::jobs {

namespace {

std::string count(std::uint64_t value) { return grouped_text(static_cast<int128>(value)); }

void show_rejects(const ingest::ImportReport& report, ingest::RecordKind kind, const ledger::RecordCounts& counts) {
  for (const auto& [reason, rows] : counts.rejected) {
    fmt::print("  rejected {:<30}{:>14}\n", reason, count(rows));
    for (const ingest::RejectSample& sample : report.samples)
      if (sample.kind == kind && sample.reason == reason)
        fmt::print("    {}{}line {}{}\n", sample.file, sample.file.empty() ? "" : ", ", sample.line, sample.detail.empty() ? "" : ": " + sample.detail);
    if (rows > 10) fmt::print("    and {} more\n", count(rows - 10));
  }
}

void show_snapshot(const ingest::ImportReport& report, const ingest::ImportOptions& options) {
  const auto show_kind = [&](const char* name, ingest::RecordKind kind, const ledger::RecordCounts& counts) {
    fmt::print("{}: {} rows read = {} stored + {} rejected\n", name, count(counts.rows_read), count(counts.rows_stored), count(counts.rows_rejected()));
    show_rejects(report, kind, counts);
  };
  show_kind("Accounts", ingest::RecordKind::kAccounts, report.counts.accounts);
  if (!options.liabilities.empty()) show_kind("Liabilities", ingest::RecordKind::kLiabilities, report.counts.liabilities);
}

}  // namespace

void show_import(const ingest::ImportReport& report, const ingest::ImportOptions& options) {
  fmt::print("Amounts: {}\n", options.spend_positive ? "spend-positive (a purchase is above 0; stored with the sign turned)"
                                                     : "spend-negative (money out is below 0; stored as given)");
  fmt::print("{} rows read = {} stored + {} lines folded + {} rejected\n", count(report.counts.rows_read), count(report.counts.rows_stored),
             count(report.counts.lines_folded), count(report.counts.rows_rejected()));
  show_rejects(report, ingest::RecordKind::kTransactions, report.counts);
  if (report.has_snapshot) show_snapshot(report, options);
  if (!report.rejects_paths.empty()) fmt::print("Rejected rows: {}\n", fmt::join(report.rejects_paths, ", "));
  if (!report.ignored_columns.empty()) fmt::print("Columns not used: {}\n", fmt::join(report.ignored_columns, ", "));
  if (report.too_many_rejected) return;
  if (!report.replaced.empty()) fmt::print("Replaced {}\n", report.replaced);
  fmt::print("Segment {}: {} customers, {} orders", report.segment_path, count(report.num_customers), count(report.counts.rows_stored));
  if (report.has_snapshot)
    fmt::print(", {} accounts, {} liabilities", count(report.counts.accounts.rows_stored), count(report.counts.liabilities.rows_stored));
  if (report.first_day) fmt::print(", {} to {}", date_text(*report.first_day), date_text(*report.last_day));
  fmt::print("\n");
}

std::string rejected_text(const ingest::ImportReport& report) {
  std::uint64_t read = 0;
  std::uint64_t rejected = 0;
  for (const ledger::RecordCounts& counts : {static_cast<ledger::RecordCounts>(report.counts), report.counts.accounts, report.counts.liabilities}) {
    read += counts.rows_read;
    rejected += counts.rows_rejected();
  }
  return fmt::format("{} of {} rows were rejected and nothing was imported; see {}, or allow them with --max-rejected", count(rejected),
                     count(read), fmt::join(report.rejects_paths, ", "));
}

}  // namespace spendlens::jobs
