#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace spendlens::synth {

/// Kinds of places where money of a bank's customers goes to or comes from; each has merchants and one category.
enum class Place : std::uint8_t {
  // Habits
  kGrocer,
  kRestaurant,
  kFastFood,
  kCoffee,
  kFuel,
  kParking,
  kTransit,
  kHairdresser,
  kTravel,
  kLottery,
  kCleaner,
  // Shopping
  kSuperstore,
  kOnline,
  kDepartment,
  kElectronics,
  kClothing,
  kPharmacy,
  kFurniture,
  kTaxi,
  kCinema,
  // People and cash
  kFriendOut,
  kFriendIn,
  kCash,
  // Subscriptions
  kStreaming,
  kMusic,
  kGym,
  kNews,
  kGames,
  kSoftware,
  kMembership,
  kBox,
  kVitamins,
  kAudiobooks,
  kPetBox,
  kMealKit,
  // Bills
  kLandlord,
  kEnergy,
  kWater,
  kPhone,
  kInternet,
  kCarInsurance,
  kLifeInsurance,
  kChildcare,
  kTax,
  kDonation,
  // Income
  kEmployer,
  kGig,
  kClient,
  kPension,
  kSocialSecurity,
  kUnemployment,
  kChildSupport,
  kReimbursement,
  kTaxRefund,
  kInterestEarned,
  // Lending
  kMortgage,
  kCarLoan,
  kStudentLoan,
  kPersonalLoan,
  kLoanPaidOut,
  kBnpl,
  kAdvance,
  kAdvanceRepaid,
  // Fees
  kOverdraftFee,
  kReturnedFee,
  kAccountFee,
  kCashMachineFee,
  kInterestCharged,
  // Transfers
  kSavingsOut,
  kSavingsIn,
  kFromSavings,
  kToChecking,
  kCardPayment,
  kCardCredit,
  kInvestment,
  kStandingOrder
};
inline constexpr std::size_t kNumPlaces = 76;

/// Descriptors of one merchant as banks write them, each with other references.
inline constexpr std::uint32_t kDescriptors = 12;

/// Dictionaries of merchants and categories, and which of their codes belong to a kind of place.
class BankPlaces {
 public:
  /// `keeps_descriptors`: the dictionary holds texts as a bank would send them, otherwise the keys that import makes of
  /// these (descriptor-1).
  explicit BankPlaces(bool keeps_descriptors);

  [[nodiscard]] const std::vector<std::string>& merchants() const { return merchants_; }
  [[nodiscard]] const std::vector<std::string>& categories() const { return categories_; }
  [[nodiscard]] std::uint32_t num_merchants(Place place) const { return num_merchants_[index(place)]; }
  /// The code of a merchant's clean name, `descriptor` 0, or of one of its kDescriptors raw descriptors, 1 and on.
  [[nodiscard]] std::uint32_t merchant(Place place, std::uint32_t number, std::uint32_t descriptor) const {
    return codes_[first_code_[index(place)] + number * (kDescriptors + 1) + descriptor];
  }
  [[nodiscard]] std::uint16_t category(Place place) const { return category_of_[index(place)]; }
  /// As people say it, in capitals.
  [[nodiscard]] static std::string name(Place place, std::uint32_t number);

 private:
  static std::size_t index(Place place) { return static_cast<std::size_t>(place); }

  std::vector<std::string> merchants_;
  std::vector<std::string> categories_;
  std::vector<std::uint32_t> codes_;
  std::array<std::size_t, kNumPlaces> first_code_{};
  std::array<std::uint32_t, kNumPlaces> num_merchants_{};
  std::array<std::uint16_t, kNumPlaces> category_of_{};
};

}  // namespace spendlens::synth
