#include "ingest/fold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/sort/pdqsort/pdqsort.hpp>
#include <limits>
#include <tuple>

#include "ingest/customer_groups.hpp"
#include "ingest/order_keys.hpp"
#include "ingest/padded_texts.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

namespace {

constexpr int128 kPerUnit = int128{1'000'000'000'000'000'000};  // 10^18
constexpr std::int64_t kNoCode = -1;

/// A sum of counts at wire scale, exact for any number of lines in any order.
class ExactSum {
 public:
  void add(int128 count) {
    units_ += count / kPerUnit;
    rest_ += count % kPerUnit;
  }

  /// In counts of `unit`, rounded; where it fits no column, something that is out of every column's range too.
  [[nodiscard]] int128 rounded(int128 unit) const {
    constexpr int128 kMostUnits = 10 * kPerUnit;
    const int128 units = std::clamp(units_ + rest_ / kPerUnit, -kMostUnits, kMostUnits);
    return divide_rounded(units * kPerUnit + rest_ % kPerUnit, unit);
  }

 private:
  int128 units_ = 0;
  int128 rest_ = 0;
};

/// An order as it will be stored, but for its account, whose index is known when all of the customer's are.
struct Order {
  std::uint32_t merchant = ledger::kNoMerchant;
  Timestamp timestamp = 0;
  Minor amount = 0;
  std::uint16_t category = ledger::kNoCategory;
  std::string_view account;
  std::uint16_t account_index = ledger::kNoAccount;
  std::uint8_t flags = 0;
  std::uint32_t quantity = 0;
  Minor margin = 0;
  std::uint16_t product_count = 0;

  [[nodiscard]] auto key() const {
    return std::tie(merchant, timestamp, amount, category, account_index, flags, quantity, margin, product_count);
  }
};

class Folding {
 public:
  explicit Folding(const FoldContext& context) : context_(context) {}

  FoldResult run(std::span<const std::byte> bytes) {
    group(bytes);
    const std::vector<std::uint32_t> order = groups_.set_order();
    place_keys();
    find_rows(bytes);
    reserve();
    for (const std::uint32_t number : order) {
      const CustomerGroups::Customer& customer = groups_.customer(number);
      if (customer.is_plain) finish_plain(customer);
      else fold_rows_of(customer, bytes);
    }
    pad_texts(ids_, result_.run.id_width, result_.run.id);
    pad_texts(account_refs_, result_.run.account_width, result_.run.account_ref);
    return std::move(result_);
  }

 private:
  /// Gives each row its customer, and each short row its key. A customer with another row is not plain.
  void group(std::span<const std::byte> bytes) {
    const bool keyed = short_rows_are_heads(context_.schema);
    for (std::size_t position = 0; position < bytes.size();) {
      const WireRowHead row = read_head(bytes, position, context_.schema);
      const std::uint32_t number = groups_.note(row.hash, row.customer_id);
      customer_of_row_.push_back(number);
      if (!keyed || !row.is_short) {
        groups_.customer(number).is_plain = false;
        any_other_ = true;
      }
      keys_.push_back(keyed && row.is_short ? key_of(row) : OrderKeys::Key{0});
    }
  }

  [[nodiscard]] OrderKeys::Key key_of(const WireRowHead& row) const {
    OrderKeys::Order order;
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
    result_.run.timestamp.reserve(keys_.size());
    result_.run.amount.reserve(keys_.size());
    if (context_.schema.has(Field::kMerchant)) result_.run.merchant.reserve(keys_.size());
    if (context_.schema.has(Field::kCategory)) result_.run.category.reserve(keys_.size());
    if (context_.schema.has(Field::kPending)) result_.run.flags.reserve(keys_.size());
  }

  /// A customer all of whose rows are orders by themselves.
  void finish_plain(const CustomerGroups::Customer& customer) {
    const std::span keys = std::span(grouped_keys_).subspan(customer.begin, customer.num_rows);
    // Logs in the order of time, or of a ledger, are often sorted already.
    if (!std::is_sorted(keys.begin(), keys.end())) boost::sort::pdqsort_branchless(keys.begin(), keys.end());
    FinishedRun& run = result_.run;
    ids_.push_back(customer.id);
    run.hash.push_back(customer.hash);
    run.num_rows.push_back(keys.size());
    Timestamp first = kNoTimestamp;
    for (const OrderKeys::Key key : keys) {
      const OrderKeys::Order order = OrderKeys::order_of(key);
      first = std::min(first, order.timestamp);
      run.timestamp.push_back(order.timestamp);
      run.amount.push_back(order.amount);
      if (context_.schema.has(Field::kMerchant)) run.merchant.push_back(order.merchant);
      if (context_.schema.has(Field::kCategory)) run.category.push_back(order.category);
      if (context_.schema.has(Field::kPending)) run.flags.push_back(order.flags);
    }
    run.first_timestamp.push_back(first);
  }

