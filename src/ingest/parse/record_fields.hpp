#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/csv/record_scanner.hpp"
#include "ingest/parse/written_number.hpp"
#include "ingest/record/fields.hpp"
#include "ingest/record/null_values.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::ingest {

/// The fields of one record after the other, of files with columns of their own.
class RecordFields {
 public:
  /// `maps`: of each file.
  RecordFields(RecordScanner scanner, std::vector<FieldMap> maps, NullValues nulls = NullValues())
      : scanner_(scanner), maps_(std::move(maps)), nulls_(std::move(nulls)) {}

  /// False where the record has not as many fields as its file has columns, empty ones at its end apart. The texts
  /// below are views on the record or on this object, good until the next call.
  [[nodiscard]] bool split(std::string_view record, std::uint32_t file) {
    scanner_.split(record, split_, storage_);
    return take(split_, file) || ends_with_empty_fields();
  }
  /// The same for a record that was split already, where it has no more fields than the file's map asks for.
  [[nodiscard]] bool take(std::span<const std::string_view> fields, std::uint32_t file) {
    map_ = &maps_[file];
    fields_ = fields;
    return fields_.size() == map_->num_columns || (fields_.size() <= map_->most_fields && ends_with_empty_fields());
  }
  /// Whether all that was asked of the file's columns holds.
  [[nodiscard]] bool is_wanted() const { return map_->terms.empty() || all_terms_hold(); }
  [[nodiscard]] bool is_comment(std::string_view record) const { return scanner_.is_comment(record); }

  /// Whether the record's timestamp is a year, a month and a day (FieldMap).
  [[nodiscard]] bool has_date_parts() const { return map_->has_date_parts(); }
  /// Whether the record's amount is a debit or a credit (FieldMap).
  [[nodiscard]] bool has_debit_and_credit() const { return map_->has_debit_and_credit(); }
  /// Whether records name their customers; otherwise their accounts tell.
  [[nodiscard]] bool has_customers() const { return map_->has(Field::kCustomerId); }
  /// A field's text as it stands; empty where the file has no such column, or where it stands for no value.
  template <class AnyField>
  [[nodiscard]] std::string_view text(AnyField field) const {
    const int column = map_->at(field);
    if (column < 0) return map_->constant[static_cast<std::size_t>(field)];
    const std::string_view value = fields_[static_cast<std::size_t>(column)];
    return nulls_.hold(value, has_usual_nulls(field)) ? std::string_view() : value;
  }
  /// The same without the blanks around it: numbers, timestamps and names may have them.
  template <class AnyField>
  [[nodiscard]] std::string_view trimmed(AnyField field) const {
    const std::string_view value = text(field);
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    return value.empty() || (!is_blank(value.front()) && !is_blank(value.back())) ? value : without_blanks(value);
  }

  [[nodiscard]] static std::string_view without_blanks(std::string_view text);

 private:
  /// All fields of transactions but names have them, of other records ids alone: a rate is there or is not.
  [[nodiscard]] static constexpr bool has_usual_nulls(Field field) {
    return field != Field::kMerchant && field != Field::kCategory && field < Field::kDimension0;
  }
  [[nodiscard]] static constexpr bool has_usual_nulls(CustomerField field) {
    return field == CustomerField::kCustomerId;
  }
  [[nodiscard]] static constexpr bool has_usual_nulls(AccountField field) {
    return field == AccountField::kAccountId || field == AccountField::kCustomerId;
  }
  [[nodiscard]] static constexpr bool has_usual_nulls(LiabilityField field) {
    return field == LiabilityField::kAccountId;
  }
  [[nodiscard]] bool ends_with_empty_fields() const;
  [[nodiscard]] bool all_terms_hold() const;

  RecordScanner scanner_;
  std::vector<FieldMap> maps_;
  NullValues nulls_;
  const FieldMap* map_ = nullptr;
  std::span<const std::string_view> fields_;
  std::vector<std::string_view> split_;
  std::string storage_;
};

[[nodiscard]] bool is_valid_utf8(std::string_view text);
[[nodiscard]] bool has_nul(std::string_view text);

/// Why a text cannot be an id: one of `missing`, `too_long`, reason::kInvalidText (a NUL), reason::kInvalidUtf8; null
/// where it can.
[[nodiscard]] const char* fault_of_id(std::string_view text, const char* missing, const char* too_long);

/// True, false; nothing where the text is no boolean (DEFINITIONS section 1).
[[nodiscard]] std::optional<bool> parse_boolean(std::string_view text);

/// The same of a transaction's state: `pending` is true, `posted` false.
[[nodiscard]] std::optional<bool> parse_pending(std::string_view text);

/// An amount of money from an exact decimal, rounded once.
struct ParsedMoney {
  enum class Fault : std::uint8_t { kNone, kNoNumber, kOutOfRange };

  Fault fault = Fault::kNone;
  bool negative = false;  ///< the number itself, before it was rounded
  Minor minor = 0;
};
/// Out of range beyond kMaxOrderMinor either way. Without a currency.
[[nodiscard]] ParsedMoney parse_money(std::string_view text, const NumberReader& numbers);

}  // namespace spendlens::ingest
