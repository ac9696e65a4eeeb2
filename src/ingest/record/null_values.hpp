#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spendlens::ingest {

/// Those that stand for no value where nothing else is said: what pandas, SQL and spreadsheets write.
[[nodiscard]] std::span<const char* const> usual_null_values();

/// The texts that stand for no value, beside the empty one. Local.
class NullValues {
 public:
  /// `given`: these, in every field, blanks around them apart. Nothing: the usual ones, what pandas, SQL and
  /// spreadsheets write, and blanks alone, in the fields that have them.
  explicit NullValues(const std::optional<std::vector<std::string>>& given = std::nullopt);

  [[nodiscard]] bool hold(std::string_view text, bool has_usual) const {
    return !text.empty() && may_begin_[static_cast<unsigned char>(text.front())] && is_listed(text, has_usual);
  }

 private:
  [[nodiscard]] bool is_listed(std::string_view text, bool has_usual) const;

  bool is_given_;
  std::vector<std::string> texts_;
  std::array<bool, 256> may_begin_{};  ///< first characters of what may be one
};

}  // namespace spendlens::ingest
