#include <algorithm>

#include "ingest/block_source.hpp"
#include "ingest/file_window.hpp"
#include "ingest/slices.hpp"
#include "spendlens/comm/agree.hpp"

namespace spendlens::ingest {

namespace {

class SlicedSource final : public BlockSource {
 public:
  SlicedSource(comm::Communicator& communicator, const InputFile& file, std::uint32_t index, const SourceOptions& options)
      : communicator_(communicator), options_(options), index_(index),
        slice_(slice_file(communicator, file.path, file.bytes, file.data_begin, file.first_line, options.scanner)) {
    comm::agree(communicator, [&] { window_ = std::make_unique<FileWindow>(file.path, file.bytes); });
  }

  bool next(Block& block, bool& has_block) override {
    has_block = false;
    comm::agree(communicator_, [&] {
      if (slice_.begin >= slice_.end) return;
      const std::uint64_t limit = std::min(slice_.end, slice_.begin + options_.block_bytes);
      const std::uint64_t end = std::min(slice_.end, window_->first_record_from(options_.scanner, slice_.begin, limit));
      block = {index_, slice_.first_line, false, end == window_->file_bytes(), window_->from(slice_.begin, end - slice_.begin).substr(0, end - slice_.begin)};
      slice_.first_line += static_cast<std::uint64_t>(std::count(block.bytes.begin(), block.bytes.end(), '\n'));
      slice_.begin = end;
      has_block = true;
    });
    return communicator_.all_reduce_value<std::uint64_t>(has_block ? 1 : 0, comm::ReduceOp::kMax) != 0;
  }

 private:
  comm::Communicator& communicator_;
  SourceOptions options_;
  std::uint32_t index_;
  Slice slice_;
  std::unique_ptr<FileWindow> window_;
};

}  // namespace

std::unique_ptr<BlockSource> sliced_source(comm::Communicator& communicator, const InputFile& file, std::uint32_t index,
                                           const SourceOptions& options) {
  return std::make_unique<SlicedSource>(communicator, file, index, options);
}

}  // namespace spendlens::ingest
