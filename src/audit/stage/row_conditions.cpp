#include "audit/stage/row_conditions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "audit/stage/breakdown.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::audit {

namespace {

constexpr std::size_t kMaxValuesListed = 10;

[[noreturn]] void refuse_value(const NamedColumn& column, const RowCondition& condition) {
  std::vector<std::string> some;
  for (const std::string& text : *column.texts)
    if (some.size() < kMaxValuesListed) some.push_back(readable(text, 64));
  const std::size_t more = column.texts->size() - some.size();
  throw UsageError(fmt::format("--where {}: no {} has that {}; there is {}{}", readable(condition.text(), 160),
                               column.of_orders ? "order" : "customer", column.name, fmt::join(some, ", "),
                               more > 0 ? fmt::format(" and {} more", more) : ""));
}

/// Where the value's flag is; the last one is of who has none.
std::size_t place_of(const NamedColumn& column, const RowCondition& condition) {
  if (condition.value.empty()) return column.texts->size();
  const auto found = std::lower_bound(column.texts->begin(), column.texts->end(), condition.value);
  if (found == column.texts->end() || *found != condition.value) refuse_value(column, condition);
  return static_cast<std::size_t>(found - column.texts->begin());
}

}  // namespace

std::optional<RowCondition> row_condition_of(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return std::nullopt;
  const bool is_not = text[equals - 1] == '!';
  if (is_not && equals == 1) return std::nullopt;
  return RowCondition{text.substr(0, equals - (is_not ? 1 : 0)), text.substr(equals + 1), is_not};
}

ledger::RowFilter filter_of(const ledger::Ledger& ledger, const std::vector<RowCondition>& conditions) {
  ledger::RowFilter filter;
  std::vector<std::string> done;
  for (const RowCondition& first : conditions) {
    if (std::find(done.begin(), done.end(), first.name) != done.end()) continue;
    done.push_back(first.name);
    const NamedColumn column = named_column(ledger, "--where", first.name);
    std::vector<std::uint8_t> wanted(column.texts->size() + 1, 0);
    std::vector<std::uint8_t> unwanted(column.texts->size() + 1, 0);
    bool is_any_wanted = false;
    for (const RowCondition& condition : conditions) {
      if (condition.name != first.name) continue;
      (condition.is_not ? unwanted : wanted)[place_of(column, condition)] = 1;
      is_any_wanted = is_any_wanted || !condition.is_not;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i)
      wanted[i] = static_cast<std::uint8_t>((!is_any_wanted || wanted[i] != 0) && unwanted[i] == 0);
    filter.columns.push_back({column.of_orders, column.index, std::move(wanted)});
  }
  return filter;
}

}  // namespace spendlens::audit
