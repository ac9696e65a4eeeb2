#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/csv/record_scanner.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

/// A part of a file in memory that moves on as it is asked for. Local, not thread-safe.
class FileWindow {
 public:
  FileWindow(const std::string& path, std::uint64_t file_bytes)
      : file_(store::File::open_to_read(path)), file_bytes_(file_bytes) {}

  [[nodiscard]] std::uint64_t file_bytes() const { return file_bytes_; }

  /// The bytes from `position` on: at least `min_bytes` or all that there are. Good until the next call.
  [[nodiscard]] std::string_view from(std::uint64_t position, std::uint64_t min_bytes);

  /// The end of the record that begins at `position`. One window is used with one scanner.
  [[nodiscard]] std::uint64_t record_end(const RecordScanner& scanner, std::uint64_t position);

  /// The first record start at or after `limit`, reading records from `start`.
  [[nodiscard]] std::uint64_t first_record_from(const RecordScanner& scanner, std::uint64_t start, std::uint64_t limit);

  /// The first byte after the first LF at or after `position`; the file's end where there is none.
  [[nodiscard]] std::uint64_t next_line(std::uint64_t position);

  struct Lines {
    std::uint64_t count = 0;  ///< line feeds
    bool has_quote = false;
  };
  [[nodiscard]] Lines lines(std::uint64_t begin, std::uint64_t end);

 private:
  store::File file_;
  std::uint64_t file_bytes_;
  std::uint64_t begin_ = 0;
  std::vector<char> buffer_;
  OpenQuoteSpan open_quote_;
};

}  // namespace spendlens::ingest
