#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "spendlens/comm/communicator.hpp"

namespace spendlens::ingest {

/// The distinct texts that a rank has read, by their hash.
class TextsSeen {
 public:
  /// Returns the text's hash. Throws InputError where another text has the same one.
  std::uint64_t see(std::string_view text);

  [[nodiscard]] const std::unordered_map<std::uint64_t, std::string>& texts() const { return texts_; }

 private:
  std::unordered_map<std::uint64_t, std::string> texts_;
};

/// All ranks' texts, sorted bytewise, with the code of each hash.
struct Dictionary {
  std::vector<std::string> texts;
  std::unordered_map<std::uint64_t, std::uint32_t> code;
};

/// Collective. Texts are dealt to ranks by hash, made distinct there, then given to all: each rank receives the
/// dictionary once. Throws InputError where two texts share a hash, or where there are more than `max_texts`.
[[nodiscard]] Dictionary build_dictionary(comm::Communicator& communicator, const TextsSeen& seen, const char* what, std::size_t max_texts);

}  // namespace spendlens::ingest
