#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "spendlens/audit/audit.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/cohorts/calendar_units.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/personas/judgement.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::audit {

/// RFM of one customer in one period: the columns of /rfm.
struct ExplainedRfm : RfmRow {
  ObservedPeriod period;
  std::uint8_t spend_decile = 0;  ///< 1 is biggest; 0 without a purchase
};

/// A row of the ledger, as people know it; what is not known is empty.
struct ExplainedRow {
  Day date = 0;
  Minor amount = 0;
  std::string merchant;
  std::string category;
  std::string account_id;
};

/// A stream of payments and what it was told from.
struct ExplainedStream {
  std::string payee;
  signals::Stream stream;
  std::vector<ExplainedRow> payments;  ///< by date
  std::vector<Day> due;                ///< in the 30 days after the reference date, where it is active or late
};

/// Two rows that are one transfer between the customer's own accounts.
struct ExplainedPair {
  ExplainedRow from;  ///< money leaves this account
  ExplainedRow to;
};

struct ExplainedCard {
  std::string account_id;
  signals::Card card;
};

/// An account that another customer was named for first: rows and balance count for that one.
struct ExplainedJointAccount {
  std::string account_id;
  std::string owner;
};

/// A cohort at one age, beside the customer at the same age.
struct ExplainedAge {
  std::uint64_t age = 0;                   ///< calendar units after that of the first purchase
  std::uint64_t active = 0;                ///< customers of the cohort who bought in that unit
  double retention = 0;                    ///< these in percent of the cohort; NaN where it is not defined
  double cumulative_spend_per_member = 0;  ///< major units; NaN likewise
  std::uint64_t orders = 0;                ///< of the customer, up to the end of the unit
  std::uint64_t orders_in_unit = 0;
  Minor spend = 0;  ///< of the customer, up to the end of the unit
};

/// The customer's cohort by one calendar unit (Lens 3).
struct ExplainedCohort {
  Granularity granularity = Granularity::kMonth;
  std::string cohort;              ///< "2025-01", or "earlier"
  Day first_purchase = 0;          ///< ever
  std::uint64_t customers = 0;     ///< of the cohort
  std::uint64_t age = 0;           ///< of the customer on the reference date
  double returned_pct = 0;         ///< of the cohort so far; NaN where it is not defined
  bool returned = false;           ///< the customer bought on a later date than the first
  std::optional<ExplainedAge> at;  ///< the last unit that is over; nothing of `earlier`, or where none is
};

/// What the customer is expected to do and to be worth. Without a purchase or a fit scores are NaN and kNoMoney.
struct ExplainedValue {
  value::Model model{};
  value::FitStatus status{};
  value::ScoreRules rules;
  value::PurchaseInputs inputs;
  double p_alive = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> expected_purchases;  ///< by horizon
  double discounted_purchases = std::numeric_limits<double>::quiet_NaN();
  Minor expected_spend = kNoMoney;
  Minor clv = kNoMoney;
};

/// One customer's whole story: everything that an audit says of it, and why.
struct Explanation {
  std::string customer_id;
  std::string currency;
  Day reference = 0;
  std::string profile;
  std::uint64_t transactions = 0;  ///< all in the ledger, pending ones and those after the reference date too
  std::uint64_t accounts = 0;
  std::vector<std::pair<std::string, std::string>> attributes;  ///< by name, those that the customer has
  ExplainedRfm rfm;
  ExplainedRfm rfm_compare;
  std::string group;                     ///< in Lens 2
  std::vector<ExplainedCohort> cohorts;  ///< by unit, the finest first; none without a purchase or without cohorts
  std::vector<ExplainedJointAccount> joint_accounts;
  std::optional<ExplainedValue> value;  ///< where the audit says what customers will be worth
  signals::SignalProfile signal_profile;
  signals::LedgerKnowledge knowledge;  ///< what the ledger as a whole says anything about
  personas::Registry registry;
  signals::SignalResults signals;               ///< of a batch of this customer; no windows without signals
  std::vector<personas::Judgement> judgements;  ///< one a window; none without personas
  personas::Registry segments;                  ///< of subject segment; empty: none
  std::vector<personas::Judgement> segment_of;  ///< by index_of(PeriodRole); none without segments
  std::vector<ExplainedStream> streams;         ///< habits left out, by payee
  std::vector<ExplainedPair> pairs;             ///< in the lookback, by date
  std::vector<ExplainedCard> cards;
  std::vector<ExplainedRow> income;  ///< rows that are income by themselves, of spendsense in the widest window
};

/// Reads the customer's rows from the ledger and computes what the audit in directory `audit` says of it, with that
/// audit's profile, personas, dates and cuts; what the result keeps of the customer must agree. Reads one hash prefix,
/// so it takes as long in a ledger of any size. Local: `communicator` has one rank.
/// Throws InputError where the ledger has no such customer, or the result is of another ledger.
[[nodiscard]] Explanation explain(comm::Communicator& communicator, const std::string& ledger, const std::string& audit,
                                  const std::string& customer_id);

}  // namespace spendlens::audit
