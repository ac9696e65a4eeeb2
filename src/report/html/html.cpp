#include "report/html/html.hpp"

#include <fmt/core.h>
#include <utf8.h>

#include <cmath>
#include <iterator>

namespace spendlens::report {

namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// Characters that a reader does not see but that change what is seen.
bool is_unseen(char32_t c) {
  const bool is_control = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
  const bool turns_direction =
      c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  const bool is_no_character = (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
  return is_control || turns_direction || is_no_character || c == 0xFEFF || c == 0x2028 || c == 0x2029;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string valid;
  utf8::replace_invalid(text.begin(), text.end(), std::back_inserter(valid), 0xFFFD);
  std::string result;
  for (auto at = valid.begin(); at != valid.end();) {
    const auto begin = at;
    const auto c = static_cast<char32_t>(utf8::unchecked::next(at));
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        if (is_unseen(c))
          result += kReplacement;
        else
          result.append(begin, at);
    }
  }
  return result;
}

void Html::append(const Name& name) { text_ += "<bdi>" + escaped(name.text) + "</bdi>"; }

void Html::append(const Shown& shown) {
  text_ += fmt::format(R"(<data value="{}" data-key="{}">{}</data>)", shown.figure.exact(), escaped(shown.figure.key),
                       escaped(shown.text));
}

void Html::append(double coordinate) {
  std::string text = fmt::format("{:.2f}", std::isfinite(coordinate) ? coordinate : 0.0);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  text_ += text == "-0" ? "0" : text;
}

}  // namespace spendlens::report
