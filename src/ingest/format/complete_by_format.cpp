#include <algorithm>

#include "ingest/format/format_keys.hpp"

namespace spendlens::ingest {

namespace {

/// Lays a format under the options of a command line.
class Completion {
 public:
  Completion(const ImportFormat& format, const std::set<std::string>& given, ImportOptions& options)
      : format_(format), from_(format.options), options_(options) {
    for (std::string option : given) {
      std::replace(option.begin(), option.end(), '-', '_');
      given_.insert(option);
    }
    has_given_timestamp_ = names("timestamp");
    has_given_year_ = names("year");
  }

  void run() {
    take_signs();
    take_columns();
    take_conditions();
    take_times();
    for (const FormatKey& key : format_keys())
      if (key.take != nullptr && takes(key.name)) key.take(from_, options_);
  }

 private:
  [[nodiscard]] bool is_given(std::initializer_list<const char*> keys) const {
    return std::any_of(keys.begin(), keys.end(), [&](const char* key) { return given_.contains(key); });
  }
  [[nodiscard]] bool takes(const char* key) const { return format_.given.contains(key) && !given_.contains(key); }
  [[nodiscard]] bool names(const char* field) const { return options_.columns.contains(field); }

  /// The sign is said once: by a convention, by two columns, or by a column of directions.
  void take_signs() {
    if (is_given({"amounts", "debit", "credit", "direction"}) || names("debit") || names("direction")) return;
    const bool is_in_columns = from_.columns.contains("debit");
    // Two columns take the place of an amount, which was given.
    if (is_in_columns && (names("amount") || options_.constants.contains("amount"))) return;
    options_.columns.insert(from_.columns.begin(), from_.columns.end());
    options_.directions = from_.directions;
    options_.spend_positive = from_.spend_positive;
    options_.is_sign_given = options_.is_sign_given || format_.given.contains("amounts") || !from_.columns.empty();
  }

  /// A timestamp and a year, month and day are two ways to say it; the command line's goes first.
  [[nodiscard]] bool is_date_said(const std::string& field) const {
    if (field == "timestamp") return has_given_year_;
    return has_given_timestamp_ && (field == "year" || field == "month" || field == "day");
  }

  void take_columns() {
    for (const auto& [field, choice] : from_.column_choices)
      if (!options_.columns.contains(field) && !options_.constants.contains(field) &&
          !(field == "amount" && names("debit")) && !is_date_said(field))
        options_.column_choices.emplace(field, choice);
    for (const auto& [field, value] : from_.constants)
      if (!options_.columns.contains(field) && !is_date_said(field)) options_.constants.emplace(field, value);
  }

  void take_conditions() {
    const std::vector<RowCondition> mine = options_.where;
    for (const RowCondition& condition : from_.where)
      if (std::none_of(mine.begin(), mine.end(),
                       [&](const RowCondition& one) { return one.column == condition.column; }))
        options_.where.push_back(condition);
  }

  /// A format of timestamps and an order of dates say the same thing.
  void take_times() {
    if (is_given({"timestamp_format"})) return;
    const bool is_ordered = is_given({"date_order"});
    if (takes("timestamp_format") && !is_ordered) {
      options_.timestamp_formats = from_.timestamp_formats;
      options_.is_timestamp_format_given = true;
    }
    if (!is_ordered) options_.date_order = from_.date_order;
    if (takes("two_digit_years")) options_.two_digit_years_from = from_.two_digit_years_from;
  }

  const ImportFormat& format_;
  const ImportOptions& from_;
  std::set<std::string> given_;
  bool has_given_timestamp_ = false;
  bool has_given_year_ = false;
  ImportOptions& options_;
};

}  // namespace

void complete_by_format(const ImportFormat& format, const std::set<std::string>& given, ImportOptions& options) {
  Completion(format, given, options).run();
}

}  // namespace spendlens::ingest
