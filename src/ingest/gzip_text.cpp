#include "ingest/gzip_text.hpp"

#include <algorithm>

#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kInputBytes = std::size_t{1} << 18;
constexpr int kGzipWindow = 15 + 16;  // the largest window, gzip framing only

}  // namespace

GzipText::GzipText(const std::string& path) : file_(store::File::open_to_read(path)), input_(kInputBytes) {
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

std::size_t GzipText::read(std::span<char> text) {
  std::size_t done = 0;
  while (done < text.size()) {
    if (stream_.avail_in == 0 && !fill()) {
      if (in_member_) throw InputError(file_.path() + ": the gzip data ends early; the file is truncated");
      break;
    }
    in_member_ = true;
    const auto room = static_cast<uInt>(std::min<std::size_t>(text.size() - done, std::size_t{1} << 30));
    stream_.next_out = reinterpret_cast<Bytef*>(text.data() + done);
    stream_.avail_out = room;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    done += room - stream_.avail_out;
    if (status == Z_STREAM_END) {
      in_member_ = false;
      inflateReset(&stream_);
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      throw InputError(file_.path() + ": the gzip data is damaged");
    }
  }
  return done;
}

}  // namespace spendlens::ingest
