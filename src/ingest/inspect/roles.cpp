#include "ingest/inspect/roles.hpp"

#include <algorithm>

#include "ingest/parse/written_date.hpp"
#include "ingest/parse/written_number.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

namespace {

/// A name that says something else just as well is not taken for a role.
constexpr std::array kOthers = {Role::kUnrelated, Role::kBalance, Role::kLaterDate, Role::kRefunded};

bool is_id(const ColumnFacts& facts) {
  if (facts.num_values == 0 || facts.longest > ledger::kMaxIdBytes || (facts.is_date() && !facts.dates.is_number))
    return false;
  // 17850.0 is an id that pandas wrote as a float, also beside others that it did not.
  const std::size_t num_fraction = facts.num_fraction - std::min(facts.num_fraction, facts.num_float_id);
  return num_fraction == 0 || facts.share(num_fraction) < 0.05 || facts.share_of_numbers() < 0.5;
}

/// 0001 and 00141833 count or name something; no amount is written so.
bool may_be_money(const ColumnFacts& facts) { return 100 * facts.num_leading_zeros <= facts.num_values; }

/// By what stands in most rows; of values that come seldom none is known.
bool is_part_of_date(Role role, const ColumnFacts& facts) {
  const auto reads = [role](const std::string& value) {
    return read_date_parts(role == Role::kYear ? value : "2000", role == Role::kMonth ? value : "1",
                           role == Role::kDay ? value : "1", std::nullopt)
        .has_value();
  };
  return !facts.examples.empty() && std::all_of(facts.examples.begin(), facts.examples.end(), reads);
}

}  // namespace

Roles::Roles(const Table& table, const Synonyms& synonyms) : table_(table), synonyms_(synonyms) {
  column_.fill(-1);
  find_times();
  for (const Role role :
       {Role::kDebit, Role::kCredit, Role::kUnitPrice, Role::kQuantity, Role::kAmount, Role::kCustomerId,
        Role::kOrderId, Role::kTransactionId, Role::kProductId, Role::kBalance, Role::kDiscount, Role::kRefunded,
        Role::kMargin, Role::kAccountId, Role::kCurrency, Role::kPending, Role::kCategory})
    find(role);
  is_shop_ = has(Role::kUnitPrice) || has(Role::kQuantity) || has(Role::kProductId) || has(Role::kOrderId);
  find(Role::kMerchant);
  find(Role::kDirection);
  find(Role::kStatus);
  if (!has(Role::kCustomerId)) find(Role::kCustomerName);
  find_unnamed();
}

bool Roles::is_taken(int column) const { return std::find(column_.begin(), column_.end(), column) != column_.end(); }

bool Roles::is_named(Role role) const { return has(role) && synonyms_.score(role, facts(role).name).has_value(); }

bool Roles::fits(Role role, const ColumnFacts& facts) const {
  switch (role) {
    case Role::kTimestamp:
    case Role::kLaterDate:
      return facts.dates.share >= 0.5;
    case Role::kTime:
      return facts.share(facts.num_clock) >= 0.8;
    case Role::kYear:
    case Role::kMonth:
    case Role::kDay:
      return is_part_of_date(role, facts);
    case Role::kDebit:
    case Role::kCredit:
    case Role::kAmount:
    case Role::kUnitPrice:
    case Role::kQuantity:
    case Role::kDiscount:
    case Role::kMargin:
    case Role::kBalance:
    case Role::kRefunded:
      return facts.is_number() || (facts.num_values == 0 && (role == Role::kDebit || role == Role::kCredit));
    case Role::kCustomerId:
    case Role::kOrderId:
    case Role::kTransactionId:
    case Role::kProductId:
    case Role::kAccountId:
      return is_id(facts);
    case Role::kCurrency:
      return facts.share(facts.num_currency_code) >= 0.9;
    case Role::kPending:
      return facts.share(facts.num_pending) >= 0.95;
    case Role::kMerchant:
    case Role::kCategory:
      return facts.num_values > 0 && facts.longest <= ledger::kMaxTextBytes &&
             !(facts.is_date() && !facts.dates.is_number) && facts.share(facts.num_fraction) < 0.5;
    case Role::kDirection:
    case Role::kStatus:
      return !facts.common.empty() && facts.num_values > 0;
    case Role::kCustomerName:
      return facts.num_values > 0 && facts.longest <= ledger::kMaxIdBytes;
    case Role::kUnrelated:
      return true;
  }
  return false;
}

