#include <fmt/format.h>

#include <algorithm>

#include "ingest/inspect/proposal.hpp"
#include "ingest/record/fields.hpp"

namespace spendlens::ingest {

namespace {

/// The field that a column is read as, with its role; empty: none.
std::string field_of(const std::string& column, const ImportFormat& format) {
  const ImportOptions& options = format.options;
  for (const auto& [field, choice] : options.column_choices)
    if (std::find(choice.names.begin(), choice.names.end(), column) != choice.names.end()) return field;
  for (const auto& [field, name] : options.columns)
    if (name == column) return field;
  return {};
}

std::string notation_of(const ColumnFacts& facts, bool comma) {
  std::string words = comma && facts.num_fraction > 0 ? "decimal comma"
                      : facts.num_fraction > 0        ? "decimal point"
                                                      : "whole numbers";
  if (facts.num_with_currency > 0) words += ", with currency";
  if (facts.num_negative > 0)
    words += facts.num_positive > 0 ? fmt::format(", {:.0f} % below 0", 100 * facts.share(facts.num_negative))
                                    : ", all below 0";
  return words;
}

std::string role_words(Role role) {
  std::string words = kRoleNames[static_cast<std::size_t>(role)];
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

/// What the values are by themselves.
std::string kind_of(const ColumnFacts& facts, bool comma, bool is_time) {
  if (facts.num_values == 0) return "empty";
  if (facts.is_date() && (is_time || !facts.dates.is_number))
    return "date, " + facts.dates.words + (facts.dates.has_clock ? ", with a clock" : "");
  if (facts.share(facts.num_clock) > 0.8) return "clock";
  if (facts.is_number()) return "number, " + notation_of(facts, comma);
  if (facts.share(facts.num_currency_code) > 0.9) return "currency code";
  if (facts.share(facts.num_email) > 0.8) return "e-mail address";
  if (!facts.common.empty()) return fmt::format("text, {} values", facts.num_distinct);
  return facts.num_distinct == facts.num_values ? "text, all different"
                                                : fmt::format("text, {} values", facts.num_distinct);
}

/// What no field reads may still be known by its name.
std::optional<Role> known_role(const ColumnFacts& facts, const Synonyms& synonyms) {
  for (const Role role : {Role::kBalance, Role::kLaterDate, Role::kStatus, Role::kCustomerName, Role::kDiscount,
                          Role::kProductId, Role::kMerchant, Role::kUnitPrice, Role::kAmount})
    if (synonyms.score(role, facts.name).value_or(0) > 0.5) return role;
  return std::nullopt;
}

Certainty certainty_of(const std::string& field, const ColumnFacts& facts, const Synonyms& synonyms) {
  for (std::size_t i = 0; i < kNumRoles; ++i)
    if (field == kRoleNames[i]) {
      const double score = synonyms.score(static_cast<Role>(i), facts.name).value_or(0);
      if (score >= 0.85 && !facts.dates.may_be_turned) return Certainty::kCertain;
      return score >= 0.5 ? Certainty::kLikely : Certainty::kGuess;
    }
  return Certainty::kGuess;
}

}  // namespace

std::vector<InspectedColumn> describe_columns(const Table& table, const Synonyms& synonyms,
                                              const ImportFormat& format) {
  std::vector<InspectedColumn> columns;
  for (const ColumnFacts& facts : table.columns) {
    InspectedColumn column;
    column.name = facts.name;
    column.field = field_of(facts.name, format);
    column.share_empty = facts.share_empty();
    column.examples = facts.examples;
    const std::string kind = kind_of(facts, format.options.decimal_comma, column.field == "timestamp");
    const auto role = known_role(facts, synonyms);
    column.holds = column.field.empty() && role ? role_words(*role) + " (" + kind + ")" : kind;
    column.certainty = column.field.empty() ? (role ? Certainty::kLikely : Certainty::kGuess)
                                            : certainty_of(column.field, facts, synonyms);
    columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace spendlens::ingest
