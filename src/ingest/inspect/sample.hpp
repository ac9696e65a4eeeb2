#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/source/block_source.hpp"

namespace spendlens::ingest {

/// Parts of a text file in UTF-8.
struct Sample {
  InputFile file;
  std::string encoding = "utf-8";   ///< by a name of iconv's
  std::string head;                 ///< from the beginning on, whole lines
  std::vector<std::string> pieces;  ///< from behind that, each of whole lines
  bool is_whole = false;            ///< the head is all of it
  bool reaches_end = false;         ///< the last piece is the file's end
  double bytes_per_text_byte = 1;   ///< of the file, for what was read

  /// What the whole text is long, about.
  [[nodiscard]] std::uint64_t text_bytes() const;
};

/// Reads what a second allows. `file` is of text. Local. Throws InputError, IoError.
[[nodiscard]] Sample read_sample(const InputFile& file);

}  // namespace spendlens::ingest
