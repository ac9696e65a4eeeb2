#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/parse/written_number.hpp"
#include "ingest/record/fields.hpp"
#include "ingest/csv/record_scanner.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::ingest {

/// The fields of one record after the other, of files with columns of their own.
class RecordFields {
 public:
  /// `maps`: of each file.
  RecordFields(RecordScanner scanner, std::vector<FieldMap> maps) : scanner_(scanner), maps_(std::move(maps)) {}

  /// False where the record has not as many fields as its file's header. The texts below are views on the record or on
  /// this object, good until the next call.
  [[nodiscard]] bool split(std::string_view record, std::uint32_t file) {
    map_ = &maps_[file];
    scanner_.split(record, split_, storage_);
    fields_ = split_;
    return fields_.size() == map_->num_columns;
  }
  /// The same for a record that was split already.
  [[nodiscard]] bool take(std::span<const std::string_view> fields, std::uint32_t file) {
    map_ = &maps_[file];
    fields_ = fields;
    return fields_.size() == map_->num_columns;
  }

  /// Whether the record's amount is a debit or a credit (FieldMap).
  [[nodiscard]] bool has_debit_and_credit() const { return map_->has_debit_and_credit(); }
  /// A field's text as it stands; empty where the file has no such column.
  template <class AnyField>
  [[nodiscard]] std::string_view text(AnyField field) const {
    return map_->has(field) ? fields_[static_cast<std::size_t>(map_->at(field))] : std::string_view();
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
  RecordScanner scanner_;
  std::vector<FieldMap> maps_;
  const FieldMap* map_ = nullptr;
  std::span<const std::string_view> fields_;
  std::vector<std::string_view> split_;
  std::string storage_;
};

[[nodiscard]] bool is_valid_utf8(std::string_view text);
[[nodiscard]] bool has_nul(std::string_view text);

/// Why a text cannot be an id: one of `missing`, `too_long`, reason::kInvalidText (a NUL), reason::kInvalidUtf8; null where
/// it can.
[[nodiscard]] const char* fault_of_id(std::string_view text, const char* missing, const char* too_long);

/// True, false; nothing where the text is no boolean (DEFINITIONS section 1).
[[nodiscard]] std::optional<bool> parse_boolean(std::string_view text);

/// An amount of money from an exact decimal, rounded once.
struct ParsedMoney {
  enum class Fault : std::uint8_t { kNone, kNoNumber, kOutOfRange };

  Fault fault = Fault::kNone;
  bool negative = false;   ///< the number itself, before it was rounded
  Minor minor = 0;
};
/// Out of range beyond kMaxOrderMinor either way. Without a currency.
[[nodiscard]] ParsedMoney parse_money(std::string_view text, const NumberReader& numbers);

}  // namespace spendlens::ingest
