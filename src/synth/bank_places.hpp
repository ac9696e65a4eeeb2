#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace spendlens::synth {

/// Kinds of places where a bank's customers spend or earn; each has merchants and one category.
enum class Place : std::uint8_t {
  kGrocer,
  kRestaurant,
  kCoffee,
  kFuel,
  kShop,
  kOnline,
  kTransit,
  kStreaming,
  kGym,
  kSoftware,
  kEmployer,
  kLandlord,
  kUtility,
  kSavingsOut,
  kSavingsIn,
  kCardPayment,
  kCardCredit
};
inline constexpr std::size_t kNumPlaces = 17;

/// Dictionaries of merchants and categories, and which of their codes belong to a kind of place.
class BankPlaces {
 public:
  BankPlaces();

  [[nodiscard]] const std::vector<std::string>& merchants() const { return merchants_; }
  [[nodiscard]] const std::vector<std::string>& categories() const { return categories_; }
  [[nodiscard]] std::uint32_t num_merchants(Place place) const {
    return static_cast<std::uint32_t>(codes_[index(place)].size());
  }
  [[nodiscard]] std::uint32_t merchant(Place place, std::uint32_t number) const { return codes_[index(place)][number]; }
  [[nodiscard]] std::uint16_t category(Place place) const { return category_of_[index(place)]; }

 private:
  static std::size_t index(Place place) { return static_cast<std::size_t>(place); }

  std::vector<std::string> merchants_;
  std::vector<std::string> categories_;
  std::array<std::vector<std::uint32_t>, kNumPlaces> codes_;
  std::array<std::uint16_t, kNumPlaces> category_of_{};
};

}  // namespace spendlens::synth
