#include "ingest/record/null_values.hpp"

#include <algorithm>

namespace spendlens::ingest {

namespace {

constexpr auto kUsual = std::to_array<const char*>(
    {"nan", "NaN", "NAN", "null", "Null", "NULL", "none", "None", "NONE", "NA", "N/A", "n/a", "<NA>", "#N/A", "NaT"});

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string_view()
                                         : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

}  // namespace

std::span<const char* const> usual_null_values() { return kUsual; }

NullValues::NullValues(const std::optional<std::vector<std::string>>& given) : is_given_(given.has_value()) {
  if (given) {
    for (const std::string& text : *given)
      if (const auto shown = trimmed(text); !shown.empty()) texts_.emplace_back(shown);
    if (texts_.empty()) return;
  } else {
    texts_.assign(kUsual.begin(), kUsual.end());
  }
  for (const std::string& text : texts_) may_begin_[static_cast<unsigned char>(text.front())] = true;
  may_begin_[' '] = may_begin_['\t'] = true;
}

bool NullValues::is_listed(std::string_view text, bool has_usual) const {
  if (!has_usual && !is_given_) return false;
  const std::string_view shown = trimmed(text);
  if (shown.empty()) return !is_given_;
  return std::find(texts_.begin(), texts_.end(), shown) != texts_.end();
}

}  // namespace spendlens::ingest
