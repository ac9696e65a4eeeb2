#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "ledger/account_refs.hpp"
#include "ledger/batch_slice.hpp"

namespace spendlens::ledger {

/// Goes through the customers of several slices in the order (hash, id). `visit` takes the places, ascending by slice,
/// that hold one customer.
template <class Visit>
void for_each_customer(std::span<const Batch> slices, const Visit& visit) {
  const auto after = [slices](const SlicePlace& a, const SlicePlace& b) {
    const int order = compare_customers(slices[a.slice], a.at, slices[b.slice], b.at);
    return order > 0 || (order == 0 && a.slice > b.slice);
  };
  std::vector<SlicePlace> heads;
  for (std::uint32_t slice = 0; slice < slices.size(); ++slice)
    if (slices[slice].num_customers() > 0) heads.push_back({slice, 0});
  std::make_heap(heads.begin(), heads.end(), after);
  std::vector<SlicePlace> same;
  while (!heads.empty()) {
    same.clear();
    do {
      std::pop_heap(heads.begin(), heads.end(), after);
      SlicePlace& head = heads.back();
      same.push_back(head);
      if (++head.at < slices[head.slice].num_customers()) std::push_heap(heads.begin(), heads.end(), after);
      else heads.pop_back();
    } while (!heads.empty() && compare_customers(slices[heads.front().slice], heads.front().at,
                                                 slices[same.front().slice], same.front().at) == 0);
    visit(std::span<const SlicePlace>(same));
  }
}

/// Merges slices of several segments, whose codes are the ledger's and whose wanted columns are all there. Its buffers
/// are reused from call to call.
class BatchMerge {
 public:
  /// Changes the slices' accounts to indexes among the customer's ids of all slices.
  /// `in_order`: rows are merged in a segment's order; otherwise a customer's rows follow each other segment by segment. Ids of the result are `id_width` wide.
  void run(std::span<Batch> slices, std::uint32_t id_width, bool in_order, Batch& into);

 private:
  /// Rows that lie together in a slice and go together into the result.
  struct Run {
    std::uint32_t slice = 0;
    std::uint64_t begin = 0;
    std::uint64_t length = 0;
  };
  struct RowCursor {
    std::uint64_t key = 0;  ///< merchant and timestamp of the row at `place`
    SlicePlace place;
    std::uint64_t end = 0;
  };

  void append_run(const Run& run);
  void merge_rows(std::span<const Batch> slices, std::span<const SlicePlace> places);
  void gather_customers(std::span<Batch> slices, bool in_order, Batch& into);
  template <class T>
  void gather(std::span<const Batch> slices, std::vector<T> Batch::*column, std::vector<T>& into) const;

  std::vector<Run> runs_;
  std::vector<RowCursor> cursors_;
  AccountUnion accounts_;
  std::uint64_t num_rows_ = 0;
};

}  // namespace spendlens::ledger
