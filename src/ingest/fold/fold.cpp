#include "ingest/fold/fold.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/sort/pdqsort/pdqsort.hpp>
#include <tuple>

#include "ingest/fold/customer_groups.hpp"
#include "ingest/fold/line_fold.hpp"
#include "ingest/fold/order_keys.hpp"
#include "ingest/fold/padded_texts.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

namespace {

class Folding {
 public:
  Folding(const FoldContext& context, FoldScratch& scratch)
      : context_(context),
        columns_(stored_columns(context.schema)),
        customer_of_row_(scratch.customer_of_row),
        keys_(scratch.keys),
        grouped_keys_(scratch.grouped_keys),
        lines_(context) {}

  FoldResult run(std::span<const std::byte> bytes) {
    group(bytes);
    const std::vector<std::uint32_t> order = groups_.set_order();
    place_keys();
    find_rows(bytes);
    reserve();
    for (const std::uint32_t number : order) {
      const CustomerGroups::Customer& customer = groups_.customer(number);
      if (customer.is_plain)
        finish_plain(customer);
      else
        fold_rows_of(customer, bytes);
    }
    pad_texts(ids_, result_.run.id_width, result_.run.id);
    pad_texts(account_refs_, result_.run.account_width, result_.run.account_ref);
    return std::move(result_);
  }

 private:
  /// Gives each row its customer, and each short row its key. A customer with another row is not plain.
  void group(std::span<const std::byte> bytes) {
    customer_of_row_.clear();
    keys_.clear();
    const bool keyed = short_rows_are_heads(context_.schema);
    for (std::size_t position = 0; position < bytes.size();) {
      const WireRowHead row = read_head(bytes, position, context_.schema);
      const std::uint32_t number = groups_.add_row(row.hash, row.customer_id);
      customer_of_row_.push_back(number);
      if (!keyed || !row.is_short) {
        groups_.customer(number).is_plain = false;
        any_other_ = true;
      }
      keys_.push_back(keyed && row.is_short ? key_of(row) : OrderKeys::Key{0});
    }
  }

  [[nodiscard]] OrderKeys::Key key_of(const WireRowHead& row) const {
    ledger::TransactionRow order;
    order.timestamp = row.timestamp;
    order.amount = context_.spend_positive ? -row.amount : row.amount;
    if (row.has_merchant) order.merchant = context_.merchants->code.code_of(row.merchant);
    if (row.has_category) order.category = static_cast<std::uint16_t>(context_.categories->code.code_of(row.category));
    order.flags = row.pending ? ledger::kFlagPending : std::uint8_t{0};
    return OrderKeys::key_of(order);
  }

  /// Keys customer by customer.
  void place_keys() {
    std::vector<std::uint64_t> next(groups_.size());
    for (std::uint32_t number = 0; number < next.size(); ++number) next[number] = groups_.customer(number).begin;
    grouped_keys_.resize(keys_.size());
    for (std::size_t row = 0; row < keys_.size(); ++row) grouped_keys_[next[customer_of_row_[row]]++] = keys_[row];
  }

  /// The places in `bytes` of the rows of customers that are not plain, customer by customer.
  void find_rows(std::span<const std::byte> bytes) {
    if (!any_other_) return;
    std::vector<std::uint64_t> next(groups_.size());
    for (std::uint32_t number = 0; number < next.size(); ++number) next[number] = groups_.customer(number).begin;
    positions_.resize(customer_of_row_.size());
    std::size_t row = 0;
    for (std::size_t position = 0; position < bytes.size(); ++row) {
      positions_[next[customer_of_row_[row]]++] = position;
      (void)read_head(bytes, position, context_.schema);
    }
  }

  void reserve() {
    ids_.reserve(groups_.size());
    // Else orders of several lines may make it fewer rows.
    if (any_other_) return;
    ledger::for_each_transaction_column([this](const auto& column) {
      if (columns_.has(column.id)) column.of(result_.run).reserve(keys_.size());
    });
  }

  /// Whether a customer may have a larger turnover than is stored; seldom where the amounts are of this world.
  [[nodiscard]] bool may_overflow(std::uint64_t num_orders) const {
    return uint128{num_orders} * kMaxOrderMinor > context_.most_turnover;
  }

  [[nodiscard]] static std::uint64_t magnitude(Minor amount) {
    return static_cast<std::uint64_t>(amount < 0 ? -amount : amount);
  }

  [[nodiscard]] bool overflows(std::span<const OrderKeys::Key> keys) const {
    if (!may_overflow(keys.size())) return false;
    uint128 turnover = 0;
    for (const OrderKeys::Key key : keys) turnover += magnitude(OrderKeys::row_of(key).amount);
    return turnover > context_.most_turnover;
  }

  /// Remembers a customer whose sums are too large.
  bool overflows(const CustomerGroups::Customer& customer, std::span<const FoldedOrder> orders) {
    if (!may_overflow(orders.size())) return false;
    uint128 turnover = 0;
    uint128 margins = 0;
    for (const FoldedOrder& order : orders) {
      turnover += magnitude(order.amount);
      margins += magnitude(order.margin);
    }
    if (turnover <= context_.most_turnover && margins <= kMaxTurnover) return false;
    result_.overflowing.emplace(customer.id, turnover <= context_.most_turnover);
    return true;
  }

