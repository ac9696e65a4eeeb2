#include "spendlens/core/readable.hpp"

#include <utf8.h>

#include <algorithm>
#include <iterator>

namespace spendlens {

std::string printable(std::string_view text) {
  std::string valid;
  utf8::replace_invalid(text.begin(), text.end(), std::back_inserter(valid), '?');
  std::string result;
  for (auto at = valid.begin(); at != valid.end();) {
    const char32_t c = utf8::next(at, valid.end());
    utf8::append(is_unprintable(c) ? U'?' : c, std::back_inserter(result));
  }
  return result;
}

std::string readable(std::string_view text, std::size_t most_bytes) {
  const auto is_continuation = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  std::string part(text.substr(0, most_bytes));
  while (text.size() > part.size() && !part.empty() && is_continuation(text[part.size()])) part.pop_back();
  std::string result = printable(part);
  if (text.size() > part.size()) result += "...";
  return result;
}

std::string quoted(const std::string& text, std::size_t most_bytes) {
  if (std::any_of(text.begin(), text.end(), is_control)) return "(control characters)";
  std::string result(1, '\'');
  result.append(text, 0, most_bytes).append(text.size() > most_bytes ? "...'" : "'");
  return result;
}

}  // namespace spendlens
