#include "synth/bank_places.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace spendlens::synth {

namespace {

struct PlaceKind {
  const char* category;
  std::uint32_t merchants;
  const char* stem;
};

constexpr std::array<PlaceKind, kNumPlaces> kKinds = {{
    {"FOOD_AND_DRINK_GROCERIES", 60, "Market"},
    {"FOOD_AND_DRINK_RESTAURANT", 90, "Kitchen"},
    {"FOOD_AND_DRINK_COFFEE", 30, "Coffee Bar"},
    {"TRANSPORTATION_GAS", 25, "Fuel Stop"},
    {"GENERAL_MERCHANDISE_SUPERSTORES", 70, "Store"},
    {"GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", 50, "Online Shop"},
    {"TRANSPORTATION_PUBLIC_TRANSIT", 12, "Transit"},
    {"ENTERTAINMENT_TV_AND_MOVIES", 16, "Streaming"},
    {"PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS", 14, "Gym"},
    {"GENERAL_SERVICES_SOFTWARE", 14, "Cloud Software"},
    {"INCOME_WAGES", 80, "Employer"},
    {"RENT_AND_UTILITIES_RENT", 30, "Homes"},
    {"RENT_AND_UTILITIES_GAS_AND_ELECTRICITY", 12, "Energy"},
    {"TRANSFER_OUT_SAVINGS", 1, "Savings Transfer"},
    {"TRANSFER_IN_SAVINGS", 1, "Savings Transfer"},
    {"LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", 1, "Card Payment"},
    {"TRANSFER_IN_CARD_PAYMENT", 1, "Card Payment"},
}};

std::string merchant_name(const PlaceKind& kind, std::uint32_t number) {
  return kind.merchants == 1 ? std::string(kind.stem) : fmt::format("{} {:02}", kind.stem, number + 1);
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

template <class Code>
Code code_of(const std::vector<std::string>& texts, const std::string& text) {
  return static_cast<Code>(std::lower_bound(texts.begin(), texts.end(), text) - texts.begin());
}

}  // namespace

BankPlaces::BankPlaces() {
  for (const PlaceKind& kind : kKinds) {
    categories_.emplace_back(kind.category);
    for (std::uint32_t number = 0; number < kind.merchants; ++number) merchants_.push_back(merchant_name(kind, number));
  }
  categories_ = sorted(std::move(categories_));
  merchants_ = sorted(std::move(merchants_));
  for (std::size_t i = 0; i < kNumPlaces; ++i) {
    category_of_[i] = code_of<std::uint16_t>(categories_, kKinds[i].category);
    for (std::uint32_t number = 0; number < kKinds[i].merchants; ++number)
      codes_[i].push_back(code_of<std::uint32_t>(merchants_, merchant_name(kKinds[i], number)));
  }
}

}  // namespace spendlens::synth
