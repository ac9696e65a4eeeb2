#include "ingest/parse/currency_signs.hpp"

#include <algorithm>
#include <array>

#include "spendlens/core/ascii.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

namespace {

struct Sign {
  std::string_view text;
  std::string_view codes;
};

/// Those that begin like others come before them.
constexpr std::array kSigns = {
    Sign{"US$", "USD"},
    Sign{"CA$", "CAD"},
    Sign{"C$", "CAD NIO"},
    Sign{"AU$", "AUD"},
    Sign{"A$", "AUD"},
    Sign{"NZ$", "NZD"},
    Sign{"HK$", "HKD"},
    Sign{"S$", "SGD"},
    Sign{"MX$", "MXN"},
    Sign{"R$", "BRL"},
    Sign{"NT$", "TWD"},
    Sign{
        "$",
        "USD CAD AUD NZD MXN SGD HKD TWD ARS CLP COP UYU DOP BBD BMD BND BSD BZD CVE FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD"},
    Sign{"€", "EUR"},
    Sign{"£", "GBP"},
    Sign{"¥", "JPY CNY"},
    Sign{"￥", "JPY CNY"},
    Sign{"₹", "INR"},
    Sign{"₽", "RUB"},
    Sign{"₩", "KRW"},
    Sign{"₺", "TRY"},
    Sign{"₴", "UAH"},
    Sign{"₪", "ILS"},
    Sign{"฿", "THB"},
    Sign{"₫", "VND"},
    Sign{"₦", "NGN"},
    Sign{"₱", "PHP"},
    Sign{"₡", "CRC"},
    Sign{"₲", "PYG"},
    Sign{"₵", "GHS"},
    Sign{"₸", "KZT"},
    Sign{"zł", "PLN"},
    Sign{"Kč", "CZK"},
    Sign{"kr.", "DKK SEK NOK ISK"},
    Sign{"kr", "SEK NOK DKK ISK"},
    Sign{"Ft", "HUF"},
    Sign{"lei", "RON MDL"},
    Sign{"SFr.", "CHF"},
    Sign{"Fr.", "CHF"},
    Sign{"Rs.", "INR PKR LKR NPR MUR SCR"},
    Sign{"Rs", "INR PKR LKR NPR MUR SCR"},
    Sign{"Rp", "IDR"},
    Sign{"RM", "MYR"}};

constexpr std::string_view kCodes =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD "
    "FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK "
    "MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL "
    "THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL";

/// A letter, or a part of a character that may be one.
bool may_be_letter(char c) { return is_letter(c) || static_cast<unsigned char>(c) >= 0x80; }

bool has_code(std::string_view codes, std::string_view code) {
  for (std::size_t at = 0; at + 3 <= codes.size(); at += 4)
    if (codes.substr(at, 3) == code) return true;
  return false;
}

/// Whether nothing behind the text makes another word of it.
bool ends_word(std::string_view text, std::size_t bytes) {
  return bytes == text.size() || !may_be_letter(text[bytes - 1]) || !may_be_letter(text[bytes]) ||
         static_cast<unsigned char>(text[bytes]) >= 0xC2;
}

}  // namespace

std::size_t currency_bytes(std::string_view text) {
  for (const Sign& sign : kSigns)
    if (text.starts_with(sign.text) && ends_word(text, sign.text.size())) return sign.text.size();
  const auto code = currency_code(text.substr(0, 3));
  return code && has_code(kCodes, *code) && ends_word(text, 3) ? 3 : 0;
}

std::optional<std::string> currency_codes(std::string_view text) {
  for (const Sign& sign : kSigns)
    if (text == sign.text) return std::string(sign.codes);
  return currency_code(text);
}

std::string common_codes(std::string_view codes, std::string_view others) {
  const bool is_sign = others.size() > 3;
  if (codes == ledger::kNoCurrency && is_sign) return std::string(codes);
  std::string common;
  for (std::size_t at = 0; at + 3 <= codes.size(); at += 4)
    if (has_code(others, codes.substr(at, 3))) common.append(common.empty() ? 0 : 1, ' ').append(codes.substr(at, 3));
  return common;
}

}  // namespace spendlens::ingest
