#include "ingest/record/fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "spendlens/core/readable.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

namespace {

/// Names that a message lists; a file that is no log at all may seem to have any number.
constexpr std::size_t kMostNames = 100;

int find_column(const std::string& file, const std::vector<std::string>& header, const std::string& name) {
  const auto first = std::find(header.begin(), header.end(), name);
  if (first == header.end()) return -1;
  if (std::find(first + 1, header.end(), name) != header.end())
    throw InputError(fmt::format("{}: column '{}' stands twice in the header", file, name));
  return static_cast<int>(first - header.begin());
}

std::string names_text(const std::vector<std::string>& header) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(header.size(), kMostNames); ++i) names.push_back(readable(header[i]));
  const std::string text = fmt::format("{}", fmt::join(names, ", "));
  return header.size() > kMostNames ? fmt::format("{} and {} more", text, header.size() - kMostNames) : text;
}

[[noreturn]] void miss(const std::string& file, const std::vector<std::string>& header, const std::string& name, const std::string& key) {
  throw InputError(fmt::format("{}: no column '{}'; the file has {}; name the one that holds it, as --column {}=NAME", file, name,
                               names_text(header), key));
}

template <class AnyField>
constexpr std::size_t at(AnyField field) {
  return static_cast<std::size_t>(field);
}

constexpr std::array kMoneyOfTransactions = {at(Field::kAmount), at(Field::kUnitPrice), at(Field::kMargin), at(Field::kDebit), at(Field::kCredit)};
constexpr std::array kMoneyOfAccounts = {at(AccountField::kBalanceCurrent), at(AccountField::kBalanceAvailable), at(AccountField::kBalanceLimit)};
constexpr std::array kMoneyOfLiabilities = {at(LiabilityField::kMinimumPaymentAmount), at(LiabilityField::kLastPaymentAmount),
                                            at(LiabilityField::kLastStatementBalance)};
constexpr std::array kTimesOfTransactions = {at(Field::kTimestamp)};
constexpr std::array kTimesOfLiabilities = {at(LiabilityField::kNextPaymentDueDate)};

constexpr std::array kNeededOfTransactions = {at(Field::kCustomerId), at(Field::kTimestamp)};
constexpr std::array kNeededOfAccounts = {at(AccountField::kAccountId), at(AccountField::kCustomerId), at(AccountField::kType),
                                          at(AccountField::kSubtype), at(AccountField::kBalanceCurrent)};
constexpr std::array kNeededOfLiabilities = {at(LiabilityField::kAccountId), at(LiabilityField::kLiabilityType)};

std::span<const std::size_t> needed_fields(RecordKind kind) {
  if (kind == RecordKind::kTransactions) return kNeededOfTransactions;
  return kind == RecordKind::kAccounts ? std::span<const std::size_t>(kNeededOfAccounts) : kNeededOfLiabilities;
}

/// The kind that a key of --column speaks of, and the field that it says.
std::pair<RecordKind, std::string_view> parts_of(std::string_view key) {
  for (const RecordKind kind : {RecordKind::kAccounts, RecordKind::kLiabilities}) {
    const std::string prefix = field_key(kind, "");
    if (key.starts_with(prefix)) return {kind, key.substr(prefix.size())};
  }
  return {RecordKind::kTransactions, key};
}

void note_ignored(const std::vector<std::string>& header, const FieldMap& map, RecordKind kind, std::vector<std::string>& ignored) {
  for (std::size_t column = 0; column < header.size(); ++column) {
    const std::string key = field_key(kind, header[column]);
    if (std::find(map.index.begin(), map.index.end(), static_cast<int>(column)) == map.index.end() &&
        std::find(ignored.begin(), ignored.end(), key) == ignored.end())
      ignored.push_back(key);
  }
}

}  // namespace

std::span<const char* const> field_names(RecordKind kind) {
  if (kind == RecordKind::kTransactions) return kFieldNames;
  return kind == RecordKind::kAccounts ? std::span<const char* const>(kAccountFieldNames) : kLiabilityFieldNames;
}

std::span<const std::size_t> money_fields(RecordKind kind) {
  if (kind == RecordKind::kTransactions) return kMoneyOfTransactions;
  return kind == RecordKind::kAccounts ? std::span<const std::size_t>(kMoneyOfAccounts) : kMoneyOfLiabilities;
}

std::span<const std::size_t> time_fields(RecordKind kind) {
  if (kind == RecordKind::kTransactions) return kTimesOfTransactions;
  return kind == RecordKind::kLiabilities ? std::span<const std::size_t>(kTimesOfLiabilities) : std::span<const std::size_t>();
}

std::string field_key(RecordKind kind, std::string_view field) {
  return kind == RecordKind::kTransactions ? std::string(field) : fmt::format("{}.{}", name_of(kind), field);
}

void require_fields(const std::map<std::string, std::string>& columns) {
  for (const auto& [key, name] : columns) {
    const auto [kind, field] = parts_of(key);
    const auto names = field_names(kind);
    if (std::find(names.begin(), names.end(), field) != names.end()) continue;
    std::vector<std::string> keys;
    for (const char* known : names) keys.push_back(field_key(kind, known));
    throw UsageError(fmt::format("--column {}={}: no such field; the fields are {}", key, name, fmt::join(keys, ", ")));
  }
}

FieldMap map_fields(const std::string& file, const std::vector<std::string>& header,
                    const std::map<std::string, std::string>& columns, std::vector<std::string>& ignored, RecordKind kind) {
  require_fields(columns);
  FieldMap map;
  map.index.fill(-1);
  map.num_columns = header.size();
  const auto names = field_names(kind);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string key = field_key(kind, names[i]);
    const auto named = columns.find(key);
    if (named == columns.end() && kind == RecordKind::kTransactions && i >= kFirstNamedField) continue;
    const std::string& name = named == columns.end() ? std::string(names[i]) : named->second;
    map.index[i] = find_column(file, header, name);
    if (map.index[i] < 0 && named != columns.end()) miss(file, header, name, key);
  }
  for (const std::size_t field : needed_fields(kind))
    if (map.index[field] < 0) miss(file, header, names[field], field_key(kind, names[field]));
  if (map.has_debit_and_credit()) map.index[at(Field::kAmount)] = -1;  // they are the amount
  if (kind == RecordKind::kTransactions && !map.has(Field::kAmount) && !map.has_debit_and_credit() && !(map.has(Field::kQuantity) && map.has(Field::kUnitPrice)))
    miss(file, header, "amount", "amount");
  note_ignored(header, map, kind, ignored);
  return map;
}

Schema schema_of(const std::vector<FieldMap>& maps) {
  Schema schema;
  for (const FieldMap& map : maps)
    for (std::size_t i = 0; i < kNumFields; ++i) schema.present[i] = schema.present[i] || map.index[i] >= 0;
  return schema;
}

}  // namespace spendlens::ingest
