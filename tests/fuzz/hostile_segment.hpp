#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "fuzz_input.hpp"
#include "ledger/segment/column_names.hpp"
#include "spendlens/core/accounts.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/store/layout.hpp"

namespace spendlens::fuzz {

inline constexpr Day kFirstDay = 19'900;  ///< most rows are in the 400 days from here on

/// The columns of a segment with a few customers, sound at first, built from the fuzzer's choices; then single elements
/// become whatever it likes. No file and no HDF5: bytes, and the layout that tells where each column lies.
class HostileSegment {
 public:
  explicit HostileSegment(FuzzInput& input) {
    choose_customers(input);
    add_rows(input);
    add_accounts(input);
    add_frame();
  }

  void spoil(FuzzInput& input) {
    for (std::size_t n = input.below(4); n > 0; --n) {
      auto column = std::next(columns_.begin(), static_cast<std::ptrdiff_t>(input.below(columns_.size())));
      std::string& bytes = column->second.bytes;
      const std::size_t width = column->second.type.width;
      const auto value = input.take<std::uint64_t>();
      if (bytes.empty()) continue;
      // The index has many places, of which few matter: the last ones.
      const std::size_t places = bytes.size() / width;
      const std::size_t place =
          input.flag() ? places - 1 - input.below(places) : input.below(std::min<std::size_t>(places, 64));
      std::memcpy(bytes.data() + place * width, &value, std::min(width, sizeof value));
    }
  }

  [[nodiscard]] const store::Layout& layout() const { return layout_; }

  /// All columns one after the other; settles their places in the layout.
  [[nodiscard]] std::string file_bytes() {
    std::string bytes;
    for (const auto& [name, column] : columns_) {
      bytes.resize((bytes.size() + 7) / 8 * 8, '\0');
      layout_.columns[name] = {column.type, column.bytes.size() / column.type.width, bytes.size()};
      bytes += column.bytes;
    }
    return bytes;
  }

 private:
  struct Column {
    store::ElementType type;
    std::string bytes;
  };
  struct Row {
    std::uint32_t merchant = ledger::kNoMerchant;
    Timestamp timestamp = 0;
    Minor amount = 0;
    std::uint16_t category = ledger::kNoCategory;
    std::uint16_t account = kNoAccount;
    std::uint8_t flags = 0;

    [[nodiscard]] auto key() const { return std::tie(merchant, timestamp, amount, category, account, flags); }
  };

