#include "ingest/parse/account_parser.hpp"

namespace spendlens::ingest {

const char* AccountParser::fail(const char* why, std::string_view detail) {
  detail_ = detail;
  return why;
}

const char* AccountParser::parse(std::string_view record, RejectPlace place, WireAccount& account) {
  if (fields_.is_comment(record)) return fail(reason::kFiltered, {});
  if (!fields_.split(record, place.file)) return fail(reason::kWrongNumberOfFields, {});
  account = WireAccount{};
  account.place = place;
  for (const auto step : {&AccountParser::read_ids, &AccountParser::read_types, &AccountParser::read_balances})
    if (const char* why = (this->*step)(account)) return why;
  return nullptr;
}

const char* AccountParser::read_ids(WireAccount& account) {
  account.account_id = fields_.text(AccountField::kAccountId);
  if (const char* why = fault_of_id(account.account_id, reason::kMissingAccountId, reason::kAccountIdTooLong))
    return fail(why, account.account_id);
  account.customer_id = fields_.text(AccountField::kCustomerId);
  if (const char* why = fault_of_id(account.customer_id, reason::kMissingCustomerId, reason::kCustomerIdTooLong))
    return fail(why, account.customer_id);
  return nullptr;
}

const char* AccountParser::read_types(WireAccount& account) {
  const std::string_view type_text = fields_.trimmed(AccountField::kType);
  const auto type = parse_account_type(type_text);
  if (!type) return fail(reason::kUnknownType, type_text);
  const std::string_view subtype_text = fields_.trimmed(AccountField::kSubtype);
  AccountSubtype subtype = parse_account_subtype(subtype_text).value_or(AccountSubtype::kOther);
  // What is invested is no savings, whatever the account is called: an hsa may be either.
  if (*type == AccountType::kInvestment || *type == AccountType::kOther) subtype = AccountSubtype::kOther;
  if (!fit_together(*type, subtype)) return fail(reason::kSubtypeOfOtherType, subtype_text);
  account.type = *type;
  account.subtype = subtype;
  return nullptr;
}

const char* AccountParser::read_balances(WireAccount& account) {
  using Fault = ParsedMoney::Fault;
  if (fields_.trimmed(AccountField::kBalanceCurrent).empty()) return fail(reason::kMissingBalance, {});
  const auto read = [&](AccountField field, Minor& balance) -> const char* {
    const std::string_view text = fields_.trimmed(field);
    if (text.empty()) return nullptr;
    const ParsedMoney money = parse_money(text, numbers_);
    if (money.fault == Fault::kNoNumber) return fail(reason::kInvalidBalance, text);
    if (field == AccountField::kBalanceLimit && money.negative) return fail(reason::kNegativeLimit, text);
    if (money.fault == Fault::kOutOfRange) return fail(reason::kBalanceOutOfRange, text);
    balance = money.minor;
    return nullptr;
  };
  if (const char* why = read(AccountField::kBalanceCurrent, account.balance_current)) return why;
  if (const char* why = read(AccountField::kBalanceAvailable, account.balance_available)) return why;
  return read(AccountField::kBalanceLimit, account.balance_limit);
}

}  // namespace spendlens::ingest
