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

const std::string kDimensionKey = "dimension.";

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

std::pair<RecordKind, std::string_view> parts_of_key(std::string_view key) {
  for (const RecordKind kind : {RecordKind::kAccounts, RecordKind::kLiabilities, RecordKind::kCustomers}) {
    const std::string prefix = field_key(kind, "");
    if (key.starts_with(prefix)) return {kind, key.substr(prefix.size())};
  }
  return {RecordKind::kTransactions, key};
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
    const auto [kind, field] = parts_of_key(key);
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
