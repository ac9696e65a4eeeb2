#include "ingest/source/gzip_text.hpp"

#include <algorithm>
#include <utility>

#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kGzipInputBytes = std::size_t{1} << 18;
constexpr int kGzipWindow = 15 + 16;  // the largest window, gzip framing only

}  // namespace

GzipText::GzipText(const std::string& path, std::string title)
    : file_(store::File::open_to_read(path)), title_(std::move(title)), input_(kGzipInputBytes) {
  if (inflateInit2(&stream_, kGzipWindow) != Z_OK) throw InternalError("zlib cannot be started");
}

GzipText::~GzipText() { inflateEnd(&stream_); }

bool GzipText::fill() {
  const std::size_t count = file_.read_some(position_, input_);
  position_ += count;
  stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
  stream_.avail_in = static_cast<uInt>(count);
  return count > 0;
}

/// False at the end of the file. Tapes and copies in blocks pad a file with zeros, which gzip and Python pass over.
bool GzipText::begin_member() {
  while (stream_.avail_in > 0 || fill()) {
    while (after_member_ && stream_.avail_in > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
    }
    if (stream_.avail_in > 0) return true;
  }
  return false;
}

std::size_t GzipText::read(std::span<char> text) {
  std::size_t done = 0;
  while (done < text.size()) {
    if (!in_member_ && !begin_member()) break;
    if (stream_.avail_in == 0 && !fill())
      throw InputError(title_ + ": the gzip data ends early; the file is truncated");
    in_member_ = true;
    const auto room = static_cast<uInt>(std::min<std::size_t>(text.size() - done, std::size_t{1} << 30));
    stream_.next_out = reinterpret_cast<Bytef*>(text.data() + done);
    stream_.avail_out = room;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    done += room - stream_.avail_out;
    if (status == Z_STREAM_END) {
      in_member_ = false;
      after_member_ = true;
      inflateReset(&stream_);
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      throw InputError(title_ + ": the gzip data is damaged");
    }
  }
  return done;
}

}  // namespace spendlens::ingest
