#include "store/object_header.hpp"

#include <fmt/core.h>

#include <array>
#include <set>
#include <string_view>

#include "spendlens/core/error.hpp"

namespace spendlens::store {

namespace {

constexpr std::uint64_t kNotFound = ~std::uint64_t{0};
constexpr std::uint64_t kChecksumBytes = 4;
constexpr std::uint32_t kMaxTextWidth = 65'536;
constexpr std::size_t kMaxMessages = 65'536;  // of one object

[[noreturn]] void refuse(const MetadataBytes& bytes, const char* what) {
  throw InputError(fmt::format("{}: {}; this is not a file of spendlens, or it is damaged", bytes.path(), what));
}

/// One piece of a header: its messages, and those pieces that they lead to.
void read_piece(MetadataBytes& bytes, MetadataCursor piece, bool has_order, std::vector<HeaderMessage>& messages,
                std::vector<MetadataCursor>& more) {
  const std::uint64_t header = has_order ? 6 : 4;
  while (piece.remaining() >= header) {
    const std::uint8_t type = piece.byte();
    const std::uint64_t length = piece.number(2);
    const std::uint8_t flags = piece.byte();
    if (has_order) piece.skip(2);
    MetadataCursor body = piece.part(length);
    if (type == HeaderMessage::kNil) continue;
    if (messages.size() + more.size() >= kMaxMessages) refuse(bytes, "an object's header is too long");
    if (type != HeaderMessage::kContinuation) {
      messages.push_back({type, (flags & 0x02) != 0, body});
      continue;
    }
    const std::uint64_t address = body.number(8);
    const std::uint64_t continued = body.number(8);
    if (continued < 4 + kChecksumBytes) refuse(bytes, "a part of its metadata ends early");
    MetadataCursor next(bytes, address, continued - kChecksumBytes);
    if (next.text(4) != "OCHK") refuse(bytes, "a part of an object's header is missing");
    more.push_back(next);
  }
}

struct Encoding {
  ElementType type;
  std::string_view text;  ///< but for the version, which is the upper half of the first byte
};

using namespace std::string_view_literals;

/// Numbers as libhdf5 encodes them: class, bits, size, offset, precision; of floating-point numbers exponent, mantissa,
/// bias.
constexpr std::array<Encoding, 7> kEncodings = {{
    {{ElementKind::kU8, 1}, "\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x08\x00"sv},
    {{ElementKind::kU16, 2}, "\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x10\x00"sv},
    {{ElementKind::kU32, 4}, "\x00\x00\x00\x00\x04\x00\x00\x00\x00\x00\x20\x00"sv},
    {{ElementKind::kU64, 8}, "\x00\x00\x00\x00\x08\x00\x00\x00\x00\x00\x40\x00"sv},
    {{ElementKind::kI64, 8}, "\x00\x08\x00\x00\x08\x00\x00\x00\x00\x00\x40\x00"sv},
    {{ElementKind::kF32, 4}, "\x01\x20\x1f\x00\x04\x00\x00\x00\x00\x00\x20\x00\x17\x08\x00\x17\x7f\x00\x00\x00"sv},
    {{ElementKind::kF64, 8}, "\x01\x20\x3f\x00\x08\x00\x00\x00\x00\x00\x40\x00\x34\x0b\x00\x34\xff\x03\x00\x00"sv},
}};

constexpr unsigned kTextClass = 3;
constexpr unsigned kVariableClass = 9;

/// Padded with NULs, in ASCII or UTF-8.
constexpr bool is_padded_text(unsigned bits) { return (bits & 0x0F) == 1 && (bits >> 4) <= 1; }

}  // namespace

std::vector<HeaderMessage> object_header(MetadataBytes& bytes, std::uint64_t address) {
  constexpr std::uint64_t kMaxPrefixBytes = 34;
  MetadataCursor prefix(bytes, address, kMaxPrefixBytes);
  if (prefix.text(4) != "OHDR" || prefix.byte() != 2)
    refuse(bytes, "an object's header is missing, or of another version");
  const std::uint8_t flags = prefix.byte();
  if ((flags & 0x20) != 0) prefix.skip(16);  // times
  if ((flags & 0x10) != 0) prefix.skip(4);   // when attributes move to a heap
  const std::uint64_t length = prefix.number(1U << (flags & 0x03U));
  std::vector<HeaderMessage> messages;
  std::vector<MetadataCursor> pieces{MetadataCursor(bytes, prefix.position(), length)};
  std::set<std::uint64_t> seen;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const MetadataCursor piece = pieces[i];
    if (!seen.insert(piece.position()).second) refuse(bytes, "an object's header leads back to itself");
    read_piece(bytes, piece, (flags & 0x04) != 0, messages, pieces);
  }
  return messages;
}

HardLink read_link(MetadataCursor body) {
  HardLink link;
  const std::uint8_t version = body.byte();
  const std::uint8_t flags = body.byte();
  const std::uint8_t kind = (flags & 0x08) != 0 ? body.byte() : std::uint8_t{0};
  if ((flags & 0x04) != 0) body.skip(8);  // order of creation
  if ((flags & 0x10) != 0) body.skip(1);  // character set
  link.name = body.text(body.number(1U << (flags & 0x03U)));
  if (version == 1 && kind == 0) link.address = body.number(8);
  return link;
}

bool has_heap(MetadataCursor body, unsigned index_bytes) {
  body.skip(1);  // version
  const std::uint8_t flags = body.byte();
  if ((flags & 0x01) != 0) body.skip(index_bytes);
  return body.number(8) != kNotFound;
}

Extent read_dataspace(MetadataCursor body) {
  Extent extent;
  if (body.byte() != 2) return extent;
  const std::uint8_t dimensions = body.byte();
  body.skip(1);  // flags: whether it has a maximum, which a contiguous column cannot grow to
  const std::uint8_t kind = body.byte();
  extent.is_scalar = kind == 0 && dimensions == 0;
  extent.is_line = kind == 1 && dimensions == 1;
  if (extent.is_line) extent.length = body.number(8);
  return extent;
}

StoredType read_datatype(MetadataCursor body) {
  const std::uint64_t available = body.remaining();
  MetadataCursor again = body;
  const unsigned type_class = body.byte() & 0x0FU;
  const unsigned bits = body.byte();
  const std::uint64_t more_bits = body.number(2);
  const auto size = static_cast<std::uint32_t>(body.number(4));
  if (type_class == kTextClass && is_padded_text(bits) && more_bits == 0 && size > 0 && size <= kMaxTextWidth)
    return {text_type(size), false};
  // A text of variable length, which NUL ends.
  if (type_class == kVariableClass && bits == 1 && more_bits <= 1 && size == 16) return {std::nullopt, true};
  for (const Encoding& encoding : kEncodings) {
    if (size != encoding.type.width || available < encoding.text.size()) continue;
    MetadataCursor whole = again;
    std::string text = whole.text(encoding.text.size());
    text[0] = static_cast<char>(static_cast<unsigned char>(text[0]) & 0x0FU);
    if (text == encoding.text) return {encoding.type, false};
  }
  return {};
}

std::optional<StoredPlace> read_storage(MetadataCursor body) {
  constexpr std::uint8_t kContiguous = 1;
  if (const std::uint8_t version = body.byte(); version != 3 && version != 4) return std::nullopt;
  if (body.byte() != kContiguous) return std::nullopt;
  StoredPlace place;
  place.address = body.number(8);
  place.bytes = body.number(8);
  return place;
}

}  // namespace spendlens::store
