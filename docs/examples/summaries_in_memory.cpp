#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <spendlens/personas/judgement.hpp>
#include <spendlens/personas/match.hpp>
#include <spendlens/signals/summaries.hpp>

using namespace spendlens;

int main() {
  const Day reference = *parse_date("2025-06-30");
  const std::vector<std::string_view> customer_id{"ann", "bob", "cy"};

  // Payees and categories are numbers; what a category means for a row is looked up once. Here payee i has category i.
  enum : std::uint32_t { kEmployer, kLandlord, kStreaming };
  const std::vector<std::string> categories{"INCOME_WAGES", "RENT_AND_UTILITIES_RENT", "ENTERTAINMENT_TV"};
  const signals::SignalProfile profile;  // every number of the definitions; its fields are the keys of a profile
  const std::vector<std::uint8_t> classes = signals::classes_by_code(categories, profile.bank.classes);

  // Rows of a customer lie together.
  std::vector<Timestamp> timestamp;
  std::vector<Minor> amount;
  std::vector<std::uint32_t> payee;
  std::vector<std::uint16_t> category;
  std::vector<std::uint16_t> account;  // which of the customer's own accounts
  const auto every_month = [&](std::uint16_t with, Minor money) {
    for (unsigned month = 1; month <= 6; ++month) {
      timestamp.push_back(static_cast<Timestamp>(*day_from_civil(2025, month, 5) * kSecondsPerDay));
      amount.push_back(money);
      payee.push_back(with);
      category.push_back(with);
      account.push_back(0);
    }
  };
  std::vector<std::uint64_t> offset{0};
  every_month(kEmployer, 2'500'00);  // ann: account 0 checking, 1 savings, 2 a credit card
  every_month(kLandlord, -900'00);
  every_month(kStreaming, -15'99);
  offset.push_back(timestamp.size());
  every_month(kEmployer, 1'800'00);  // bob: account 0 checking
  every_month(kLandlord, -700'00);
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

  signals::CustomerColumns batch;
  batch.transactions = {offset, timestamp, amount, {}};
  batch.merchant = payee;
  batch.accounts = {account_offset, type, subtype, balance, limit, /*joint_offset=*/{}};
  batch.liabilities = {liability_offset, of_account,   liability_type, has_interest,
                       minimum,          last_payment, statement,      is_overdue};
  batch.category = category;
  batch.category_class = classes;
  batch.account = account;
  batch.knowledge = signals::knowledge_of(categories, profile.bank, /*has_merchants=*/true, /*has_accounts=*/true);

  // Signals of 1, 6 and 12 months, one table each, and the streams of payments.
  const signals::SignalResults results = signals::generate_signals(batch, reference, profile);
  const signals::SignalTable& half_year = results.tables[1];

  // Two personas; the one of priority 1 wins. Conditions read fields by their place.
  using personas::Comparison;
  using personas::FieldKind;
  const personas::Registry registry{.fields = {{"revolving_utilization_pct", FieldKind::kNumber, "percent"},
                                               {"liquid_months", FieldKind::kNumber, "months"}},
                                    .personas = {{.id = "card_stress",
                                                  .name = "Card stress",
                                                  .priority = 1,
                                                  .conditions = {{0, Comparison::kAtLeast, {{.number = 50}}, {}}}},
                                                 {.id = "thin_buffer",
                                                  .name = "Thin buffer",
                                                  .priority = 2,
                                                  .conditions = {{1, Comparison::kBelow, {{.number = 6}}, {}}}}}};
  using signals::BankSignal;
  const std::vector<personas::WindowColumns> windows{
      {"6m",
       {half_year.values<double>(place_of(BankSignal::kRevolvingUtilizationPct)),
        half_year.values<double>(place_of(BankSignal::kLiquidMonths))}}};
  std::vector<personas::Assessment> assessments;
  for (const std::uint8_t activity : half_year.values<std::uint8_t>(place_of(BankSignal::kActivity)))
    assessments.push_back(activity == static_cast<std::uint8_t>(signals::Activity::kNone)
                              ? personas::Assessment::kNotAssessed
                              : personas::Assessment::kAssessed);
  std::vector<std::uint64_t> qualifying(batch.num_customers());
  std::vector<std::uint64_t> conditions(batch.num_customers() * registry.num_condition_words());
  std::vector<std::uint8_t> assigned(batch.num_customers());
  personas::match_personas(windows, registry, "6m", {qualifying, conditions});
  personas::prioritize_personas(registry, qualifying, assessments, assigned);

  const std::vector<std::string> names = personas::persona_names(registry);
  const auto text = [&](BankSignal signal, std::size_t customer) {
    const auto value = half_year.value(place_of(signal), customer);  // nothing: not known
    return value ? std::to_string(*value) : std::string("unknown");
  };
  for (std::size_t i = 0; i < batch.num_customers(); ++i)
    std::cout << customer_id[i] << ": " << names[assigned[i]] << ", income " << text(BankSignal::kIncomeMonthly, i)
              << " a month, liquid months " << text(BankSignal::kLiquidMonths, i) << '\n';
  for (const signals::Stream& stream : results.streams)
    std::cout << customer_id[stream.customer] << ", payee " << stream.payee << ": "
              << kStreamKindNames[static_cast<std::size_t>(stream.kind)] << ", "
              << signals::kCadenceNames[static_cast<std::size_t>(stream.cadence)] << ", "
              << decimal_text(stream.amount, 2) << ", next on " << date_text(stream.next) << '\n';

  // One customer alone, and the reason in words.
  const std::vector<personas::WindowValues> of_ann{
      {"6m",
       {personas::value_at(registry.fields[0], windows[0].columns[0], 0),
        personas::value_at(registry.fields[1], windows[0].columns[1], 0)}}};
  std::cout << personas::match_personas_reference(of_ann, registry, "6m", personas::Assessment::kAssessed).reason
            << '\n';
}
