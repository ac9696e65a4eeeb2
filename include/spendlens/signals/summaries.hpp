#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "spendlens/core/accounts.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/core/transactions.hpp"
#include "spendlens/signals/profile.hpp"
#include "spendlens/signals/signals.hpp"
#include "spendlens/signals/stream.hpp"

namespace spendlens::signals {

/// What the ledger as a whole says anything about: what is null for everybody.
struct LedgerKnowledge {
  bool merchants = false;   ///< the log has merchants
  bool categories = false;  ///< it has any category
  bool income_categories =
      false;  ///< it has a category of an income class (payroll, benefit, variable_income, passive)
  bool classed_categories = false;  ///< it has one of a class of its own, that is not `other`
  bool bank_categories = false;  ///< it has one of a class that only banks have: these, fees, interest, card_payment,
                                 ///< borrowed, advance
  bool accounts = false;         ///< the snapshot has any account

  friend bool operator==(const LedgerKnowledge&, const LedgerKnowledge&) = default;
};

/// `categories` are those of the ledger.
[[nodiscard]] LedgerKnowledge knowledge_of(std::span<const std::string> categories, const BankRules& rules,
                                           bool has_merchants, bool has_accounts);

/// False where no signal says more than RFM and the history's length do, as of a shop that names its goods: they need
/// not be computed.
[[nodiscard]] constexpr bool signals_can_be_known(const LedgerKnowledge& knowledge) {
  return knowledge.merchants || knowledge.classed_categories || knowledge.accounts;
}

/// Whether a signal of section 7, by its place in the catalogue, can be known of anybody in a window.
[[nodiscard]] bool can_be_known(std::size_t signal, const Window& window, const BankRules& rules,
                                const LedgerKnowledge& knowledge);

/// A table for each window of the profile, without customers; what can be known of nobody is marked.
[[nodiscard]] std::vector<SignalTable> empty_tables(const SignalProfile& profile, const LedgerKnowledge& knowledge);

/// What is known of n customers, as columns; a view. A customer's rows come in any order; they are fastest by merchant,
/// then timestamp.
struct CustomerColumns {
  TransactionColumns transactions;          ///< row_class with all of its bits
  std::span<const std::uint32_t> merchant;  ///< code of each row, kNoMerchant: none; empty: all none
  AccountColumns accounts;
  LiabilityColumns liabilities;
  bool knows_merchants = false;  ///< the log has merchants; without, subscriptions are null
  bool knows_income = false;     ///< the log has accounts or a category that contains INCOME; without, income is null
                                 ///< (under null_as_zero it is computed all the same)

  // What section 7 takes beside these.
  std::span<const std::uint16_t> category;       ///< code of each row, kNoCategory: none; empty: all none
  std::span<const std::uint8_t> category_class;  ///< classes_by_code(): 65,536; empty: all kNone
  std::span<const std::uint16_t> account;  ///< of each row: index among the customer's accounts, kNoAccount: none, or
                                           ///< not in the snapshot; empty: all none
  std::span<const std::uint8_t> merchant_kind;  ///< StreamKind of each merchant's alias, kNoStreamKind: none; empty:
                                                ///< no merchant has one
  LedgerKnowledge knowledge;

  [[nodiscard]] std::size_t num_customers() const { return transactions.num_customers(); }
};

/// Computes signals for one reference date and profile, a block of customers at a time. Immutable; threads share it,
/// each with a scratch of its own.
class Summarizer {
 public:
  /// One thread's working memory; grows to the largest customer and is kept from block to block.
  class Scratch {
   public:
    Scratch();
    ~Scratch();
    Scratch(Scratch&&) noexcept;
    Scratch& operator=(Scratch&&) noexcept;

   private:
    friend class Summarizer;
    struct State;
    std::unique_ptr<State> state_;
  };

  /// Throws UsageError where the profile is impossible (validate()).
  Summarizer(Day reference, SignalProfile profile);
  ~Summarizer();
  Summarizer(const Summarizer&) = delete;
  Summarizer& operator=(const Summarizer&) = delete;

  /// Puts the signals of `customers` into the rows of `tables` (one a window, of the profile's catalogue, with a row
  /// for each of `customers`: a block's fit a cache), and appends their streams by customer, then payee. No allocation
  /// but for the growth of scratch and streams. Throws InputError naming the customer's index where a row is out of
  /// range or a sum overflows.
  void run(const CustomerColumns& batch, ItemRange customers, Scratch& scratch, std::span<SignalTable> tables,
           std::vector<Stream>& streams) const;