/// "sales channel id" is no amount, whatever amounts it begins like.
bool is_money_by_name(const std::string& name) {
  const std::string words = words_of_name(name);
  const std::string last = words.substr(words.find_last_of(' ') + 1);
  for (const char* other : {"id",       "code",  "no",    "nr",   "number", "channel", "type",       "count",   "qty",
                            "quantity", "units", "items", "rate", "pct",    "percent", "percentage", "rank",    "age",
                            "days",     "day",   "fee",   "fees", "tax",    "key",     "method",     "category"})
    if (last == other && words != other) return false;
  return true;
}

/// A name that could not say it better counts for more than some values that are none.
bool Roles::is_told_by_name(Role role, double by_name, const ColumnFacts& facts) {
  constexpr double kTelling = 0.85;
  if (by_name < kTelling) return false;
  // The field's own name is what import goes by, whatever stands in the column.
  if (role == Role::kCustomerId) return facts.num_values == 0 || words_of_name(facts.name) == "customer id";
  return role == Role::kAmount && facts.share_of_numbers() >= 0.5;
}

double Roles::score(Role role, std::size_t column) const {
  const ColumnFacts& facts = table_.columns[column];
  // Import finds columns by their names: of two of one name neither.
  const auto is_same = [&](const ColumnFacts& other) { return in_lower_case(other.name) == in_lower_case(facts.name); };
  if (std::count_if(table_.columns.begin(), table_.columns.end(), is_same) > 1) return 0;
  if (role == Role::kAmount && !is_money_by_name(facts.name)) return 0;
  const auto by_name = synonyms_.score(role, facts.name);
  if (!by_name || !(fits(role, facts) || is_told_by_name(role, *by_name, facts))) return 0;
  constexpr double kTelling = 0.85;
  if (role == Role::kAmount && *by_name < kTelling && !may_be_money(facts)) return 0;
  for (const Role other : kOthers)
    if (const auto also = synonyms_.score(other, facts.name); also && other != role && *also > *by_name) return 0;
  if (role == Role::kAmount && synonyms_.score(Role::kDiscount, facts.name) > by_name) return 0;
  return *by_name;
}

