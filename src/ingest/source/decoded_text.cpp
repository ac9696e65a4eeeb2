#include "ingest/source/decoded_text.hpp"

#include <fmt/core.h>
#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "ingest/source/file_formats.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kInputBytes = std::size_t{1} << 16;
constexpr char kNoCharacter = '\xFF';

/// What iconv_open() gives where it fails.
iconv_t no_conversion() { return reinterpret_cast<iconv_t>(-1); }  // NOLINT(performance-no-int-to-ptr)

/// UTF-16 and utf16 are one.
std::string family_of(const std::string& encoding) {
  std::string name = in_upper_case(encoding);
  std::erase(name, '-');
  std::erase(name, '_');
  return name;
}

std::size_t unit_bytes_of(const std::string& encoding) {
  const std::string family = family_of(encoding);
  if (family.starts_with("UTF16") || family.starts_with("UCS2")) return 2;
  return family.starts_with("UTF32") || family.starts_with("UCS4") ? 4 : 1;
}

}  // namespace

DecodedText::DecodedText(std::unique_ptr<TextStream> raw, const std::string& encoding)
    : raw_(std::move(raw)), conversion_(iconv_open("UTF-8", encoding.c_str())), unit_bytes_(unit_bytes_of(encoding)) {
  if (conversion_ == no_conversion()) throw InternalError("iconv does not read " + encoding);
}

DecodedText::~DecodedText() { iconv_close(static_cast<iconv_t>(conversion_)); }

std::size_t DecodedText::read(std::span<char> text) {
  std::size_t done = 0;
  while (done < text.size()) {
    if (taken_ == decoded_.size() && !fill()) break;
    const std::size_t count = std::min(text.size() - done, decoded_.size() - taken_);
    std::memcpy(text.data() + done, decoded_.data() + taken_, count);
    done += count;
    taken_ += count;
  }
  return done;
}

/// Decodes on until there is something; false where nothing is left.
bool DecodedText::fill() {
  decoded_.clear();
  taken_ = 0;
  while (decoded_.empty()) {
    if (!at_end_ && waiting_.size() < kInputBytes) {
      const std::size_t held = waiting_.size();
      waiting_.resize(held + kInputBytes);
      const std::size_t count = raw_->read(std::span(waiting_).subspan(held));
      waiting_.resize(held + count);
      at_end_ = count < kInputBytes;
    }
    if (waiting_.empty()) return false;
    decode();
  }
  return true;
}

/// Decodes what waits, but for a character that is not all there yet.
void DecodedText::decode() {
  const auto conversion = static_cast<iconv_t>(conversion_);
  decoded_.resize(4 * waiting_.size() + 16);
  char* in = waiting_.data();
  std::size_t in_left = waiting_.size();
  char* out = decoded_.data();
  std::size_t out_left = decoded_.size();
  while (in_left > 0 && iconv(conversion, &in, &in_left, &out, &out_left) == static_cast<std::size_t>(-1)) {
    if (errno == E2BIG || (errno == EINVAL && !at_end_) || out_left == 0) break;
    const std::size_t passed = std::min(in_left, unit_bytes_);
    in += passed;
    in_left -= passed;
    *out++ = kNoCharacter;
    --out_left;
  }
  decoded_.resize(decoded_.size() - out_left);
  waiting_.erase(0, waiting_.size() - in_left);
}

bool is_encoding(const std::string& encoding) {
  // What follows a slash are wishes of iconv's, as //TRANSLIT.
  if (encoding.empty() || encoding.find('/') != std::string::npos) return false;
  const iconv_t conversion = iconv_open("UTF-8", encoding.c_str());
  if (conversion == no_conversion()) return false;
  iconv_close(conversion);
  return true;
}

std::string encoding_of(std::string_view beginning, const std::string& given, const std::string& title) {
  const std::string family = family_of(given);
  const std::optional<std::string> seen = unicode_encoding(beginning);
  if (family == "UTF8") return {};
  if (beginning.starts_with("\xEF\xBB\xBF"))
    throw InputError(fmt::format("{} is marked as UTF-8, not {}; leave --encoding out", title, given));
  const bool is_utf16 = family.starts_with("UTF16");
  const bool is_utf32 = family.starts_with("UTF32");
  if (seen && !family_of(*seen).starts_with(family.substr(0, 5)))
    throw InputError(
        fmt::format("{} is text in {}, not {}; give --encoding {}", title, *seen, given, seen->substr(0, 6)));
  if (!is_utf16 && !is_utf32) return given;
  if (family.ends_with("LE") || family.ends_with("BE")) return given;
  return seen.value_or(is_utf16 ? "UTF-16LE" : "UTF-32LE");
}

}  // namespace spendlens::ingest
