#pragma once

#include <cstdint>
#include <string>

namespace spendlens::synth {

/// How a bank writes a merchant's name on a statement.
enum class DescriptorForm : std::uint8_t {
  kPlain,        ///< the name in capitals
  kStore,        ///< a store's number and town after it
  kFacilitator,  ///< a payment facilitator before it
  kWallet,       ///< paid by a wallet, with its reference
  kHost,         ///< a host name and a telephone number
  kReference,    ///< a reference of letters and digits after it
  kStar,         ///< a star and a reference, which may happen to have no digit
  kDirect,       ///< a direct payment with the company's number
  kMasked        ///< a masked account after it
};

/// One of a merchant's raw descriptors: text number `variant` of the merchant `name`, whose `salt` sets its store, town
/// and references.
[[nodiscard]] std::string raw_descriptor(DescriptorForm form, const std::string& name, std::uint32_t salt,
                                         std::uint32_t variant);

/// Scatters a number over 32 bits; the same everywhere (the finalizer of MurmurHash3).
[[nodiscard]] constexpr std::uint32_t scatter(std::uint32_t value) {
  value ^= value >> 16;
  value *= 0x85eb'ca6bU;
  value ^= value >> 13;
  value *= 0xc2b2'ae35U;
  return value ^ (value >> 16);
}

}  // namespace spendlens::synth
