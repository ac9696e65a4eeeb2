#include "ingest/record/fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

/// Names that a message lists; a file that is no log at all may seem to have any number.
constexpr std::size_t kMaxNames = 100;

const std::string kDimensionKey = "dimension.";

std::string without_blanks(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string()
                                         : std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

/// As the header spells it or, where it has no such name, in any case. `header` without blanks.
int find_column(const std::string& file, const std::vector<std::string>& header, const std::string& given) {
  const std::string name = without_blanks(given);
  if (name.empty()) return -1;
  for (const bool any_case : {false, true}) {
    const std::string looked_for = any_case ? in_lower_case(name) : name;
    int found = -1;
    for (std::size_t i = 0; i < header.size(); ++i) {
      if ((any_case ? in_lower_case(header[i]) : header[i]) != looked_for) continue;
      if (found >= 0)
        throw InputError(fmt::format("{}: column '{}' stands twice in the header{}", file, name,
                                     any_case ? ", in other cases; name one as it is written" : ""));
      found = static_cast<int>(i);
    }
    if (found >= 0) return found;
  }
  return -1;
}

std::string names_text(const std::vector<std::string>& header) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(header.size(), kMaxNames); ++i) names.push_back(readable(header[i]));
  const std::string text = fmt::format("{}", fmt::join(names, ", "));
  return header.size() > kMaxNames ? fmt::format("{} and {} more", text, header.size() - kMaxNames) : text;
}

/// The option that is probably wanting where a header is one name alone.
std::string hint_of(const std::vector<std::string>& header) {
  if (header.size() != 1) return {};
  if (in_lower_case(header[0]).starts_with("sep=")) {
    const std::string delimiter =
        header[0].size() == 4 ? "" : fmt::format(" --delimiter '{}'", readable(header[0].substr(4, 1)));
    return "; its first line tells the delimiter: try --skip-lines 1" + delimiter;
  }
  for (const char delimiter : {';', '\t', '|', ','})
    if (header[0].find(delimiter) != std::string::npos)
      return fmt::format("; try --delimiter {}",
                         delimiter == '\t' ? std::string("tab") : fmt::format("'{}'", delimiter));
  return {};
}

[[noreturn]] void miss(const std::string& file, const std::vector<std::string>& header, const std::string& name,
                       const std::string& key) {
  std::string option = fmt::format("--column {}=", key);
  if (key == "debit" || key == "credit") option = fmt::format("--{} ", key);
  if (const auto dimension = name_in_key(RecordKind::kTransactions, key))
    option = fmt::format("--dimension {}=", *dimension);
  if (const auto attribute = name_in_key(RecordKind::kCustomers, key))
    option = fmt::format("--attribute {}=", *attribute);
  throw InputError(fmt::format("{}: no column '{}'; the file has {}; name the one that holds it, as {}NAME{}", file,
                               name, names_text(header), option, hint_of(header)));
}

/// Whose rows they are is said in one of several ways.
[[noreturn]] void miss_customers(const std::string& file, const std::vector<std::string>& header, bool has_accounts) {
  throw InputError(fmt::format(
      "{}: no column 'customer_id'; the file has {}; name the one that holds it, as --column customer_id=NAME{}{}",
      file, names_text(header),
      has_accounts ? ", or give the accounts with --accounts FILE: a row is its account's customer's then"
                   : "; what is one person's has none: then --constant customer_id=NAME",
      hint_of(header)));
}

template <class AnyField>
constexpr std::size_t at(AnyField field) {
  return static_cast<std::size_t>(field);
}

constexpr std::array kMoneyOfTransactions = {at(Field::kAmount), at(Field::kUnitPrice), at(Field::kMargin),
                                             at(Field::kDebit), at(Field::kCredit)};
constexpr std::array kMoneyOfAccounts = {at(AccountField::kBalanceCurrent), at(AccountField::kBalanceAvailable),
                                         at(AccountField::kBalanceLimit)};
constexpr std::array kMoneyOfLiabilities = {at(LiabilityField::kMinimumPaymentAmount),
                                            at(LiabilityField::kLastPaymentAmount),
                                            at(LiabilityField::kLastStatementBalance)};
constexpr std::array kTimesOfTransactions = {at(Field::kTimestamp)};
constexpr std::array kTimesOfLiabilities = {at(LiabilityField::kNextPaymentDueDate)};

