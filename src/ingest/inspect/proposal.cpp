#include "ingest/inspect/proposal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ingest/inspect/unread_values.hpp"
#include "ingest/record/shell_words.hpp"
#include "ingest/record/fields.hpp"
#include "ingest/record/null_values.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

Proposal::Proposal(const Table& table, const Synonyms& synonyms, const TextLayout& layout, const std::string& encoding)
    : table_(table), synonyms_(synonyms), roles_(table, synonyms) {
  propose_layout(layout, encoding);
  propose_decimal();
  propose_times();
  propose_amounts();
  propose_amount_unit();
  decide_refunded();
  propose_customer();
  propose_orders();
  propose_texts();
  propose_sign();
  propose_conditions();
  propose_null_values();
  propose_ignored();
}

void Proposal::read(const char* field, Role role) {
  if (!roles_.has(role)) return;
  format_.options.column_choices[field] = {{name(role)}, false};
  set("columns");
}

void Proposal::decide(std::string question, std::string taken, std::string instead) {
  decisions_.push_back({std::move(question), std::move(taken), std::move(instead)});
}

void Proposal::decide_in_any_format(std::string question, std::string taken, std::string instead) {
  decide(std::move(question), std::move(taken), std::move(instead));
  decisions_.back().is_of_any_format = true;
}

void Proposal::propose_layout(const TextLayout& layout, const std::string& encoding) {
  ImportOptions& options = format_.options;
  options.delimiter = layout.dialect.delimiter;
  if (options.delimiter != ',') set("delimiter");
  options.escape = layout.dialect.escape;
  if (options.escape) set("escape");
  options.comment = layout.dialect.comment;
  if (options.comment) set("comment");
  options.has_header = layout.has_header;
  if (!layout.has_header) set("header");
  options.skip_lines = layout.skip_lines;
  if (layout.skip_lines > 0) set("skip_lines");
  options.encoding = encoding;
  if (encoding != "utf-8") set("encoding");
}

std::string Proposal::fault_of_missing(Role role, const char* plain) const {
  if (table_.rows.empty()) return "it has no row, so that nothing can be told of its columns but their names";
  const ColumnFacts* column = unread_column(table_, synonyms_, role);
  if (column == nullptr) return plain;
  const std::string& example = column->examples.front();
  return fmt::format("the values of '{}', such as '{}', are no {} that import can read{}", readable(column->name),
                     readable(example), role == Role::kTimestamp ? "dates" : "amounts",
                     role == Role::kTimestamp ? why_no_time(example) : why_no_amount(example));
}

/// One notation for all numbers of a log: what only the one can read decides.
void Proposal::propose_decimal() {
  std::size_t point = 0, comma = 0, three = 0;
  char mark = '.';
  const auto look = [&](const ColumnFacts& facts) {
    if (!facts.is_number()) return;
    point += facts.num_only_point;
    comma += facts.num_only_comma;
    three += facts.num_three_digits;
    if (facts.num_three_digits > 0 && !facts.examples.empty() && facts.examples.front().find(',') != std::string::npos)
      mark = ',';
  };
  for (const Role role : {Role::kAmount, Role::kDebit, Role::kCredit, Role::kUnitPrice})
    if (roles_.has(role)) look(roles_.facts(role));
  // Where money does not tell, other numbers do.
  if (point == comma)
    for (const ColumnFacts& facts : table_.columns) look(facts);
  is_comma_ = comma > point;
  if (comma + point == 0 && three > 0) {
    // 1.250 and nothing else: a fraction of exactly three digits everywhere is no money.
    is_comma_ = mark == '.';
    decide(fmt::format("Numbers have a {} with three digits behind it and nothing else: thousands, or a fraction?",
                       mark == '.' ? "point" : "comma"),
           "thousands", is_comma_ ? "--decimal point" : "--decimal comma");
  }
  if (!is_comma_) return;
  format_.options.decimal_comma = true;
  set("decimal");
}

