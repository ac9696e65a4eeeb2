#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include "report/html/figure.hpp"

namespace spendlens::report {

/// `text` for HTML and SVG, as an element's content or in a quoted attribute: the five characters that mean something
/// there become references. Control characters, those that turn the direction of writing and what is no UTF-8 become
/// U+FFFD.
[[nodiscard]] std::string escaped(std::string_view text);

/// A text from data that stands among other words: escaped, and its direction of writing kept to itself.
struct Name {
  std::string text;
};

/// Markup of the program: a string literal with a {} for each argument, checked when it is compiled. No other text goes
/// into a page as markup.
template <class... Args>
class Template {
 public:
  template <std::size_t n>
  consteval Template(const char (&literal)[n]) : text_(literal, n - 1) {
    std::size_t places = 0;
    for (std::size_t i = 0; i + 1 < text_.size(); ++i) places += text_[i] == '{' && text_[i + 1] == '}';
    if (places != sizeof...(Args)) throw "as many {} as arguments";
  }

  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// A piece of HTML or SVG being written.
class Html {
 public:
  Html() = default;

  /// Arguments: texts (escaped), Name, Figure and Shown (a <data> element with the exact value and its key), whole
  /// numbers, doubles (as coordinates, 2 decimals at most), and Html that is already written.
  template <class... Args>
  Html& put(Template<std::type_identity_t<Args>...> markup, const Args&... args) {
    std::string_view rest = markup.text();
    (put_next(rest, args), ...);
    text_ += rest;
    return *this;
  }

  [[nodiscard]] const std::string& str() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

 private:
  friend Html style_sheet();

  template <class Arg>
  void put_next(std::string_view& rest, const Arg& arg) {
    const std::size_t place = rest.find("{}");
    text_ += rest.substr(0, place);
    rest.remove_prefix(place + 2);
    append(arg);
  }

  void append(std::string_view text) { text_ += escaped(text); }
  void append(const std::string& text) { text_ += escaped(text); }
  void append(const char* text) { text_ += escaped(text); }
  void append(const Name& name);
  void append(const Html& html) { text_ += html.text_; }
  void append(const Shown& shown);
  void append(const Figure& figure) { append(full(figure)); }
  void append(double coordinate);
  template <std::integral T>
  void append(T number) {
    text_ += std::to_string(number);
  }

  std::string text_;
};

/// A piece by itself.
template <class... Args>
[[nodiscard]] Html html(Template<std::type_identity_t<Args>...> markup, const Args&... args) {
  Html piece;
  piece.put<Args...>(markup, args...);
  return piece;
}

}  // namespace spendlens::report