constexpr std::array kNeededOfTransactions = {at(Field::kCustomerId), at(Field::kTimestamp)};
constexpr std::array kNeededOfCustomers = {at(CustomerField::kCustomerId)};
constexpr std::array kNeededOfAccounts = {at(AccountField::kAccountId), at(AccountField::kCustomerId),
                                          at(AccountField::kType), at(AccountField::kSubtype),
                                          at(AccountField::kBalanceCurrent)};
constexpr std::array kNeededOfLiabilities = {at(LiabilityField::kAccountId), at(LiabilityField::kLiabilityType)};

std::span<const std::size_t> needed_fields(RecordKind kind) {
  switch (kind) {
    case RecordKind::kTransactions:
      return kNeededOfTransactions;
    case RecordKind::kAccounts:
      return kNeededOfAccounts;
    case RecordKind::kLiabilities:
      return kNeededOfLiabilities;
    case RecordKind::kCustomers:
      break;
  }
  return kNeededOfCustomers;
}

/// The kind that a key of --column speaks of, and the field that it says.
std::pair<RecordKind, std::string_view> parts_of(std::string_view key) {
  for (const RecordKind kind : {RecordKind::kAccounts, RecordKind::kLiabilities, RecordKind::kCustomers}) {
    const std::string prefix = field_key(kind, "");
    if (key.starts_with(prefix)) return {kind, key.substr(prefix.size())};
  }
  return {RecordKind::kTransactions, key};
}

/// A condition names a column or, where the file has none of that name, the field that another column holds.
int column_of(const std::string& file, const std::vector<std::string>& header, const FieldMap& map,
              const std::string& name) {
  if (const int column = find_column(file, header, name); column >= 0) return column;
  const auto field = std::find(kFieldNames.begin(), kFieldNames.end(), name);
  const int column = field == kFieldNames.end() ? -1 : map.index[static_cast<std::size_t>(field - kFieldNames.begin())];
  if (column < 0)
    throw InputError(
        fmt::format("{}: no column '{}' for --where; the file has {}", file, readable(name), names_text(header)));
  return column;
}

std::vector<ColumnTerm> terms_of(const std::string& file, const std::vector<std::string>& header, const FieldMap& map,
                                 const std::vector<RowCondition>& where) {
  std::map<int, ColumnTerm> terms;
  for (const RowCondition& condition : where) {
    const int column = column_of(file, header, map, condition.column);
    ColumnTerm& term = terms[column];
    term.column = column;
    (condition.equal ? term.wanted : term.unwanted).push_back(without_blanks(condition.value));
  }
  std::vector<ColumnTerm> all;
  for (auto& [column, term] : terms) all.push_back(std::move(term));
  return all;
}

bool is_ignored(const std::string& file, const std::vector<std::string>& header, int column,
                const std::vector<std::string>& ignored) {
  return column >= 0 && std::any_of(ignored.begin(), ignored.end(),
                                    [&](const std::string& name) { return find_column(file, header, name) == column; });
}

void note_ignored(const std::vector<std::string>& header, const FieldMap& map, RecordKind kind,
                  std::vector<std::string>& ignored) {
  for (std::size_t column = 0; column < header.size(); ++column) {
    const std::string key = field_key(kind, header[column]);
    if (std::any_of(map.terms.begin(), map.terms.end(),
                    [&](const ColumnTerm& term) { return term.column == static_cast<int>(column); }))
      continue;
    if (std::find(map.index.begin(), map.index.end(), static_cast<int>(column)) == map.index.end() &&
        std::find(ignored.begin(), ignored.end(), key) == ignored.end())
      ignored.push_back(key);
  }
}

}  // namespace

std::span<const char* const> field_names(RecordKind kind) {
  switch (kind) {
    case RecordKind::kTransactions:
      return kFieldNames;
    case RecordKind::kAccounts:
      return kAccountFieldNames;
    case RecordKind::kLiabilities:
      return kLiabilityFieldNames;
    case RecordKind::kCustomers:
      break;
  }
  return kCustomerFieldNames;
}

std::span<const std::size_t> money_fields(RecordKind kind) {
  if (kind == RecordKind::kTransactions) return kMoneyOfTransactions;
  if (kind == RecordKind::kCustomers) return {};
  return kind == RecordKind::kAccounts ? std::span<const std::size_t>(kMoneyOfAccounts) : kMoneyOfLiabilities;
}

