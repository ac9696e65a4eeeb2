#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spendlens::ingest {

/// A format that is recognised and not read.
struct OtherFormat {
  std::string name;          ///< "a zip archive"
  std::string way_out;       ///< "unpack it first: unzip FILE"
  bool holds_files = false;  ///< other files lie in it as they are
};

/// How files begin that are read, beside text.
inline constexpr std::string_view kHdf5Signature = "\x89HDF\r\n\x1a\n";
inline constexpr std::string_view kGzipSignature = "\x1F\x8B";
inline constexpr std::string_view kParquetSignature = "PAR1";
/// zstd, with or without a frame that is to be skipped in front. Local.
[[nodiscard]] bool begins_zstd(std::string_view beginning);
/// A list of JSON or an object. Local.
[[nodiscard]] bool begins_json(std::string_view beginning);

/// Bytes of a file's beginning that other_format() asks for.
inline constexpr std::size_t kFormatBytes = 4096;

/// What a file is that begins and ends with these bytes (at most kFormatBytes each, the end without those of the
/// beginning or empty where it is not known). Nothing where it may be CSV. gzip and HDF5 are among them, for what lies
/// within gzip. Local.
[[nodiscard]] std::optional<OtherFormat> other_format(std::string_view beginning, std::string_view end);

/// The encoding of text in UTF-16 or UTF-32 that begins with these bytes, with the order of its bytes: by its mark or,
/// where ASCII stands there, by its zeros. Local.
[[nodiscard]] std::optional<std::string> unicode_encoding(std::string_view beginning);

}  // namespace spendlens::ingest