  void fold_rows_of(const CustomerGroups::Customer& customer, std::span<const std::byte> bytes) {
    rows_.clear();
    for (std::uint64_t position : std::span(positions_).subspan(customer.begin, customer.num_rows)) rows_.push_back(read_row(bytes, position, context_.schema));
    std::sort(rows_.begin(), rows_.end(), [](const WireRow& a, const WireRow& b) { return std::tie(a.order_id, a.file, a.line) < std::tie(b.order_id, b.file, b.line); });
    fold_customer(rows_);
  }

  void reject(const WireRow& row, const char* reason, std::string_view detail) {
    result_.rejects.push_back({{row.file, row.line}, reason, std::string(detail)});
  }

  void fold_customer(std::span<const WireRow> rows) {
    kept_.clear();
    for (const WireRow& row : rows) kept_.push_back(&row);
    drop_guilty_orders();
    drop_second_transactions();
    orders_.clear();
    for (std::size_t begin = 0; begin < kept_.size();) {
      std::size_t end = begin + 1;
      while (!kept_[begin]->order_id.empty() && end < kept_.size() && kept_[end]->order_id == kept_[begin]->order_id) ++end;
      fold_order(std::span(kept_).subspan(begin, end - begin));
      begin = end;
    }
    if (!orders_.empty()) finish_customer(rows.front());
  }

  void drop_guilty_orders() {
    if (context_.guilty_orders == nullptr || context_.guilty_orders->empty()) return;
    std::erase_if(kept_, [&](const WireRow* row) {
      const bool guilty = !row->order_id.empty() && context_.guilty_orders->count(std::string(row->order_id)) != 0;
      if (guilty) reject(*row, reason::kOrderOfTwoCustomers, row->order_id);
      return guilty;
    });
  }

  void drop_second_transactions() {
    if (!context_.schema.has(Field::kTransactionId)) return;
    std::vector<const WireRow*> by_id = kept_;
    std::sort(by_id.begin(), by_id.end(), [](const WireRow* a, const WireRow* b) {
      return std::tie(a->transaction_id, a->file, a->line) < std::tie(b->transaction_id, b->file, b->line);
    });
    std::unordered_set<const WireRow*> second;
    for (std::size_t i = 1; i < by_id.size(); ++i)
      if (!by_id[i]->transaction_id.empty() && by_id[i]->transaction_id == by_id[i - 1]->transaction_id) second.insert(by_id[i]);
    if (second.empty()) return;
    std::erase_if(kept_, [&](const WireRow* row) {
      if (second.count(row) == 0) return false;
      reject(*row, reason::kDuplicateTransactionId, row->transaction_id);
      return true;
    });
  }

  [[nodiscard]] std::int64_t merchant_of(const WireRow& row) const {
    return row.has_merchant ? std::int64_t{context_.merchants->code.code_of(row.merchant)} : kNoCode;
  }
  [[nodiscard]] std::int64_t category_of(const WireRow& row) const {
    return row.has_category ? std::int64_t{context_.categories->code.code_of(row.category)} : kNoCode;
  }

  [[nodiscard]] std::uint16_t count_products(std::span<const WireRow* const> lines) {
    products_.clear();
    for (const WireRow* line : lines)
      if (!line->product_id.empty()) products_.push_back(line->product_id);
    std::sort(products_.begin(), products_.end());
    const auto distinct = std::unique(products_.begin(), products_.end()) - products_.begin();
    return static_cast<std::uint16_t>(std::min<std::ptrdiff_t>(distinct, std::numeric_limits<std::uint16_t>::max()));
  }

