#include "ingest/exchange/customer_list.hpp"

#include <span>

#include "spendlens/comm/agree.hpp"

namespace spendlens::ingest {

CustomerList::CustomerList(comm::Communicator& communicator, const HashRanges& ranges, const std::string& path,
                           std::uint64_t budget_bytes)
    : communicator_(communicator),
      ranges_(ranges),
      rows_(path, HashRanges::kBuckets, budget_bytes),
      outgoing_(static_cast<std::size_t>(communicator.size())) {}

void CustomerList::add(const WireCustomer& customer) {
  append_customer(customer, outgoing_[ranges_.owner_of(customer.hash)]);
}

void CustomerList::exchange() {
  const comm::Gathered received = exchange_parts(communicator_, outgoing_);
  comm::agree(communicator_, [&] {
    const std::span<const std::byte> bytes(received.bytes);
    for (std::size_t position = 0; position < bytes.size();) {
      const std::size_t begin = position;
      const WireCustomer customer = read_customer(bytes, position);
      rows_.append(ranges_.bucket_of(customer.hash), bytes.subspan(begin, position - begin));
    }
    rows_.spill_to_budget();
  });
}

}  // namespace spendlens::ingest
