#include "spendlens/report/json_text.hpp"

#include <fmt/core.h>
#include <utf8.h>

#include <nlohmann/json.hpp>

#include "spendlens/core/readable.hpp"

namespace spendlens::report {

std::string json_text(const nlohmann::ordered_json& value, int indent) {
  std::string text = value.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  if (text.find_first_of("\x7F\xC2\xD8\xE2") == std::string::npos)
    return text;  // the first bytes of those that are looked for
  std::string result;
  result.reserve(text.size());
  for (auto at = text.begin(); at != text.end();) {
    const auto begin = at;
    const auto c = static_cast<char32_t>(utf8::unchecked::next(at));
    // Below a blank there is nothing but the ends of the lines: dump() escapes what lies within texts.
    if (c >= 0x20 && is_unprintable(c))
      result += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
    else
      result.append(begin, at);
  }
  return result;
}

}  // namespace spendlens::report
