#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spendlens::ingest {

/// Bytes of the currency that the text begins with: a sign such as $, €, kr or R$, or a code of ISO 4217 in any case,
/// behind which no letter stands; 0: none.
[[nodiscard]] std::size_t currency_bytes(std::string_view text);

/// The codes that a currency as it is written may stand for, with blanks between: "EUR" for € or eur, "SEK NOK DKK ISK"
/// for kr. Of codes any three letters. Nothing where the text is no currency.
[[nodiscard]] std::optional<std::string> currency_codes(std::string_view text);

/// The codes of the one that are of the other too, in the order of the first. Of "XXX", no currency stated, that is any
/// sign of several.
[[nodiscard]] std::string common_codes(std::string_view codes, std::string_view others);

}  // namespace spendlens::ingest
