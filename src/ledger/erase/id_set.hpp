#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spendlens::ledger {

/// Ids to be erased, and which of them were found.
class IdSet {
 public:
  explicit IdSet(const std::vector<std::string>& ids);

  [[nodiscard]] std::size_t size() const { return index_.size(); }
  [[nodiscard]] const std::vector<std::string_view>& ids() const { return ids_; }
  /// Whether it is one of them; it is found then.
  [[nodiscard]] bool has(std::string_view id);
  /// Whether one of them stands in the text as a word by itself: not in the midst of letters and digits. All that do
  /// are found.
  [[nodiscard]] bool is_named_in(std::string_view text) { return stands_in(text, true); }
  /// The same wherever it stands, also in the midst of a word.
  [[nodiscard]] bool occurs_in(std::string_view text) { return stands_in(text, false); }

  /// 1 for each that was found, in the order of ids().
  [[nodiscard]] std::vector<std::uint64_t>& found() { return found_; }

 private:
  [[nodiscard]] bool stands_in(std::string_view text, bool by_itself);

  std::vector<std::string> texts_;
  std::vector<std::string_view> ids_;  ///< ascending, each once
  std::unordered_map<std::string_view, std::size_t> index_;
  std::vector<std::size_t> lengths_;  ///< that occur
  std::vector<std::uint64_t> found_;
};

}  // namespace spendlens::ledger