  void fold_order(std::span<const WireRow* const> lines) {
    ExactSum amounts, quantities, margins;
    for (const WireRow* line : lines) {
      amounts.add(context_.spend_positive ? -line->amount : line->amount);
      quantities.add(line->quantity);
      margins.add(line->margin);
    }
    const int128 amount = amounts.rounded(kWirePerMinor);
    const int128 signed_quantity = quantities.rounded(kPerUnit);
    const int128 quantity = signed_quantity < 0 ? -signed_quantity : signed_quantity;
    const int128 margin = margins.rounded(kWirePerMinor);
    const char* why = nullptr;
    if (amount > kMaxOrderMinor || amount < -kMaxOrderMinor) why = reason::kAmountOutOfRange;
    else if (quantity > std::numeric_limits<std::uint32_t>::max()) why = reason::kInvalidQuantity;
    else if (margin > std::numeric_limits<std::int64_t>::max() || margin < -std::numeric_limits<std::int64_t>::max()) why = reason::kInvalidMargin;
    if (why != nullptr) {
      for (const WireRow* line : lines) reject(*line, why, line->order_id);
      return;
    }
    // The earliest line; at the same second the one of the smallest texts, none before any.
    const WireRow* first = *std::min_element(lines.begin(), lines.end(), [&](const WireRow* a, const WireRow* b) {
      return std::tuple(a->timestamp, merchant_of(*a), category_of(*a), a->account_id) < std::tuple(b->timestamp, merchant_of(*b), category_of(*b), b->account_id);
    });
    Order order;
    order.timestamp = first->timestamp;
    order.amount = static_cast<Minor>(amount);
    order.quantity = static_cast<std::uint32_t>(quantity);
    order.margin = static_cast<Minor>(margin);
    if (first->has_merchant) order.merchant = static_cast<std::uint32_t>(merchant_of(*first));
    if (first->has_category) order.category = static_cast<std::uint16_t>(category_of(*first));
    order.account = first->account_id;
    order.product_count = count_products(lines);
    for (const WireRow* line : lines)
      if (line->pending) order.flags |= ledger::kFlagPending;
    orders_.push_back(order);
    result_.lines_folded += lines.size() - 1;
  }

  void index_accounts(const WireRow& customer) {
    accounts_.clear();
    for (const Order& order : orders_)
      if (!order.account.empty()) accounts_.push_back(order.account);
    std::sort(accounts_.begin(), accounts_.end());
    accounts_.erase(std::unique(accounts_.begin(), accounts_.end()), accounts_.end());
    if (accounts_.size() > ledger::kNoAccount)
      throw InputError(fmt::format("customer {} has {} accounts; a segment can hold {} of one customer", customer.customer_id, accounts_.size(), ledger::kNoAccount));
    for (Order& order : orders_)
      if (!order.account.empty())
        order.account_index = static_cast<std::uint16_t>(std::lower_bound(accounts_.begin(), accounts_.end(), order.account) - accounts_.begin());
  }

  void finish_customer(const WireRow& customer) {
    FinishedRun& run = result_.run;
    const Schema& schema = context_.schema;
    index_accounts(customer);
    std::sort(orders_.begin(), orders_.end(), [](const Order& a, const Order& b) { return a.key() < b.key(); });
    ids_.push_back(customer.customer_id);
    run.hash.push_back(customer.hash);
    run.num_rows.push_back(orders_.size());
    Timestamp first = kNoTimestamp;
    for (const Order& order : orders_) {
      first = std::min(first, order.timestamp);
      run.timestamp.push_back(order.timestamp);
      run.amount.push_back(order.amount);
      if (schema.has(Field::kMerchant)) run.merchant.push_back(order.merchant);
      if (schema.has(Field::kCategory)) run.category.push_back(order.category);
      if (schema.has(Field::kAccountId)) run.account.push_back(order.account_index);
      if (schema.has(Field::kPending)) run.flags.push_back(order.flags);
      if (schema.has(Field::kQuantity)) run.quantity.push_back(order.quantity);
      if (schema.has(Field::kMargin)) run.margin.push_back(order.margin);
      if (schema.has(Field::kProductId)) run.product_count.push_back(order.product_count);
    }
    run.first_timestamp.push_back(first);
    if (!schema.has(Field::kAccountId)) return;
    run.num_account_refs.push_back(accounts_.size());
    account_refs_.insert(account_refs_.end(), accounts_.begin(), accounts_.end());
  }

  const FoldContext& context_;
  FoldResult result_;
  CustomerGroups groups_;
  bool any_other_ = false;                       ///< a customer is not plain
  std::vector<std::uint32_t> customer_of_row_;   ///< in the order of arrival, as are the keys
  std::vector<OrderKeys::Key> keys_;
  std::vector<OrderKeys::Key> grouped_keys_;
  std::vector<std::uint64_t> positions_;
  std::vector<WireRow> rows_;
  std::vector<const WireRow*> kept_;
  std::vector<Order> orders_;
  std::vector<std::string_view> products_;
  std::vector<std::string_view> accounts_;
  std::vector<std::string_view> ids_;
  std::vector<std::string_view> account_refs_;
};

}  // namespace

FoldResult fold_rows(std::span<const std::byte> bytes, const FoldContext& context) { return Folding(context).run(bytes); }

}  // namespace spendlens::ingest
