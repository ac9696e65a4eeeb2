#include "ledger/read/snapshot_slice.hpp"

#include <cmath>

#include "ledger/read/batch_slice.hpp"
#include "ledger/segment/column_names.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::ledger {

namespace {

// Sums over a customer's accounts cannot overflow 64 bits.
constexpr bool is_balance(Minor amount) { return amount == kNoMoney || in_order_range(amount); }
constexpr bool is_limit_or_payment(Minor amount) { return is_balance(amount) && amount >= 0; }
constexpr bool is_flag(std::uint8_t flag) { return flag <= 1 || flag == kNoFlag; }
constexpr bool is_apr(double fraction) { return fraction >= 0 && fraction <= 1; }
bool is_rate(double fraction) { return std::isnan(fraction) || (fraction >= 0 && std::isfinite(fraction)); }
constexpr bool is_date(Timestamp timestamp) {
  return timestamp == kNoTimestamp || (timestamp < kTimestampLimit && timestamp % kSecondsPerDay == 0);
}
template <std::size_t n>
constexpr auto below(const std::array<const char*, n>&) {
  return [](std::uint8_t code) { return code < n; };
}

/// Reads one column after the other and checks each by itself.
struct ColumnReading {
  const Segment& segment;
  Refuse refuse;
  std::uint64_t bytes = 0;