  [[nodiscard]] const SignalProfile& profile() const;
  [[nodiscard]] Day reference() const;

 private:
  void run_in_plain_loops(const CustomerColumns& batch, ItemRange customers, std::span<SignalTable> tables,
                          std::vector<Stream>& streams) const;

  struct Plan;
  std::unique_ptr<const Plan> plan_;
};

/// Signals and streams of customers under the profile's set: one table a window of windows_of(profile), all customers
/// in each; streams by customer, then payee.
struct SignalResults {
  std::vector<Window> windows;
  std::vector<SignalTable> tables;
  std::vector<Stream> streams;
};

/// Signals of all customers of a batch under the profile's set. The result does not depend on the policy.
/// Throws UsageError where columns do not fit together, the profile is impossible or n_workers is below 1; InputError
/// naming the customer's index where a row is out of range or a sum overflows.
[[nodiscard]] SignalResults generate_signals(const CustomerColumns& customers, Day reference,
                                             const SignalProfile& profile = {}, const ParallelPolicy& policy = {});

/// The same of one customer, a batch of one, written to be read: plain loops. The kernels must equal it; of spendsense
/// there are no others.
[[nodiscard]] SignalResults generate_signals_reference(const CustomerColumns& customer, Day reference,
                                                       const SignalProfile& profile = {});

/// How much of its limit a card uses; the bounds are the profile's.
enum class UtilizationTier : std::uint8_t { kLow, kModerate, kHigh, kVeryHigh };
inline constexpr std::array<const char*, 4> kUtilizationTierNames = {"low", "moderate", "high", "very_high"};

/// One credit card, as the signals count it.
struct Card {
  std::size_t account = 0;  ///< index among the customer's accounts
  Minor balance = kNoMoney;
  Minor limit = kNoMoney;  ///< above 0; kNoMoney: none, and no utilization
  double utilization_pct = kNoNumber;
  UtilizationTier tier = UtilizationTier::kLow;  ///< where there is a utilization
  bool is_overdue = false;
  bool has_interest = false;
  bool pays_minimum_only = false;
  std::uint8_t pays_in_full = kNoFlag;  ///< kNoFlag: statement or payment is not known
  std::uint8_t is_revolving = kNoFlag;  ///< likewise; of section 7 only, as the one before
};

/// The cards of one customer under the profile's set, in the order of its accounts; of section 7 a row of interest
/// before `reference` may have a card revolve.
[[nodiscard]] std::vector<Card> list_cards(const CustomerColumns& customer, Day reference,
                                           const SignalProfile& profile);

/// What section 7 makes of a row.
enum class RowRole : std::uint8_t { kNone, kLeftOut, kOwnTransfer, kSpending, kRefund, kIncome, kExtraIncome };
inline constexpr std::array<const char*, 7> kRowRoleNames = {"none",   "left_out", "own_transfer", "spending",
                                                             "refund", "income",   "extra_income"};
inline constexpr std::size_t kNoRow = static_cast<std::size_t>(-1);

/// A row's role, and what has it.
struct RowStory {
  RowRole role = RowRole::kNone;  ///< kLeftOut: pending, or after the reference date
  std::size_t partner = kNoRow;   ///< the other row of an own transfer
  std::size_t stream = kNoRow;    ///< place in the streams of generate_signals_reference()

  friend bool operator==(const RowStory&, const RowStory&) = default;
};

/// The stories of all rows of one customer, a batch of one, by the definitions of section 7. Throws as
/// generate_signals_reference(); UsageError where the profile's set is another.
[[nodiscard]] std::vector<RowStory> list_row_stories(const CustomerColumns& customer, Day reference,
                                                     const SignalProfile& profile);

/// The rows of one customer that are income in the widest window, in date order, by spendsense. Throws UsageError where
/// the profile's set is another.
[[nodiscard]] std::vector<std::size_t> list_income_rows(const CustomerColumns& customer, Day reference,
                                                        const SignalProfile& profile);

/// The customer at `index` of a batch as a batch of one.
[[nodiscard]] CustomerColumns customer_at(const CustomerColumns& batch, std::size_t index);

/// The bits 0 or kSavings of each row: its account (index among the customer's accounts, kNoAccount: none) has one of
/// the profile's savings subtypes. `row_class` is changed in place. Throws UsageError where columns do not fit
/// together.
void mask_savings_rows(const CustomerColumns& batch, std::span<const std::uint16_t> account,
                       const SignalProfile& profile, std::span<std::uint8_t> row_class);

/// Throws UsageError where the profile is impossible, naming the rule.
void validate(const SignalProfile& profile);

}  // namespace spendlens::signals
