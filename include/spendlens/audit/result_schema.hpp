#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "spendlens/audit/audit.hpp"
#include "spendlens/audit/profile.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/column_file.hpp"
#include "spendlens/store/layout.hpp"

namespace spendlens::audit {

inline constexpr const char* kResultFormat = "spendlens-audit";
inline constexpr std::uint64_t kResultVersion = 1;

/// Units as the `units` attributes say them; readers may rely on these words.
inline constexpr const char* kUnitMinor = "minor units";
inline constexpr const char* kUnitMajor = "major units";
inline constexpr const char* kUnitTimestamp = "seconds since 1970-01-01 00:00 local time";
inline constexpr const char* kUnitDate = "days since 1970-01-01";
inline constexpr const char* kUnitDays = "days";
inline constexpr const char* kUnitCount = "count";
inline constexpr const char* kUnitRows = "rows";
inline constexpr const char* kUnitScore = "score";
inline constexpr const char* kUnitDecile = "decile";
inline constexpr const char* kUnitBits = "bits";

/// What a column's values stand for, beside what its units say.
enum class ResultContent : std::uint8_t {
  kValue,
  kCustomerRow,
  kMerchantRow,
  kPersonaMask,
  kConditionMask,
  kCohort,
  kSegmentMask
};

/// One column of a result table as the file, exports and documents show it; result_columns.hpp lists them.
struct ResultColumn {
  std::string name;
  store::ElementType type;
  std::string units;
  std::string description;
  std::vector<std::string> values;  ///< of an enumeration
  ResultContent content = ResultContent::kValue;
};

struct ResultTable {
  std::string group;  ///< "/rfm"
  std::string description;
  std::vector<ResultColumn> columns;
};

/// What the tables' columns depend on.
struct ResultShape {
  std::uint32_t id_width = 1;  ///< bytes of the longest customer id
  Detail detail = Detail::kFull;
  signals::SignalProfile signals;
  personas::Registry registry;
  std::vector<Granularity> cohorts;         ///< units of Lenses 3 to 5
  bool cohort_margins = false;              ///< whether their tables have margins
  std::vector<std::string> cohort_parts{};  ///< of the profile's CohortAttribute
  bool with_signals = true;
  bool with_personas = true;
  personas::Registry segments{};  ///< empty: none
  std::vector<int> clv_horizons;  ///< days of the expected purchases; empty: without what customers will be worth
  bool by = false;                ///< whether there are parts of the base

  /// Those of the profile; none without signals.
  [[nodiscard]] std::vector<signals::Window> windows() const;
};
[[nodiscard]] ResultShape shape_of(const AuditResult& head, std::uint32_t id_width);

/// A table of one window: "/signals/6m", "/personas/6m".
[[nodiscard]] std::string signals_group(const signals::Window& window);
[[nodiscard]] std::string personas_group(const signals::Window& window);

/// Masks of personas and conditions are columns of the narrowest type that holds their bits; conditions beyond 64 go on
/// in condition_mask_1, condition_mask_2, ...
[[nodiscard]] store::ElementType mask_type(std::size_t bits);
[[nodiscard]] std::string condition_mask_name(std::size_t word);

/// A signal that a condition reads (its place in the catalogue), and the window of the table in which --detail evidence
/// keeps its value.
struct EvidenceColumn {
  std::size_t signal = 0;
  signals::Window window{};

  friend bool operator==(const EvidenceColumn&, const EvidenceColumn&) = default;
};
/// Numbers are kept in single precision there, so that evidence takes at most 120 bytes a customer.
[[nodiscard]] std::vector<EvidenceColumn> evidence_columns(const ResultShape& shape);

/// The tables with one row a customer of the ledger that are kept at the shape's level of detail.
[[nodiscard]] std::vector<ResultTable> customer_tables(const ResultShape& shape);

/// The tables of fixed length: /score_cuts, /score_counts, /spend_deciles, /condition, /summary.
[[nodiscard]] std::vector<ResultTable> cut_tables(const ResultShape& shape);

/// /stream: a row for each stream of payments.
[[nodiscard]] ResultTable stream_table(const ResultShape& shape);

/// Whether the streams of every customer are kept, and with them the merchants.
[[nodiscard]] bool keeps_streams(const AuditResult& head);

/// Every condition of a registry as text, in the order of the mask's bits.
[[nodiscard]] std::vector<std::string> condition_texts(const personas::Registry& registry);

/// Rows of the tables of one granularity.
struct CohortExtent {
  std::uint64_t cohorts = 0;
  std::uint64_t cells = 0;
  std::uint64_t units = 0;

  CohortExtent& operator+=(const CohortExtent& other) {
    cohorts += other.cohorts, cells += other.cells, units += other.units;
    return *this;
  }
};

/// Rows of the tables of models of value, in the order of clv_tables().
using ClvExtent = std::vector<std::uint64_t>;

/// What a result is, beside `head`.
struct ResultExtent {
  std::uint64_t num_customers = 0;
  std::uint64_t num_streams = 0;
  std::uint32_t id_width = 1;
  std::uint64_t num_merchants = 0;   ///< of the ledger
  std::uint32_t merchant_width = 1;  ///< bytes of the longest
  std::uint64_t profile_bytes = 0;   ///< of the profile's text
  std::uint64_t registry_bytes = 0;
  std::uint64_t segment_registry_bytes = 0;
  std::vector<CohortExtent> cohorts;       ///< one a granularity; empty: not known yet
  std::vector<CohortExtent> cohort_parts;  ///< likewise, of all parts of a CohortAttribute together
  ClvExtent clv;                           ///< empty: not known yet
  std::uint64_t num_parts = 0;             ///< of the base; not known from the beginning
  std::uint32_t part_width = 1;            ///< bytes of the longest name of one
};

/// An attribute of the root: what it holds, and what is said of it in docs/results.md.
struct ResultAttribute {
  using Value = std::variant<std::string, std::uint64_t, std::vector<std::string>>;

  const char* name;
  const char* description;
  Value (*value)(const AuditResult& head, const ResultExtent& extent);
  bool is_optional = false;  ///< left out where it is an empty text
};
[[nodiscard]] std::span<const ResultAttribute> result_attributes();

/// The file of a result. Only the last columns (of cohorts, models of value, parts, /stream) depend on
/// `cohorts`, `clv`, num_parts and num_streams.
[[nodiscard]] store::FileSpec result_spec(const AuditResult& head, const ResultExtent& extent);

/// The profile and the registries that a result was computed with.
struct ResultSettings {
  Profile profile;
  personas::Registry registry;
  personas::Registry segments;
};

/// What is wrong with a text within a result is no fault of the command line: throws InputError that names the file.
[[noreturn]] void refuse_result(const std::string& path, const UsageError& why);

/// Throws InputError naming the file where it is no result, or its profile or registry cannot be read.
[[nodiscard]] ResultSettings read_settings(const store::ColumnFileReader& file);

/// The shape of a result that is there. Throws InputError as read_settings().
[[nodiscard]] ResultShape read_shape(const store::ColumnFileReader& file);

}  // namespace spendlens::audit
