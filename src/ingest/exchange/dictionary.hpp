#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "spendlens/comm/communicator.hpp"

namespace spendlens::ingest {

/// The distinct texts that a rank has read, by their hash.
class TextInterner {
 public:
  /// Returns the text's hash. Throws InputError where another text has the same one.
  std::uint64_t intern(std::string_view text);

  [[nodiscard]] const std::unordered_map<std::uint64_t, std::string>& texts() const { return texts_; }

 private:
  /// A text that was met recently, at a place that its hash gives: one cache line.
  struct alignas(64) RecentText {
    std::uint64_t hash = 0;
    std::uint8_t length = 0;  ///< 0: none
    std::array<char, 55> text{};
  };
  static constexpr std::size_t kNumRecent = std::size_t{1} << 13;

  std::unordered_map<std::uint64_t, std::string> texts_;
  std::vector<RecentText> recent_;
};

/// Codes by hash, for many look-ups: places side by side in one array.
class CodeTable {
 public:
  CodeTable() = default;
  /// `texts` in the order of their codes; no two of the same hash.
  explicit CodeTable(const std::vector<std::string>& texts);

  /// Throws InternalError where no text has the hash.
  [[nodiscard]] std::uint32_t code_of(std::uint64_t hash) const {
    for (std::size_t place = hash & mask_;; place = (place + 1) & mask_) {
      const Entry& entry = entries_[place];
      if (entry.code == kFree) miss();
      if (entry.hash == hash) return entry.code;
    }
  }

 private:
  static constexpr std::uint32_t kFree = ~std::uint32_t{0};
  struct Entry {
    std::uint64_t hash = 0;
    std::uint32_t code = kFree;
  };

  [[noreturn]] static void miss();

  std::vector<Entry> entries_ = std::vector<Entry>(1);
  std::size_t mask_ = 0;
};

/// All ranks' texts, sorted bytewise, with the code of each hash.
struct Dictionary {
  std::vector<std::string> texts;
  CodeTable code;
};

/// Collective. Texts are dealt to ranks by hash, made distinct there, then given to all: each rank receives the
/// dictionary once. Throws InputError where two texts share a hash, or where there are more than `max_texts`.
[[nodiscard]] Dictionary build_dictionary(comm::Communicator& communicator, const TextInterner& seen, const char* what,
                                          std::size_t max_texts);

}  // namespace spendlens::ingest
