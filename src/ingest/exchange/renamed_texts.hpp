#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ingest/exchange/dictionary.hpp"
#include "spendlens/ledger/merchant_facts.hpp"

namespace spendlens::ingest {

/// What a text is stored as.
struct Renamed {
  std::string name;        ///< empty: it is none
  std::uint32_t by = ~0U;  ///< place of the line of a list that says so; kByNone: no line does

  static constexpr std::uint32_t kByNone = ~0U;
};

/// The distinct texts that a rank has read, each under the name that it is stored by, which is found once a text.
class RenamedTexts {
 public:
  using Rename = std::function<Renamed(std::string_view text)>;

  /// `rename` empty: texts keep their names.
  explicit RenamedTexts(Rename rename = {}) : rename_(std::move(rename)) {}

  /// The name's hash; nothing where the text has none. Throws InputError where two texts or two names share a hash.
  std::optional<std::uint64_t> intern(std::string_view text) {
    if (!rename_) return names_.intern(text);
    return intern_renamed(text);
  }

  [[nodiscard]] bool are_renamed() const { return static_cast<bool>(rename_); }
  [[nodiscard]] const TextInterner& names() const { return names_; }

  /// A text that was met. Two hashes tell it from any other, so that it need not be kept.
  struct Known {
    std::uint64_t check = 0;
    std::uint64_t name = 0;
    std::uint32_t by = Renamed::kByNone;
    bool is_named = false;
  };
  /// By their hashes; empty where texts keep their names.
  [[nodiscard]] const std::unordered_map<std::uint64_t, Known>& known() const { return known_; }

  static constexpr std::size_t kExamples = ledger::kMaxJoinedTexts;
  /// The smallest texts of each name.
  [[nodiscard]] const std::unordered_map<std::uint64_t, std::vector<std::string>>& examples() const {
    return examples_;
  }
  /// Keeps `text` among the examples where it is one of the smallest.
  static void add_example(std::vector<std::string>& examples, std::string_view text);

 private:
  std::optional<std::uint64_t> intern_renamed(std::string_view text);
  const Known& meet(std::uint64_t hash, std::string_view text);

  /// A text that was met recently, at a place that its hash gives: one cache line.
  struct alignas(64) RecentText {
    std::uint64_t hash = 0;
    std::uint64_t name = 0;
    std::uint8_t length = 0;  ///< 0: none
    std::array<char, 47> text{};
  };
  static constexpr std::size_t kNumRecent = std::size_t{1} << 13;

  Rename rename_;
  TextInterner names_;
  std::unordered_map<std::uint64_t, Known> known_;
  std::unordered_map<std::uint64_t, std::vector<std::string>> examples_;
  std::vector<RecentText> recent_;
};

}  // namespace spendlens::ingest