void Proposal::propose_times() {
  if (other_kind() == "liabilities") roles_.drop(Role::kTimestamp);
  if (roles_.has(Role::kYear)) return propose_date_parts();
  if (!roles_.has(Role::kTimestamp)) {
    const std::string kind = other_kind();
    if (!kind.empty()) {
      fault_ =
          fmt::format("it seems to hold {0}, not transactions; give it with --{0} beside a file of transactions", kind);
      return;
    }
    fault_ = fault_of_missing(
        Role::kTimestamp,
        "no column holds dates that import can read; give the one that does with --column timestamp=NAME and its form with --timestamp-format");
    return;
  }
  read("timestamp", Role::kTimestamp);
  read("time", Role::kTime);
  const ColumnFacts& facts = roles_.facts(Role::kTimestamp);
  ImportOptions& options = format_.options;
  if (!facts.is_date() && may_be_days(table_, roles_.column(Role::kTimestamp))) {
    options.timestamp_formats = {"days:2000-01-01"};
    set("timestamp_format");
    decide(fmt::format("'{}' counts days, such as {}: from which date on?", readable(facts.name),
                       facts.examples.empty() ? "" : facts.examples.front()),
           "2000-01-01, the day 0", "--timestamp-format days:DATE");
    return;
  }
  if (facts.dates.share < 0.5 || (facts.dates.is_number && !facts.is_date())) {
    options.timestamp_formats = {"excel"};
    set("timestamp_format");
    decide(fmt::format("'{}' holds numbers such as {}: serial numbers of Excel?", readable(facts.name),
                       facts.examples.empty() ? "" : facts.examples.front()),
           "serial numbers of Excel", "another --timestamp-format");
    return;
  }
  options.timestamp_formats = facts.dates.forms.formats;
  if (options.timestamp_formats.front() != "auto") set("timestamp_format");
  options.date_order = facts.dates.forms.dates.order;
  if (options.date_order) set("date_order");
  options.two_digit_years_from = facts.dates.forms.dates.two_digit_years_from;
  if (options.two_digit_years_from) set("two_digit_years");
  if (facts.dates.may_be_turned) decide_day_or_month(facts.dates);
  decide_between_dates();
  decide_clock_and_zone();
}

void Proposal::propose_date_parts() {
  read("year", Role::kYear);
  read("month", Role::kMonth);
  read("time", Role::kTime);
  if (roles_.has(Role::kDay)) return read("day", Role::kDay);
  format_.options.constants["day"] = "1";
  set("constants");
  decide(fmt::format("There are '{}' and '{}', and no day: which of the month?", readable(name(Role::kYear)),
                     readable(name(Role::kMonth))),
         "the first", "another --constant day=N");
}

void Proposal::decide_day_or_month(const DateReading& dates) {
  const ColumnFacts& facts = roles_.facts(Role::kTimestamp);
  const bool is_day_first = dates.forms.dates.order == DateOrder::kDayMonthYear;
  decide(
      fmt::format("'{}' has dates such as {} in which day and month may be either way round (no number above 12 tells)",
                  readable(facts.name), facts.examples.empty() ? "" : facts.examples.front()),
      is_day_first ? "day first" : "month first", is_day_first ? "--date-order mdy" : "--date-order dmy");
}

void Proposal::decide_between_dates() {
  std::string others;
  std::string first;
  for (std::size_t column = 0; column < table_.columns.size(); ++column) {
    const ColumnFacts& facts = table_.columns[column];
    if (static_cast<int>(column) == roles_.column(Role::kTimestamp) || !facts.is_date() || facts.dates.is_number)
      continue;
    const std::string words = words_of_name(facts.name);
    if (words.find("birth") != std::string::npos || words.find("dob") != std::string::npos) continue;
    if (first.empty()) first = facts.name;
    others += (others.empty() ? "'" : ", '") + readable(facts.name) + "'";
  }
  if (others.empty()) return;
  decide(fmt::format("Which date counts? There is also {}", others), "'" + readable(name(Role::kTimestamp)) + "'",
         fmt::format("--column timestamp={}", shell_quoted(first)));
}

