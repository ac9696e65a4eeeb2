#include "ingest/record/wire_customer.hpp"

#include "ingest/record/wire_bytes.hpp"

namespace spendlens::ingest {

void append_customer(const WireCustomer& customer, std::vector<std::byte>& bytes) {
  put(bytes, customer.place.file);
  put(bytes, customer.place.line);
  put(bytes, customer.hash);
  put_text(bytes, customer.customer_id);
  put(bytes, customer.attributes);
  for (std::size_t i = 0; i < customer.attribute.size(); ++i)
    if (customer.has_attribute(i)) put(bytes, customer.attribute[i]);
}

WireCustomer read_customer(std::span<const std::byte> bytes, std::size_t& position) {
  WireCustomer customer;
  get(bytes, position, customer.place.file);
  get(bytes, position, customer.place.line);
  get(bytes, position, customer.hash);
  customer.customer_id = get_text(bytes, position);
  get(bytes, position, customer.attributes);
  for (std::size_t i = 0; i < customer.attribute.size(); ++i)
    if (customer.has_attribute(i)) get(bytes, position, customer.attribute[i]);
  return customer;
}

}  // namespace spendlens::ingest
