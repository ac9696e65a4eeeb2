#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "spendlens/audit/audit.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/personas/judgement.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::audit {

/// RFM of one customer in one period: the columns of /rfm.
struct ExplainedRfm : RfmRow {
  ObservedPeriod period;
  std::uint8_t spend_decile = 0;  ///< 1 is biggest; 0 without a purchase
};

struct ExplainedSubscription {
  std::string merchant;
  std::string cadence;
  signals::Subscription detected;
};

struct ExplainedCard {
  std::string account_id;
  signals::Card card;
};

struct ExplainedPayment {
  Day date = 0;
  Minor amount = 0;
  std::string merchant;  ///< empty: none
  std::string category;
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
  std::string group;  ///< in Lens 2
  signals::SignalProfile signal_profile;
  personas::Registry registry;
  std::vector<personas::WindowSummary> windows;
  std::vector<personas::Judgement> judgements;  ///< one a window
  std::vector<ExplainedSubscription> subscriptions;
  std::vector<ExplainedCard> cards;
  std::vector<ExplainedPayment> payments;  ///< income of the widest window, by date
};

/// Reads the customer's rows from the ledger and computes what the audit in directory `audit` says of it, with that
/// audit's profile, personas, dates and cuts; what the result keeps of the customer must agree. Reads one hash prefix,
/// so it takes as long in a ledger of any size. Local: `communicator` has one rank.
/// Throws InputError where the ledger has no such customer, or the result is of another ledger.
[[nodiscard]] Explanation explain(comm::Communicator& communicator, const std::string& ledger, const std::string& audit,
                                  const std::string& customer_id);

}  // namespace spendlens::audit
