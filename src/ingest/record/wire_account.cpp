#include "ingest/record/wire_account.hpp"

#include "ingest/record/wire_bytes.hpp"

namespace spendlens::ingest {

namespace {

void put_place(std::vector<std::byte>& bytes, RejectPlace place) {
  put(bytes, place.file);
  put(bytes, place.line);
}

void get_place(std::span<const std::byte> bytes, std::size_t& position, RejectPlace& place) {
  get(bytes, position, place.file);
  get(bytes, position, place.line);
}

}  // namespace

void append_account(const WireAccount& account, std::vector<std::byte>& bytes) {
  put_place(bytes, account.place);
  put(bytes, account.type);
  put(bytes, account.subtype);
  put(bytes, account.balance_current);
  put(bytes, account.balance_available);
  put(bytes, account.balance_limit);
  put_text(bytes, account.account_id);
  put_text(bytes, account.customer_id);
}

WireAccount read_account(std::span<const std::byte> bytes, std::size_t& position) {
  WireAccount account;
  get_place(bytes, position, account.place);
  get(bytes, position, account.type);
  get(bytes, position, account.subtype);
  get(bytes, position, account.balance_current);
  get(bytes, position, account.balance_available);
  get(bytes, position, account.balance_limit);
  account.account_id = get_text(bytes, position);
  account.customer_id = get_text(bytes, position);
  return account;
}

void append_liability(const WireLiability& liability, std::vector<std::byte>& bytes) {
  put_place(bytes, liability.place);
  put(bytes, liability.type);
  put(bytes, liability.interest_rate);
  put(bytes, liability.minimum_payment_amount);
  put(bytes, liability.last_payment_amount);
  put(bytes, liability.last_statement_balance);
  put(bytes, liability.is_overdue);
  put(bytes, liability.next_payment_due_date);
  put(bytes, static_cast<std::uint8_t>(liability.aprs.size()));
  for (const double apr : liability.aprs) put(bytes, apr);
  put_text(bytes, liability.account_id);
}

WireLiability read_liability(std::span<const std::byte> bytes, std::size_t& position) {
  WireLiability liability;
  get_place(bytes, position, liability.place);
  get(bytes, position, liability.type);
  get(bytes, position, liability.interest_rate);
  get(bytes, position, liability.minimum_payment_amount);
  get(bytes, position, liability.last_payment_amount);
  get(bytes, position, liability.last_statement_balance);
  get(bytes, position, liability.is_overdue);
  get(bytes, position, liability.next_payment_due_date);
  std::uint8_t num_aprs = 0;
  get(bytes, position, num_aprs);
  liability.aprs.resize(num_aprs);
  for (double& apr : liability.aprs) get(bytes, position, apr);
  liability.account_id = get_text(bytes, position);
  return liability;
}

void append_accepted(const AcceptedAccount& accepted, std::vector<std::byte>& bytes) {
  put(bytes, accepted.customer_hash);
  append_account(accepted.account, bytes);
  put(bytes, static_cast<std::uint8_t>(accepted.liability ? 1 : 0));
  if (accepted.liability) append_liability(*accepted.liability, bytes);
  put_text(bytes, accepted.joint_owner);
}

AcceptedAccount read_accepted(std::span<const std::byte> bytes, std::size_t& position) {
  AcceptedAccount accepted;
  get(bytes, position, accepted.customer_hash);
  accepted.account = read_account(bytes, position);
  std::uint8_t has_liability = 0;
  get(bytes, position, has_liability);
  if (has_liability != 0) accepted.liability = read_liability(bytes, position);
  accepted.joint_owner = get_text(bytes, position);
  return accepted;
}

}  // namespace spendlens::ingest
