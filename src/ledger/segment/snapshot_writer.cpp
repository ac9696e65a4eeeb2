#include "ledger/segment/snapshot_writer.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "ledger/segment/column_names.hpp"
#include "ledger/segment/run_columns.hpp"

namespace spendlens::ledger {

namespace {

bool are_offsets(const std::vector<std::uint64_t>& offset, std::size_t n, std::size_t total) {
  return offset.size() == n + 1 && offset.front() == 0 && offset.back() == total &&
         std::is_sorted(offset.begin(), offset.end());
}

void require_sizes(const Snapshot& snapshot, std::size_t customers) {
  const std::size_t accounts = snapshot.num_accounts();
  require_of_writer(are_offsets(snapshot.account_offset, customers, accounts) &&
                        snapshot.account_id.size() == accounts * snapshot.account_width &&
                        snapshot.account_subtype.size() == accounts && snapshot.balance_current.size() == accounts &&
                        snapshot.balance_available.size() == accounts && snapshot.balance_limit.size() == accounts,
                    "columns of accounts of different lengths");
  const std::size_t joint = snapshot.num_joint();
  require_of_writer((snapshot.joint_offset.empty() || are_offsets(snapshot.joint_offset, customers, joint)) &&
                        snapshot.joint_account.size() == joint * snapshot.account_width &&
                        snapshot.joint_owner.size() == joint * snapshot.joint_owner_width,
                    "columns of joint accounts of different lengths");
  const std::size_t n = snapshot.num_liabilities();
  require_of_writer(are_offsets(snapshot.liability_offset, customers, n) && snapshot.liability_account.size() == n &&
                        snapshot.interest_rate.size() == n && snapshot.minimum_payment_amount.size() == n &&
                        snapshot.last_payment_amount.size() == n && snapshot.last_statement_balance.size() == n &&
                        snapshot.is_overdue.size() == n && snapshot.next_payment_due_date.size() == n &&
                        are_offsets(snapshot.apr_offset, n, snapshot.apr.size()),
                    "columns of liabilities of different lengths");
}

/// The begins of offsets that count from 0, as the whole segment counts.
std::vector<std::uint64_t> moved(const std::vector<std::uint64_t>& offset, std::uint64_t first) {
  std::vector<std::uint64_t> begins(offset.begin(), offset.end() - 1);
  for (std::uint64_t& begin : begins) begin += first;
  return begins;
}

}  // namespace

SnapshotWriter::SnapshotWriter(comm::Communicator& communicator, const SegmentPart& part, const SegmentPart& totals)
    : part_(part), totals_(totals) {
  first_account_ = communicator.exclusive_sum(part.num_accounts);
  first_liability_ = communicator.exclusive_sum(part.num_liabilities);
  first_apr_ = communicator.exclusive_sum(part.num_aprs);
  first_joint_ = communicator.exclusive_sum(part.num_joint);
}

bool SnapshotWriter::append_accounts(const store::ColumnFileWriter& file, std::uint64_t first_customer,
                                     const Snapshot& snapshot) {
  const std::uint64_t first = first_account_ + accounts_;
  const std::uint32_t width = totals_.snapshot_account_width;
  file.write<std::uint64_t>(names::kAccountOffset, first_customer, moved(snapshot.account_offset, first));
  if (snapshot.account_width == width)
    file.write_texts(names::kAccountId, first, snapshot.account_id);
  else
    file.write_texts(names::kAccountId, first, repadded(snapshot.account_id, snapshot.account_width, width));
  file.write<std::uint8_t>(names::kAccountType, first, snapshot.account_type);
  file.write<std::uint8_t>(names::kAccountSubtype, first, snapshot.account_subtype);
  bool fits = write_stored<Minor>(file, names::kBalanceCurrent, first, snapshot.balance_current);
  fits &= write_stored<Minor>(file, names::kBalanceAvailable, first, snapshot.balance_available);
  fits &= write_stored<Minor>(file, names::kBalanceLimit, first, snapshot.balance_limit);
  return fits;
}

void SnapshotWriter::append_joint(const store::ColumnFileWriter& file, std::uint64_t first_customer,
                                  std::uint64_t num_customers, const Snapshot& snapshot) {
  if (totals_.num_joint == 0) return;
  const std::uint64_t first = first_joint_ + joint_;
  const std::vector<std::uint64_t> none(num_customers + 1, 0);
  file.write<std::uint64_t>(names::kJointOffset, first_customer,
                            moved(snapshot.joint_offset.empty() ? none : snapshot.joint_offset, first));
  file.write_texts(names::kJointAccount, first,
                   repadded(snapshot.joint_account, snapshot.account_width, totals_.snapshot_account_width));
  file.write_texts(names::kJointOwner, first,
                   repadded(snapshot.joint_owner, snapshot.joint_owner_width, totals_.joint_owner_width));
}

bool SnapshotWriter::append_liabilities(const store::ColumnFileWriter& file, std::uint64_t first_customer,
                                        const Snapshot& snapshot) {
  const std::uint64_t first = first_liability_ + liabilities_;
  const std::uint64_t first_apr = first_apr_ + aprs_;
  file.write<std::uint64_t>(names::kLiabilityOffset, first_customer, moved(snapshot.liability_offset, first));
  file.write<std::uint16_t>(names::kLiabilityAccount, first, snapshot.liability_account);
  file.write<std::uint8_t>(names::kLiabilityType, first, snapshot.liability_type);
  file.write<double>(names::kInterestRate, first, snapshot.interest_rate);
  bool fits = write_stored<Minor>(file, names::kMinimumPayment, first, snapshot.minimum_payment_amount);
  fits &= write_stored<Minor>(file, names::kLastPayment, first, snapshot.last_payment_amount);
  fits &= write_stored<Minor>(file, names::kLastStatement, first, snapshot.last_statement_balance);
  file.write<std::uint8_t>(names::kIsOverdue, first, snapshot.is_overdue);
  file.write<Timestamp>(names::kNextPayment, first, snapshot.next_payment_due_date);
  file.write<std::uint64_t>(names::kAprOffset, first, moved(snapshot.apr_offset, first_apr));
  file.write<double>(names::kApr, first_apr, snapshot.apr);
  return fits;
}

bool SnapshotWriter::append(const store::ColumnFileWriter& file, std::uint64_t first_customer,
                            std::uint64_t num_customers, const Snapshot& snapshot) {
  require_sizes(snapshot, num_customers);
  require_of_writer(snapshot.num_accounts() <= part_.num_accounts - accounts_ &&
                        snapshot.num_liabilities() <= part_.num_liabilities - liabilities_ &&
                        snapshot.apr.size() <= part_.num_aprs - aprs_ &&
                        snapshot.num_joint() <= part_.num_joint - joint_,
                    "more accounts or liabilities than announced");
  bool fits = append_accounts(file, first_customer, snapshot);
  fits &= append_liabilities(file, first_customer, snapshot);
  append_joint(file, first_customer, num_customers, snapshot);
  accounts_ += snapshot.num_accounts();
  liabilities_ += snapshot.num_liabilities();
  aprs_ += snapshot.apr.size();
  joint_ += snapshot.num_joint();
  return fits;
}

void SnapshotWriter::require_complete() const {
  require_of_writer(accounts_ == part_.num_accounts && liabilities_ == part_.num_liabilities &&
                        aprs_ == part_.num_aprs && joint_ == part_.num_joint,
                    "fewer accounts or liabilities than announced");
}

void SnapshotWriter::close_offsets(const store::ColumnFileWriter& file) const {
  file.write(names::kAccountOffset, totals_.num_customers, std::span(&totals_.num_accounts, 1));
  file.write(names::kLiabilityOffset, totals_.num_customers, std::span(&totals_.num_liabilities, 1));
  file.write(names::kAprOffset, totals_.num_liabilities, std::span(&totals_.num_aprs, 1));
  if (totals_.num_joint > 0) file.write(names::kJointOffset, totals_.num_customers, std::span(&totals_.num_joint, 1));
}

}  // namespace spendlens::ledger