  template <class T>
  void put(const char* name, const std::vector<T>& values) {
    columns_[name] = {store::element_type<T>(),
                      std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T))};
  }
  void put_texts(const char* name, std::uint32_t width, const std::vector<std::string>& texts) {
    std::string padded;
    for (const std::string& text : texts) (padded += text).resize(padded.size() + width - text.size(), '\0');
    columns_[name] = {store::text_type(width), padded};
  }

  void choose_customers(FuzzInput& input) {
    std::vector<std::string> pool = {"a", "b", "c", "ann", "bob", "C0001", "C0002", "customer"};
    std::sort(pool.begin(), pool.end(), [](const auto& a, const auto& b) { return text_hash(a) < text_hash(b); });
    const auto chosen = input.take<std::uint8_t>();
    for (std::size_t i = 0; i < pool.size(); ++i)
      if ((chosen >> i & 1) != 0) ids_.push_back(pool[i]);
  }

  static Minor amount_from(FuzzInput& input) {
    constexpr std::array<Minor, 12> kAmounts = {
        0, 1, -1, -999, 250'000, -50'000, 50'000, 49'999, kMaxOrderMinor, -kMaxOrderMinor, -1'599, -4'000};
    const std::size_t which = input.below(16);
    return which < kAmounts.size() ? kAmounts[which] : input.take<std::int32_t>();
  }
  static std::int64_t day_from(FuzzInput& input) {
    const std::size_t which = input.below(16);
    if (which == 0) return 0;
    if (which == 1) return kTimestampLimit / kSecondsPerDay - 1;
    return kFirstDay + static_cast<std::int64_t>(input.below(400));
  }

  /// Some charges with the same distance in between.
  void add_charges(FuzzInput& input, std::vector<Row>& rows) {
    Row row;
    std::int64_t day = day_from(input);
    const std::size_t every = input.below(40);
    row.amount = amount_from(input);
    if (const std::size_t merchant = input.below(4); merchant < kMerchants.size())
      row.merchant = static_cast<std::uint32_t>(merchant);
    if (const std::size_t category = input.below(8); category < kCategories.size())
      row.category = static_cast<std::uint16_t>(category);
    if (const std::size_t account = input.below(4); account < kAccounts.size())
      row.account = static_cast<std::uint16_t>(account);
    row.flags = input.below(8) == 0 ? 1 : 0;
    const auto seconds = static_cast<Timestamp>(input.below(4) * 28'799);
    for (std::size_t n = 1 + input.below(8); n > 0; --n, day += static_cast<std::int64_t>(every)) {
      if (day >= kTimestampLimit / kSecondsPerDay) break;
      row.timestamp = static_cast<Timestamp>(day * kSecondsPerDay) + seconds;
      rows.push_back(row);
    }
  }

  void add_rows(FuzzInput& input) {
    std::vector<Row> all;
    std::vector<std::uint64_t> offset{0};
    std::vector<std::uint64_t> ref_offset{0};
    std::vector<Timestamp> first;
    std::vector<std::string> refs;
    for (std::size_t c = 0; c < ids_.size(); ++c) {
      std::vector<Row> rows;
      for (std::size_t n = input.below(5); n > 0; --n) add_charges(input, rows);
      std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.key() < b.key(); });
      Timestamp earliest = kNoTimestamp;
      for (const Row& row : rows) earliest = std::min(earliest, row.timestamp);
      first.push_back(earliest);
      all.insert(all.end(), rows.begin(), rows.end());
      offset.push_back(all.size());
      refs.insert(refs.end(), kAccounts.begin(), kAccounts.end());
      ref_offset.push_back(refs.size());
    }
    const auto put_field = [&]<class T>(const char* name, T Row::*field) {
      std::vector<T> values;
      for (const Row& row : all) values.push_back(row.*field);
      put(name, values);
    };
    put_field(ledger::transaction_column_of<ledger::Column::kTimestamp>().path, &Row::timestamp);
    put_field(ledger::transaction_column_of<ledger::Column::kAmount>().path, &Row::amount);
    put_field(ledger::transaction_column_of<ledger::Column::kMerchant>().path, &Row::merchant);
    put_field(ledger::transaction_column_of<ledger::Column::kCategory>().path, &Row::category);
    put_field(ledger::transaction_column_of<ledger::Column::kAccount>().path, &Row::account);
    put_field(ledger::transaction_column_of<ledger::Column::kFlags>().path, &Row::flags);
    put(ledger::names::kTransactionOffset, offset);
    put(ledger::names::kFirstTimestamp, first);
    put_texts(ledger::names::kAccountRefId, 2, refs);
    put(ledger::names::kAccountRefOffset, ref_offset);
    num_rows_ = all.size();
    rows_of_ = std::move(offset);
    for (const Row& row : all) {
      first_timestamp_ = std::min(first_timestamp_, row.timestamp);
      last_timestamp_ = std::max(last_timestamp_, row.timestamp);
    }
  }

  void add_accounts(FuzzInput& input) {
    has_snapshot_ = input.flag();
    if (!has_snapshot_) return;
    constexpr std::array<Minor, 8> kBalances = {0, 1, 99, 1'000'00, kNoMoney, kMaxOrderMinor, -5'000, -kMaxOrderMinor};
    constexpr std::array<Minor, 6> kPayments = {0, 1, 35'00, kNoMoney, kMaxOrderMinor, 9'999};
    std::vector<std::uint64_t> account_offset{0}, liability_offset{0}, apr_offset{0};
    std::vector<std::string> id;
    std::vector<std::uint8_t> type, subtype, liability_type, overdue;
    std::vector<Minor> current, available, limit, minimum, last, statement;
    std::vector<std::uint16_t> liability_account;
    std::vector<double> rate, apr;
    std::vector<Timestamp> due;
    for (std::size_t c = 0; c < ids_.size(); ++c) {
      const std::size_t accounts = input.below(4);
      for (std::size_t a = 0; a < accounts; ++a) {
        id.push_back("A" + std::to_string(a));
        subtype.push_back(static_cast<std::uint8_t>(input.below(kAccountSubtypeNames.size())));
        type.push_back(static_cast<std::uint8_t>(type_of(AccountSubtype{subtype.back()})));
        current.push_back(input.one_of(kBalances));
        available.push_back(input.one_of(kBalances));
        limit.push_back(input.one_of(kPayments));
        if (!input.flag()) continue;
        liability_account.push_back(static_cast<std::uint16_t>(a));
        liability_type.push_back(static_cast<std::uint8_t>(input.below(kLiabilityTypeNames.size())));
        rate.push_back(input.flag() ? std::numeric_limits<double>::quiet_NaN() : 0.2);
        minimum.push_back(input.one_of(kPayments));
        last.push_back(input.one_of(kPayments));
        statement.push_back(input.one_of(kBalances));
        overdue.push_back(std::array<std::uint8_t, 3>{0, 1, kNoFlag}[input.below(3)]);
        due.push_back(input.flag() ? kNoTimestamp : static_cast<Timestamp>(kFirstDay * kSecondsPerDay));
        for (std::size_t n = input.below(3); n > 0; --n) apr.push_back(input.flag() ? 0 : 0.25);
        apr_offset.push_back(apr.size());
      }
      account_offset.push_back(id.size());
      liability_offset.push_back(liability_account.size());
    }
    using namespace ledger::names;
    put(kAccountOffset, account_offset), put_texts(kAccountId, 2, id), put(kAccountType, type),
        put(kAccountSubtype, subtype);
    put(kBalanceCurrent, current), put(kBalanceAvailable, available), put(kBalanceLimit, limit);
    put(kLiabilityOffset, liability_offset), put(kLiabilityAccount, liability_account),
        put(kLiabilityType, liability_type);
    put(kInterestRate, rate), put(kMinimumPayment, minimum), put(kLastPayment, last), put(kLastStatement, statement);
    put(kIsOverdue, overdue), put(kNextPayment, due), put(kAprOffset, apr_offset), put(kApr, apr);
    num_accounts_ = id.size();
    num_liabilities_ = liability_account.size();
  }

  /// Customers, index, dictionaries, counts and attributes.
  void add_frame() {
    std::vector<std::uint64_t> hash;
    std::vector<std::uint64_t> customer_index(kHashPrefixes + 1), row_index(kHashPrefixes + 1);
    for (const std::string& id : ids_) hash.push_back(text_hash(id));
    std::size_t customer = 0;
    for (std::size_t prefix = 0; prefix <= kHashPrefixes; ++prefix) {
      while (customer < hash.size() && hash_prefix(hash[customer]) < prefix) ++customer;
      customer_index[prefix] = customer;
      row_index[prefix] = rows_of_[customer];
    }
    using namespace ledger::names;
    put_texts(kId, 8, ids_);
    put(kHash, hash);
    put(kCustomerIndex, customer_index);
    put(kTransactionIndex, row_index);
    put_texts(kMerchantDictionary, 8, {kMerchants.begin(), kMerchants.end()});
    put_texts(kCategoryDictionary, 25, {kCategories.begin(), kCategories.end()});
    layout_.text_attributes = {{"format", ledger::kSegmentFormat}, {"currency", "EUR"}, {"timezone", "UTC"}};
    layout_.integer_attributes = {{"version", ledger::kSegmentVersion},
                                  {"customers", ids_.size()},
                                  {"transactions", num_rows_},
                                  {"first_timestamp", first_timestamp_},
                                  {"last_timestamp", last_timestamp_}};
    add_counts(kImport, kReason, kRejected, num_rows_);
    layout_.integer_attributes["/import/lines_folded"] = 0;
    if (!has_snapshot_) return;
    layout_.integer_attributes["accounts"] = num_accounts_;
    layout_.integer_attributes["liabilities"] = num_liabilities_;
    add_counts(kImportAccounts, kAccountReason, kAccountRejected, num_accounts_);
    add_counts(kImportLiabilities, kLiabilityReason, kLiabilityRejected, num_liabilities_);
  }
  void add_counts(const std::string& group, const char* reason, const char* rejected, std::uint64_t rows) {
    put_texts(reason, 1, {});
    put(rejected, std::vector<std::uint64_t>{});
    layout_.integer_attributes[group + "/rows_read"] = rows;
    layout_.integer_attributes[group + "/rows_stored"] = rows;
    layout_.integer_attributes[group + "/rows_rejected"] = 0;
  }

  static constexpr std::array<const char*, 3> kMerchants = {"Savings", "Shop", "Streams"};
  static constexpr std::array<const char*, 5> kCategories = {
      "FOOD_AND_DRINK", "INCOME_WAGES", "LOAN_PAYMENTS_CREDIT_CARD", "TRANSFER_IN", "TRANSFER_OUT"};
  static constexpr std::array<const char*, 2> kAccounts = {"A0", "A1"};

  std::vector<std::string> ids_;
  std::vector<std::uint64_t> rows_of_;
  std::uint64_t num_rows_ = 0;
  std::uint64_t num_accounts_ = 0;
  std::uint64_t num_liabilities_ = 0;
  Timestamp first_timestamp_ = kNoTimestamp;
  Timestamp last_timestamp_ = 0;
  bool has_snapshot_ = false;
  std::map<std::string, Column> columns_;
  store::Layout layout_;
};

}  // namespace spendlens::fuzz
