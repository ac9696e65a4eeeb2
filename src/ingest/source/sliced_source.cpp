#include <algorithm>

#include "ingest/csv/line_feeds.hpp"
#include "ingest/source/block_source.hpp"
#include "ingest/source/file_window.hpp"
#include "ingest/source/slices.hpp"
#include "spendlens/comm/agree.hpp"

namespace spendlens::ingest {

namespace {

class SlicedSource final : public BlockSource {
 public:
  SlicedSource(comm::Communicator& communicator, const InputFile& file, std::uint32_t index,
               const SourceOptions& options)
      : communicator_(communicator),
        options_(options),
        index_(index),
        slice_(slice_file(communicator, file.path, file.bytes, file.data_begin, file.first_line, options.scanner)) {
    comm::agree(communicator, [&] { window_ = std::make_unique<FileWindow>(file.path, file.bytes); });
  }

  bool next(Block& block, bool& has_block) override {
    has_block = false;
    comm::agree(communicator_, [&] {
      if (slice_.begin >= slice_.end) return;
      const std::uint64_t limit = std::min(slice_.end, slice_.begin + options_.block_bytes);
      const std::uint64_t end = std::min(slice_.end, block_end(limit));
      block = {index_, slice_.first_line, false, end == window_->file_bytes(),
               window_->from(slice_.begin, end - slice_.begin).substr(0, end - slice_.begin)};
      slice_.first_line += count_line_feeds(block.bytes);
      slice_.begin = end;
      has_block = true;
    });
    return communicator_.all_reduce_value<std::uint64_t>(has_block ? 1 : 0, comm::ReduceOp::kMax) != 0;
  }

 private:
  /// The first record start at or after `limit`. What it looks at on the way stays in the window.
  [[nodiscard]] std::uint64_t block_end(std::uint64_t limit) {
    const std::string_view text = window_->from(slice_.begin, limit - slice_.begin + options_.scanner.max_bytes() + 1);
    // Without a quote records are lines.
    const std::size_t line_end = text.find('\n', limit - 1 - slice_.begin);
    if (line_end != std::string_view::npos && text.substr(0, line_end).find('"') == std::string_view::npos)
      return slice_.begin + line_end + 1;
    return window_->first_record_from(options_.scanner, slice_.begin, limit);
  }

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
