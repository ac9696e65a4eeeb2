#include "ingest/parse/timestamp_parser.hpp"

namespace spendlens::ingest {

std::optional<std::int64_t> TimestampParser::parse_in_order(std::string_view text) const {
  std::optional<std::int64_t> first_read;
  std::uint32_t first = 0;
  for (std::uint32_t i = 0; i < forms_.size(); ++i) {
    const auto seconds = parse_as(forms_[i], text);
    if (!seconds) continue;
    if (!first_read) {
      first_read = seconds;
      first = i;
      agreement_.needed |= std::uint32_t{1} << i;
    } else if (*seconds != *first_read) {
      const auto [known, is_new] = agreement_.doubtful.try_emplace({first, i}, text);
      if (!is_new && text < known->second) known->second = text;
    }
  }
  return first_read;
}

void TimestampParser::Agreement::merge(const Agreement& other) {
  needed |= other.needed;
  for (const auto& [formats, text] : other.doubtful) {
    const auto [known, is_new] = doubtful.try_emplace(formats, text);
    if (!is_new && text < known->second) known->second = text;
  }
}

std::optional<std::pair<std::pair<std::uint32_t, std::uint32_t>, std::string>>
TimestampParser::Agreement::contradiction() const {
  for (const auto& [formats, text] : doubtful)
    if ((needed >> formats.second & 1) != 0) return std::pair(formats, text);
  return std::nullopt;
}

}  // namespace spendlens::ingest