  /// A customer all of whose rows are orders by themselves.
  void finish_plain(const CustomerGroups::Customer& customer) {
    const std::span keys = std::span(grouped_keys_).subspan(customer.begin, customer.num_rows);
    if (overflows(keys)) {
      result_.overflowing.emplace(customer.id, false);
      return;
    }
    // Logs in the order of time, or of a ledger, are often sorted already.
    if (!std::is_sorted(keys.begin(), keys.end())) boost::sort::pdqsort_branchless(keys.begin(), keys.end());
    FinishedRun& run = result_.run;
    ids_.push_back(customer.id);
    run.hash.push_back(customer.hash);
    run.num_rows.push_back(keys.size());
    Timestamp first = kNoTimestamp;
    for (const OrderKeys::Key key : keys) {
      const ledger::TransactionRow order = OrderKeys::row_of(key);
      first = std::min(first, order.timestamp);
      ledger::append_row(columns_, order, run);
    }
    run.first_timestamp.push_back(first);
  }

  void fold_rows_of(const CustomerGroups::Customer& customer, std::span<const std::byte> bytes) {
    rows_.clear();
    for (std::uint64_t position : std::span(positions_).subspan(customer.begin, customer.num_rows))
      rows_.push_back(read_row(bytes, position, context_.schema));
    std::sort(rows_.begin(), rows_.end(), [](const WireRow& a, const WireRow& b) {
      return std::tie(a.order_id, a.file, a.line) < std::tie(b.order_id, b.file, b.line);
    });
    fold_customer(customer);
  }

  void fold_customer(const CustomerGroups::Customer& customer) {
    const std::size_t rejects_before = result_.rejects.size();
    const std::uint64_t folded_before = result_.lines_folded;
    const std::span<FoldedOrder> orders = lines_.orders_of(rows_, result_);
    if (orders.empty()) return;
    if (overflows(customer, orders)) {  // then all rows are rejected for that, these too
      for (const WireRow& row : rows_)
        if (row.is_of_account) result_.overflowing_accounts.emplace(row.account_id, row.customer_id);
      result_.rejects.resize(rejects_before);
      result_.lines_folded = folded_before;
      return;
    }
    index_accounts(customer, orders);
    std::sort(orders.begin(), orders.end(),
              [](const FoldedOrder& a, const FoldedOrder& b) { return ledger::compare_rows(a, b) < 0; });
    finish(customer, orders);
  }

  void index_accounts(const CustomerGroups::Customer& customer, std::span<FoldedOrder> orders) {
    accounts_.clear();
    for (const FoldedOrder& order : orders)
      if (!order.account_id.empty()) accounts_.push_back(order.account_id);
    std::sort(accounts_.begin(), accounts_.end());
    accounts_.erase(std::unique(accounts_.begin(), accounts_.end()), accounts_.end());
    if (accounts_.size() > ledger::kNoAccount)
      throw InputError(fmt::format("customer {} has {} accounts; a segment can hold {} of one customer", customer.id,
                                   accounts_.size(), ledger::kNoAccount));
    for (FoldedOrder& order : orders)
      if (!order.account_id.empty())
        order.account = static_cast<std::uint16_t>(
            std::lower_bound(accounts_.begin(), accounts_.end(), order.account_id) - accounts_.begin());
  }

  void finish(const CustomerGroups::Customer& customer, std::span<const FoldedOrder> orders) {
    FinishedRun& run = result_.run;
    ids_.push_back(customer.id);
    run.hash.push_back(customer.hash);
    run.num_rows.push_back(orders.size());
    Timestamp first = kNoTimestamp;
    for (const FoldedOrder& order : orders) {
      first = std::min(first, order.timestamp);
      ledger::append_row(columns_, order, run);
    }
    run.first_timestamp.push_back(first);
    if (!columns_.has(ledger::Column::kAccount)) return;
    run.num_account_refs.push_back(accounts_.size());
    account_refs_.insert(account_refs_.end(), accounts_.begin(), accounts_.end());
  }

  const FoldContext& context_;
  const ledger::ColumnSet columns_;
  FoldResult result_;
  CustomerGroups groups_;
  bool any_other_ = false;                       ///< a customer is not plain
  std::vector<std::uint32_t>& customer_of_row_;  ///< in the order of arrival, as are the keys
  std::vector<OrderKeys::Key>& keys_;
  std::vector<OrderKeys::Key>& grouped_keys_;
  std::vector<std::uint64_t> positions_;
  std::vector<WireRow> rows_;
  LineFold lines_;
  std::vector<std::string_view> accounts_;
  std::vector<std::string_view> ids_;
  std::vector<std::string_view> account_refs_;
};

}  // namespace

FoldResult fold_rows(std::span<const std::byte> bytes, const FoldContext& context, FoldScratch& scratch) {
  return Folding(context, scratch).run(bytes);
}

}  // namespace spendlens::ingest
