#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ingest/source/text_stream.hpp"
#include "spendlens/store/file.hpp"

struct ZSTD_DCtx_s;

namespace spendlens::ingest {

/// The text of a zstd file, of one frame or several, as a stream; skippable frames are skipped. Local.
class ZstdText final : public TextStream {
 public:
  /// `title` is what messages call the file.
  ZstdText(const std::string& path, std::string title);
  ~ZstdText() override;

  /// Fills as much of `text` as there is; less than all of it only at the end. Throws InputError naming the file where
  /// it is damaged, ends early, or needs a window of more than 128 MiB.
  [[nodiscard]] std::size_t read(std::span<char> text) override;

 private:
  bool fill();

  store::File file_;
  std::string title_;
  ZSTD_DCtx_s* context_;
  std::vector<std::byte> input_;
  std::size_t used_ = 0;   ///< of the input
  std::size_t there_ = 0;  ///< in the input
  std::uint64_t position_ = 0;
  bool in_frame_ = false;
  bool has_more_ = false;  ///< text that was decoded and had no room yet, perhaps
};

}  // namespace spendlens::ingest
