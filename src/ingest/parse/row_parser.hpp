#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/csv/record_scanner.hpp"
#include "ingest/exchange/renamed_texts.hpp"
#include "ingest/parse/currency.hpp"
#include "ingest/parse/record_fields.hpp"
#include "ingest/parse/split_records.hpp"
#include "ingest/parse/timestamp_parser.hpp"
#include "ingest/parse/written_number.hpp"
#include "ingest/record/fields.hpp"
#include "ingest/record/reject_reason.hpp"
#include "ingest/record/wire_decimal.hpp"
#include "ingest/record/wire_row.hpp"
#include "spendlens/ingest/direction.hpp"

namespace spendlens::ingest {

/// How the values of transactions are to be read, but for timestamps.
struct RowForms {
  bool decimal_comma = false;
  std::map<std::string, Direction> directions;  ///< in lower case; empty: no column says it
  std::optional<std::string> currency_codes;    ///< as CurrencyCheck takes it
  bool are_signs_ignored = false;               ///< of debits and credits
  bool is_order_amount_first = false;           ///< a line of an order may have no amount (kNoAmount)
  std::size_t num_dimensions = 0;
  std::optional<int> two_digit_years_from;  ///< of years that stand apart, as DateForms has it
  RenamedTexts::Rename merchants = {};      ///< what they are stored as
  RenamedTexts::Rename categories = {};
  bool are_amounts_minor = false;  ///< money is told in hundredths
};

/// Turns records into rows, or says why not. One reason a row: the checks run in the order of the code below.
class RowParser {
 public:
  RowParser(RecordScanner scanner, TimestampParser timestamps, std::vector<FieldMap> maps, RowForms forms = {},
            NullValues nulls = NullValues())
      : fields_(scanner, std::move(maps), std::move(nulls)),
        timestamps_(std::move(timestamps)),
        numbers_(forms.decimal_comma),
        directions_(std::move(forms.directions)),
        are_signs_ignored_(forms.are_signs_ignored),
        is_order_amount_first_(forms.is_order_amount_first),
        are_amounts_minor_(forms.are_amounts_minor),
        num_dimensions_(forms.num_dimensions),
        two_digit_years_from_(forms.two_digit_years_from),
        merchants_(std::move(forms.merchants)),
        categories_(std::move(forms.categories)),
        currencies_(std::move(forms.currency_codes)) {}

  /// Null where `row` was filled (its texts are views on the record or on this parser, good until the next call);
  /// otherwise one of reason::, of which kFiltered is no reject, and detail() is the offending text.
  [[nodiscard]] const char* parse(std::string_view record, RejectPlace place, WireRow& row);
  /// The same for a record without quotes that was split already.
  [[nodiscard]] const char* parse(const SplitRecord& record, RejectPlace place, WireRow& row);
  [[nodiscard]] std::string_view detail() const { return detail_; }

  [[nodiscard]] const RenamedTexts& merchants() const { return merchants_; }
  [[nodiscard]] const RenamedTexts& categories() const { return categories_; }
  [[nodiscard]] const TextInterner& dimension(std::size_t i) const { return dimensions_[i]; }
  [[nodiscard]] const CurrencyCheck& currencies() const { return currencies_; }
  [[nodiscard]] const TimestampParser& timestamps() const { return timestamps_; }
  /// Bit n: an amount had n digits behind its decimal mark. Three digits behind a 0 count as four: they are no
  /// thousands.
  [[nodiscard]] std::uint32_t amount_digits() const { return amount_digits_; }

 private:
  [[nodiscard]] const char* parse_fields(RejectPlace place, WireRow& row);
  [[nodiscard]] const char* read_texts(WireRow& row);
  [[nodiscard]] const char* fault_of_text(std::string_view text);
  void take_texts(RejectPlace place, WireRow& row);
  [[nodiscard]] const char* read_timestamp(WireRow& row);
  [[nodiscard]] const char* read_date_parts(WireRow& row);
  [[nodiscard]] const char* take_seconds(std::optional<std::int64_t> seconds, std::string_view text, WireRow& row);
  [[nodiscard]] std::optional<std::int64_t> parse_timestamp(std::string_view date, std::string_view clock);
  /// A row's quantity as it was read: `exact` only where it is of no short form.
  struct Quantity {
    std::string_view text;
    std::optional<ShortDecimal> brief;
    std::optional<Decimal> exact;
  };
  [[nodiscard]] const char* read_quantity(WireRow& row, Quantity& quantity);
  [[nodiscard]] const char* read_amount(WireRow& row);
  [[nodiscard]] const char* read_written_amount(std::string_view text, WireRow& row);
  [[nodiscard]] const char* read_product(const Quantity& quantity, WireRow& row);
  [[nodiscard]] const char* read_debit_or_credit(WireRow& row);
  [[nodiscard]] const char* turn_by_direction(WireRow& row);
  [[nodiscard]] const char* take_amount(const Decimal& value, std::string_view text, WireRow& row);
  /// An amount of money, of which the currency is noted.
  [[nodiscard]] std::optional<Decimal> parse_amount(std::string_view text);
  /// The number as an amount: the same, or its hundredth.
  [[nodiscard]] Decimal as_amount(Decimal value) const;
  [[nodiscard]] const char* read_currency();
  [[nodiscard]] const char* read_rest(WireRow& row);
  [[nodiscard]] const char* fail(const char* why, std::string_view detail);

  RecordFields fields_;
  bool plain_ = false;  ///< the record's bytes are known to be ASCII without NUL
  TimestampParser timestamps_;
  NumberReader numbers_;
  std::map<std::string, Direction> directions_;
  bool are_signs_ignored_;
  bool is_order_amount_first_;
  bool are_amounts_minor_;
  std::size_t num_dimensions_;
  std::optional<int> two_digit_years_from_;
  std::string joined_;                ///< a date and its clock, or a direction in lower case
  std::string_view amount_currency_;  ///< beside the row's amount; empty: none
  std::uint32_t amount_digits_ = 0;
  RenamedTexts merchants_;
  RenamedTexts categories_;
  std::array<TextInterner, ledger::kMaxDimensions> dimensions_;
  CurrencyCheck currencies_;
  std::string_view detail_;
};

}  // namespace spendlens::ingest
