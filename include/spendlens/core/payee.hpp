#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spendlens {

/// How a merchant's text becomes the key of its payee. Their names are part of the segment format.
enum class MerchantRule : std::uint8_t {
  kRaw,          ///< the text is the key
  kDescriptor1,  ///< DEFINITIONS-SIGNALS 7.3
};
inline constexpr std::array<const char*, 2> kMerchantRuleNames = {"raw", "descriptor-1"};

[[nodiscard]] constexpr const char* name_of(MerchantRule rule) {
  return kMerchantRuleNames[static_cast<std::size_t>(rule)];
}
/// The rule of this name, as written above; nothing where there is no such name.
[[nodiscard]] std::optional<MerchantRule> parse_merchant_rule(std::string_view text);

/// A merchant's text in capitals of ASCII, its words parted by single blanks; blanks are space, tab and line ends.
/// Empty where the text is of blanks alone.
[[nodiscard]] std::string payee_capitals(std::string_view text);

/// The key that `descriptor-1` makes of a merchant's text, given as payee_capitals(): without the payment facilitator
/// before it, and without the references and places behind it. Never longer than the text; empty only where that is.
///
/// Examples: "SQ *BLUE BOTTLE 0012" is "BLUE BOTTLE", "NETFLIX.COM 866-579-7172 CA" is "NETFLIX", "AMZN MKTP
/// US*KD7QP20S4" is "AMZN MKTP US", "12/31 4711" is itself.
[[nodiscard]] std::string descriptor_key(std::string_view capitals);

}  // namespace spendlens
