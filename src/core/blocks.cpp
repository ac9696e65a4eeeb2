#include "spendlens/core/blocks.hpp"

namespace spendlens {

namespace {

constexpr std::uint64_t kBlockWork = 32'768;

/// What a customer costs beside its rows, in rows.
constexpr std::uint64_t kCustomerWork = 8;

}  // namespace

/// Grows strictly, so that a block's customers are found by bisection.
std::uint64_t CustomerBlocks::work_before(std::uint64_t customer) const {
  return offset_[customer] - offset_.front() + customer * kCustomerWork;
}

std::uint64_t CustomerBlocks::first_customer_from(std::uint64_t work) const {
  std::uint64_t low = 0;
  std::uint64_t high = offset_.size() - 1;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (work_before(middle) < work)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

std::uint64_t CustomerBlocks::size() const {
  return offset_.size() < 2 ? 0 : work_before(offset_.size() - 1) / kBlockWork + 1;
}

ItemRange CustomerBlocks::operator[](std::uint64_t block) const {
  return {first_customer_from(block * kBlockWork), first_customer_from((block + 1) * kBlockWork)};
}

}  // namespace spendlens
