#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ingest/record/fields.hpp"
#include "ingest/record/missing_column.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

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

template <class AnyField>
constexpr std::size_t place_of(AnyField field) {
  return static_cast<std::size_t>(field);
}

constexpr std::array kNeededOfTransactions = {place_of(Field::kCustomerId), place_of(Field::kTimestamp)};
constexpr std::array kNeededOfCustomers = {place_of(CustomerField::kCustomerId)};
constexpr std::array kNeededOfAccounts = {place_of(AccountField::kAccountId), place_of(AccountField::kCustomerId),
                                          place_of(AccountField::kType), place_of(AccountField::kSubtype),
                                          place_of(AccountField::kBalanceCurrent)};
constexpr std::array kNeededOfLiabilities = {place_of(LiabilityField::kAccountId),
                                             place_of(LiabilityField::kLiabilityType)};

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
    if (map.index[i] < 0 && named != columns.end()) miss_column(file, header, name, key);
    if (named == columns.end() && is_ignored(file, header, map.index[i], terms.ignored)) map.index[i] = -1;
  }
  const bool has_date_parts = kind == RecordKind::kTransactions && map.has_date_parts();
  if (has_date_parts) map.index[place_of(Field::kTimestamp)] = -1;  // they are the date
  for (const std::size_t field : needed_fields(kind)) {
    if (map.has(field) || (has_date_parts && field == place_of(Field::kTimestamp))) continue;
    if (kind == RecordKind::kTransactions && field == place_of(Field::kCustomerId)) {
      if (terms.has_accounts && map.has(Field::kAccountId)) continue;
      miss_customers(file, header, map.has(Field::kAccountId));
    }
    miss_column(file, header, names[field], field_key(kind, names[field]));
  }
  if (kind == RecordKind::kTransactions && map.has_debit_and_credit())
    map.index[place_of(Field::kAmount)] = -1;  // they are the amount
  if (kind == RecordKind::kTransactions && !map.has(Field::kAmount) && !map.has_debit_and_credit() &&
      !(map.has(Field::kQuantity) && map.has(Field::kUnitPrice)))
    miss_column(file, header, "amount", "amount");
  if (kind == RecordKind::kTransactions) map.terms = terms_of(file, header, map, terms.where);
  note_ignored(header, map, kind, ignored);
  return map;
}

std::map<std::string, std::string> chosen_columns(const std::string& file, const std::vector<std::string>& whole_header,
                                                  std::map<std::string, std::string> columns,
                                                  const std::map<std::string, ColumnChoice>& choices, RecordKind kind) {
  const std::vector<std::string> header = column_names(whole_header);
  for (const auto& [key, choice] : choices) {
    if (parts_of_key(key).first != kind) continue;
    const auto name = std::find_if(choice.names.begin(), choice.names.end(),
                                   [&](const std::string& one) { return find_column(file, header, one) >= 0; });
    if (name != choice.names.end())
      columns.emplace(key, *name);
    else if (!choice.is_optional)
      miss_column(file, header, fmt::format("{}", fmt::join(choice.names, "' or '")), key);
  }
  return columns;
}

}  // namespace spendlens::ingest
