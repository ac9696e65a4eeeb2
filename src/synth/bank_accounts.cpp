#include "synth/bank_accounts.hpp"

#include <algorithm>

#include "synth/bank_rows.hpp"

namespace spendlens::synth {

namespace {

/// Savings in hundredths of a month's expenses.
Minor savings_months(const BankLife& life, Random& random) {
  const bool has_card = life.accounts.card != kNoAccount;
  switch (life.archetype) {
    case Archetype::kHighUtilization:
      return random.between(50, 500);
    case Archetype::kVariableIncome:
      return random.between(100, 600);
    case Archetype::kSubscriptionHeavy:
      return random.between(400, 900);
    case Archetype::kLowSavings:
      return random.between(10, 240);
    case Archetype::kSavingsBuilder:
      return random.between(700, 1400);
    case Archetype::kYoungProfessional:
      return random.between(340, 560);
    case Archetype::kControl:
      break;
  }
  return has_card ? random.between(340, 900) : random.between(340, 560);
}

/// Percent of the limit.
std::int64_t utilization(Archetype archetype, Random& random) {
  if (archetype == Archetype::kHighUtilization) return random.between(60, 80);
  if (archetype == Archetype::kSavingsBuilder) return random.between(1, 8);
  return random.between(15, 40);
}

class AccountMaker {
 public:
  AccountMaker(const ModelSettings& settings, const BankLife& life, std::uint64_t number)
      : settings_(settings),
        life_(life),
        random_(settings.seed, number, static_cast<std::uint32_t>(BankStream::kAccounts)) {}

  void make(Minor spent, std::vector<GeneratedAccount>& accounts) {
    accounts.resize(life_.accounts.count);
    const Minor monthly = std::max<Minor>(spent * 30 / kSteeredDays, 1'00);
    if (life_.accounts.checking != kNoAccount) checking(accounts[life_.accounts.checking]);
    if (life_.accounts.savings != kNoAccount) savings(monthly, accounts[life_.accounts.savings]);
    if (life_.accounts.card != kNoAccount) card(accounts[life_.accounts.card]);
    if (life_.accounts.student_loan != kNoAccount)
      loan(AccountSubtype::kStudent, LiabilityType::kStudentLoan, random_.between(4'000'00, 40'000'00),
           accounts[life_.accounts.student_loan]);
    if (life_.accounts.mortgage != kNoAccount)
      loan(AccountSubtype::kMortgage, LiabilityType::kMortgage, random_.between(80'000'00, 400'000'00),
           accounts[life_.accounts.mortgage]);
  }

 private:
  void checking(GeneratedAccount& account) {
    account.subtype = AccountSubtype::kChecking;
    account.balance_current = life_.monthly_income * random_.between(-5, 150) / 100;
    account.balance_available = std::max<Minor>(account.balance_current, 0);
  }

  void savings(Minor monthly, GeneratedAccount& account) {
    account.subtype = life_.archetype == Archetype::kSavingsBuilder && random_.chance(0.3)
                          ? AccountSubtype::kMoneyMarket
                          : AccountSubtype::kSavings;
    account.balance_current = monthly * savings_months(life_, random_) / 100;
    account.balance_available = account.balance_current;
  }

  void card(GeneratedAccount& account) {
    const bool is_young = life_.archetype == Archetype::kYoungProfessional;
    account.subtype = AccountSubtype::kCreditCard;
    account.balance_limit = is_young ? random_.between(5, 27) * 100'00 : random_.between(35, 150) * 100'00;
    account.balance_current = account.balance_limit * utilization(life_.archetype, random_) / 100;
    account.balance_available = account.balance_limit - account.balance_current;
    account.has_liability = true;
    account.liability_type = LiabilityType::kCreditCard;
    account.apr = static_cast<double>(random_.between(149, 299)) / 1'000;
    account.last_statement_balance = account.balance_current;
    account.minimum_payment_amount = std::max<Minor>(25'00, account.balance_current / 50);
    const bool pays_minimum = life_.archetype == Archetype::kHighUtilization && random_.chance(0.5);
    account.last_payment_amount =
        pays_minimum ? account.minimum_payment_amount : account.minimum_payment_amount * random_.between(2, 6);
    finish(account);
  }

  void loan(AccountSubtype subtype, LiabilityType type, Minor balance, GeneratedAccount& account) {
    account.subtype = subtype;
    account.balance_current = balance;
    account.has_liability = true;
    account.liability_type = type;
    account.interest_rate = static_cast<double>(random_.between(25, 75)) / 1'000;
    account.apr = account.interest_rate;
    account.minimum_payment_amount = balance / 120;
    account.last_payment_amount = account.minimum_payment_amount;
    finish(account);
  }

  void finish(GeneratedAccount& account) {
    account.is_overdue = random_.chance(life_.archetype == Archetype::kHighUtilization ? 0.15 : 0.02) ? 1 : 0;
    account.next_payment_due_date =
        static_cast<Timestamp>((settings_.as_of + 1 + static_cast<Day>(random_.below(28))) * kSecondsPerDay);
  }

  const ModelSettings& settings_;
  const BankLife& life_;
  Random random_;
};

}  // namespace

std::uint16_t num_liabilities(const HeldAccounts& held) {
  return static_cast<std::uint16_t>((held.card != kNoAccount) + (held.student_loan != kNoAccount) +
                                    (held.mortgage != kNoAccount));
}

void make_accounts(const ModelSettings& settings, const BankLife& life, std::uint64_t number, Minor spent,
                   std::vector<GeneratedAccount>& accounts) {
  AccountMaker(settings, life, number).make(spent, accounts);
}

}  // namespace spendlens::synth
