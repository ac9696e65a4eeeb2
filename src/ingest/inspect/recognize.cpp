#include "ingest/inspect/recognize.hpp"

#include <algorithm>
#include <span>

#include "ingest/record/fields.hpp"
#include "spendlens/core/ascii.hpp"

namespace spendlens::ingest {

namespace {

constexpr const char* kLayoutKeys[] = {"delimiter", "escape", "comment", "header", "skip_lines", "encoding", "decimal"};
constexpr const char* kTimeKeys[] = {"timestamp_format", "date_order", "two_digit_years"};

bool has_all(const std::vector<std::string>& names, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& one) { return in_lower_case(one) == in_lower_case(name); });
  });
}

/// The proposal's options of those keys, as a command line would give them.
ImportFormat only(const ImportFormat& proposal, std::span<const char* const> keys) {
  ImportFormat some;
  for (const char* key : keys)
    if (proposal.given.contains(key)) some.given.insert(key);
  const ImportOptions& from = proposal.options;
  ImportOptions& to = some.options;
  to.delimiter = from.delimiter;
  to.escape = from.escape;
  to.comment = from.comment;
  to.has_header = from.has_header;
  to.skip_lines = from.skip_lines;
  to.encoding = from.encoding;
  to.decimal_comma = from.decimal_comma;
  if (std::any_of(std::begin(kTimeKeys), std::end(kTimeKeys),
                  [&](const char* key) { return some.given.contains(key); })) {
    to.timestamp_formats = from.timestamp_formats;
    to.date_order = from.date_order;
    to.two_digit_years_from = from.two_digit_years_from;
  }
  return some;
}

std::uint64_t bad_times(const Trial& trial) {
  const auto found = trial.rejected.find("invalid_timestamp");
  return found == trial.rejected.end() ? 0 : found->second;
}

/// The format laid under what the file itself needs.
ImportFormat completed(const ImportFormat& format, const ImportFormat& beside) {
  ImportFormat whole = beside;
  complete_by_format(format, beside.given, whole.options);
  whole.name = format.name;
  whole.description = format.description;
  whole.given.insert(format.given.begin(), format.given.end());
  return whole;
}

bool is_of_dates(const Decision& decision) { return decision.instead.find("--date-order") != std::string::npos; }

/// What is known of the log's dates beyond what the format says: another order, by values or by the order of rows.
bool needs_own_times(const Inspection& inspection, const ImportFormat& format, const Trial& by_format) {
  const auto& decisions = inspection.decisions;
  const bool is_open = std::any_of(decisions.begin(), decisions.end(), is_of_dates);
  const auto& order = inspection.proposal.options.date_order;
  return bad_times(by_format) > bad_times(inspection.trial) ||
         (!is_open && order && format.options.date_order && order != format.options.date_order);
}

/// What the format decides is no question any more; which of day and month comes first still is.
void keep_decisions(Inspection& inspection) {
  std::erase_if(inspection.decisions,
                [](const Decision& decision) { return !is_of_dates(decision) && !decision.is_of_any_format; });
  const auto& order = inspection.proposal.options.date_order;
  for (Decision& decision : inspection.decisions) {
    if (!is_of_dates(decision)) continue;
    const bool is_month_first = order == DateOrder::kMonthDayYear;
    decision.taken = is_month_first ? "month first, as the format says" : "day first, as the format says";
    decision.instead = is_month_first ? "--date-order dmy" : "--date-order mdy";
  }
}

}  // namespace

void round_where_needed(LogSample& sample, Inspection& inspection) {
  const bool is_needed =
      std::any_of(inspection.trial.examples.begin(), inspection.trial.examples.end(), [](const auto& example) {
        return example.second.find("--round-amounts") != std::string::npos ||
               example.second.find("not a cent") != std::string::npos;
      });
  if (!is_needed) return;
  inspection.proposal.options.round_amounts = true;
  inspection.proposal.given.insert("round_amounts");
  render_again(sample, inspection.proposal.options);
  inspection.trial = try_import(sample.rows(), inspection.proposal.options);
  inspection.decisions.push_back(
      {"Amounts are floats that are no whole cents", "rounded to cents", "no --round-amounts"});
}

void recognize_format(const LogSample& sample, Inspection& inspection) {
  for (const ShippedFormat& shipped : shipped_formats()) {
    const ImportFormat format = parse_format(shipped.text, shipped.name);
    if (std::none_of(format.recognized_by.begin(), format.recognized_by.end(),
                     [&](const auto& header) { return has_all(sample.names, header); }))
      continue;
    ImportFormat beside = only(inspection.proposal, kLayoutKeys);
    Trial trial = try_import(sample.rows(), completed(format, beside).options);
    if (trial.fault.empty() && needs_own_times(inspection, format, trial)) {
      std::vector<const char*> keys(std::begin(kLayoutKeys), std::end(kLayoutKeys));
      keys.insert(keys.end(), std::begin(kTimeKeys), std::end(kTimeKeys));
      beside = only(inspection.proposal, keys);
      trial = try_import(sample.rows(), completed(format, beside).options);
    }
    const bool is_better =
        inspection.trial.fault.empty() ? trial.rows_rejected() <= inspection.trial.rows_rejected() : true;
    if (!trial.fault.empty() || !is_better) continue;
    inspection.shipped_format = shipped.name;
    inspection.trial = std::move(trial);
    inspection.proposal = completed(format, beside);
    inspection.beside_format = beside.given;
    keep_decisions(inspection);
    return;
  }
}

}  // namespace spendlens::ingest
