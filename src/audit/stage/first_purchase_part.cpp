#include "audit/stage/first_purchase_part.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/transactions.hpp"

namespace spendlens::audit {

namespace {

constexpr std::uint32_t kNoText = std::numeric_limits<std::uint32_t>::max();

/// The code of a row's text. Texts ascend as their codes do.
template <class Code>
std::uint32_t code_at(const std::vector<Code>& codes, std::size_t row, std::uint32_t none) {
  if (codes.empty() || codes[row] == none) return kNoText;
  return codes[row];
}

}  // namespace

void require_cohort_attribute(const ledger::Ledger& ledger, const CohortAttribute& attribute,
                              const std::string& profile) {
  const auto column = attribute.by_merchant ? ledger::Column::kMerchant : ledger::Column::kCategory;
  if (attribute.asked() && !ledger.columns().has(column))
    throw UsageError(fmt::format("profile {}, cohort_attribute: the ledger has no {}; leave the key out, or import it",
                                 profile, attribute.by_merchant ? "merchants" : "categories"));
}

FirstPurchasePart::FirstPurchasePart(const ledger::Ledger& ledger, const CohortAttribute& attribute, Day reference)
    : by_merchant_(attribute.by_merchant),
      reference_(reference),
      none_(static_cast<std::uint8_t>(attribute.values.size() + 1)) {
  for (const std::string& text : by_merchant_ ? ledger.merchants() : ledger.categories()) {
    const auto found = std::ranges::find(attribute.values, text);
    by_code_.push_back(static_cast<std::uint8_t>(found - attribute.values.begin()));  // after the last: other
  }
}

void FirstPurchasePart::find(const ledger::Batch& batch, std::span<const std::uint8_t> row_class, ItemRange customers,
                             std::span<std::uint8_t> parts) const {
  for (std::uint64_t customer = customers.begin; customer < customers.end; ++customer) {
    Timestamp first = std::numeric_limits<Timestamp>::max();
    std::uint32_t code = kNoText;
    for (std::uint64_t row = batch.offset[customer]; row < batch.offset[customer + 1]; ++row) {
      const std::uint8_t bits = row_class.empty() ? std::uint8_t{0} : row_class[row];
      const Timestamp at = batch.timestamp[row];
      if (at > first || !is_purchase(batch.amount[row], bits) || day_of(at) > reference_) continue;
      const std::uint32_t own = by_merchant_ ? code_at(batch.merchant, row, ledger::kNoMerchant)
                                             : code_at(batch.category, row, ledger::kNoCategory);
      code = at < first ? own : std::min(code, own);
      first = at;
    }
    parts[customer - customers.begin] = code == kNoText ? none_ : by_code_[code];
  }
}

}  // namespace spendlens::audit
