#include "spendlens/core/payee.hpp"

#include <algorithm>
#include <vector>

#include "spendlens/core/ascii.hpp"

namespace spendlens {

namespace {

constexpr std::array kFacilitators = {"SQ",  "TST", "PAYPAL", "PP",         "PY", "SP",      "IN",
                                      "ZLR", "CKE", "BT",     "PADDLE.NET", "FS", "2CO.COM", "EB"};
constexpr std::array kHostEndings = {".COM", ".NET", ".ORG", ".IO", ".CO", ".TV"};

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view without_blanks(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos ? std::string_view()
                                         : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

bool has_digit(std::string_view word) { return std::any_of(word.begin(), word.end(), is_digit); }

bool is_facilitator(std::string_view head) {
  return std::find(kFacilitators.begin(), kFacilitators.end(), head) != kFacilitators.end();
}

/// The NAME of `[WWW.]NAME.COM/PATH`; empty where the word is no host name.
std::string_view host_name(std::string_view word) {
  word = word.substr(0, word.find('/'));
  for (const std::string_view ending : kHostEndings) {
    if (!word.ends_with(ending)) continue;
    std::string_view name = word.substr(0, word.size() - ending.size());
    if (name.starts_with("WWW.")) name.remove_prefix(4);
    return std::any_of(name.begin(), name.end(), is_letter) ? name : std::string_view();
  }
  return {};
}

/// What is no part of a name: a number of a shop or an order, a date, a telephone. A host name is one too, but where it
/// is the first word.
bool is_reference(std::string_view word) {
  if (word.find('#') != std::string_view::npos) return true;
  const auto digits = std::count_if(word.begin(), word.end(), is_digit);
  if (digits >= 3) return true;
  const bool is_number = std::all_of(word.begin(), word.end(), [](char c) { return is_digit(c) || c == '/'; });
  return (digits > 0 && is_number) || !host_name(word).empty();
}

/// Step 1 from the first `*` on: what is before it is dropped where it is a payment facilitator; else what is behind it
/// is a reference but for a first word without a digit.
std::string without_head(std::string_view text) {
  for (;;) {
    const auto star = text.find('*');
    if (star == std::string_view::npos) return std::string(text);
    const std::string_view head = without_blanks(text.substr(0, star));
    const std::string_view tail = without_blanks(text.substr(star + 1));
    if (is_facilitator(head)) {
      text = tail;
      continue;
    }
    const std::string_view word = tail.substr(0, tail.find(' '));
    std::string kept(head);
    if (!word.empty() && !has_digit(word)) kept.append(kept.empty() ? "" : " ").append(word);
    return kept;
  }
}

}  // namespace

std::optional<MerchantRule> parse_merchant_rule(std::string_view text) {
  const auto at = std::find(kMerchantRuleNames.begin(), kMerchantRuleNames.end(), text);
  if (at == kMerchantRuleNames.end()) return std::nullopt;
  return static_cast<MerchantRule>(at - kMerchantRuleNames.begin());
}

std::string payee_capitals(std::string_view text) {
  std::string capitals;
  capitals.reserve(text.size());
  for (const char c : text) {
    if (!is_blank(c))
      capitals.push_back(to_upper(c));
    else if (!capitals.empty() && capitals.back() != ' ')
      capitals.push_back(' ');
  }
  if (!capitals.empty() && capitals.back() == ' ') capitals.pop_back();
  return capitals;
}

std::string descriptor_key(std::string_view capitals) {
  const std::string text = without_head(capitals);
  std::string key;
  std::string_view rest = text;
  for (bool is_first = true; !rest.empty(); is_first = false) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    if (is_first)
      if (const std::string_view name = host_name(word); !name.empty()) return std::string(name);
    if (!is_reference(word))
      key.append(key.empty() ? "" : " ").append(word);
    else if (!key.empty())
      break;
  }
  return key.empty() ? std::string(capitals) : key;
}

}  // namespace spendlens
