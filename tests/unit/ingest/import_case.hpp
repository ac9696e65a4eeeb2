#pragma once

#include <algorithm>
#include <compare>
#include <string>
#include <vector>

#include "scratch_directory.hpp"
#include "spendlens/ingest/import.hpp"
#include "spendlens/ledger/check.hpp"
#include "spendlens/ledger/batch_reader.hpp"

namespace spendlens::test {

/// An order as a ledger gives it.
struct StoredOrder {
  std::string customer;
  std::string timestamp;
  Minor amount = 0;
  std::string merchant;
  std::string category;
  bool pending = false;
  std::uint32_t quantity = 0;
  Minor margin = 0;
  int products = 0;

  friend auto operator<=>(const StoredOrder&, const StoredOrder&) = default;
};

inline void append_orders(const ledger::Batch& batch, const ledger::Ledger& ledger, std::vector<StoredOrder>& orders) {
  for (std::size_t c = 0; c < batch.num_customers(); ++c) {
    const std::string padded(batch.id.data() + c * batch.id_width, batch.id_width);
    for (std::size_t row = batch.offset[c]; row < batch.offset[c + 1]; ++row) {
      StoredOrder order;
      order.customer = padded.substr(0, padded.find('\0'));
      order.timestamp = timestamp_text(batch.timestamp[row]);
      order.amount = batch.amount[row];
      if (!batch.merchant.empty() && batch.merchant[row] != ledger::kNoMerchant)
        order.merchant = ledger.merchants().at(batch.merchant[row]);
      if (!batch.category.empty() && batch.category[row] != ledger::kNoCategory)
        order.category = ledger.categories().at(batch.category[row]);
      if (!batch.flags.empty()) order.pending = batch.flags[row] == ledger::kFlagPending;
      if (!batch.quantity.empty()) order.quantity = batch.quantity[row];
      if (!batch.margin.empty()) order.margin = batch.margin[row];
      if (!batch.product_count.empty()) order.products = batch.product_count[row];
      orders.push_back(order);
    }
  }
}

/// All orders of a ledger, by customer and time; every segment is checked on the way.
inline std::vector<StoredOrder> orders_of(const std::string& directory) {
  comm::LocalCommunicator communicator;
  const ledger::Ledger ledger = ledger::Ledger::open(communicator, directory);
  for (const ledger::Segment& segment : ledger.segments()) ledger::check_segment(communicator, segment);
  ledger::BatchReader reader(ledger, ledger::batches_of(ledger, {0, 65'536}, 1'000'000),
                             {ledger::all_transaction_columns()});
  std::vector<StoredOrder> orders;
  while (const ledger::Batch* batch = reader.next()) append_orders(*batch, ledger, orders);
  std::sort(orders.begin(), orders.end());
  return orders;
}

/// A directory with input files and a ledger, and the options to import the one into the other on one rank.
struct ImportCase {
  ScratchDirectory scratch;
  ingest::ImportOptions options;

  ImportCase() {
    options.ledger = scratch.file("ledger");
    options.segment = "log";
    options.replace = true;
    options.merchant_rule = MerchantRule::kRaw;  // names as the test gives them
    options.aliases = "none";
  }
  explicit ImportCase(const std::string& text) : ImportCase() { add(text); }

  void add(const std::string& bytes, const std::string& name = "log.csv") {
    write_bytes(scratch.file(name), bytes);
    options.transactions.push_back(scratch.file(name));
  }

  ingest::ImportReport run() const {
    comm::LocalCommunicator communicator;
    return ingest::import_transactions(communicator, options);
  }
  /// The message of the error that the import ends with; empty where it succeeds.
  std::string refusal() const {
    try {
      (void)run();
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  }

  [[nodiscard]] std::vector<StoredOrder> orders() const { return orders_of(options.ledger); }
  [[nodiscard]] std::string segment_bytes() const { return file_bytes(options.ledger + "/" + options.segment + ".h5"); }
  [[nodiscard]] bool has_segment() const {
    return std::filesystem::exists(options.ledger + "/" + options.segment + ".h5");
  }
  [[nodiscard]] std::string rejects() const {
    return file_bytes(options.ledger + "/rejects/" + options.segment + ".csv");
  }
  [[nodiscard]] std::string refused_rejects() const {
    return file_bytes(options.ledger + "/rejects/" + options.segment + ".refused.csv");
  }
  [[nodiscard]] bool has_rejects() const {
    return std::filesystem::exists(options.ledger + "/rejects/" + options.segment + ".csv");
  }
};

}  // namespace spendlens::test
