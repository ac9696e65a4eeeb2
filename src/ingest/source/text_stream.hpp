#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace spendlens::ingest {

struct InputFile;

/// A text that can be read once, from its beginning on. Local.
class TextStream {
 public:
  TextStream() = default;
  TextStream(const TextStream&) = delete;
  TextStream& operator=(const TextStream&) = delete;
  virtual ~TextStream() = default;

  /// Fills as much of `text` as there is; less than all of it only at the end. Throws InputError naming the file where
  /// it is damaged.
  [[nodiscard]] virtual std::size_t read(std::span<char> text) = 0;
};

/// The bytes of a CSV file, inflated where it is gzip or zstd.
[[nodiscard]] std::unique_ptr<TextStream> raw_stream(const InputFile& file);
/// The same in UTF-8.
[[nodiscard]] std::unique_ptr<TextStream> text_stream(const InputFile& file);

}  // namespace spendlens::ingest