  template <class T, class Good>
  void read(const char* column, ItemRange rows, std::vector<T>& into, const Good& good) {
    bytes += read_stored(segment, column, rows.begin, rows.end - rows.begin, into,
                         [&](std::uint64_t first, std::span<const T> values) {
                           require_each({segment, refuse, column}, first, values, good);
                         });
  }
  ItemRange offsets(const char* column, ItemRange owners, const char* of, std::vector<std::uint64_t>& into) {
    bytes += (owners.end - owners.begin + 1) * sizeof(std::uint64_t);
    return read_offsets({segment, refuse, column}, owners, segment.file->layout().at(of).length, into);
  }
};

void read_accounts(ColumnReading& reading, ItemRange customers, Snapshot& into) {
  const Segment& segment = reading.segment;
  const ItemRange rows = reading.offsets(names::kAccountOffset, customers, names::kAccountId, into.account_offset);
  into.account_width = segment.file->layout().at(names::kAccountId).type.width;
  reading.bytes += read_padded(segment, names::kAccountId, rows.begin, rows.end - rows.begin, into.account_id);
  require_account_ids({segment, reading.refuse, names::kAccountId}, rows.begin, into.account_offset, into.account_id,
                      into.account_width);
  reading.read(names::kAccountType, rows, into.account_type, below(kAccountTypeNames));
  reading.read(names::kAccountSubtype, rows, into.account_subtype, below(kAccountSubtypeNames));
  for (std::size_t i = 0; i < into.account_type.size(); ++i)
    if (!fit_together(AccountType{into.account_type[i]}, AccountSubtype{into.account_subtype[i]}))
      reading.refuse(segment, fmt::format("{} of row {} is not the type of subtype {}", names::kAccountType,
                                          rows.begin + i, kAccountSubtypeNames[into.account_subtype[i]]));
  reading.read(names::kBalanceCurrent, rows, into.balance_current, is_balance);
  reading.read(names::kBalanceAvailable, rows, into.balance_available, is_balance);
  reading.read(names::kBalanceLimit, rows, into.balance_limit, is_limit_or_payment);
}

void read_joint(ColumnReading& reading, ItemRange customers, Snapshot& into) {
  const Segment& segment = reading.segment;
  into.joint_offset.clear();
  into.joint_account.clear();
  into.joint_owner.clear();
  if (!segment.file->layout().has(names::kJointOffset)) return;
  const ItemRange rows = reading.offsets(names::kJointOffset, customers, names::kJointAccount, into.joint_offset);
  reading.bytes += read_padded(segment, names::kJointAccount, rows.begin, rows.end - rows.begin, into.joint_account);
  const std::uint32_t width = segment.file->layout().at(names::kJointAccount).type.width;
  require_account_ids({segment, reading.refuse, names::kJointAccount}, rows.begin, into.joint_offset,
                      into.joint_account, width);
  if (width != into.account_width)
    reading.refuse(segment, "ids of joint accounts are of another length than those of accounts");
  into.joint_owner_width = segment.file->layout().at(names::kJointOwner).type.width;
  reading.bytes += read_padded(segment, names::kJointOwner, rows.begin, rows.end - rows.begin, into.joint_owner);
  for (std::size_t i = 0; i < into.num_joint(); ++i)
    if (text_at(into.joint_owner, into.joint_owner_width, i).empty())
      reading.refuse(segment, fmt::format("{} of row {} is empty", names::kJointOwner, rows.begin + i));
}

/// A liability's account is one of the customer's, and no other liability's.
void require_liability_accounts(const ColumnReading& reading, std::uint64_t first, const Snapshot& snapshot) {
  const auto& offset = snapshot.liability_offset;
  for (std::size_t customer = 0; customer + 1 < offset.size(); ++customer) {
    const std::uint64_t accounts = snapshot.account_offset[customer + 1] - snapshot.account_offset[customer];
    for (std::uint64_t i = offset[customer]; i < offset[customer + 1]; ++i) {
      const std::uint16_t account = snapshot.liability_account[i];
      if (account >= accounts)
        reading.refuse(reading.segment, fmt::format("{} of row {} is {}, but the customer has only {}",
                                                    names::kLiabilityAccount, first + i, account, accounts));
      if (i > offset[customer] && snapshot.liability_account[i - 1] >= account)
        reading.refuse(reading.segment,
                       fmt::format("{} of row {} does not ascend", names::kLiabilityAccount, first + i));
    }
  }
}

void read_liabilities(ColumnReading& reading, ItemRange customers, Snapshot& into) {
  const ItemRange rows =
      reading.offsets(names::kLiabilityOffset, customers, names::kLiabilityType, into.liability_offset);
  const auto any = [](auto) { return true; };
  reading.read(names::kLiabilityAccount, rows, into.liability_account, any);
  require_liability_accounts(reading, rows.begin, into);
  reading.read(names::kLiabilityType, rows, into.liability_type, below(kLiabilityTypeNames));
  reading.read(names::kInterestRate, rows, into.interest_rate, is_rate);
  reading.read(names::kMinimumPayment, rows, into.minimum_payment_amount, is_limit_or_payment);
  reading.read(names::kLastPayment, rows, into.last_payment_amount, is_limit_or_payment);
  reading.read(names::kLastStatement, rows, into.last_statement_balance, is_balance);
  reading.read(names::kIsOverdue, rows, into.is_overdue, is_flag);
  reading.read(names::kNextPayment, rows, into.next_payment_due_date, is_date);
  const ItemRange aprs = reading.offsets(names::kAprOffset, rows, names::kApr, into.apr_offset);
  reading.read(names::kApr, aprs, into.apr, is_apr);
}

}  // namespace

std::uint64_t read_snapshot(const Segment& segment, ItemRange customers, Refuse refuse, Snapshot& into) {
  ColumnReading reading{segment, refuse};
  read_accounts(reading, customers, into);
  read_joint(reading, customers, into);
  read_liabilities(reading, customers, into);
  return reading.bytes;
}

void spread_snapshot(const Batch& part, Batch& batch) {
  auto& accounts = batch.snapshot.account_offset;
  auto& liabilities = batch.snapshot.liability_offset;
  std::size_t from = part.num_customers();
  std::size_t to = batch.num_customers();
  auto& joint = batch.snapshot.joint_offset;
  const bool has_joint = !joint.empty();
  accounts.resize(to + 1);
  liabilities.resize(to + 1);
  if (has_joint) joint.resize(to + 1);
  // From behind, in place: what is written has been read.
  const auto take = [&] {
    accounts[to] = accounts[from];
    liabilities[to] = liabilities[from];
    if (has_joint) joint[to] = joint[from];
  };
  take();
  while (to-- > 0) {
    if (from > 0 && compare_customers(part, from - 1, batch, to) == 0) --from;
    take();
  }
}

}  // namespace spendlens::ledger