std::span<const std::size_t> time_fields(RecordKind kind) {
  if (kind == RecordKind::kTransactions) return kTimesOfTransactions;
  return kind == RecordKind::kLiabilities ? std::span<const std::size_t>(kTimesOfLiabilities)
                                          : std::span<const std::size_t>();
}

std::string field_key(RecordKind kind, std::string_view field) {
  return kind == RecordKind::kTransactions ? std::string(field) : fmt::format("{}.{}", name_of(kind), field);
}

std::string named_key(RecordKind kind, const std::string& name) {
  return kind == RecordKind::kCustomers ? field_key(kind, name) : kDimensionKey + name;
}

std::optional<std::string> name_in_key(RecordKind kind, const std::string& key) {
  const std::string beginning = named_key(kind, "");
  if (!key.starts_with(beginning)) return std::nullopt;
  const std::string name = key.substr(beginning.size());
  const auto& fields = kCustomerFieldNames;
  if (kind == RecordKind::kCustomers && std::find(fields.begin(), fields.end(), name) != fields.end())
    return std::nullopt;
  return name;
}

std::vector<std::string> named_columns(RecordKind kind, const ImportOptions& options) {
  if (kind == RecordKind::kAccounts || kind == RecordKind::kLiabilities) return {};
  std::set<std::string> names;
  const auto add_names = [&](const auto& of_keys) {
    for (const auto& [key, value] : of_keys)
      if (const auto name = name_in_key(kind, key)) names.insert(*name);
  };
  add_names(options.columns);
  add_names(options.column_choices);
  add_names(options.constants);
  return {names.begin(), names.end()};
}

void require_column_name(const char* what, const std::string& name) {
  if (ledger::is_column_name(name)) return;
  const std::string other = column_name_of(name);
  throw UsageError(
      fmt::format("'{}' cannot name {}: 1 to 32 small letters, digits and '_' can, beginning with a letter{}",
                  readable(name), what, ledger::is_column_name(other) ? fmt::format(", as {}", other) : std::string()));
}

std::string column_name_of(const std::string& header) {
  std::string name;
  for (const char c : in_lower_case(header)) {
    const bool is_fit = is_letter(c) || is_digit(c);
    if (is_fit || (!name.empty() && name.back() != '_')) name.push_back(is_fit ? c : '_');
  }
  while (name.ends_with('_')) name.pop_back();
  return name;
}

std::vector<std::string> field_keys(RecordKind kind, const std::vector<std::string>& named) {
  std::vector<std::string> keys;
  for (const char* field : field_names(kind)) keys.push_back(field_key(kind, field));
  for (const std::string& name : named) keys.push_back(named_key(kind, name));
  return keys;
}

void require_fields(const std::map<std::string, std::string>& columns, const char* option) {
  for (const auto& [key, name] : columns) {
    const auto [kind, field] = parts_of(key);
    const auto names = field_names(kind);
    if (std::find(names.begin(), names.end(), field) != names.end()) continue;
    if (const auto own = name_in_key(kind, key);
        own && kind != RecordKind::kAccounts && kind != RecordKind::kLiabilities) {
      require_column_name(kind == RecordKind::kCustomers ? "an attribute" : "a dimension", *own);
      continue;
    }
    std::vector<std::string> keys;
    for (const char* known : names) keys.push_back(field_key(kind, known));
    throw UsageError(
        fmt::format("{} {}={}: no such field; the fields are {}", option, key, name, fmt::join(keys, ", ")));
  }
}

std::vector<std::string> column_names(const std::vector<std::string>& header) {
  std::vector<std::string> names;
  for (const std::string& name : header) names.push_back(without_blanks(name));
  while (names.size() > 1 && names.back().empty()) names.pop_back();
  return names;
}

