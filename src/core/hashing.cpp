#include "spendlens/core/hashing.hpp"

#include <fmt/core.h>
#include <xxhash.h>

#include <charconv>
#include <new>

#include "spendlens/core/error.hpp"

namespace spendlens {

std::uint64_t text_hash(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

Digest digest(std::span<const std::byte> bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

DigestStream::DigestStream() : state_(XXH3_createState()) {
  if (state_ == nullptr) throw std::bad_alloc();
  XXH3_128bits_reset(static_cast<XXH3_state_t*>(state_));
}

DigestStream::~DigestStream() { XXH3_freeState(static_cast<XXH3_state_t*>(state_)); }

void DigestStream::update(std::span<const std::byte> bytes) {
  XXH3_128bits_update(static_cast<XXH3_state_t*>(state_), bytes.data(), bytes.size());
}

Digest DigestStream::finish() {
  const XXH128_hash_t hash = XXH3_128bits_digest(static_cast<XXH3_state_t*>(state_));
  XXH3_128bits_reset(static_cast<XXH3_state_t*>(state_));
  return {hash.high64, hash.low64};
}

std::string digest_text(const Digest& digest) { return fmt::format("{:016x}{:016x}", digest.high, digest.low); }

Digest parse_digest(std::string_view text) {
  Digest result;
  if (text.size() == 32) {
    const char* middle = text.data() + 16;
    const char* end = text.data() + 32;
    const auto high = std::from_chars(text.data(), middle, result.high, 16);
    const auto low = std::from_chars(middle, end, result.low, 16);
    if (high.ptr == middle && low.ptr == end) return result;
  }
  throw InputError(fmt::format("'{}' is not a digest of 32 hexadecimal digits", text));
}

}  // namespace spendlens
