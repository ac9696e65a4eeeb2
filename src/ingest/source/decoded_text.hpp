#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ingest/source/text_stream.hpp"

namespace spendlens::ingest {

/// A text of another encoding as UTF-8, by the C library's iconv. What is none of the encoding's characters becomes a
/// byte 0xFF, which UTF-8 never holds: the fields that it stands in are found invalid, and nothing else is. Local.
class DecodedText final : public TextStream {
 public:
  /// Precondition: is_encoding(encoding).
  DecodedText(std::unique_ptr<TextStream> raw, const std::string& encoding);
  ~DecodedText() override;

  [[nodiscard]] std::size_t read(std::span<char> text) override;

 private:
  bool fill();
  void decode();

  std::unique_ptr<TextStream> raw_;
  void* conversion_;        ///< iconv_t
  std::size_t unit_bytes_;  ///< that are passed over where they are no character
  std::string waiting_;     ///< not decoded yet
  std::string decoded_;
  std::size_t taken_ = 0;  ///< of decoded_
  bool at_end_ = false;    ///< of raw_
};

/// Whether iconv reads the encoding.
[[nodiscard]] bool is_encoding(const std::string& encoding);

/// The encoding that a file which begins with these bytes is read in, where `given` is what it is said to be: UTF-16
/// and UTF-32 with the order of their bytes; empty for UTF-8. Throws InputError, beginning with `title`, where the
/// bytes are marked as another one.
[[nodiscard]] std::string encoding_of(std::string_view beginning, const std::string& given, const std::string& title);

}  // namespace spendlens::ingest
