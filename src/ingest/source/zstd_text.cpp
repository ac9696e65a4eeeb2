#include "ingest/source/zstd_text.hpp"

#include <fmt/format.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <utility>

#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kZstdInputBytes = std::size_t{1} << 18;

}  // namespace

ZstdText::ZstdText(const std::string& path, std::string title)
    : file_(store::File::open_to_read(path)),
      title_(std::move(title)),
      context_(ZSTD_createDCtx()),
      input_(kZstdInputBytes) {
  if (context_ == nullptr) throw InternalError("zstd cannot be started");
}

ZstdText::~ZstdText() { ZSTD_freeDCtx(context_); }

bool ZstdText::fill() {
  used_ = 0;
  there_ = file_.read_some(position_, input_);
  position_ += there_;
  return there_ > 0;
}

std::size_t ZstdText::read(std::span<char> text) {
  std::size_t done = 0;
  while (done < text.size()) {
    if (used_ == there_ && !has_more_ && !fill()) {
      if (in_frame_) throw InputError(title_ + ": the zstd data ends early; the file is truncated");
      break;
    }
    ZSTD_inBuffer in{input_.data(), there_, used_};
    ZSTD_outBuffer out{text.data(), text.size(), done};
    const std::size_t left = ZSTD_decompressStream(context_, &out, &in);
    if (ZSTD_isError(left) != 0) {
      if (ZSTD_getErrorCode(left) == ZSTD_error_frameParameter_windowTooLarge)
        throw InputError(fmt::format(
            "{}: its zstd data needs more than 128 MiB of memory; decompress it first: zstd -dc --long=31", title_));
      throw InputError(fmt::format("{}: the zstd data is damaged ({})", title_, ZSTD_getErrorName(left)));
    }
    used_ = in.pos;
    done = out.pos;
    in_frame_ = left != 0;
    has_more_ = in_frame_ && out.pos == out.size;
  }
  return done;
}

}  // namespace spendlens::ingest
