#include "ingest/csv/field_index.hpp"

#include <array>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace spendlens::ingest {

namespace {

/// A bit a byte of 64.
struct Marks {
  std::uint64_t cut = 0;    ///< delimiter, line feed or quote
  std::uint64_t plain = 0;  ///< 1 to 127
};

#if defined(__SSE2__)
Marks marks_of(const char* text, char delimiter) {
  const __m128i delimiters = _mm_set1_epi8(delimiter);
  const __m128i line_feeds = _mm_set1_epi8('\n');
  const __m128i quotes = _mm_set1_epi8('"');
  Marks marks;
  for (int part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + 16 * part));
    const __m128i cut = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, delimiters), _mm_cmpeq_epi8(bytes, line_feeds)),
                                     _mm_cmpeq_epi8(bytes, quotes));
    const __m128i plain = _mm_cmpgt_epi8(bytes, _mm_setzero_si128());
    marks.cut |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(cut))) << (16 * part);
    marks.plain |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(plain))) << (16 * part);
  }
  return marks;
}
#else
Marks marks_of(const char* text, char delimiter) {
  Marks marks;
  for (int i = 0; i < 64; ++i) {
    const char c = text[i];
    marks.cut |= std::uint64_t{c == delimiter || c == '\n' || c == '"'} << i;
    marks.plain |= std::uint64_t{static_cast<unsigned char>(c) - 1U < 127U} << i;
  }
  return marks;
}
#endif

}  // namespace

void FieldIndex::look_at_lane(const char* text, std::uint32_t begin) {
  const Marks marks = marks_of(text, delimiter_);
  plain_ = plain_ && marks.plain == ~std::uint64_t{0};
  std::uint32_t* next = places_.data() + num_places_;
  for (std::uint64_t left = marks.cut; left != 0; left &= left - 1)
    *next++ = begin + static_cast<std::uint32_t>(std::countr_zero(left));
  num_places_ = static_cast<std::size_t>(next - places_.data());
}

void FieldIndex::index(std::string_view text) {
  num_places_ = 0;
  plain_ = true;
  std::size_t begin = 0;
  for (; begin + kLaneBytes <= text.size(); begin += kLaneBytes)
    look_at_lane(text.data() + begin, static_cast<std::uint32_t>(begin));
  if (begin == text.size()) return;
  // What fills up the last lane is a character like any other; where it is the delimiter its places are taken off
  // again.
  std::array<char, kLaneBytes> rest;
  rest.fill('a');
  std::memcpy(rest.data(), text.data() + begin, text.size() - begin);
  look_at_lane(rest.data(), static_cast<std::uint32_t>(begin));
  while (num_places_ > 0 && places_[num_places_ - 1] >= text.size()) --num_places_;
}

}  // namespace spendlens::ingest
