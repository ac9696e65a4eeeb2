#include "synth/bank_accounts.hpp"

#include <algorithm>

namespace spendlens::synth {

namespace {

class AccountMaker {
 public:
  AccountMaker(const BankWorld& world, const BankLife& life, std::uint64_t number, Minor spent_monthly)
      : world_(world),
        life_(life),
        spent_monthly_(std::max<Minor>(spent_monthly, 100'00)),
        random_(world.settings.seed, number, static_cast<std::uint32_t>(BankStream::kAccounts)) {}

  void make(std::vector<GeneratedAccount>& accounts) {
    const HeldAccounts& held = life_.accounts;
    accounts.resize(held.count);
    if (held.checking != kNoAccount) liquid(accounts);
    if (held.card != kNoAccount) card(life_.card_use, accounts[held.card]);
    if (held.second_card != kNoAccount) card(CardUse::kInFull, accounts[held.second_card]);
    if (held.student_loan != kNoAccount)
      loan(AccountSubtype::kStudent, LiabilityType::kStudentLoan, random_.between(4'000'00, 40'000'00),
           accounts[held.student_loan]);
    if (held.mortgage != kNoAccount)
      loan(AccountSubtype::kMortgage, LiabilityType::kMortgage, random_.between(80'000'00, 400'000'00),
           accounts[held.mortgage]);
    if (held.personal_loan == kNoAccount) return;
    GeneratedAccount& personal = accounts[held.personal_loan];
    personal.subtype = AccountSubtype::kPersonal;
    personal.balance_current = random_.between(1'000'00, 12'000'00);
  }

 private:
  /// What is in checking and savings, in hundredths of a month's outgoings.
  Minor liquid_months() {
    switch (life_.archetype) {
      case Archetype::kSaver:
        return random_.between(650, 1'800);
      case Archetype::kOverdrawn:
        return random_.between(-10, 60);
      case Archetype::kRevolver:
        return random_.between(30, 320);
      case Archetype::kPensioner:
        return random_.between(150, 800);
      case Archetype::kGigWorker:
      case Archetype::kOnBenefits:
        return random_.between(20, 400);
      default:
        return random_.between(50, 700);
    }
  }

  /// Most of a larger reserve lies in savings, where there are some.
  void liquid(std::vector<GeneratedAccount>& accounts) {
    const Minor all = spent_monthly_ * liquid_months() / 100;
    const bool has_savings = life_.accounts.savings != kNoAccount && all > 0;
    const Minor saved = has_savings ? all * random_.between(30, 85) / 100 : 0;
    GeneratedAccount& checking = accounts[life_.accounts.checking];
    checking.subtype = AccountSubtype::kChecking;
    checking.balance_current = all - saved;
    checking.balance_available = std::max<Minor>(checking.balance_current, 0);
    if (life_.accounts.savings == kNoAccount) return;
    GeneratedAccount& savings = accounts[life_.accounts.savings];
    savings.subtype = random_.chance(0.15) ? AccountSubtype::kMoneyMarket : AccountSubtype::kSavings;
    savings.balance_current = savings.balance_available = saved;
  }

  void card(CardUse use, GeneratedAccount& account) {
    const bool in_full = use == CardUse::kInFull;
    const bool is_first = life_.archetype == Archetype::kNewcomer || life_.archetype == Archetype::kCardOnly;
    account.subtype = AccountSubtype::kCreditCard;
    account.balance_limit = is_first ? random_.between(5, 28) * 100'00 : random_.between(20, 150) * 100'00;
    account.last_statement_balance =
        account.balance_limit * (in_full ? random_.between(2, 55) : random_.between(35, 95)) / 100;
    account.balance_current = account.last_statement_balance * random_.between(60, 100) / 100;
    account.balance_available = account.balance_limit - account.balance_current;
    account.has_liability = true;
    account.liability_type = LiabilityType::kCreditCard;
    account.apr = static_cast<double>(random_.between(149, 299)) / 1'000;
    const Minor minimum = std::max<Minor>(25'00, account.last_statement_balance / 50);
    account.minimum_payment_amount = minimum;
    account.last_payment_amount = in_full                      ? account.last_statement_balance
                                  : use == CardUse::kRevolving ? minimum * random_.between(2, 6)
                                                               : minimum;
    if (use == CardUse::kRevolving)
      account.last_payment_amount = std::min(account.last_payment_amount, account.last_statement_balance * 9 / 10);
    finish(use == CardUse::kOverdue, account);
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
    finish(false, account);
  }

  void finish(bool is_overdue, GeneratedAccount& account) {
    account.is_overdue = is_overdue ? 1 : 0;
    account.next_payment_due_date =
        static_cast<Timestamp>((world_.settings.as_of + 1 + static_cast<Day>(random_.below(28))) * kSecondsPerDay);
  }

  const BankWorld& world_;
  const BankLife& life_;
  Minor spent_monthly_;
  Random random_;
};

}  // namespace

std::uint16_t num_liabilities(const HeldAccounts& held) {
  // Not as a sum of comparisons: GCC 12 makes a vector of these four and forgets to turn its -1 into 1.
  std::uint16_t owed = 0;
  for (const std::uint16_t account : {held.card, held.second_card, held.student_loan, held.mortgage})
    if (account != kNoAccount) ++owed;
  return owed;
}

void make_accounts(const BankWorld& world, const BankLife& life, std::uint64_t number, Minor spent_monthly,
                   std::vector<GeneratedAccount>& accounts) {
  AccountMaker(world, life, number, spent_monthly).make(accounts);
}

}  // namespace spendlens::synth
