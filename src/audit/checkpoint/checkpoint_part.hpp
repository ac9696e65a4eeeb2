#pragma once

#include <cstdint>
#include <string>

#include "audit/checkpoint/aggregates.hpp"
#include "audit/checkpoint/customer_state.hpp"
#include "audit/checkpoint/stream_spill.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/ledger/segment.hpp"

namespace spendlens::audit {

/// A finished_range of hash prefixes that is finished: what it adds to the aggregates, and where its customers and
/// streams lie among those that this rank holds.
struct FinishedRange {
  ledger::PrefixRange prefixes;
  ItemRange customers;
  ItemRange streams;
  Aggregates aggregates;
  ItemRange entries{};  ///< of parts of the base
};

/// One file of a checkpoint: a finished finished_range as one rank wrote it, for any rank of a later run.
struct Part {
  ledger::PrefixRange prefixes;
  std::uint64_t customers = 0;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, prefixes.begin, prefixes.end, customers);
  }
};

/// "part-00000-00123": [0, 123).
[[nodiscard]] std::string part_name(ledger::PrefixRange prefixes);

/// Writes the part of a finished_range into `directory`: on the disk under its name, or not there. `id` is the
/// checkpoint's. Local. Throws IoError.
void write_part(const std::string& directory, const std::string& id, const FinishedRange& finished_range,
                const CustomerState& state, StreamSpill& streams);

/// What a part's file says it is. Local. Throws InputError where it is damaged, of another checkpoint or under another
/// part's name.
[[nodiscard]] Part examine_part(const std::string& directory, const std::string& id, const std::string& name);

/// Appends a part's customers and streams, adds its aggregates. Local. Throws as examine_part.
void restore_part(const std::string& directory, const std::string& id, const Part& part, Aggregates& aggregates,
                  CustomerState& state, StreamSpill& streams);

}  // namespace spendlens::audit
