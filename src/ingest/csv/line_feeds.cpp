#include "ingest/csv/line_feeds.hpp"

#include <algorithm>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace spendlens::ingest {

#if defined(__SSE2__)
std::uint64_t count_line_feeds(std::string_view text) {
  constexpr std::size_t kLane = 16;
  // Each byte of the partial sums counts to 255 at most.
  constexpr std::size_t kMaxLanes = 255;
  const __m128i line_feeds = _mm_set1_epi8('\n');
  std::uint64_t count = 0;
  std::size_t begin = 0;
  while (text.size() - begin >= kLane) {
    const std::size_t lanes = std::min(kMaxLanes, (text.size() - begin) / kLane);
    __m128i sums = _mm_setzero_si128();
    for (std::size_t lane = 0; lane < lanes; ++lane, begin += kLane) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + begin));
      sums = _mm_sub_epi8(sums, _mm_cmpeq_epi8(bytes, line_feeds));
    }
    const __m128i halves = _mm_sad_epu8(sums, _mm_setzero_si128());
    count += static_cast<std::uint64_t>(_mm_cvtsi128_si64(halves)) +
             static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(halves, halves)));
  }
  for (const char c : text.substr(begin)) count += c == '\n' ? 1 : 0;
  return count;
}
#else
std::uint64_t count_line_feeds(std::string_view text) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}
#endif

}  // namespace spendlens::ingest
