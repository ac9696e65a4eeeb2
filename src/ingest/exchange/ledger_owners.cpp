#include <algorithm>
#include <span>

#include "ingest/exchange/account_owners.hpp"
#include "ingest/record/wire_bytes.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/padded_text.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/ledger/batch_reader.hpp"

namespace spendlens::ingest {

namespace {

enum class Standing : std::uint8_t { kOwn, kJoint };

void append(std::vector<std::byte>& bytes, Standing standing, std::string_view account_id,
            std::string_view customer_id) {
  put(bytes, standing);
  put_text(bytes, account_id);
  put_text(bytes, customer_id);
}

/// The accounts of a batch's customers, by the owners of their hashes.
void append_accounts(const ledger::Batch& batch, const HashRanges& ranges,
                     std::vector<std::vector<std::byte>>& outgoing) {
  const ledger::Snapshot& snapshot = batch.snapshot;
  const auto send = [&](Standing standing, std::string_view account_id, std::string_view customer_id) {
    append(outgoing[ranges.owner_of(text_hash(account_id))], standing, account_id, customer_id);
  };
  for (std::size_t customer = 0; customer < batch.num_customers(); ++customer) {
    for (std::uint64_t i = snapshot.account_offset[customer]; i < snapshot.account_offset[customer + 1]; ++i)
      send(Standing::kOwn, text_at(snapshot.account_id, snapshot.account_width, i), batch.customer_id(customer));
    if (snapshot.joint_offset.empty()) continue;
    for (std::uint64_t i = snapshot.joint_offset[customer]; i < snapshot.joint_offset[customer + 1]; ++i)
      send(Standing::kJoint, text_at(snapshot.joint_account, snapshot.account_width, i), {});
  }
}

}  // namespace

void AccountOwners::add_all_of(const ledger::Ledger& ledger, std::uint64_t memory_bytes) {
  ledger::Ledger accounts = ledger.only({ledger.snapshot_segment()->name});
  accounts.set_need(0, {ledger::SegmentNeed::Rows::kNone, 0, false});
  const ItemRange prefixes = part_of(kHashPrefixes, static_cast<std::uint64_t>(communicator_.rank()),
                                     static_cast<std::uint64_t>(communicator_.size()));
  const ledger::WantedColumns wanted{{ledger::Column::kSnapshot}};
  ledger::BatchReader reader(accounts,
                             ledger::batches_of(accounts, {prefixes.begin, prefixes.end}, memory_bytes,
                                                ledger::reading_cost(accounts, wanted)),
                             wanted);
  std::vector<std::vector<std::byte>> outgoing(outgoing_.size());
  for (std::uint64_t more = 1; more != 0;) {
    const ledger::Batch* batch = nullptr;
    comm::agree(communicator_, [&] {
      batch = reader.next();
      if (batch != nullptr) append_accounts(*batch, ranges_, outgoing);
    });
    const comm::Gathered received = exchange_parts(communicator_, outgoing);
    comm::agree(communicator_, [&] {
      const std::span<const std::byte> bytes(received.bytes);
      for (std::size_t position = 0; position < bytes.size();) {
        Standing standing{};
        get(bytes, position, standing);
        const std::string_view account_id = get_text(bytes, position);
        add(account_id, get_text(bytes, position), standing == Standing::kJoint);
      }
      owners_.spill_to_budget();
    });
    more = communicator_.all_reduce_value<std::uint64_t>(batch != nullptr ? 1 : 0, comm::ReduceOp::kMax);
  }
}

}  // namespace spendlens::ingest
