#include "ingest/fold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <tuple>

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
    for (std::size_t position = 0; position < bytes.size();) rows_.push_back(read_row(bytes, position, context_.schema));
    std::sort(rows_.begin(), rows_.end(), [](const WireRow& a, const WireRow& b) {
      return std::tie(a.hash, a.customer_id, a.order_id, a.file, a.line) < std::tie(b.hash, b.customer_id, b.order_id, b.file, b.line);
    });
    for (std::size_t begin = 0; begin < rows_.size();) {
      std::size_t end = begin + 1;
      while (end < rows_.size() && rows_[end].hash == rows_[begin].hash && rows_[end].customer_id == rows_[begin].customer_id) ++end;
      fold_customer(std::span(rows_).subspan(begin, end - begin));
      begin = end;
    }
    pad_texts(ids_, result_.run.id_width, result_.run.id);
    pad_texts(account_refs_, result_.run.account_width, result_.run.account_ref);
    return std::move(result_);
  }

 private:
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
    return row.has_merchant ? std::int64_t{context_.merchants->code.at(row.merchant)} : kNoCode;
  }
  [[nodiscard]] std::int64_t category_of(const WireRow& row) const {
    return row.has_category ? std::int64_t{context_.categories->code.at(row.category)} : kNoCode;
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