/// A clock that import cannot read, and the zone of times in a column of its own, are passed over.
void Proposal::decide_clock_and_zone() {
  const bool lacks_clock = !roles_.has(Role::kTime) && !roles_.facts(Role::kTimestamp).dates.has_clock;
  for (const ColumnFacts& facts : table_.columns) {
    if (facts.examples.empty()) continue;
    const std::string words = words_of_name(facts.name);
    if (lacks_clock && facts.is_number() && !facts.is_date() && synonyms_.score(Role::kTime, facts.name))
      decide(fmt::format("'{}', such as {}, is no clock that import reads (13:05 is): do days suffice?",
                         readable(facts.name), readable(facts.examples.front())),
             "days alone", "a query that makes clocks of it");
    if (words == "time zone" || words == "timezone" || words == "tz")
      decide(fmt::format("'{}', such as {}, is not read: import takes all times as of one zone", readable(facts.name),
                         readable(facts.examples.front())),
             "times as they stand", "--timezone with an IANA name such as America/Los_Angeles");
  }
}

/// What stands for nothing in columns that are read, beside what import knows by itself.
void Proposal::propose_null_values() {
  std::vector<std::string> values;
  for (const ColumnFacts& facts : table_.columns) {
    const bool is_read = std::any_of(format_.options.column_choices.begin(), format_.options.column_choices.end(),
                                     [&](const auto& choice) { return choice.second.names.front() == facts.name; });
    for (const auto& [value, count] : facts.null_like)
      if (is_read && std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
  }
  if (values.empty()) return;
  for (const char* usual : usual_null_values()) values.emplace_back(usual);
  format_.options.null_values = values;
  set("null_values");
}

/// Import reads a column that has a field's own name; what cannot be read so, or is not meant, must be told.
void Proposal::propose_ignored() {
  ImportOptions& options = format_.options;
  if (table_.rows.empty()) return;
  for (std::size_t field = 0; field < kFirstNamedField; ++field) {
    const std::string key = kFieldNames[field];
    const auto role = std::find(kRoleNames.begin(), kRoleNames.end(), key);
    const bool is_needed = key == "customer_id" || key == "timestamp";
    if (is_needed || role == kRoleNames.end() || options.column_choices.contains(key) ||
        options.constants.contains(key))
      continue;
    const bool is_harmless = key != "amount" && key != "order_id" && key != "transaction_id";
    for (const ColumnFacts& facts : table_.columns) {
      if (in_lower_case(facts.name) != key) continue;
      if (is_harmless && roles_.fits(static_cast<Role>(role - kRoleNames.begin()), facts)) continue;
      if (key == "amount" && options.columns.contains("debit")) continue;
      // Without another amount import's own word on this one is worth more than that there is none.
      if (key == "amount" && !options.column_choices.contains("unit_price")) continue;
      options.ignored_columns.push_back(facts.name);
      set("ignore");
    }
  }
}

/// Of files that go beside one of transactions.
std::string Proposal::other_kind() const {
  const auto has_words = [&](std::string_view words) {
    return std::any_of(table_.names.begin(), table_.names.end(),
                       [&](const std::string& one) { return words_of_name(one).find(words) == 0; });
  };
  if (has_words("liability type") || has_words("aprs")) return "liabilities";
  return has_words("account id") && has_words("subtype") ? "accounts" : "";
}

bool prefers_day_first(const Table& table, char delimiter) {
  if (delimiter == ';') return true;
  for (const std::string& name : table.names) {
    const std::string words = " " + words_of_name(name) + " ";
    for (const char* word : {"datum", "fecha",   "betrag",     "montant", "importe", "libellé",   "libelle",
                             "kunde", "buchung", "cliente",    "valuta",  "importo", "bedrag",    "saldo",
                             "solde", "produto", "quantidade", "menge",   "anzahl",  "narration", "withdrawal amt"})
      if (words.find(std::string(" ") + word) != std::string::npos) return true;
    for (const char c : name)
      if (static_cast<unsigned char>(c) >= 0x80) return true;
  }
  return false;
}

}  // namespace spendlens::ingest
