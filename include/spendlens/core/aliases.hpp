#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "spendlens/core/payee.hpp"
#include "spendlens/core/stream_kind.hpp"

namespace spendlens {

/// What a person says of merchants whose text, in capitals, is a pattern.
struct Alias {
  std::string pattern;                ///< as payee_capitals(); a `*` at its end matches any rest
  std::string name;                   ///< the key that it makes, as written; empty: the key stays as it is
  std::uint8_t kind = kNoStreamKind;  ///< StreamKind; kNoStreamKind: none is said
};

/// A list of aliases, of which the first one that fits counts.
class Aliases {
 public:
  /// No alias.
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  /// stamp() of no list, and of the one that the program brings along.
  static constexpr const char* kNoStamp = "none";
  static constexpr const char* kShippedStamp = "shipped";

  Aliases() = default;
  /// Precondition: no two of one pattern. A shipped list has no names.
  explicit Aliases(std::vector<Alias> list, bool is_shipped = false);

  /// Place of the first alias that fits the text; kNone where none does. Takes a look-up for each length of a pattern.
  [[nodiscard]] std::uint32_t find(std::string_view text) const;
  [[nodiscard]] const Alias& at(std::uint32_t place) const { return list_[place]; }
  [[nodiscard]] std::size_t size() const { return list_.size(); }

  /// What a segment says of its aliases: 16 hexadecimal digits that a list of other patterns, names, kinds or order has
  /// not. The shipped list has a word instead: it never makes a key, so that those of two versions may lie side by
  /// side.
  [[nodiscard]] const std::string& stamp() const { return stamp_; }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Places = std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>>;

  std::vector<Alias> list_;
  Places whole_;                         ///< patterns without a `*`
  std::map<std::size_t, Places> parts_;  ///< those with one, without it, by length
  std::string stamp_ = kNoStamp;
};

/// What becomes of merchants' texts.
struct PayeeRules {
  MerchantRule rule = MerchantRule::kRaw;
  Aliases aliases;

  /// What one text is.
  struct Payee {
    std::string key;                       ///< empty: it is no payee
    std::uint32_t alias = Aliases::kNone;  ///< the one that fits the text or, where none does, what descriptor-1 makes
  };
  [[nodiscard]] Payee payee_of(std::string_view text) const;

  [[nodiscard]] std::uint8_t kind_of(std::uint32_t alias) const {
    return alias == Aliases::kNone ? kNoStreamKind : aliases.at(alias).kind;
  }
};

}  // namespace spendlens
