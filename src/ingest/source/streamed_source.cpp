#include <algorithm>
#include <cstring>

#include "ingest/source/block_source.hpp"
#include "ingest/source/text_stream.hpp"
#include "spendlens/comm/agree.hpp"

namespace spendlens::ingest {

namespace {

/// Cuts a file's text into blocks of whole records.
class TextCutter {
 public:
  TextCutter(const InputFile& file, std::uint32_t index, const SourceOptions& options)
      : text_(text_stream(file)), options_(options), index_(index), line_(file.first_line), skip_(file.data_begin) {}

  /// The next block; its bytes are good until the next call. False at the end.
  bool next(Block& block) {
    drop_taken();
    std::size_t position = 0;
    while (true) {
      while (position < buffer_.size() && position < options_.block_bytes) {
        const RecordEnd end = options_.scanner.record_end(buffer_, position, at_end_, buffer_begin_, open_quote_);
        if (!end.complete) break;
        position = end.end;
      }
      if (at_end_ || position >= options_.block_bytes) break;
      read_on();
    }
    if (position == 0) return false;
    block = {index_, line_, false, at_end_ && position == buffer_.size(),
             std::string_view(buffer_).substr(0, position)};
    line_ += static_cast<std::uint64_t>(std::count(block.bytes.begin(), block.bytes.end(), '\n'));
    taken_ = position;
    return true;
  }

 private:
  void drop_taken() {
    buffer_.erase(0, taken_);
    buffer_begin_ += taken_;
    taken_ = 0;
  }

  void read_on() {
    const std::size_t held = buffer_.size();
    const std::size_t wanted = std::max<std::size_t>(options_.block_bytes, 65'536);
    buffer_.resize(held + wanted);
    const std::size_t count = text_->read(std::span(buffer_).subspan(held));
    buffer_.resize(held + count);
    at_end_ = count < wanted;
    const std::size_t skipped = std::min<std::size_t>(skip_, buffer_.size());
    buffer_.erase(0, skipped);
    skip_ -= skipped;
  }

  std::unique_ptr<TextStream> text_;
  SourceOptions options_;
  std::uint32_t index_;
  std::uint64_t line_;
  std::uint64_t skip_;  ///< bytes of the text up to the first record, still to be passed over
  std::string buffer_;
  std::uint64_t buffer_begin_ = 0;  ///< bytes of records before the buffer
  OpenQuoteSpan open_quote_;
  std::size_t taken_ = 0;
  bool at_end_ = false;
};

struct BlockHead {
  std::uint32_t file = 0;
  std::uint32_t at_end = 0;
  std::uint64_t first_line = 0;
};

class StreamedSource final : public BlockSource {
 public:
  StreamedSource(comm::Communicator& communicator, const std::vector<std::pair<std::uint32_t, InputFile>>& files,
                 const SourceOptions& options)
      : communicator_(communicator), num_files_(files.size()) {
    comm::agree(communicator, [&] {
      const auto rank = static_cast<std::size_t>(communicator.rank());
      if (rank < files.size()) cutter_ = std::make_unique<TextCutter>(files[rank].second, files[rank].first, options);
    });
  }

  bool next(Block& block, bool& has_block) override {
    std::vector<std::byte> outgoing;
    std::vector<std::uint64_t> offset = {0};
    comm::agree(communicator_, [&] {
      const auto me = static_cast<std::size_t>(communicator_.rank());
      for (std::size_t to = 0; to < static_cast<std::size_t>(communicator_.size()); ++to) {
        Block cut;
        if (cutter_ && to % num_files_ == me && cutter_->next(cut)) append(cut, outgoing);
        offset.push_back(outgoing.size());
      }
    });
    dealt_ = communicator_.exchange(outgoing, offset);
    has_block = !dealt_.bytes.empty();
    if (has_block) {
      BlockHead head;
      std::memcpy(&head, dealt_.bytes.data(), sizeof head);
      block = {head.file, head.first_line, false, head.at_end != 0,
               std::string_view(reinterpret_cast<const char*>(dealt_.bytes.data()) + sizeof head,
                                dealt_.bytes.size() - sizeof head)};
    }
    return communicator_.all_reduce_value<std::uint64_t>(has_block ? 1 : 0, comm::ReduceOp::kMax) != 0;
  }

 private:
  static void append(const Block& block, std::vector<std::byte>& bytes) {
    const BlockHead head{block.file, block.at_end ? 1U : 0U, block.first_line};
    const auto* begin = reinterpret_cast<const std::byte*>(&head);
    bytes.insert(bytes.end(), begin, begin + sizeof head);
    const auto* text = reinterpret_cast<const std::byte*>(block.bytes.data());
    bytes.insert(bytes.end(), text, text + block.bytes.size());
  }

  comm::Communicator& communicator_;
  std::size_t num_files_;
  std::unique_ptr<TextCutter> cutter_;
  comm::Gathered dealt_;
};

}  // namespace

std::unique_ptr<BlockSource> streamed_source(comm::Communicator& communicator,
                                             const std::vector<std::pair<std::uint32_t, InputFile>>& files,
                                             const SourceOptions& options) {
  return std::make_unique<StreamedSource>(communicator, files, options);
}

}  // namespace spendlens::ingest
