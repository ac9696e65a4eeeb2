#include "ingest/source/gzip_text.hpp"

#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <utility>

#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kGzipInputBytes = std::size_t{1} << 18;
constexpr std::uint8_t kGzipFirstByte = 0x1F;  // of a member

}  // namespace

GzipText::GzipText(const std::string& path, std::string title)
    : file_(store::File::open_to_read(path)),
      title_(std::move(title)),
      state_(std::make_unique<inflate_state>()),
      input_(kGzipInputBytes) {
  isal_inflate_init(state_.get());
  state_->crc_flag = ISAL_GZIP;  // the frame around the data, with its sum and length
}

GzipText::~GzipText() = default;

bool GzipText::fill() {
  const std::size_t count = file_.read_some(position_, input_);
  position_ += count;
  state_->next_in = reinterpret_cast<std::uint8_t*>(input_.data());
  state_->avail_in = static_cast<std::uint32_t>(count);
  return count > 0;
}

/// False at the end of the file. Tapes and copies in blocks pad a file with zeros, which gzip and Python pass over.
bool GzipText::begin_member() {
  while (state_->avail_in > 0 || fill()) {
    while (after_member_ && state_->avail_in > 0 && *state_->next_in == 0) {
      ++state_->next_in;
      --state_->avail_in;
    }
    if (state_->avail_in == 0) continue;
    // Of what is too short for a header it would be waited for the rest.
    if (*state_->next_in != kGzipFirstByte) throw InputError(title_ + ": the gzip data is damaged");
    return true;
  }
  return false;
}

std::size_t GzipText::read(std::span<char> text) {
  std::size_t done = 0;
  while (done < text.size()) {
    if (!in_member_ && !begin_member()) break;
    if (state_->avail_in == 0 && !has_more_ && !fill())
      throw InputError(title_ + ": the gzip data ends early; the file is truncated");
    in_member_ = true;
    const auto room = static_cast<std::uint32_t>(std::min<std::size_t>(text.size() - done, std::size_t{1} << 30));
    state_->next_out = reinterpret_cast<std::uint8_t*>(text.data() + done);
    state_->avail_out = room;
    const int status = isal_inflate(state_.get());
    done += room - state_->avail_out;
    // What was decoded may wait within for room.
    has_more_ = state_->avail_out == 0;
    if (status < 0 || status == ISAL_NEED_DICT) throw InputError(title_ + ": the gzip data is damaged");
    if (state_->block_state != ISAL_BLOCK_FINISH) continue;
    in_member_ = has_more_ = false;
    after_member_ = true;
    isal_inflate_reset(state_.get());
  }
  return done;
}

}  // namespace spendlens::ingest
