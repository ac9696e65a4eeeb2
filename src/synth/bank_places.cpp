#include "synth/bank_places.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "spendlens/core/payee.hpp"
#include "synth/bank_descriptors.hpp"

namespace spendlens::synth {

namespace {

using Form = DescriptorForm;

struct PlaceKind {
  const char* category;
  std::uint32_t merchants;
  const char* stem;
  Form form;
};

/// Categories are those of Plaid's taxonomy of personal finance, as aggregators give them.
constexpr std::array<PlaceKind, kNumPlaces> kKinds = {{
    {"FOOD_AND_DRINK_GROCERIES", 40, "Market", Form::kStore},
    {"FOOD_AND_DRINK_RESTAURANT", 60, "Kitchen", Form::kFacilitator},
    {"FOOD_AND_DRINK_FAST_FOOD", 30, "Burger", Form::kStore},
    {"FOOD_AND_DRINK_COFFEE", 30, "Coffee Bar", Form::kFacilitator},
    {"TRANSPORTATION_GAS", 24, "Fuel Stop", Form::kStore},
    {"TRANSPORTATION_PARKING", 12, "Parking", Form::kReference},
    {"TRANSPORTATION_PUBLIC_TRANSIT", 8, "Transit", Form::kPlain},
    {"PERSONAL_CARE_HAIR_AND_BEAUTY", 20, "Hair Studio", Form::kFacilitator},
    {"TRAVEL_LODGING", 20, "Hotel", Form::kReference},
    {"ENTERTAINMENT_CASINOS_AND_GAMBLING", 4, "Lottery", Form::kPlain},
    {"GENERAL_SERVICES_OTHER_GENERAL_SERVICES", 10, "Cleaning", Form::kPlain},
    {"GENERAL_MERCHANDISE_SUPERSTORES", 30, "Superstore", Form::kStore},
    {"GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", 30, "Mktp", Form::kStar},
    {"GENERAL_MERCHANDISE_DEPARTMENT_STORES", 24, "Department Store", Form::kStore},
    {"GENERAL_MERCHANDISE_ELECTRONICS", 20, "Electronics", Form::kStore},
    {"GENERAL_MERCHANDISE_CLOTHING_AND_ACCESSORIES", 30, "Outfitters", Form::kWallet},
    {"MEDICAL_PHARMACIES_AND_SUPPLEMENTS", 20, "Pharmacy", Form::kStore},
    {"HOME_IMPROVEMENT_FURNITURE", 12, "Furniture", Form::kReference},
    {"TRANSPORTATION_TAXIS_AND_RIDE_SHARES", 6, "Rides", Form::kStar},
    {"ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS", 16, "Arena", Form::kReference},
    {"TRANSFER_OUT_ACCOUNT_TRANSFER", 40, "Payment To Friend", Form::kReference},
    {"TRANSFER_IN_ACCOUNT_TRANSFER", 40, "Payment From Friend", Form::kReference},
    {"TRANSFER_OUT_WITHDRAWAL", 1, "ATM Withdrawal", Form::kReference},
    {"ENTERTAINMENT_TV_AND_MOVIES", 14, "TV", Form::kHost},
    {"ENTERTAINMENT_MUSIC_AND_AUDIO", 8, "Music", Form::kReference},
    {"PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS", 14, "Fitness", Form::kStore},
    {"GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS", 10, "Herald", Form::kHost},
    {"ENTERTAINMENT_VIDEO_GAMES", 8, "Games", Form::kWallet},
    {"GENERAL_SERVICES_OTHER_GENERAL_SERVICES", 14, "Cloud", Form::kHost},
    {"GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", 6, "Prime", Form::kStar},
    {"GENERAL_MERCHANDISE_CLOTHING_AND_ACCESSORIES", 8, "Style Box", Form::kWallet},
    {"MEDICAL_PHARMACIES_AND_SUPPLEMENTS", 6, "Vitamins", Form::kHost},
    {"ENTERTAINMENT_MUSIC_AND_AUDIO", 4, "Audiobooks", Form::kStar},
    {"GENERAL_MERCHANDISE_PET_SUPPLIES", 6, "Pet Box", Form::kWallet},
    {"FOOD_AND_DRINK_GROCERIES", 6, "Meal Kit", Form::kHost},
    {"RENT_AND_UTILITIES_RENT", 30, "Apartments", Form::kDirect},
    {"RENT_AND_UTILITIES_GAS_AND_ELECTRICITY", 16, "Power", Form::kDirect},
    {"RENT_AND_UTILITIES_WATER", 12, "Water", Form::kDirect},
    {"RENT_AND_UTILITIES_TELEPHONE", 10, "Mobile", Form::kDirect},
    {"RENT_AND_UTILITIES_INTERNET_AND_CABLE", 10, "Broadband", Form::kDirect},
    {"GENERAL_SERVICES_INSURANCE", 12, "Auto Insurance", Form::kDirect},
    {"GENERAL_SERVICES_INSURANCE", 10, "Life", Form::kDirect},
    {"GENERAL_SERVICES_CHILDCARE", 16, "Daycare", Form::kPlain},
    {"GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT", 12, "County Tax", Form::kPlain},
    {"GOVERNMENT_AND_NON_PROFIT_DONATIONS", 12, "Relief Fund", Form::kHost},
    {"INCOME_SALARY", 80, "Industries Payroll", Form::kDirect},
    {"INCOME_GIG_ECONOMY", 10, "Delivery", Form::kDirect},
    {"INCOME_CONTRACTOR", 24, "Studio", Form::kDirect},
    {"INCOME_RETIREMENT_PENSION", 10, "Pension", Form::kDirect},
    {"INCOME_RETIREMENT_PENSION", 1, "SSA TREAS 310 XXSOC SEC", Form::kPlain},
    {"INCOME_UNEMPLOYMENT", 8, "State UI Benefit", Form::kPlain},
    {"INCOME_CHILD_SUPPORT", 8, "Child Support", Form::kPlain},
    {"INCOME_OTHER", 12, "Expenses Refunded", Form::kDirect},
    {"INCOME_TAX_REFUND", 1, "IRS TREAS TAX REF", Form::kDirect},
    {"INCOME_INTEREST_EARNED", 1, "Interest Payment", Form::kPlain},
    {"LOAN_PAYMENTS_MORTGAGE_PAYMENT", 12, "Home Loans", Form::kDirect},
    {"LOAN_PAYMENTS_CAR_PAYMENT", 12, "Auto Finance", Form::kDirect},
    {"LOAN_PAYMENTS_STUDENT_LOAN_PAYMENT", 8, "Student Loans", Form::kDirect},
    {"LOAN_PAYMENTS_PERSONAL_LOAN_PAYMENT", 10, "Credit", Form::kDirect},
    {"LOAN_DISBURSEMENTS_PERSONAL", 10, "Credit Funding", Form::kDirect},
    {"LOAN_PAYMENTS_BNPL", 5, "Paylater", Form::kStar},
    {"LOAN_DISBURSEMENTS_EWA", 5, "Early Pay", Form::kDirect},
    {"LOAN_PAYMENTS_EWA", 5, "Early Pay Repayment", Form::kDirect},
    {"BANK_FEES_OVERDRAFT_FEES", 1, "Overdraft Fee", Form::kPlain},
    {"BANK_FEES_INSUFFICIENT_FUNDS", 1, "Returned Payment Fee", Form::kPlain},
    {"BANK_FEES_OTHER_BANK_FEES", 1, "Monthly Account Fee", Form::kPlain},
    {"BANK_FEES_ATM_FEES", 1, "ATM Fee", Form::kPlain},
    {"BANK_FEES_INTEREST_CHARGE", 1, "Interest Charge On Purchases", Form::kPlain},
    {"TRANSFER_OUT_SAVINGS", 1, "Transfer To Savings", Form::kMasked},
    {"TRANSFER_IN_SAVINGS", 1, "Transfer From Checking", Form::kMasked},
    {"TRANSFER_OUT_ACCOUNT_TRANSFER", 1, "Transfer To Checking", Form::kMasked},
    {"TRANSFER_IN_ACCOUNT_TRANSFER", 1, "Transfer From Savings", Form::kMasked},
    {"LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", 12, "Card Autopay", Form::kDirect},
    {"LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", 1, "Autopay Payment - Thank You", Form::kPlain},
    {"TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS", 8, "Brokerage", Form::kDirect},
    {"TRANSFER_OUT_ACCOUNT_TRANSFER", 20, "Standing Order", Form::kMasked},
}};

/// Each place's merchants begin somewhere else, so that no two places have the same first words.
constexpr std::array<const char*, 80> kWords = {
    "Acorn",   "Alder", "Amber",    "Anchor",  "Apex",    "Aspen",   "Aurora",   "Badger",  "Bayside",   "Beacon",
    "Birch",   "Blue",  "Bluebird", "Bridge",  "Bright",  "Brook",   "Canyon",   "Cedar",   "Cherry",    "Cobalt",
    "Copper",  "Coral", "Crescent", "Crown",   "Delta",   "Eagle",   "Elm",      "Ember",   "Evergreen", "Falcon",
    "Fern",    "Fox",   "Garnet",   "Glacier", "Golden",  "Granite", "Harbor",   "Hazel",   "Heron",     "Hickory",
    "Indigo",  "Iris",  "Ivy",      "Jade",    "Juniper", "Kestrel", "Lakeside", "Lantern", "Laurel",    "Linden",
    "Lotus",   "Lunar", "Maple",    "Marble",  "Meadow",  "Mesa",    "Mint",     "Moss",    "Nova",      "Oak",
    "Ocean",   "Olive", "Onyx",     "Opal",    "Orchid",  "Osprey",  "Pine",     "Prairie", "Quartz",    "Raven",
    "Redwood", "River", "Rowan",    "Sable",   "Sierra",  "Summit",  "Tidal",    "Valley",  "Walnut",    "Willow"};

std::string clean_name(std::size_t place, std::uint32_t number) {
  const PlaceKind& kind = kKinds[place];
  return kind.merchants == 1 ? std::string(kind.stem)
                             : fmt::format("{} {}", kWords[(place * 7 + number) % kWords.size()], kind.stem);
}

void make_unique(std::vector<std::string>& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

template <class Code>
Code code_of(const std::vector<std::string>& texts, const std::string& text) {
  return static_cast<Code>(std::lower_bound(texts.begin(), texts.end(), text) - texts.begin());
}

/// Texts of all merchants, clean and raw, in the order of their numbers.
std::vector<std::string> make_texts(bool keeps_descriptors) {
  std::vector<std::string> texts;
  for (std::size_t place = 0; place < kNumPlaces; ++place)
    for (std::uint32_t number = 0; number < kKinds[place].merchants; ++number) {
      const std::string name = clean_name(place, number);
      const auto salt = static_cast<std::uint32_t>(place * 100 + number);
      texts.push_back(name);
      for (std::uint32_t i = 0; i < kDescriptors; ++i)
        texts.push_back(raw_descriptor(kKinds[place].form, name, salt, i));
    }
  if (!keeps_descriptors)
    for (std::string& text : texts) text = descriptor_key(payee_capitals(text));
  return texts;
}

}  // namespace

BankPlaces::BankPlaces(bool keeps_descriptors) {
  const std::vector<std::string> texts = make_texts(keeps_descriptors);
  merchants_ = texts;
  make_unique(merchants_);
  for (const PlaceKind& kind : kKinds) categories_.emplace_back(kind.category);
  make_unique(categories_);
  for (const std::string& text : texts) codes_.push_back(code_of<std::uint32_t>(merchants_, text));
  std::size_t next = 0;
  for (std::size_t i = 0; i < kNumPlaces; ++i) {
    category_of_[i] = code_of<std::uint16_t>(categories_, kKinds[i].category);
    num_merchants_[i] = kKinds[i].merchants;
    first_code_[i] = next;
    next += std::size_t{kKinds[i].merchants} * (kDescriptors + 1);
  }
}

std::string BankPlaces::name(Place place, std::uint32_t number) {
  return payee_capitals(clean_name(static_cast<std::size_t>(place), number));
}

}  // namespace spendlens::synth
