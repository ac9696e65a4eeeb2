#include "audit/checkpoint/stream_spill.hpp"

#include <algorithm>
#include <type_traits>

namespace spendlens::audit {

static_assert(std::is_trivially_copyable_v<signals::Stream>);

void StreamSpill::append(std::span<const signals::Stream> streams) {
  held_.insert(held_.end(), streams.begin(), streams.end());
  if (held_.size() < kInMemory) return;
  if (!file_) {
    file_ = store::File::create(path_);
    store::remove_file(path_);
  }
  file_->write_at(spilled_ * sizeof(signals::Stream), std::as_bytes(std::span(held_)));
  spilled_ += held_.size();
  held_.clear();
}

void StreamSpill::for_each_part(ItemRange some, const std::function<void(std::span<const signals::Stream>)>& use) {
  std::vector<signals::Stream> part;
  for (std::uint64_t first = some.begin; first < std::min(some.end, spilled_); first += part.size()) {
    part.resize(std::min({static_cast<std::uint64_t>(kInMemory), some.end - first, spilled_ - first}));
    file_->read_at(first * sizeof(signals::Stream), std::as_writable_bytes(std::span(part)));
    use(part);
  }
  const std::uint64_t first = std::max(some.begin, spilled_);
  if (first < some.end) use(std::span(held_).subspan(first - spilled_, some.end - first));
}

}  // namespace spendlens::audit
