#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "report/export_writer.hpp"
#include "spendlens/core/accounts.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::report {

namespace {

constexpr std::uint64_t kRowsPerBatch = 1 << 18;

Field money(Minor amount) { return amount == kNoMoney ? null_field() : number_field(decimal_text(amount, 2)); }
Field fraction(double value) { return std::isnan(value) ? null_field() : number_field(fmt::to_string(value)); }
Field flag(std::uint8_t value) {
  return value == kNoFlag ? null_field() : number_field(value == 0 ? "false" : "true");
}
Field date(Timestamp timestamp) {
  return timestamp == kNoTimestamp ? null_field() : text_field(date_text(day_of(timestamp)));
}

std::string aprs_of(const ledger::Snapshot& snapshot, std::uint64_t liability) {
  const auto apr = [&snapshot](std::uint64_t i) { return snapshot.apr.begin() + static_cast<std::ptrdiff_t>(i); };
  return fmt::format("{}", fmt::join(apr(snapshot.apr_offset[liability]), apr(snapshot.apr_offset[liability + 1]), ";"));
}

void write_accounts(const ledger::Batch& batch, std::size_t customer, ExportWriter& writer) {
  const ledger::Snapshot& snapshot = batch.snapshot;
  for (std::uint64_t i = snapshot.account_offset[customer]; i < snapshot.account_offset[customer + 1]; ++i)
    writer.row({text_field(std::string(text_at(batch.id, batch.id_width, customer))),
                text_field(std::string(text_at(snapshot.account_id, snapshot.account_width, i))),
                text_field(kAccountTypeNames[snapshot.account_type[i]]),
                text_field(kAccountSubtypeNames[snapshot.account_subtype[i]]), money(snapshot.balance_current[i]),
                money(snapshot.balance_available[i]), money(snapshot.balance_limit[i])});
}

void write_liabilities(const ledger::Batch& batch, std::size_t customer, ExportWriter& writer) {
  const ledger::Snapshot& snapshot = batch.snapshot;
  for (std::uint64_t i = snapshot.liability_offset[customer]; i < snapshot.liability_offset[customer + 1]; ++i) {
    const std::uint64_t account = snapshot.account_offset[customer] + snapshot.liability_account[i];
    writer.row({text_field(std::string(text_at(batch.id, batch.id_width, customer))),
                text_field(std::string(text_at(snapshot.account_id, snapshot.account_width, account))),
                text_field(kLiabilityTypeNames[snapshot.liability_type[i]]), text_field(aprs_of(snapshot, i)),
                fraction(snapshot.interest_rate[i]), money(snapshot.minimum_payment_amount[i]),
                money(snapshot.last_payment_amount[i]), money(snapshot.last_statement_balance[i]),
                flag(snapshot.is_overdue[i]), date(snapshot.next_payment_due_date[i])});
  }
}

template <class WriteCustomer>
std::uint64_t export_snapshot(const ledger::Ledger& ledger, const ExportOptions& options,
                              std::vector<std::string> names, const WriteCustomer& write_customer) {
  if (ledger.snapshot_segment() == nullptr)
    throw InputError(fmt::format(
        "ledger {} holds no {}; import them with the transactions: spendlens import --accounts ACCOUNTS.csv",
        options.ledger, options.table));
  ExportWriter writer(options, std::move(names));
  ledger::WantedColumns wanted;
  wanted.snapshot = true;
  ledger::BatchReader reader(ledger, ledger::batches_of(ledger, {0, kHashPrefixes}, kRowsPerBatch), wanted);
  while (const ledger::Batch* batch = reader.next())
    for (std::size_t customer = 0; customer < batch->num_customers(); ++customer)
      write_customer(*batch, customer, writer);
  return writer.finish();
}

}  // namespace

std::uint64_t export_accounts(const ledger::Ledger& ledger, const ExportOptions& options) {
  return export_snapshot(ledger, options,
                         {"customer_id", "account_id", "type", "subtype", "balance_current", "balance_available",
                          "balance_limit"},
                         write_accounts);
}

std::uint64_t export_liabilities(const ledger::Ledger& ledger, const ExportOptions& options) {
  return export_snapshot(ledger, options,
                         {"customer_id", "account_id", "liability_type", "aprs", "interest_rate",
                          "minimum_payment_amount", "last_payment_amount", "last_statement_balance", "is_overdue",
                          "next_payment_due_date"},
                         write_liabilities);
}

}  // namespace spendlens::report
