#include <fmt/format.h>

#include "report/export/batch_blocks.hpp"
#include "report/export/export_writer.hpp"
#include "spendlens/core/accounts.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ledger/batch_reader.hpp"

namespace spendlens::report {

namespace {

constexpr std::uint64_t kSnapshotRowsPerBatch = 1 << 18;

void money(Minor amount, RowText& to) { amount == kNoMoney ? to.null() : to.money(amount); }
void flag(std::uint8_t value, RowText& to) { value == kNoFlag ? to.null() : to.flag(value != 0); }
void date(Timestamp timestamp, RowText& to) { timestamp == kNoTimestamp ? to.null() : to.date(day_of(timestamp)); }

std::string aprs_of(const ledger::Snapshot& snapshot, std::uint64_t liability) {
  const auto apr = [&snapshot](std::uint64_t i) { return snapshot.apr.begin() + static_cast<std::ptrdiff_t>(i); };
  return fmt::format("{}",
                     fmt::join(apr(snapshot.apr_offset[liability]), apr(snapshot.apr_offset[liability + 1]), ";"));
}

void write_accounts(const ledger::Batch& batch, std::size_t customer, RowText& to) {
  const ledger::Snapshot& snapshot = batch.snapshot;
  for (std::uint64_t i = snapshot.account_offset[customer]; i < snapshot.account_offset[customer + 1]; ++i) {
    to.begin_row();
    to.text(batch.customer_id(customer));
    to.text(text_at(snapshot.account_id, snapshot.account_width, i));
    to.text(kAccountTypeNames[snapshot.account_type[i]]);
    to.text(kAccountSubtypeNames[snapshot.account_subtype[i]]);
    money(snapshot.balance_current[i], to);
    money(snapshot.balance_available[i], to);
    money(snapshot.balance_limit[i], to);
    to.end_row();
  }
}

void write_liabilities(const ledger::Batch& batch, std::size_t customer, RowText& to) {
  const ledger::Snapshot& snapshot = batch.snapshot;
  for (std::uint64_t i = snapshot.liability_offset[customer]; i < snapshot.liability_offset[customer + 1]; ++i) {
    to.begin_row();
    to.text(batch.customer_id(customer));
    to.text(text_at(snapshot.account_id, snapshot.account_width,
                    snapshot.account_offset[customer] + snapshot.liability_account[i]));
    to.text(kLiabilityTypeNames[snapshot.liability_type[i]]);
    to.text(aprs_of(snapshot, i));
    to.real(snapshot.interest_rate[i]);
    money(snapshot.minimum_payment_amount[i], to);
    money(snapshot.last_payment_amount[i], to);
    money(snapshot.last_statement_balance[i], to);
    flag(snapshot.is_overdue[i], to);
    date(snapshot.next_payment_due_date[i], to);
    to.end_row();
  }
}

template <class WriteCustomer>
std::uint64_t export_snapshot(const ledger::Ledger& ledger, const ExportOptions& options,
                              const std::vector<ExportedColumn>& columns, const WriteCustomer& write_customer) {
  if (ledger.snapshot_segment() == nullptr)
    throw InputError(fmt::format(
        "ledger {} holds no {}; import them with the transactions: spendlens import --accounts ACCOUNTS.csv",
        options.ledger, options.table));
  ExportWriter writer(options, columns);
  ledger::WantedColumns wanted;
  wanted.snapshot = true;
  ledger::BatchReader reader(ledger, ledger::batches_of(ledger, {0, kHashPrefixes}, kSnapshotRowsPerBatch), wanted);
  while (const ledger::Batch* batch = reader.next())
    write_customers(*batch, batch->num_customers(), writer,
                    [&](std::size_t customer, RowText& to) { write_customer(*batch, customer, to); });
  return writer.finish();
}

}  // namespace

std::uint64_t export_accounts(const ledger::Ledger& ledger, const ExportOptions& options) {
  return export_snapshot(ledger, options,
                         {"customer_id",
                          "account_id",
                          "type",
                          "subtype",
                          {"balance_current", CellKind::kMoney},
                          {"balance_available", CellKind::kMoney},
                          {"balance_limit", CellKind::kMoney}},
                         write_accounts);
}

std::uint64_t export_liabilities(const ledger::Ledger& ledger, const ExportOptions& options) {
  return export_snapshot(ledger, options,
                         {"customer_id",
                          "account_id",
                          "liability_type",
                          "aprs",
                          {"interest_rate", CellKind::kReal},
                          {"minimum_payment_amount", CellKind::kMoney},
                          {"last_payment_amount", CellKind::kMoney},
                          {"last_statement_balance", CellKind::kMoney},
                          {"is_overdue", CellKind::kFlag},
                          {"next_payment_due_date", CellKind::kDate}},
                         write_liabilities);
}

}  // namespace spendlens::report
