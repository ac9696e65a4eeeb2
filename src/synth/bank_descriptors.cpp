#include "synth/bank_descriptors.hpp"

#include <fmt/core.h>

#include <array>
#include <cctype>

#include "spendlens/core/payee.hpp"

namespace spendlens::synth {

namespace {

constexpr std::array<const char*, 8> kTowns = {"AUSTIN TX", "DENVER CO",   "TAMPA FL",  "BOISE ID",
                                               "OMAHA NE",  "PORTLAND OR", "DURHAM NC", "MADISON WI"};

std::string reference(std::uint32_t salt, std::size_t length) {
  constexpr char kSigns[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += kSigns[scatter(salt + static_cast<std::uint32_t>(i) * 77) % 34];
  return text;
}

std::string without_blanks(const std::string& text) {
  std::string kept;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) kept += c;
  return kept;
}

}  // namespace

std::string raw_descriptor(DescriptorForm form, const std::string& name, std::uint32_t salt, std::uint32_t variant) {
  std::string capitals = payee_capitals(name);
  const std::uint32_t drawn = scatter(salt * 64 + variant);
  const char* town = kTowns[scatter(salt) % kTowns.size()];
  switch (form) {
    case DescriptorForm::kPlain:
      return capitals;
    case DescriptorForm::kStore:
      return fmt::format("{} #{:04} {}", capitals, drawn % 4'000 + 1, kTowns[drawn / 4'000 % kTowns.size()]);
    case DescriptorForm::kFacilitator:
      return salt % 2 == 0 ? fmt::format("SQ *{} {:04}", capitals, drawn % 10'000)
                           : fmt::format("TST* {} {:05} {}", capitals, drawn % 100'000, town);
    case DescriptorForm::kWallet:
      return fmt::format("PAYPAL *{} 40{:08} CA", capitals, drawn % 100'000'000);
    case DescriptorForm::kHost:
      return fmt::format("{}.COM {}-{:03}-{:04} CA", without_blanks(capitals), 800 + drawn % 2 * 66, drawn / 7 % 1'000,
                         drawn / 11 % 10'000);
    case DescriptorForm::kReference:
      return fmt::format("{} P{:03}{} {}", capitals, drawn % 1'000, reference(drawn, 5), town);
    case DescriptorForm::kStar:
      return fmt::format("{}*{} {}.com/bill WA", capitals, reference(drawn, 9), without_blanks(name));
    case DescriptorForm::kDirect:
      return fmt::format("{} PPD ID: {:010}", capitals, 9'000'000'000ULL + scatter(salt) % 1'000'000'000);
    case DescriptorForm::kMasked:
      return fmt::format("{} ...{:04}", capitals, scatter(salt) % 10'000);
  }
  return capitals;
}

}  // namespace spendlens::synth
