#include "ingest/fold/line_fold.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_set>

#include "spendlens/core/hashing.hpp"

namespace spendlens::ingest {

namespace {

constexpr int128 kPerUnit = int128{1'000'000'000'000'000'000};  // 10^18
constexpr std::int64_t kNoCode = -1;

/// A sum of counts at wire scale, exact for any number of lines in any order.
class ExactSum {
 public:
  void add(int128 count) {
    if (count == 0) return;  // columns that a log has not, without a division
    units_ += count / kPerUnit;
    rest_ += count % kPerUnit;
  }

  /// In counts of `unit`, rounded; where it fits no column, something that is out of every column's range too.
  [[nodiscard]] int128 rounded(int128 unit) const {
    if (units_ == 0 && rest_ == 0) return 0;
    constexpr int128 kMaxUnits = 10 * kPerUnit;
    const int128 units = std::clamp(units_ + rest_ / kPerUnit, -kMaxUnits, kMaxUnits);
    return divide_rounded(units * kPerUnit + rest_ % kPerUnit, unit);
  }

 private:
  int128 units_ = 0;
  int128 rest_ = 0;
};

/// By which the same order is known in another segment: all lines of an order have its id.
std::uint64_t key_of(const WireRow& line) {
  const std::string_view id = line.order_id.empty() ? line.transaction_id : line.order_id;
  return id.empty() ? ledger::kNoKey : std::max(text_hash(id), ledger::kNoKey + 1);
}

}  // namespace

std::span<FoldedOrder> LineFold::orders_of(std::span<const WireRow> rows, FoldResult& result) {
  result_ = &result;
  kept_.clear();
  for (const WireRow& row : rows) kept_.push_back(&row);
  drop_conflicting_orders();
  drop_second_transactions();
  orders_.clear();
  for (std::size_t begin = 0; begin < kept_.size();) {
    std::size_t end = begin + 1;
    while (!kept_[begin]->order_id.empty() && end < kept_.size() && kept_[end]->order_id == kept_[begin]->order_id)
      ++end;
    fold_order(std::span(kept_).subspan(begin, end - begin));
    begin = end;
  }
  return orders_;
}

void LineFold::reject(const WireRow& row, const char* reason, std::string_view detail) {
  result_->rejects.push_back({{row.file, row.line}, reason, std::string(detail)});
}

void LineFold::drop_conflicting_orders() {
  if (context_.conflicting_orders == nullptr || context_.conflicting_orders->empty()) return;
  std::erase_if(kept_, [&](const WireRow* row) {
    const bool is_conflicting =
        !row->order_id.empty() && context_.conflicting_orders->count(std::string(row->order_id)) != 0;
    if (is_conflicting) reject(*row, reason::kOrderOfTwoCustomers, row->order_id);
    return is_conflicting;
  });
}

void LineFold::drop_second_transactions() {
  if (!context_.schema.has(Field::kTransactionId)) return;
  std::vector<const WireRow*> by_id = kept_;
  std::sort(by_id.begin(), by_id.end(), [](const WireRow* a, const WireRow* b) {
    return std::tie(a->transaction_id, a->file, a->line) < std::tie(b->transaction_id, b->file, b->line);
  });
  std::unordered_set<const WireRow*> second;
  for (std::size_t i = 1; i < by_id.size(); ++i)
    if (!by_id[i]->transaction_id.empty() && by_id[i]->transaction_id == by_id[i - 1]->transaction_id)
      second.insert(by_id[i]);
  if (second.empty()) return;
  std::erase_if(kept_, [&](const WireRow* row) {
    if (second.count(row) == 0) return false;
    reject(*row, reason::kDuplicateTransactionId, row->transaction_id);
    return true;
  });
}

std::int64_t LineFold::merchant_of(const WireRow& row) const {
  return row.has_merchant ? std::int64_t{context_.merchants->code.code_of(row.merchant)} : kNoCode;
}

std::int64_t LineFold::category_of(const WireRow& row) const {
  return row.has_category ? std::int64_t{context_.categories->code.code_of(row.category)} : kNoCode;
}

std::array<std::int64_t, ledger::kMaxDimensions> LineFold::dimensions_of(const WireRow& row) const {
  std::array<std::int64_t, ledger::kMaxDimensions> codes{};
  for (std::size_t i = 0; i < context_.dimensions.size(); ++i)
    codes[i] = row.has_dimension(i) ? std::int64_t{context_.dimensions[i].code.code_of(row.dimension[i])} : kNoCode;
  return codes;
}

/// The first line that has an amount, where one has.
std::span<const WireRow* const> LineFold::first_amount(std::span<const WireRow* const> lines) {
  const auto first = std::find_if(lines.begin(), lines.end(), [](const WireRow* line) { return line->has_amount(); });
  return lines.subspan(static_cast<std::size_t>(first - lines.begin()), first == lines.end() ? 0 : 1);
}

std::uint16_t LineFold::count_products(std::span<const WireRow* const> lines) {
  products_.clear();
  for (const WireRow* line : lines)
    if (!line->product_id.empty()) products_.push_back(line->product_id);
  std::sort(products_.begin(), products_.end());
  const auto distinct = std::unique(products_.begin(), products_.end()) - products_.begin();
  return static_cast<std::uint16_t>(std::min<std::ptrdiff_t>(distinct, std::numeric_limits<std::uint16_t>::max()));
}

void LineFold::fold_order(std::span<const WireRow* const> lines) {
  ExactSum amounts, quantities, margins;
  const std::span<const WireRow* const> with_amount = context_.is_order_amount_first ? first_amount(lines) : lines;
  if (with_amount.empty()) {
    for (const WireRow* line : lines) reject(*line, reason::kMissingAmount, line->order_id);
    return;
  }
  for (const WireRow* line : with_amount) amounts.add(context_.spend_positive ? -line->amount : line->amount);
  for (const WireRow* line : lines) {
    quantities.add(line->quantity);
    margins.add(line->margin);
  }
  const int128 amount = amounts.rounded(kWirePerMinor);
  const int128 signed_quantity = quantities.rounded(kPerUnit);
  const int128 quantity = signed_quantity < 0 ? -signed_quantity : signed_quantity;
  const int128 margin = margins.rounded(kWirePerMinor);
  const char* why = nullptr;
  if (amount > kMaxOrderMinor || amount < -kMaxOrderMinor)
    why = reason::kAmountOutOfRange;
  else if (quantity > std::numeric_limits<std::uint32_t>::max())
    why = reason::kInvalidQuantity;
  else if (margin > kMaxOrderMinor || margin < -kMaxOrderMinor)
    why = reason::kInvalidMargin;
  if (why != nullptr) {
    for (const WireRow* line : lines) reject(*line, why, line->order_id);
    return;
  }
  // The earliest line; at the same second the one of the smallest texts, none before any.
  const WireRow* first = *std::min_element(lines.begin(), lines.end(), [&](const WireRow* a, const WireRow* b) {
    return std::tuple(a->timestamp, merchant_of(*a), category_of(*a), a->account_id, dimensions_of(*a)) <
           std::tuple(b->timestamp, merchant_of(*b), category_of(*b), b->account_id, dimensions_of(*b));
  });
  FoldedOrder order;
  order.timestamp = first->timestamp;
  order.amount = static_cast<Minor>(amount);
  order.quantity = static_cast<std::uint32_t>(quantity);
  order.margin = static_cast<Minor>(margin);
  if (first->has_merchant) order.merchant = static_cast<std::uint32_t>(merchant_of(*first));
  if (first->has_category) order.category = static_cast<std::uint16_t>(category_of(*first));
  const auto dimensions = dimensions_of(*first);
  for (std::size_t i = 0; i < context_.dimensions.size(); ++i)
    if (dimensions[i] != kNoCode) order.dimension[i] = static_cast<std::uint16_t>(dimensions[i]);
  order.account_id = first->account_id;
  order.product_count = count_products(lines);
  order.key = key_of(*first);
  for (const WireRow* line : lines)
    if (line->pending) order.flags |= ledger::kFlagPending;
  orders_.push_back(order);
  result_->lines_folded += lines.size() - 1;
}

}  // namespace spendlens::ingest
