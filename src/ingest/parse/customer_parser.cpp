#include "ingest/parse/customer_parser.hpp"

#include "spendlens/core/hashing.hpp"

namespace spendlens::ingest {

namespace {

constexpr CustomerField field_of_attribute(std::size_t i) {
  return static_cast<CustomerField>(static_cast<std::size_t>(CustomerField::kAttribute0) + i);
}

}  // namespace

const char* CustomerParser::fail(const char* why, std::string_view detail) {
  detail_ = detail;
  return why;
}

const char* CustomerParser::parse(std::string_view record, RejectPlace place, WireCustomer& customer) {
  if (fields_.is_comment(record)) return fail(reason::kFiltered, {});
  if (!fields_.split(record, place.file)) return fail(reason::kWrongNumberOfFields, {});
  customer = WireCustomer{};
  customer.place = place;
  customer.customer_id = fields_.text(CustomerField::kCustomerId);
  if (const char* why = fault_of_id(customer.customer_id, reason::kMissingCustomerId, reason::kCustomerIdTooLong))
    return fail(why, customer.customer_id);
  for (std::size_t i = 0; i < num_attributes_; ++i) {
    const std::string_view text = fields_.trimmed(field_of_attribute(i));
    if (text.size() > ledger::kMaxTextBytes || has_nul(text)) return fail(reason::kInvalidText, text);
    if (!is_valid_utf8(text)) return fail(reason::kInvalidUtf8, {});
  }
  customer.hash = text_hash(customer.customer_id);
  for (std::size_t i = 0; i < num_attributes_; ++i) {
    const std::string_view text = fields_.trimmed(field_of_attribute(i));
    if (text.empty()) continue;
    customer.attribute[i] = attributes_[i].intern(text);
    customer.attributes = static_cast<std::uint8_t>(customer.attributes | 1U << i);
  }
  return nullptr;
}

}  // namespace spendlens::ingest
