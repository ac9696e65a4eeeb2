#pragma once

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "import_case.hpp"
#include "spendlens/ledger/batch_reader.hpp"

namespace spendlens::test {

/// Money in minor units, "-" where it is not known.
inline std::string money_words(Minor money) { return money == kNoMoney ? "-" : std::to_string(money); }

/// "credit_card aprs 0.2;0.25 rate - minimum 2500 last - statement 30000 overdue 1 due 2025-07-31".
inline std::string liability_words(const ledger::Snapshot& snapshot, std::size_t i) {
  std::string aprs;
  for (std::size_t k = snapshot.apr_offset[i]; k < snapshot.apr_offset[i + 1]; ++k)
    aprs += (aprs.empty() ? "" : ";") + fmt::format("{}", snapshot.apr[k]);
  const double rate = snapshot.interest_rate[i];
  const std::uint8_t overdue = snapshot.is_overdue[i];
  const Timestamp due = snapshot.next_payment_due_date[i];
  return fmt::format("{} aprs {} rate {} minimum {} last {} statement {} overdue {} due {}",
                     kLiabilityTypeNames.at(snapshot.liability_type[i]), aprs.empty() ? "-" : aprs,
                     std::isnan(rate) ? "-" : fmt::format("{}", rate), money_words(snapshot.minimum_payment_amount[i]),
                     money_words(snapshot.last_payment_amount[i]), money_words(snapshot.last_statement_balance[i]),
                     overdue == kNoFlag ? "-" : std::to_string(overdue),
                     due == kNoTimestamp ? "-" : date_text(day_of(due)));
}

/// "anna a1 depository checking 1050 - -", with " | " and the liability behind it where it has one.
inline void append_accounts(const ledger::Batch& batch, std::vector<std::string>& accounts) {
  const ledger::Snapshot& snapshot = batch.snapshot;
  if (snapshot.account_offset.empty()) return;
  const auto text_at = [](const std::vector<char>& padded, std::uint32_t width, std::size_t i) {
    const std::string text(padded.data() + i * width, width);
    return text.substr(0, text.find('\0'));
  };
  for (std::size_t c = 0; c < batch.num_customers(); ++c) {
    const std::size_t first = accounts.size();
    for (std::size_t a = snapshot.account_offset[c]; a < snapshot.account_offset[c + 1]; ++a)
      accounts.push_back(fmt::format(
          "{} {} {} {} {} {} {}", text_at(batch.id, batch.id_width, c),
          text_at(snapshot.account_id, snapshot.account_width, a), kAccountTypeNames.at(snapshot.account_type[a]),
          kAccountSubtypeNames.at(snapshot.account_subtype[a]), money_words(snapshot.balance_current[a]),
          money_words(snapshot.balance_available[a]), money_words(snapshot.balance_limit[a])));
    for (std::size_t i = snapshot.liability_offset[c]; i < snapshot.liability_offset[c + 1]; ++i)
      accounts[first + snapshot.liability_account[i]] += " | " + liability_words(snapshot, i);
  }
}

/// All accounts of a ledger in words, sorted; every segment is checked on the way.
inline std::vector<std::string> accounts_of(const std::string& directory) {
  comm::LocalCommunicator communicator;
  const ledger::Ledger ledger = ledger::Ledger::open(communicator, directory);
  for (const ledger::Segment& segment : ledger.segments()) ledger::check_segment(communicator, segment);
  ledger::WantedColumns wanted;
  wanted.snapshot = true;
  ledger::BatchReader reader(ledger, ledger::batches_of(ledger, {0, 65'536}, 1'000'000), wanted);
  std::vector<std::string> accounts;
  while (const ledger::Batch* batch = reader.next()) append_accounts(*batch, accounts);
  std::sort(accounts.begin(), accounts.end());
  return accounts;
}

/// An ImportCase with a small log, to which accounts and liabilities are added.
struct SnapshotCase : ImportCase {
  SnapshotCase()
      : ImportCase("customer_id,timestamp,amount,account_id\nanna,2025-01-01,-1,a1\nbert,2025-01-02,-2,b1\n") {}

  void add_accounts(const std::string& bytes, const std::string& name = "accounts.csv") {
    write_bytes(scratch.file(name), bytes);
    options.accounts.push_back(scratch.file(name));
  }
  void add_liabilities(const std::string& bytes, const std::string& name = "liabilities.csv") {
    write_bytes(scratch.file(name), bytes);
    options.liabilities.push_back(scratch.file(name));
  }

  [[nodiscard]] std::vector<std::string> accounts() const { return accounts_of(options.ledger); }
  /// "accounts" or "liabilities".
  [[nodiscard]] std::string rejects_of(const std::string& kind) const {
    const std::string path = options.ledger + "/rejects/" + options.segment + "." + kind + ".csv";
    return std::filesystem::exists(path) ? file_bytes(path) : "none";
  }
};

}  // namespace spendlens::test
