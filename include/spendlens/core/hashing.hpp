#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "spendlens/core/serialization.hpp"

namespace spendlens {

/// XXH3-64 of a text, seed 0. The customers of a ledger are sorted by it, so it is part of the segment format.
[[nodiscard]] std::uint64_t text_hash(std::string_view text);

/// A hash's first 16 bits: the unit in which customers are dealt to ranks.
inline constexpr std::size_t kHashPrefixes = 65'536;
[[nodiscard]] constexpr std::size_t hash_prefix(std::uint64_t hash) { return hash >> 48; }

/// An XXH3-128 digest in its canonical (big-endian) form, as xxhsum -H2 prints it.
struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend constexpr bool operator==(const Digest&, const Digest&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, high, low);
  }
};

[[nodiscard]] Digest digest(std::span<const std::byte> bytes);

/// The digest of bytes that come in pieces. For one sequence after the other: finish() starts anew.
class DigestStream {
 public:
  DigestStream();
  ~DigestStream();
  DigestStream(const DigestStream&) = delete;
  DigestStream& operator=(const DigestStream&) = delete;

  void update(std::span<const std::byte> bytes);
  [[nodiscard]] Digest finish();

 private:
  void* state_;
};

[[nodiscard]] std::string digest_text(const Digest& digest);  ///< 32 hexadecimal digits
/// Throws InputError where the text is not 32 hexadecimal digits.
[[nodiscard]] Digest parse_digest(std::string_view text);

}  // namespace spendlens
