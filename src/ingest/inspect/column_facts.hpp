#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ingest/inspect/date_reading.hpp"

namespace spendlens::ingest {

/// What a column's sampled values are like.
struct ColumnFacts {
  std::string name;
  std::size_t num_rows = 0;
  std::size_t num_values = 0;    ///< that are there
  std::size_t num_distinct = 0;  ///< of them
  std::size_t longest = 0;       ///< bytes
  std::vector<std::string> examples;
  /// Distinct values with their number of rows, where they are few; else empty
  std::map<std::string, std::size_t> common;
  std::map<std::string, std::size_t> null_like;  ///< values such as - and \N that may stand for nothing

  std::size_t num_point = 0;  ///< numbers with a decimal point, or without a fraction
  std::size_t num_comma = 0;
  std::size_t num_only_point = 0;  ///< numbers of one notation that are none of the other
  std::size_t num_only_comma = 0;
  std::size_t num_three_digits = 0;  ///< 1.250 or 1,250: a thousand or a fraction
  std::size_t num_fraction = 0;
  std::size_t num_float_id = 0;       ///< of them: ids that a program took for floats, as 17850.0 and 1.23457E+11
  std::size_t num_exponent = 0;       ///< of them: with an exponent, which may have cut digits off
  std::size_t num_leading_zeros = 0;  ///< digits alone that begin with a 0, as 0042: a number of a card or a cheque
  std::size_t num_whole = 0;          ///< digits alone, perhaps with a sign
  std::size_t num_negative = 0;
  std::size_t num_positive = 0;
  std::size_t num_with_currency = 0;
  double largest = 0;
  double sum_positive = 0;
  double sum_negative = 0;  ///< not above 0

  std::size_t num_clock = 0;
  std::size_t num_currency_code = 0;
  std::size_t num_pending = 0;  ///< words of pending, as import reads them
  std::size_t num_email = 0;
  DateReading dates;

  [[nodiscard]] double share(std::size_t count) const {
    return num_values == 0 ? 0 : static_cast<double>(count) / static_cast<double>(num_values);
  }
  [[nodiscard]] double share_empty() const {
    return num_rows == 0 ? 0 : 1 - static_cast<double>(num_values) / static_cast<double>(num_rows);
  }
  [[nodiscard]] double share_of_numbers() const { return share(num_point > num_comma ? num_point : num_comma); }
  [[nodiscard]] bool is_date() const { return dates.share >= 0.8; }
  [[nodiscard]] bool is_number() const {
    return num_values > 0 && share_of_numbers() >= 0.8 && !(is_date() && !dates.is_number);
  }
};

/// The sampled rows of a log, and what its columns are like.
struct Table {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;  ///< each of as many fields as there are names
  std::vector<ColumnFacts> columns;
};

/// Fills `columns`. `prefers_day_first`: of dates that do not tell.
void find_facts(Table& table, bool prefers_day_first);

}  // namespace spendlens::ingest