FieldMap map_fields(const std::string& file, const std::vector<std::string>& whole_header,
                    const std::map<std::string, std::string>& columns, std::vector<std::string>& ignored,
                    RecordKind kind, const FieldTerms& terms) {
  require_fields(columns);
  const std::vector<std::string> header = column_names(whole_header);
  FieldMap map;
  map.index.fill(-1);
  map.num_columns = header.size();
  map.most_fields = std::max(whole_header.size(), header.size() + 1);
  const auto names = field_names(kind);
  const std::vector<std::string> keys = field_keys(kind, terms.named);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::string& key = keys[i];
    if (const auto constant = terms.constants.find(key); constant != terms.constants.end()) {
      map.constant[i] = constant->second;
      continue;
    }
    const auto named = columns.find(key);
    const bool is_named_alone = i >= names.size() || (kind == RecordKind::kTransactions && i >= kFirstNamedField);
    if (named == columns.end() && is_named_alone) continue;
    const std::string& name = named == columns.end() ? std::string(names[i]) : named->second;
    map.index[i] = find_column(file, header, name);
    if (map.index[i] < 0 && named != columns.end()) miss(file, header, name, key);
    if (named == columns.end() && is_ignored(file, header, map.index[i], terms.ignored)) map.index[i] = -1;
  }
  const bool has_date_parts = kind == RecordKind::kTransactions && map.has_date_parts();
  if (has_date_parts) map.index[at(Field::kTimestamp)] = -1;  // they are the date
  for (const std::size_t field : needed_fields(kind)) {
    if (map.has(field) || (has_date_parts && field == at(Field::kTimestamp))) continue;
    if (kind == RecordKind::kTransactions && field == at(Field::kCustomerId)) {
      if (terms.has_accounts && map.has(Field::kAccountId)) continue;
      miss_customers(file, header, map.has(Field::kAccountId));
    }
    miss(file, header, names[field], field_key(kind, names[field]));
  }
  if (kind == RecordKind::kTransactions && map.has_debit_and_credit())
    map.index[at(Field::kAmount)] = -1;  // they are the amount
  if (kind == RecordKind::kTransactions && !map.has(Field::kAmount) && !map.has_debit_and_credit() &&
      !(map.has(Field::kQuantity) && map.has(Field::kUnitPrice)))
    miss(file, header, "amount", "amount");
  if (kind == RecordKind::kTransactions) map.terms = terms_of(file, header, map, terms.where);
  note_ignored(header, map, kind, ignored);
  return map;
}

std::map<std::string, std::string> chosen_columns(const std::string& file, const std::vector<std::string>& whole_header,
                                                  std::map<std::string, std::string> columns,
                                                  const std::map<std::string, ColumnChoice>& choices, RecordKind kind) {
  const std::vector<std::string> header = column_names(whole_header);
  for (const auto& [key, choice] : choices) {
    if (parts_of(key).first != kind) continue;
    const auto name = std::find_if(choice.names.begin(), choice.names.end(),
                                   [&](const std::string& one) { return find_column(file, header, one) >= 0; });
    if (name != choice.names.end())
      columns.emplace(key, *name);
    else if (!choice.is_optional)
      miss(file, header, fmt::format("{}", fmt::join(choice.names, "' or '")), key);
  }
  return columns;
}

Schema schema_of(const std::vector<FieldMap>& maps, std::size_t num_dimensions) {
  Schema schema;
  schema.num_dimensions = num_dimensions;
  for (std::size_t i = 0; i < num_dimensions; ++i)
    schema.present[static_cast<std::size_t>(field_of_dimension(i))] = true;
  for (const FieldMap& map : maps)
    for (std::size_t i = 0; i < kNumFields; ++i) schema.present[i] = schema.present[i] || map.has(i);
  return schema;
}

ledger::ColumnSet stored_columns(const Schema& schema) {
  using ledger::Column;
  ledger::ColumnSet columns = ledger::kRequiredColumns;
  columns.add(Column::kMerchant, schema.has(Field::kMerchant));
  columns.add(Column::kCategory, schema.has(Field::kCategory));
  columns.add(Column::kAccount, schema.has(Field::kAccountId));
  columns.add(Column::kFlags, schema.has(Field::kPending));
  columns.add(Column::kQuantity, schema.has(Field::kQuantity));
  columns.add(Column::kMargin, schema.has(Field::kMargin));
  columns.add(Column::kProductCount, schema.has(Field::kProductId));
  for (std::size_t i = 0; i < schema.num_dimensions; ++i) columns.add(ledger::column_of_dimension(i));
  columns.add(Column::kKey, schema.has(Field::kOrderId) || schema.has(Field::kTransactionId));
  return columns;
}

}  // namespace spendlens::ingest
