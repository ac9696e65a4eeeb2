#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <utility>

#include "ledger/segment/find_segments.hpp"
#include "ledger/segment/open_files.hpp"
#include "ledger/segment/open_segment.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ledger {

namespace {

constexpr int kMaxOpenings = 50;

/// Segments with keys that overlap in time, directly or through others, get a number in common.
void number_overlaps(std::vector<OpenedSegment>& opened) {
  std::vector<Segment*> keyed;
  for (OpenedSegment& one : opened)
    if (one.segment.columns.has(Column::kKey) && one.segment.num_transactions > 0) keyed.push_back(&one.segment);
  std::sort(keyed.begin(), keyed.end(),
            [](const Segment* a, const Segment* b) { return a->first_timestamp < b->first_timestamp; });
  std::uint32_t number = 0;
  for (std::size_t begin = 0; begin < keyed.size();) {
    Timestamp last = keyed[begin]->last_timestamp;
    std::size_t end = begin + 1;
    for (; end < keyed.size() && keyed[end]->first_timestamp <= last; ++end)
      last = std::max(last, keyed[end]->last_timestamp);
    if (end - begin > 1) {
      ++number;
      for (std::size_t i = begin; i < end; ++i) keyed[i]->overlap = number;
    }
    begin = end;
  }
}

Ledger open_once(comm::Communicator& communicator, const std::string& directory, const std::string& left_out) {
  std::vector<std::string> names;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) names = find_segments(directory, left_out);
  });
  comm::broadcast_object(communicator, names, 0);
  store::allow_open_files(names.size());
  const SegmentFiles files = open_files(communicator, directory, names);
  Ledger ledger;
  comm::agree(communicator, [&] {
    std::vector<OpenedSegment> opened;
    for (std::size_t i = 0; i < names.size(); ++i) opened.push_back(open_segment(files[i], names[i]));
    number_overlaps(opened);
    ledger = ledger_of(directory, std::move(opened));
  });
  return ledger;
}

}  // namespace

Ledger Ledger::open(comm::Communicator& communicator, const std::string& directory, const std::string& left_out) {
  for (int opening = 1;; ++opening) {
    std::string before;
    comm::agree(communicator, [&] {
      if (communicator.rank() == 0) before = state_of(directory);
    });
    try {
      return open_once(communicator, directory, left_out);
    } catch (const Error& error) {
      // What all ranks know of may come from segments that were replaced, folded or removed meanwhile.
      if (!error.known_to_all() || opening == kMaxOpenings) throw;
      const std::int64_t changed = comm::agree_on_max(
          communicator, [&] { return std::int64_t{communicator.rank() == 0 && state_of(directory) != before}; });
      if (changed == 0) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(opening));
  }
}

}  // namespace spendlens::ledger
