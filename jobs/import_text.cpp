#include "import_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "screen.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::jobs {

namespace {

void show_rejects(const ingest::ImportReport& report, ingest::RecordKind kind, const ledger::RecordCounts& counts) {
  for (const auto& [reason, rows] : counts.rejected) {
    show("  rejected {:<30}{:>14}\n", reason, count(rows));
    for (const ingest::RejectSample& sample : report.samples)
      if (sample.kind == kind && sample.reason == reason)
        show("    {}{}line {}{}\n", sample.file, sample.file.empty() ? "" : ", ", sample.line,
             sample.detail.empty() ? "" : ": " + sample.detail);
    if (rows > 10) show("    and {} more\n", count(rows - 10));
  }
}

/// " + N filtered", where some were.
std::string filtered_text(const ledger::RecordCounts& counts) {
  return counts.rows_filtered == 0 ? std::string() : " + " + count(counts.rows_filtered) + " filtered";
}

void show_snapshot(const ingest::ImportReport& report, const ingest::ImportOptions& options) {
  const auto show_kind = [&](const char* name, ingest::RecordKind kind, const ledger::RecordCounts& counts) {
    show("{}: {} rows read = {} stored{} + {} rejected{}\n", name, count(counts.rows_read), count(counts.rows_stored),
         counts.lines_folded == 0 ? std::string() : " + " + count(counts.lines_folded) + " folded",
         count(counts.rows_rejected()), filtered_text(counts));
    show_rejects(report, kind, counts);
  };
  show_kind("Accounts", ingest::RecordKind::kAccounts, report.counts.accounts);
  if (report.num_joint_accounts > 0)
    show("Joint accounts: {} of these rows name a further customer; an account counts for the first one\n",
         count(report.num_joint_accounts));
  if (!options.liabilities.empty())
    show_kind("Liabilities", ingest::RecordKind::kLiabilities, report.counts.liabilities);
}

void show_customers(const ingest::ImportReport& report) {
  const ledger::RecordCounts& counts = report.counts.customers;
  show("Customers: {} rows read = {} stored + {} rejected{}; attributes {}\n", count(counts.rows_read),
       count(counts.rows_stored), count(counts.rows_rejected()), filtered_text(counts),
       fmt::format("{}", fmt::join(report.attributes, ", ")));
  show_rejects(report, ingest::RecordKind::kCustomers, counts);
}

std::string sum_text(int128 minor) { return decimal_text(minor, 2); }

void show_signs(const ingest::RowsBySign& rows) {
  show("Money out: {} orders, {} (purchases). Money in: {} orders, {} (refunds, income). Zero: {} orders\n",
       count(rows.num_out), sum_text(-rows.sum_out), count(rows.num_in), sum_text(rows.sum_in), count(rows.num_zero));
}

}  // namespace

void show_import(const ingest::ImportReport& report, const ingest::ImportOptions& options) {
  const bool is_directed = !options.directions.empty();
  if (is_directed || options.columns.contains("debit"))
    show("Amounts: {}\n",
         is_directed ? "by direction (a debit is stored below 0)" : "debit and credit (a debit is stored below 0)");
  else
    show("Amounts: {}\n", options.spend_positive ? "spend-positive (a purchase is above 0; stored with the sign turned)"
                                                 : "spend-negative (money out is below 0; stored as given)");
  show("{} rows read = {} stored + {} lines folded + {} rejected{}\n", count(report.counts.rows_read),
       count(report.counts.rows_stored), count(report.counts.lines_folded), count(report.counts.rows_rejected()),
       filtered_text(report.counts));
  show_rejects(report, ingest::RecordKind::kTransactions, report.counts);
  if (!report.too_many_rejected)
    for (const std::string& hint : report.hints) show("Hint: {}\n", hint);
  if (report.has_snapshot) show_snapshot(report, options);
  if (!report.attributes.empty()) show_customers(report);
  if (!report.rejects_paths.empty()) show("Rejected rows: {}\n", report.rejects_paths);
  if (!report.ignored_columns.empty()) show("Columns not used: {}\n", report.ignored_columns);
  if (report.too_many_rejected) return;
  if (!report.replaced.empty()) show("Replaced {}\n", report.replaced);
  show("Segment {}: {} customers, {} orders", report.segment_path, count(report.num_customers),
       count(report.counts.rows_stored));
  if (report.has_snapshot)
    show(", {} accounts, {} liabilities", count(report.counts.accounts.rows_stored),
         count(report.counts.liabilities.rows_stored));
  if (report.first_day) show(", {} to {}", date_text(*report.first_day), date_text(*report.last_day));
  show("\n");
  if (report.counts.rows_stored > 0) show_signs(report.by_sign);
  if (report.num_merchant_texts > report.num_merchants)
    show("Merchants: {} texts are {} payees; spendlens info {} --merges 20 lists those that join most\n",
         count(report.num_merchant_texts), count(report.num_merchants), options.ledger);
}

std::string rejected_text(const ingest::ImportReport& report, const ingest::ImportOptions& options) {
  std::uint64_t read = 0;
  std::uint64_t rejected = 0;
  for (const ledger::RecordCounts& counts : {static_cast<ledger::RecordCounts>(report.counts), report.counts.accounts,
                                             report.counts.liabilities, report.counts.customers}) {
    read += counts.rows_read;
    rejected += counts.rows_rejected();
  }
  const auto not_utf8 = report.counts.rejected.find("invalid_utf8");
  const std::string hint =
      options.encoding != "utf-8" || not_utf8 == report.counts.rejected.end()
          ? ""
          : fmt::format("; {} are no UTF-8: try --encoding cp1252 or another", count(not_utf8->second));
  return fmt::format(
      "{} of {} rows were rejected and nothing was imported{}{}; see {}, or allow them with --max-rejected{}",
      count(rejected), count(read), report.hints.empty() ? "" : "; ", fmt::join(report.hints, "; "),
      fmt::join(report.rejects_paths, ", "), hint);
}

}  // namespace spendlens::jobs
