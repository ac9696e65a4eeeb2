#include <algorithm>
#include <charconv>
#include <optional>

#include "ingest/parse/account_parser.hpp"

namespace spendlens::ingest {

namespace {

/// A finite double; nothing where the text is something else, or too small or large for one. A percentage of no
/// exponent is the double next to its hundredth.
std::optional<double> parse_fraction(std::string_view given, const NumberReader& numbers, bool is_percent) {
  if (is_percent && given.ends_with('%')) given.remove_suffix(1);
  std::string with_point(given);
  const bool has_exponent = given.find_first_of("eE") != std::string_view::npos;
  if (is_percent && !has_exponent && !given.empty()) with_point += "e-2";
  if (numbers.point() == ',') std::replace(with_point.begin(), with_point.end(), ',', '.');
  std::string_view text = with_point;
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const bool begins_as_a_number = !text.empty() && text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!begins_as_a_number || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (is_percent && has_exponent) value /= 100;
  return value == 0 ? 0 : value;  // -0 and 0 are one number and must be the same bytes
}

bool is_fraction(double value) { return value >= 0 && value <= 1; }

/// A plain date is one whatever form the transactions' timestamps have.
std::optional<std::int64_t> parse_due_date(std::string_view text, const TimestampParser& timestamps) {
  if (const auto day = parse_date(text)) return std::int64_t{*day} * kSecondsPerDay;
  return timestamps.parse(text);
}

}  // namespace

const char* LiabilityParser::fail(const char* why, std::string_view detail) {
  detail_ = detail;
  return why;
}

const char* LiabilityParser::parse(std::string_view record, RejectPlace place, WireLiability& liability) {
  if (fields_.is_comment(record)) return fail(reason::kFiltered, {});
  if (!fields_.split(record, place.file)) return fail(reason::kWrongNumberOfFields, {});
  liability = WireLiability{};
  liability.place = place;
  for (const auto step : {&LiabilityParser::read_names, &LiabilityParser::read_rates, &LiabilityParser::read_money,
                          &LiabilityParser::read_rest})
    if (const char* why = (this->*step)(liability)) return why;
  return nullptr;
}

const char* LiabilityParser::read_names(WireLiability& liability) {
  liability.account_id = fields_.text(LiabilityField::kAccountId);
  if (const char* why = fault_of_id(liability.account_id, reason::kMissingAccountId, reason::kAccountIdTooLong))
    return fail(why, liability.account_id);
  const std::string_view type_text = fields_.trimmed(LiabilityField::kLiabilityType);
  const auto type = parse_liability_type(type_text);
  if (!type) return fail(reason::kUnknownLiabilityType, type_text);
  liability.type = *type;
  return nullptr;
}

const char* LiabilityParser::read_rates(WireLiability& liability) {
  std::string_view rest = fields_.trimmed(LiabilityField::kAprs);
  for (bool more = !rest.empty(); more;) {
    const auto semicolon = rest.find(';');
    const std::string_view text = RecordFields::without_blanks(rest.substr(0, semicolon));
    const auto apr = parse_fraction(text, numbers_, are_rates_percent_);
    if (!apr) return fail(reason::kInvalidAprs, text);
    if (!is_fraction(*apr)) return fail(reason::kAprOutOfRange, text);
    if (liability.aprs.size() == kMaxAprs) return fail(reason::kTooManyAprs, rest);
    liability.aprs.push_back(*apr);
    more = semicolon != std::string_view::npos;
    rest = more ? rest.substr(semicolon + 1) : std::string_view();
  }
  const std::string_view text = fields_.trimmed(LiabilityField::kInterestRate);
  if (text.empty()) return nullptr;
  const auto rate = parse_fraction(text, numbers_, are_rates_percent_);
  if (!rate) return fail(reason::kInvalidInterestRate, text);
  if (!is_fraction(*rate)) return fail(reason::kInterestRateOutOfRange, text);
  liability.interest_rate = *rate;
  return nullptr;
}

const char* LiabilityParser::read_money(WireLiability& liability) {
  using Fault = ParsedMoney::Fault;
  const auto read_payment = [&](LiabilityField field, Minor& payment) -> const char* {
    const std::string_view text = fields_.trimmed(field);
    if (text.empty()) return nullptr;
    const ParsedMoney money = parse_money(text, numbers_);
    if (money.fault == Fault::kNoNumber) return fail(reason::kInvalidPayment, text);
    if (money.negative) return fail(reason::kNegativePayment, text);
    if (money.fault == Fault::kOutOfRange) return fail(reason::kPaymentOutOfRange, text);
    payment = money.minor;
    return nullptr;
  };
  if (const char* why = read_payment(LiabilityField::kMinimumPaymentAmount, liability.minimum_payment_amount))
    return why;
  if (const char* why = read_payment(LiabilityField::kLastPaymentAmount, liability.last_payment_amount)) return why;
  const std::string_view text = fields_.trimmed(LiabilityField::kLastStatementBalance);
  if (text.empty()) return nullptr;
  const ParsedMoney money = parse_money(text, numbers_);
  if (money.fault == Fault::kNoNumber) return fail(reason::kInvalidBalance, text);
  if (money.fault == Fault::kOutOfRange) return fail(reason::kBalanceOutOfRange, text);
  liability.last_statement_balance = money.minor;
  return nullptr;
}

const char* LiabilityParser::read_rest(WireLiability& liability) {
  if (const std::string_view text = fields_.trimmed(LiabilityField::kIsOverdue); !text.empty()) {
    const auto overdue = parse_boolean(text);
    if (!overdue) return fail(reason::kInvalidBoolean, text);
    liability.is_overdue = *overdue ? 1 : 0;
  }
  if (const std::string_view text = fields_.trimmed(LiabilityField::kNextPaymentDueDate); !text.empty()) {
    const auto seconds = parse_due_date(text, timestamps_);
    if (!seconds) return fail(reason::kInvalidDueDate, text);
    if (*seconds < 0 || *seconds >= kTimestampLimit) return fail(reason::kDueDateOutOfRange, text);
    liability.next_payment_due_date = static_cast<Timestamp>(*seconds / kSecondsPerDay * kSecondsPerDay);
  }
  return nullptr;
}

}  // namespace spendlens::ingest
