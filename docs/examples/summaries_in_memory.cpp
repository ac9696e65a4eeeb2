#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <spendlens/core/category.hpp>
#include <spendlens/personas/judgement.hpp>
#include <spendlens/personas/match.hpp>
#include <spendlens/signals/summaries.hpp>

using namespace spendlens;

int main() {
  const Day reference = *parse_date("2025-06-30");
  const std::vector<std::string_view> customer_id{"ann", "bob", "cy"};

  // Merchants and categories are numbers; what a category means for a row is looked up once.
  enum : std::uint32_t { kEmployer, kLandlord, kStreaming, kOwnTransfer };
  const std::vector<std::string> categories{"INCOME_WAGES", "RENT_AND_UTILITIES_RENT", "ENTERTAINMENT_TV",
                                            "TRANSFER_IN_SAVINGS"};
  const signals::SignalProfile profile;
  const std::vector<std::uint8_t> class_of =
      classify_categories(categories, kDefaultNotSpending, profile.subscriptions.not_subscription);

  // Rows of a customer lie together and ascend by merchant, then time; here merchant i has category i.
  std::vector<Timestamp> timestamp;
  std::vector<Minor> amount;
  std::vector<std::uint32_t> merchant;
  std::vector<std::uint16_t> account;  // which of the customer's own accounts
  std::vector<std::uint8_t> row_class;
  const auto every_month = [&](std::uint32_t with, Minor money, std::uint16_t on_account) {
    for (unsigned month = 1; month <= 6; ++month) {
      timestamp.push_back(static_cast<Timestamp>(*day_from_civil(2025, month, 5) * kSecondsPerDay));
      amount.push_back(money);
      merchant.push_back(with);
      account.push_back(on_account);
      row_class.push_back(class_of[with]);
    }
  };
  std::vector<std::uint64_t> offset{0};
  every_month(kEmployer, 2'500'00, 0);  // ann: account 0 checking, 1 savings, 2 a credit card
  every_month(kLandlord, -900'00, 0);
  every_month(kStreaming, -15'99, 0);
  every_month(kOwnTransfer, 200'00, 1);
  offset.push_back(timestamp.size());
  every_month(kEmployer, 1'800'00, 0);  // bob: account 0 checking
  every_month(kLandlord, -700'00, 0);
  offset.push_back(timestamp.size());
  offset.push_back(timestamp.size());  // cy: nothing yet

  const std::vector<std::uint64_t> account_offset{0, 3, 4, 4};
  const auto codes = [](auto... names) { return std::vector<std::uint8_t>{static_cast<std::uint8_t>(names)...}; };
  using enum AccountSubtype;
  const auto subtype = codes(kChecking, kSavings, kCreditCard, kChecking);
  const auto type =
      codes(AccountType::kDepository, AccountType::kDepository, AccountType::kCredit, AccountType::kDepository);
  const std::vector<Minor> balance{1'200'00, 4'000'00, 3'000'00, 300'00};
  const std::vector<Minor> limit{kNoMoney, kNoMoney, 5'000'00, kNoMoney};

  const std::vector<std::uint64_t> liability_offset{0, 1, 1, 1};
  const std::vector<std::uint16_t> of_account{2};  // ann's card
  const auto liability_type = codes(LiabilityType::kCreditCard);
  const std::vector<std::uint8_t> has_interest{1};
  const std::vector<std::uint8_t> is_overdue{0};
  const std::vector<Minor> minimum{90'00};
  const std::vector<Minor> last_payment{92'00};
  const std::vector<Minor> statement{3'160'00};

  signals::CustomerColumns batch{.transactions = {offset, timestamp, amount, {}},
                                 .merchant = merchant,
                                 .accounts = {account_offset, type, subtype, balance, limit},
                                 .liabilities = {liability_offset, of_account, liability_type, has_interest, minimum,
                                                 last_payment, statement, is_overdue},
                                 .knows_merchants = true,
                                 .knows_income = true};
  signals::mask_savings_rows(batch, account, profile, row_class);
  batch.transactions.row_class = row_class;

  // Signals of the last 30 and the last 180 days, one table each.
  const signals::Summaries summaries = signals::generate_summaries(batch, reference, profile);
  const signals::SignalTable& half_year = summaries.tables[1];

  // Two personas; the one of priority 1 wins.
  using personas::Comparison;
  using signals::Signal;
  const personas::Registry registry{{
      {.id = "card_stress",
       .name = "Card stress",
       .priority = 1,
       .conditions = {{.signal = Signal::kCreditMaxUtilizationPct, .comparison = Comparison::kAtLeast, .number = 50},
                      {.signal = Signal::kMinimumPaymentOnlyCount, .comparison = Comparison::kAtLeast, .number = 1}}},
      {.id = "low_savings",
       .name = "Low savings",
       .priority = 2,
       .conditions = {{.signal = Signal::kEmergencyFundMonths, .comparison = Comparison::kBelow, .number = 6}}},
  }};
  const std::vector<personas::WindowSignals> windows{{30, &summaries.tables[0]}, {180, &half_year}};
  std::vector<std::uint8_t> assessed;
  for (const std::uint32_t days : half_year.values<std::uint32_t>(Signal::kTransactionHistoryDays))
    assessed.push_back(days != signals::kNoCount);
  std::vector<std::uint64_t> qualifying(batch.num_customers());
  std::vector<std::uint64_t> conditions(batch.num_customers() * registry.num_condition_words());
  std::vector<std::uint8_t> assigned(batch.num_customers());
  personas::match_personas(windows, registry, 180, assessed, {qualifying, conditions});
  personas::prioritize_personas(registry, qualifying, assessed, assigned);

  const std::vector<std::string> names = personas::persona_names(registry);
  for (std::size_t i = 0; i < batch.num_customers(); ++i) {
    const signals::Summary summary = half_year.get(i);
    std::cout << customer_id[i] << ": " << names[assigned[i]] << ", spent " << decimal_text(summary.spend, 2)
              << ", income " << decimal_text(summary.total_income, 2) << ", emergency fund ";
    const auto months = signals::value_of(summary, Signal::kEmergencyFundMonths);  // nothing: not known
    if (months)
      std::cout << *months << " months\n";
    else
      std::cout << "unknown\n";
  }
  const std::vector<std::string> cadences = signals::cadence_names(profile);
  for (const signals::Subscription& found : summaries.subscriptions)
    std::cout << customer_id[found.customer] << " pays merchant " << found.merchant << ' ' << cadences[found.cadence]
              << ", " << found.average_amount << " each time, last on " << date_text(found.last_charge) << '\n';

  // One customer alone, and the reason in words.
  const signals::CustomerSummary ann = signals::generate_summary(signals::customer_at(batch, 0), reference, profile);
  const std::vector<personas::WindowSummary> of_ann{{30, ann.summaries[0]}, {180, ann.summaries[1]}};
  std::cout << personas::match_personas_reference(of_ann, registry, 180, true).reason << '\n';
}
