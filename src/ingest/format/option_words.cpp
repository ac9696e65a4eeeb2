#include "spendlens/ingest/option_words.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

/// What \x01 stands for; nothing where the text is of another form.
std::optional<char> character_of_code(const std::string& text) {
  if (text.size() != 4 || !text.starts_with("\\x")) return std::nullopt;
  unsigned code = 0;
  const auto [end, fault] = std::from_chars(text.data() + 2, text.data() + 4, code, 16);
  if (fault != std::errc() || end != text.data() + 4 || code >= 0x80) return std::nullopt;
  return static_cast<char>(code);
}

}  // namespace

char dialect_character(const std::string& option, const std::string& given) {
  const auto coded = character_of_code(given);
  const std::string text = coded ? std::string(1, *coded) : given;
  if (text == "tab" || text == "\\t") return '\t';
  if (text == "\\\\") return '\\';
  if (text.size() == 1 && text[0] != '"' && text[0] != '\n' && text[0] != '\r' && text[0] != '\0') return text[0];
  throw UsageError(
      fmt::format("{} '{}' is not one character (or tab, or a code such as \\x01)", option, readable(given)));
}

RowCondition row_condition(const std::string& text) {
  const std::size_t equals = text.find('=');
  const bool is_unequal = equals != std::string::npos && equals > 0 && text[equals - 1] == '!';
  const std::string column = text.substr(0, equals == std::string::npos ? 0 : equals - (is_unequal ? 1 : 0));
  if (column.empty())
    throw UsageError(fmt::format("--where '{}' is neither of the form COLUMN=VALUE nor COLUMN!=VALUE", readable(text)));
  return {column, text.substr(equals + 1), !is_unequal};
}

std::string currency_option(const std::string& text) {
  if (const auto code = currency_code(text)) return *code;
  throw UsageError("--currency '" + readable(text) + "' is no code of three letters such as EUR");
}

void require_different_characters(const ImportOptions& options) {
  if (options.escape == options.delimiter) throw UsageError("--escape and --delimiter are one character; give two");
  if (options.comment == options.delimiter) throw UsageError("--comment and --delimiter are one character; give two");
}

}  // namespace spendlens::ingest
