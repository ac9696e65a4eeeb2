#include "ingest/parse/row_parser.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/decimal.hpp"

namespace spendlens::ingest {

const char* RowParser::read_quantity(WireRow& row, Quantity& quantity) {
  quantity.brief = parse_short_decimal(quantity.text, numbers_.point());
  if (quantity.brief && is_in_line_range(quantity.brief->wire_count())) {
    row.quantity = quantity.brief->wire_count();
    return nullptr;
  }
  quantity.exact = numbers_.read_plain(quantity.text);
  const auto count = quantity.exact ? to_scale(*quantity.exact, kWireScale) : std::nullopt;
  if (!count || !is_in_line_range(*count)) return fail(reason::kInvalidQuantity, quantity.text);
  row.quantity = *count;
  return nullptr;
}

const char* RowParser::read_written_amount(std::string_view text, WireRow& row) {
  const auto amount = parse_amount(text);
  return amount ? take_amount(*amount, text, row) : fail(reason::kInvalidAmount, text);
}

const char* RowParser::read_product(const Quantity& quantity, WireRow& row) {
  const std::string_view price_text = fields_.trimmed(Field::kUnitPrice);
  if (price_text.empty() || quantity.text.empty()) return fail(reason::kMissingAmount, {});
  if (const auto price = parse_short_decimal(price_text, numbers_.point());
      price && quantity.brief && !are_amounts_minor_)
    if (const auto product = quantity.brief->times(*price); product && is_in_line_range(*product)) {
      row.amount = *product;
      return nullptr;
    }
  const auto price = parse_amount(price_text);
  if (!price) return fail(reason::kInvalidAmount, price_text);
  const auto amount = multiply(quantity.exact ? *quantity.exact : *numbers_.read_plain(quantity.text), *price);
  return amount ? take_amount(*amount, {}, row) : fail(reason::kAmountOutOfRange, price_text);
}

/// A debit is money that leaves, a credit money that comes; of either below 0 it is the other way round. A 0 beside the
/// other is none.
const char* RowParser::read_debit_or_credit(WireRow& row) {
  const std::string_view debit_text = fields_.trimmed(Field::kDebit);
  const std::string_view credit_text = fields_.trimmed(Field::kCredit);
  auto debit = debit_text.empty() ? Decimal{} : parse_amount(debit_text);
  if (!debit) return fail(reason::kInvalidAmount, debit_text);
  auto credit = credit_text.empty() ? Decimal{} : parse_amount(credit_text);
  if (!credit) return fail(reason::kInvalidAmount, credit_text);
  if (debit_text.empty() && credit_text.empty()) return fail(reason::kInvalidAmount, {});
  if (are_signs_ignored_) {
    debit->coefficient = debit->coefficient < 0 ? -debit->coefficient : debit->coefficient;
    credit->coefficient = credit->coefficient < 0 ? -credit->coefficient : credit->coefficient;
  }
  const bool is_both =
      !debit_text.empty() && !credit_text.empty() && (debit->coefficient == 0) == (credit->coefficient == 0);
  if (is_both) return fail(reason::kInvalidAmount, debit_text);
  if (credit_text.empty() || debit->coefficient != 0)
    return take_amount({-debit->coefficient, debit->scale}, debit_text, row);
  return take_amount(*credit, credit_text, row);
}

const char* RowParser::turn_by_direction(WireRow& row) {
  const std::string_view text = fields_.trimmed(Field::kDirection);
  joined_.assign(text);
  for (char& c : joined_) c = to_lower(c);
  const auto direction = directions_.find(joined_);
  if (direction == directions_.end()) return fail(reason::kUnknownDirection, text);
  if (direction->second == Direction::kCredit) return nullptr;
  row.amount = -row.amount;
  if (row.minor) row.minor = -*row.minor;
  return nullptr;
}

const char* RowParser::take_amount(const Decimal& value, std::string_view text, WireRow& row) {
  const auto count = to_scale(value, kWireScale);
  if (!count || !is_in_line_range(*count)) return fail(reason::kAmountOutOfRange, text);
  row.amount = *count;
  return nullptr;
}

std::optional<Decimal> RowParser::parse_amount(std::string_view text) {
  const auto number = numbers_.read(text);
  if (!number) return std::nullopt;
  if (!number->currency.empty()) amount_currency_ = number->currency;
  return as_amount(number->value);
}

Decimal RowParser::as_amount(Decimal value) const {
  if (!are_amounts_minor_) return value;
  // Of so small a fraction of a cent nothing is left.
  for (; value.scale > Decimal::kMaxScale - 2; --value.scale) value.coefficient /= 10;
  value.scale += 2;
  return value;
}

}  // namespace spendlens::ingest
