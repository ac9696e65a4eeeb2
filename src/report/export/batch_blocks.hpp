#pragma once

#include <algorithm>
#include <cstdint>

#include "report/export/export_writer.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::report {

/// Writes what write_customer(customer, rows) makes of a batch's customers, in their order, in blocks for the writer's
/// threads; `num_rows` is about how many rows that will be.
template <class WriteCustomer>
void write_customers(const ledger::Batch& batch, std::uint64_t num_rows, ExportWriter& writer,
                     const WriteCustomer& write_customer) {
  const std::uint64_t num_blocks =
      std::clamp<std::uint64_t>(num_rows / kExportBlock, 1, std::max<std::uint64_t>(batch.num_customers(), 1));
  writer.blocks(num_blocks, [&](int, std::uint64_t block, RowText& rows) {
    const ItemRange customers = part_of(batch.num_customers(), block, num_blocks);
    for (std::uint64_t customer = customers.begin; customer < customers.end; ++customer) write_customer(customer, rows);
  });
}

}  // namespace spendlens::report
