#pragma once

#include <zlib.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ingest/source/text_stream.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

/// The text of a gzip file, of one member or several, as a stream; zeros after a member are padding. Local.
class GzipText final : public TextStream {
 public:
  /// `title` is what messages call the file.
  GzipText(const std::string& path, std::string title);
  ~GzipText() override;

  /// Fills as much of `text` as there is; less than all of it only at the end. Throws InputError naming the file where
  /// it is damaged or ends early.
  [[nodiscard]] std::size_t read(std::span<char> text) override;

 private:
  bool fill();
  bool begin_member();

  store::File file_;
  std::string title_;
  z_stream stream_{};
  std::vector<std::byte> input_;
  std::uint64_t position_ = 0;
  bool in_member_ = false;
  bool after_member_ = false;  ///< one has ended
};

}  // namespace spendlens::ingest
