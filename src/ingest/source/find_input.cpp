#include "ingest/source/find_input.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <span>

#include "ingest/source/decoded_text.hpp"
#include "ingest/source/standard_input.hpp"
#include "ingest/source/table_input.hpp"
#include "ingest/source/text_stream.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

namespace {

/// A block of the user's may lie before HDF5, 512 bytes long or a power of two times that, as MATLAB's files have it.
bool begins_hdf5(const store::File& file, std::uint64_t bytes) {
  std::string found(kHdf5Signature.size(), '\0');
  for (std::uint64_t at = 0; at + found.size() <= bytes; at = at == 0 ? 512 : 2 * at) {
    file.read_at(at, std::as_writable_bytes(std::span(found)));
    if (found == kHdf5Signature) return true;
  }
  return false;
}

/// By the first bytes, not by the name; JSON is text here. What nothing here reads is refused by its name.
InputKind kind_of(const InputFile& input, const ImportOptions& options) {
  const store::File file = store::File::open_to_read(input.path);
  std::string head(kFormatBytes, '\0');
  head.resize(file.read_some(0, std::as_writable_bytes(std::span(head))));
  if (head.starts_with(kHdf5Signature)) return InputKind::kHdf5;
  if (head.starts_with(kGzipSignature)) return InputKind::kGzip;
  if (begins_zstd(head)) return InputKind::kZstd;
  if (head.starts_with(kParquetSignature)) return InputKind::kTable;
  if (begins_json(head)) return InputKind::kPlain;
  std::string tail(
      std::min<std::uint64_t>(kFormatBytes, input.bytes - std::min<std::uint64_t>(input.bytes, head.size())), '\0');
  tail.resize(file.read_some(input.bytes - tail.size(), std::as_writable_bytes(std::span(tail))));
  const std::optional<OtherFormat> other = other_format(head, tail);
  if (!(other && other->holds_files) && begins_hdf5(file, input.bytes)) return InputKind::kHdf5;
  // What is said to be in another encoding than it is is told later.
  const bool is_decoded = options.encoding != "utf-8" && unicode_encoding(head);
  if (other && !is_decoded) refuse_format(input, *other, "");
  return InputKind::kPlain;
}

}  // namespace

void refuse_format(const InputFile& file, const OtherFormat& format, std::string_view within) {
  std::string way_out = format.way_out;
  const std::size_t at = way_out.find("FILE");
  if (at != std::string::npos && file.name != "-") {
    if (within.empty())
      way_out.replace(at, 4, file.path);
    else  // its programs read it without the gzip around it
      way_out = fmt::format("inflate it: gzip -dc {} > FILE; then {}", file.path, way_out);
  }
  throw InputError(fmt::format("{} is {}{}; {}", file.title(), format.name, within, way_out));
}

InputFile find_input(const std::string& path, RecordKind records, const ImportOptions& options,
                     const std::string& directory) {
  InputFile file;
  file.path = path;
  file.name = name_with_partitions(path);
  file.records = records;
  if (path == "-") {
    file.path = directory + "/standard-input";
    copy_standard_input(file.path);
  }
  const store::PathKind kind = store::kind_of_path(file.path);
  if (kind == store::PathKind::kMissing)
    throw InputError(fmt::format("there is no file {} to import; check the path", path));
  if (kind != store::PathKind::kFile)
    throw InputError(fmt::format(
        "{} is {}; give {}", path, kind == store::PathKind::kDirectory ? "a directory" : "no regular file",
        kind == store::PathKind::kDirectory ? "the files in it"
                                            : fmt::format("a pipe as standard input, with --{} -", name_of(records))));
  file.bytes = store::File::open_to_read(file.path).size();
  file.kind = kind_of(file, options);
  return file;
}

}  // namespace spendlens::ingest
