#include "ingest/inspect/sample.hpp"

#include <utf8.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "ingest/source/decoded_text.hpp"
#include "ingest/source/file_formats.hpp"
#include "ingest/source/memory_text.hpp"
#include "ingest/source/text_stream.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kHeadBytes = std::size_t{1} << 20;
constexpr std::size_t kPieceBytes = std::size_t{1} << 16;
constexpr std::size_t kNumPieces = 12;
/// Of a stream that can only be read from its beginning: so far, a piece of each stretch.
constexpr std::size_t kStreamBytes = std::size_t{48} << 20;
constexpr std::size_t kStretchBytes = std::size_t{4} << 20;

struct RawSample {
  std::string head;
  std::vector<std::string> pieces;
  bool is_whole = false;
  bool reaches_end = false;
};

RawSample read_plain(const InputFile& input) {
  const store::File file = store::File::open_to_read(input.path);
  RawSample raw;
  const auto read = [&](std::uint64_t at, std::size_t bytes) {
    std::string text(std::min<std::uint64_t>(bytes, input.bytes - std::min(at, input.bytes)), '\0');
    text.resize(file.read_some(at, std::as_writable_bytes(std::span(text))));
    return text;
  };
  raw.head = read(0, kHeadBytes);
  raw.is_whole = raw.head.size() >= input.bytes;
  if (raw.is_whole) return raw;
  const std::uint64_t rest = input.bytes - kHeadBytes;
  // None reaches back into the one before: no row is looked at twice.
  const std::size_t count = std::clamp<std::uint64_t>(rest / kPieceBytes, 1, kNumPieces);
  for (std::size_t i = 1; i <= count; ++i) {
    const std::uint64_t end = kHeadBytes + rest / count * i + (i == count ? rest % count : 0);
    // Characters of two and four bytes begin at even places.
    const std::uint64_t begin = (end - std::min<std::uint64_t>(kPieceBytes, end - kHeadBytes)) / 4 * 4;
    raw.pieces.push_back(read(begin, end - begin));
  }
  raw.reaches_end = true;
  return raw;
}

RawSample read_stream(const InputFile& input) {
  const std::unique_ptr<TextStream> stream = raw_stream(input);
  RawSample raw;
  raw.head.resize(kHeadBytes);
  raw.head.resize(stream->read(raw.head));
  raw.is_whole = raw.head.size() < kHeadBytes;
  std::string stretch(kStretchBytes, '\0');
  for (std::size_t done = 0; !raw.is_whole && !raw.reaches_end && done < kStreamBytes; done += kStretchBytes) {
    stretch.resize(stream->read(stretch));
    raw.reaches_end = stretch.size() < kStretchBytes;
    const std::size_t bytes =
        std::min(kPieceBytes, stretch.size()) / 4 * 4 + (raw.reaches_end ? stretch.size() % 4 : 0);
    if (bytes > 0) raw.pieces.push_back(stretch.substr(stretch.size() - std::min(bytes, stretch.size())));
  }
  return raw;
}

/// Whether it is UTF-8 but for a character that is cut at either end.
bool is_utf8(std::string_view text, bool is_cut) {
  const auto is_continuation = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  for (int i = 0; is_cut && i < 3 && !text.empty() && is_continuation(text.front()); ++i) text.remove_prefix(1);
  const auto bad = utf8::find_invalid(text.begin(), text.end());
  return bad == text.end() || (is_cut && text.end() - bad < 4 && static_cast<unsigned char>(*bad) >= 0xC0U);
}

/// Whether what is not ASCII is pairs of bytes of Shift-JIS. Windows' Western encodings hardly have its first bytes; those
/// of DOS have them, but a plain letter behind most.
bool is_shift_jis(std::string_view text) {
  std::size_t pairs = 0, low_first = 0, high_second = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first < 0x80 || (first >= 0xA1 && first <= 0xDF)) continue;  // of kana of one byte nothing can be told
    if (first == 0x80 || first == 0xA0 || first > 0xFC) return false;
    if (i + 1 == text.size()) break;
    const auto second = static_cast<unsigned char>(text[++i]);
    if (second < 0x40 || second == 0x7F || second > 0xFC) return false;
    ++pairs;
    low_first += first < 0xA0 ? 1U : 0U;
    high_second += second > 0x7F ? 1U : 0U;
  }
  return pairs >= 4 && 4 * low_first >= 3 * pairs && 10 * high_second >= 3 * pairs;
}

std::string encoding_of_bytes(const RawSample& raw) {
  if (const auto unicode = unicode_encoding(std::string_view(raw.head).substr(0, kFormatBytes))) return *unicode;
  bool is_all_utf8 = is_utf8(raw.head, !raw.is_whole);
  for (const std::string& piece : raw.pieces) is_all_utf8 = is_all_utf8 && is_utf8(piece, true);
  if (is_all_utf8) return "utf-8";
  if (is_shift_jis(raw.head)) return "cp932";
  // Of the encodings of one byte the one whose characters there are letters and signs, not controls.
  return "cp1252";
}

std::string decoded(std::string raw, const std::string& encoding) {
  if (encoding == "utf-8") return raw;
  DecodedText text(std::make_unique<MemoryText>(std::move(raw)), encoding);
  std::string all;
  std::string part(kPieceBytes, '\0');
  for (std::size_t count = text.read(part); count > 0; count = text.read(part)) all.append(part, 0, count);
  return all;
}

void cut_to_lines(std::string& text, bool from_beginning, bool to_end) {
  if (!to_end) text.resize(text.find_last_of('\n') == std::string::npos ? 0 : text.find_last_of('\n') + 1);
  if (from_beginning) return;
  const std::size_t first = text.find('\n');
  text.erase(0, first == std::string::npos ? text.size() : first + 1);
}

}  // namespace

std::uint64_t Sample::text_bytes() const {
  if (is_whole) return head.size();
  return static_cast<std::uint64_t>(static_cast<double>(file.bytes) / bytes_per_text_byte);
}

Sample read_sample(const InputFile& file) {
  RawSample raw = file.kind == InputKind::kPlain ? read_plain(file) : read_stream(file);
  Sample sample;
  sample.file = file;
  sample.encoding = encoding_of_bytes(raw);
  sample.is_whole = raw.is_whole;
  sample.reaches_end = raw.reaches_end;
  const double raw_head = static_cast<double>(raw.head.size());
  sample.head = decoded(std::move(raw.head), sample.encoding);
  if (file.kind == InputKind::kPlain && !sample.head.empty())
    sample.bytes_per_text_byte = raw_head / static_cast<double>(sample.head.size());
  else
    sample.bytes_per_text_byte = 0.2;  // what gzip makes of logs
  if (!sample.is_whole && sample.head.find('\n') != std::string::npos) cut_to_lines(sample.head, true, false);
  for (std::size_t i = 0; i < raw.pieces.size(); ++i) {
    std::string piece = decoded(std::move(raw.pieces[i]), sample.encoding);
    cut_to_lines(piece, false, raw.reaches_end && i + 1 == raw.pieces.size());
    if (!piece.empty()) sample.pieces.push_back(std::move(piece));
  }
  return sample;
}

}  // namespace spendlens::ingest
