#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace spendlens::ingest {

/// What a column of a log may hold; the names are DEFINITIONS.md's.
enum class Field : std::uint8_t {
  kCustomerId, kTimestamp, kAmount, kQuantity, kUnitPrice, kMerchant, kCategory, kAccountId, kOrderId, kProductId,
  kMargin, kPending, kCurrency, kTransactionId
};
inline constexpr std::size_t kNumFields = 14;
inline constexpr std::array<const char*, kNumFields> kFieldNames = {
    "customer_id", "timestamp", "amount", "quantity", "unit_price", "merchant", "category", "account_id", "order_id", "product_id",
    "margin", "pending", "currency", "transaction_id"};

/// Where each field stands in the records of one file: an index, or -1.
struct FieldMap {
  std::array<int, kNumFields> index{};
  std::size_t num_columns = 0;

  [[nodiscard]] int at(Field field) const { return index[static_cast<std::size_t>(field)]; }
  [[nodiscard]] bool has(Field field) const { return at(field) >= 0; }

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    archive & index & num_columns;
  }
};

/// Matches a file's header with the fields: `columns` maps fields to names, otherwise a column of the field's own name is
/// taken. Names of columns that serve no field are added to `ignored`.
/// Throws UsageError for an unknown field in `columns`, InputError naming the file where a needed or a named column is
/// missing or stands twice; the message lists what the file has.
[[nodiscard]] FieldMap map_fields(const std::string& file, const std::vector<std::string>& header,
                                  const std::map<std::string, std::string>& columns, std::vector<std::string>& ignored);

/// Which fields any file has: what rows on their way carry.
struct Schema {
  std::array<bool, kNumFields> present{};

  [[nodiscard]] bool has(Field field) const { return present[static_cast<std::size_t>(field)]; }
};
[[nodiscard]] Schema schema_of(const std::vector<FieldMap>& maps);

}  // namespace spendlens::ingest
