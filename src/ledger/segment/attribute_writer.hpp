#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/ledger/customer_attributes.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::ledger {

/// The part of a segment writer that writes customers' attributes, and the customers that have nothing else.
class AttributeWriter {
 public:
  /// Collective. `part` is what this rank will append, `totals` what all of them will.
  AttributeWriter(comm::Communicator& communicator, const SegmentMetadata& facts, const SegmentPart& part,
                  const SegmentPart& totals);

  /// Local: of `num_customers` customers from the segment's `first_customer` on. Throws InternalError where it is more
  /// than announced, or columns do not fit each other.
  void append(const store::ColumnFileWriter& file, std::uint64_t first_customer, std::uint64_t num_customers,
              const CustomerAttributes& attributes);

  /// Throws InternalError where less was appended than announced. Local.
  void require_complete() const;

  /// Writes the index of listed customers. Collective: all ranks' are counted.
  void write_index(comm::Communicator& communicator, const store::ColumnFileWriter& file);

 private:
  void write_codes(const store::ColumnFileWriter& file, const char* beginning, std::uint64_t first,
                   const std::vector<std::uint16_t>& codes);

  std::vector<std::string> names_;
  std::uint64_t announced_;
  std::uint32_t listed_width_;  ///< of the column
  std::uint64_t first_listed_;
  std::uint64_t listed_ = 0;
  std::vector<std::uint64_t> listed_by_prefix_;
};

}  // namespace spendlens::ledger