std::vector<int> Roles::candidates(Role role) const {
  std::vector<std::pair<double, int>> scored;
  for (std::size_t column = 0; column < table_.columns.size(); ++column)
    if (const double value = score(role, column); value > 0) scored.emplace_back(-value, static_cast<int>(column));
  std::stable_sort(scored.begin(), scored.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<int> columns;
  for (const auto& [value, column] : scored) columns.push_back(column);
  return columns;
}

/// The best of those that are free.
void Roles::find(Role role) {
  for (const int column : candidates(role)) {
    if (is_taken(column)) continue;
    give(role, column);
    return;
  }
}

void Roles::find_times() {
  find(Role::kTimestamp);
  // A date by what it holds; bare digits may be anything.
  for (std::size_t column = 0; !has(Role::kTimestamp) && column < table_.columns.size(); ++column)
    if (const ColumnFacts& facts = table_.columns[column]; facts.is_date() && !facts.dates.is_number)
      give(Role::kTimestamp, static_cast<int>(column));
  for (std::size_t column = 0; !has(Role::kTimestamp) && column < table_.columns.size(); ++column)
    if (synonyms_.score(Role::kTimestamp, table_.columns[column].name) &&
        may_be_excel(table_, static_cast<int>(column)))
      give(Role::kTimestamp, static_cast<int>(column));
  for (std::size_t column = 0; !has(Role::kTimestamp) && column < table_.columns.size(); ++column)
    if (words_of_name(table_.columns[column].name) == "day" && may_be_days(table_, static_cast<int>(column)))
      give(Role::kTimestamp, static_cast<int>(column));
  for (std::size_t column = 0; !has(Role::kTimestamp) && column < table_.columns.size(); ++column)
    if (const ColumnFacts& facts = table_.columns[column];
        facts.is_date() && facts.dates.forms.formats.front() == "auto")
      give(Role::kTimestamp, static_cast<int>(column));
  if (!has(Role::kTimestamp)) {
    for (const Role role : {Role::kYear, Role::kMonth, Role::kDay}) find(role);
    if (!has(Role::kYear) || !has(Role::kMonth))
      for (const Role role : {Role::kYear, Role::kMonth, Role::kDay}) drop(role);
  }
  if (has(Role::kTimestamp) ? !facts(Role::kTimestamp).dates.has_clock : has(Role::kDay)) find(Role::kTime);
  find(Role::kLaterDate);
}

/// Of a log without names that say it: an amount is a number with a fraction, a customer an id that comes again.
void Roles::find_unnamed() {
  const bool has_amount = has(Role::kAmount) || has(Role::kUnitPrice) || (has(Role::kDebit) && has(Role::kCredit));
  for (const bool any_number : {false, true})
    for (std::size_t column = 0; !has_amount && !has(Role::kAmount) && column < table_.columns.size(); ++column) {
      const ColumnFacts& facts = table_.columns[column];
      const bool is_other =
          synonyms_.score(Role::kUnrelated, facts.name) || synonyms_.score(Role::kBalance, facts.name) ||
          synonyms_.score(Role::kRefunded, facts.name) || !is_money_by_name(facts.name) || !may_be_money(facts);
      if (!is_taken(static_cast<int>(column)) && !is_other && facts.is_number() && !facts.is_date() &&
          (any_number ? facts.num_distinct > 1 : facts.share(facts.num_fraction) > 0.2))
        give(Role::kAmount, static_cast<int>(column));
    }
  const bool has_names = std::any_of(table_.names.begin(), table_.names.end(), [](const std::string& name) {
    return name.find_first_not_of("0123456789") != std::string::npos;
  });
  constexpr std::size_t kFewest = 10;
  for (std::size_t column = 0; !has_names && !has(Role::kCustomerId) && column < table_.columns.size(); ++column) {
    const ColumnFacts& facts = table_.columns[column];
    if (!is_taken(static_cast<int>(column)) && is_id(facts) && facts.longest <= 40 && facts.num_distinct >= kFewest &&
        10 * facts.num_distinct < 9 * facts.num_values)
      give(Role::kCustomerId, static_cast<int>(column));
  }
  constexpr std::size_t kFewestTexts = 3;
  for (std::size_t column = 0; !has_names && !is_shop_ && !has(Role::kMerchant) && column < table_.columns.size();
       ++column) {
    const ColumnFacts& facts = table_.columns[column];
    if (!is_taken(static_cast<int>(column)) && fits(Role::kMerchant, facts) && !facts.is_number() && !facts.is_date() &&
        facts.num_distinct >= kFewestTexts)
      give(Role::kMerchant, static_cast<int>(column));
  }
}

namespace {

/// Share of the column's values that are numbers of days within [first, last).
double share_of_days(const Table& table, int column, int first, int last) {
  std::size_t count = 0, all = 0;
  for (const auto& row : table.rows) {
    const std::string& text = row[static_cast<std::size_t>(column)];
    if (text.empty()) continue;
    ++all;
    const auto number = NumberReader(text.find(',') != std::string::npos).read_plain(text);
    const auto days = number ? to_scale(*number, Decimal::kMaxScale) : std::nullopt;
    constexpr int128 kPerDay = int128{1'000'000'000'000'000'000};
    count += days && *days >= first * kPerDay && *days < last * kPerDay ? 1U : 0U;
  }
  return all == 0 ? 0 : static_cast<double>(count) / static_cast<double>(all);
}

}  // namespace

bool may_be_excel(const Table& table, int column) { return share_of_days(table, column, 20'000, 80'000) >= 0.9; }

bool may_be_days(const Table& table, int column) {
  // The days of a month are no count of days.
  return share_of_days(table, column, 0, 10'000) >= 0.99 &&
         table.columns[static_cast<std::size_t>(column)].largest > 31;
}

}  // namespace spendlens::ingest
