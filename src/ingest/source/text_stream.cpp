#include "ingest/source/text_stream.hpp"

#include "ingest/source/block_source.hpp"
#include "ingest/source/decoded_text.hpp"
#include "ingest/source/gzip_text.hpp"
#include "ingest/source/zstd_text.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

namespace {

class PlainText final : public TextStream {
 public:
  explicit PlainText(const std::string& path) : file_(store::File::open_to_read(path)) {}

  std::size_t read(std::span<char> text) override {
    std::size_t done = 0;
    while (done < text.size()) {
      const std::size_t count = file_.read_some(position_, std::as_writable_bytes(text.subspan(done)));
      if (count == 0) break;
      position_ += count;
      done += count;
    }
    return done;
  }

 private:
  store::File file_;
  std::uint64_t position_ = 0;
};

}  // namespace

std::unique_ptr<TextStream> raw_stream(const InputFile& file) {
  if (file.kind == InputKind::kGzip) return std::make_unique<GzipText>(file.path, file.title());
  if (file.kind == InputKind::kZstd) return std::make_unique<ZstdText>(file.path, file.title());
  return std::make_unique<PlainText>(file.path);
}

std::unique_ptr<TextStream> text_stream(const InputFile& file) {
  if (file.encoding.empty()) return raw_stream(file);
  return std::make_unique<DecodedText>(raw_stream(file), file.encoding);
}

}  // namespace spendlens::ingest
