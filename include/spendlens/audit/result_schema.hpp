#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/audit/audit.hpp"
#include "spendlens/store/layout.hpp"

namespace spendlens::audit {

inline constexpr const char* kResultFormat = "spendlens-audit";
inline constexpr std::uint64_t kResultVersion = 1;

/// Units as the `units` attributes say them; readers may rely on these words.
inline constexpr const char* kUnitMinor = "minor units";
inline constexpr const char* kUnitTimestamp = "seconds since 1970-01-01 00:00 local time";
inline constexpr const char* kUnitDays = "days";
inline constexpr const char* kUnitCount = "count";

/// One column of a result table: the one place that names it, for the file, exports and the docs.
struct ResultColumn {
  std::string name;
  store::ElementType type;
  std::string units;
  std::string description;
  std::vector<std::string> values;  ///< of an enumeration
};

struct ResultTable {
  std::string group;                ///< "/rfm"
  std::string description;
  std::vector<ResultColumn> columns;
  Detail least_detail;              ///< kept at this level and at fuller ones
};

/// The tables with one row a customer of the ledger. `id_width`: bytes of the longest customer id.
[[nodiscard]] std::vector<ResultTable> customer_tables(std::uint32_t id_width);

/// The tables of fixed length: /score_cuts, /score_counts, /spend_deciles.
[[nodiscard]] std::vector<ResultTable> cut_tables();

/// True where the table is kept at that level of detail.
[[nodiscard]] bool is_kept(const ResultTable& table, Detail detail);

/// The file of a result for so many customers.
[[nodiscard]] store::FileSpec result_spec(const AuditResult& head, std::uint64_t num_customers, std::uint32_t id_width);

}  // namespace spendlens::audit
