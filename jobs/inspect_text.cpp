#include "inspect_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "screen.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::jobs {

namespace {

std::string rows_text(std::uint64_t value) { return grouped_text(static_cast<int128>(value)); }

std::string share_text(double share) {
  return share <= 0 ? "" : share < 0.005 ? "<1 %" : fmt::format("{:.0f} %", 100 * share);
}

/// In so many characters at least; what is longer keeps its length.
std::string padded(const std::string& text, std::size_t width) {
  const std::string shown = readable(text, 40);
  const auto letters = static_cast<std::size_t>(std::count_if(
      shown.begin(), shown.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
  return shown + std::string(width > letters ? width - letters : 0, ' ');
}

void show_columns(const ingest::Inspection& log) {
  show("Columns:\n  {}{}{}{}{}\n", padded("name", 26), padded("read as", 16), padded("how sure", 10),
       padded("empty", 7), "what it holds");
  for (const ingest::InspectedColumn& column : log.columns) {
    std::string examples;
    for (const std::string& example : column.examples)
      examples += (examples.empty() ? "" : ", ") + readable(example, 24);
    show("  {}{}{}{}{}\n", padded(column.name.empty() ? "(no name)" : column.name, 26),
         padded(column.field.empty() ? "-" : column.field, 16), padded(ingest::name_of(column.certainty), 10),
         padded(share_text(column.share_empty), 7), column.holds + (examples.empty() ? "" : ": " + examples));
  }
}

void show_orders(const ingest::Trial& trial) {
  if (trial.orders.empty()) return;
  show("The first orders as import would store them (money out below 0):\n");
  for (const ingest::InspectedOrder& order : trial.orders) {
    std::string rest;
    if (!order.order_id.empty()) rest += "  order " + readable(order.order_id, 24);
    if (order.num_lines > 1) rest += fmt::format(" ({} lines)", order.num_lines);
    if (!order.merchant.empty()) rest += "  " + readable(order.merchant, 30);
    if (!order.category.empty()) rest += "  [" + readable(order.category, 24) + "]";
    show("  {}{}  {}{}\n", padded(order.customer_id, 20), order.timestamp,
         fmt::format("{:>14}", decimal_text(order.amount, 2)), rest);
  }
}

void show_trial(const ingest::Trial& trial) {
  if (!trial.fault.empty()) {
    show("Import would not read it: {}\n", trial.fault);
    return;
  }
  show_orders(trial);
  show("Of {} sampled rows {} would be rejected", rows_text(trial.rows_read), rows_text(trial.rows_rejected()));
  if (trial.rows_filtered > 0) show(", {} are left out", rows_text(trial.rows_filtered));
  show(".\n");
  for (const auto& [why, rows] : trial.rejected) {
    const auto example = trial.examples.find(why);
    show("  {}{}  {}\n", padded(why, 28), rows_text(rows),
         example == trial.examples.end() || example->second.empty() ? "" : "first: " + example->second);
  }
  if (trial.first_time.empty()) return;
  show("In the sample: {} to {}; money out {} in {} orders (purchases), money in {} in {} (refunds, income)\n",
       trial.first_time, trial.last_time, decimal_text(-trial.sum_out, 2), rows_text(trial.num_out),
       decimal_text(trial.sum_in, 2), rows_text(trial.num_in));
}

void show_lines(const std::string& text) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    show("{}\n", text.substr(begin, end - begin));
    begin = end + 1;
  }
}

void show_decisions(const ingest::Inspection& log) {
  if (log.decisions.empty()) return;
  show("To decide:\n");
  for (const ingest::Decision& decision : log.decisions)
    show("  - {}\n    taken: {}{}\n", decision.question, decision.taken,
         decision.instead.empty() ? "" : "; otherwise: " + decision.instead);
}

}  // namespace

std::string kind_text(const ingest::Inspection& log) {
  std::string text = log.kind;
  if (log.compression != "none") text += " in " + log.compression;
  if (log.kind != "CSV") return text;
  text += fmt::format(", {}, cut by {}, quotes: {}", log.encoding, log.delimiter, log.quoting);
  if (log.lines_before > 0)
    text += fmt::format(", {} lines before the {}", log.lines_before, log.has_header ? "header" : "rows");
  if (!log.has_header) text += ", no header";
  return text;
}

void show_inspection(const ingest::Inspection& log, const std::string& format) {
  std::string files = readable(log.paths.front(), 200);
  if (log.paths.size() > 1) files += fmt::format(" and {} more", log.paths.size() - 1);
  show("{}: {}\n", files, kind_text(log));
  show("{} bytes, {}{} rows{}\n", rows_text(log.bytes), log.is_whole ? "" : "about ", rows_text(log.rows_estimated),
       log.is_whole ? "" : fmt::format(", {} of them looked at", rows_text(log.rows_sampled)));
  if (!log.shipped_format.empty())
    show("It has the columns of the format {}: {}\n", log.shipped_format, log.proposal.description);
  show_columns(log);
  show_trial(log.trial);
  show_decisions(log);
  if (!format.empty()) show("Written as a format: {}\n", format);
  show("\n");
  if (!log.trial.fault.empty()) show("As far as it goes:\n");
  show_lines(ingest::import_command(log, format));
  show("\n");
}

}  // namespace spendlens::jobs
