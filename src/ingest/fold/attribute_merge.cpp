#include "ingest/fold/attribute_merge.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>

#include "ingest/fold/padded_texts.hpp"
#include "ingest/record/wire_customer.hpp"

namespace spendlens::ingest {

namespace {

auto key_of(const WireCustomer& customer) { return std::tie(customer.hash, customer.customer_id); }

/// Sorted, each customer once.
std::vector<WireCustomer> read_listed(std::span<const std::byte> bytes, std::vector<LateReject>& rejects) {
  std::vector<WireCustomer> all;
  for (std::size_t position = 0; position < bytes.size();) all.push_back(read_customer(bytes, position));
  std::sort(all.begin(), all.end(), [](const WireCustomer& a, const WireCustomer& b) {
    return std::tie(a.hash, a.customer_id, a.place) < std::tie(b.hash, b.customer_id, b.place);
  });
  std::vector<WireCustomer> first;
  for (const WireCustomer& customer : all)
    if (first.empty() || key_of(first.back()) != key_of(customer))
      first.push_back(customer);
    else
      rejects.push_back({customer.place, reason::kDuplicateCustomer, std::string(customer.customer_id)});
  return first;
}

void append_codes(const WireCustomer& customer, std::span<const Dictionary> dictionaries,
                  std::vector<std::uint16_t>& codes) {
  for (std::size_t i = 0; i < dictionaries.size(); ++i)
    codes.push_back(customer.has_attribute(i)
                        ? static_cast<std::uint16_t>(dictionaries[i].code.code_of(customer.attribute[i]))
                        : ledger::kNoAttribute);
}

}  // namespace

std::uint64_t add_attributes(FinishedRun& run, std::span<const std::byte> rows,
                             std::span<const Dictionary> dictionaries, std::vector<LateReject>& rejects) {
  const std::vector<WireCustomer> customers = read_listed(rows, rejects);
  const std::vector<std::string_view> ids = unpadded_texts(run.id, run.id_width);
  ledger::CustomerAttributes& attributes = run.attributes;
  run.has_attributes = true;
  attributes.num_attributes = dictionaries.size();
  std::vector<std::string_view> listed;
  const auto list = [&](const WireCustomer& customer) {
    listed.push_back(customer.customer_id);
    attributes.listed_hash.push_back(customer.hash);
    append_codes(customer, dictionaries, attributes.listed_code);
  };
  auto next = customers.begin();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto customer = std::tie(run.hash[i], ids[i]);
    while (next != customers.end() && key_of(*next) < customer) list(*next++);
    if (next != customers.end() && key_of(*next) == customer)
      append_codes(*next++, dictionaries, attributes.code);
    else
      append_codes(WireCustomer{}, dictionaries, attributes.code);
  }
  while (next != customers.end()) list(*next++);
  pad_texts(listed, attributes.listed_width, attributes.listed_id);
  return customers.size();
}

}  // namespace spendlens::ingest
