#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/ingest/import.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

/// Why a row is rejected; the names are part of the segment format and of the report.
namespace reason {
inline constexpr const char* kWrongNumberOfFields = "wrong_number_of_fields";
inline constexpr const char* kMalformedRecord = "malformed_record";
inline constexpr const char* kMissingCustomerId = "missing_customer_id";
inline constexpr const char* kCustomerIdTooLong = "customer_id_too_long";
inline constexpr const char* kInvalidUtf8 = "invalid_utf8";
inline constexpr const char* kInvalidText = "invalid_text";
inline constexpr const char* kMissingTimestamp = "missing_timestamp";
inline constexpr const char* kInvalidTimestamp = "invalid_timestamp";
inline constexpr const char* kTimestampOutOfRange = "timestamp_out_of_range";
inline constexpr const char* kMissingAmount = "missing_amount";
inline constexpr const char* kInvalidAmount = "invalid_amount";
inline constexpr const char* kAmountOutOfRange = "amount_out_of_range";
inline constexpr const char* kInvalidQuantity = "invalid_quantity";
inline constexpr const char* kInvalidMargin = "invalid_margin";
inline constexpr const char* kInvalidBoolean = "invalid_boolean";
inline constexpr const char* kOrderOfTwoCustomers = "order_of_two_customers";
inline constexpr const char* kDuplicateTransactionId = "duplicate_transaction_id";
// Of accounts and liabilities.
inline constexpr const char* kMissingAccountId = "missing_account_id";
inline constexpr const char* kAccountIdTooLong = "account_id_too_long";
inline constexpr const char* kUnknownType = "unknown_type";
inline constexpr const char* kUnknownSubtype = "unknown_subtype";
inline constexpr const char* kSubtypeOfOtherType = "subtype_of_other_type";
inline constexpr const char* kMissingBalance = "missing_balance";
inline constexpr const char* kInvalidBalance = "invalid_balance";
inline constexpr const char* kBalanceOutOfRange = "balance_out_of_range";
inline constexpr const char* kNegativeLimit = "negative_limit";
inline constexpr const char* kUnknownLiabilityType = "unknown_liability_type";
inline constexpr const char* kInvalidAprs = "invalid_aprs";
inline constexpr const char* kAprOutOfRange = "apr_out_of_range";
inline constexpr const char* kTooManyAprs = "too_many_aprs";
inline constexpr const char* kInvalidInterestRate = "invalid_interest_rate";
inline constexpr const char* kInterestRateOutOfRange = "interest_rate_out_of_range";
inline constexpr const char* kInvalidPayment = "invalid_payment";
inline constexpr const char* kNegativePayment = "negative_payment";
inline constexpr const char* kPaymentOutOfRange = "payment_out_of_range";
inline constexpr const char* kInvalidDueDate = "invalid_due_date";
inline constexpr const char* kDueDateOutOfRange = "due_date_out_of_range";
inline constexpr const char* kAccountOfTwoCustomers = "account_of_two_customers";
inline constexpr const char* kDuplicateAccount = "duplicate_account";
inline constexpr const char* kTooManyAccounts = "too_many_accounts";
inline constexpr const char* kUnknownAccount = "unknown_account";
inline constexpr const char* kDuplicateLiability = "duplicate_liability";
}  // namespace reason

/// A rejected row by its place in the input.
struct RejectPlace {
  std::uint32_t file = 0;
  std::uint64_t line = 0;

  friend auto operator<=>(const RejectPlace&, const RejectPlace&) = default;
};

/// A row that turned out bad after it was sent on.
struct LateReject {
  RejectPlace place;
  const char* reason = nullptr;
  std::string detail;
};

/// The rejects of one kind of record of one rank: counted by reason, the first 10 of each kept as samples, the raw records in a temporary file
/// until all ranks' are merged.
class Rejects {
 public:
  static constexpr std::size_t kSamples = 10;

  /// `directory`: a temporary directory of this kind's own, which exists.
  Rejects(std::string directory, int rank);

  /// A row found bad while reading. Rows come in ascending order of place within this rank.
  void add(RejectPlace place, const char* reason, std::string_view detail, std::string_view record);

  /// A row found bad after it was sent on; its record follows by add_late_record, by the rank that reads it again.
  void add_late(RejectPlace place, const char* reason, std::string_view detail);
  void add_late_record(RejectPlace place, std::string_view record);

  [[nodiscard]] const std::vector<RejectPlace>& late() const { return late_; }
  [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

  /// Collective: the counts of all ranks.
  [[nodiscard]] std::map<std::string, std::uint64_t> total_counts(comm::Communicator& communicator) const;
  /// Collective: the first samples of all ranks, on rank 0.
  [[nodiscard]] std::vector<RejectSample> samples(comm::Communicator& communicator, const std::vector<std::string>& file_names) const;

  /// Until the spilled records are in their files.
  void flush();

  /// Rank 0's part: merges the flushed records of all ranks by place into the new file `path`, after `header`; synced.
  static void merge(const std::string& directory, int ranks, const std::string& header, const std::string& path);

 private:
  struct Sample {
    RejectPlace place;
    std::string detail;
  };
  struct Spill {
    store::File file;
    std::string buffer;
    std::uint64_t written = 0;

    void append(RejectPlace place, std::string_view record);
    void flush();
  };

  void count(RejectPlace place, const char* reason, std::string_view detail);

  std::map<std::string, std::uint64_t> counts_;
  std::map<std::string, std::vector<Sample>> samples_;
  std::vector<RejectPlace> late_;
  Spill early_records_;
  Spill late_records_;
};

}  // namespace spendlens::ingest
