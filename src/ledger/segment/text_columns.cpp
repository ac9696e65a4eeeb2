#include <fmt/core.h>

#include <algorithm>

#include "ledger/segment/column_names.hpp"
#include "ledger/segment/column_specs.hpp"

namespace spendlens::ledger {

std::uint32_t widest(const std::vector<std::string>& texts) {
  std::size_t width = 1;
  for (const std::string& text : texts) width = std::max(width, text.size());
  return static_cast<std::uint32_t>(width);
}

void append_reasons(std::vector<store::ColumnSpec>& columns, const RecordCounts& counts, const char* reason_column,
                    const char* rejected_column) {
  std::vector<std::string> reasons;
  for (const auto& [reason, count] : counts.rejected) reasons.push_back(reason);
  columns.push_back(
      {reason_column, store::text_type(widest(reasons)), reasons.size(), "", "Why rows were rejected.", {}});
  columns.push_back({rejected_column, kU64, reasons.size(), "rows", "Rows rejected for that reason.", {}});
}

store::ColumnSpec dictionary_column(const char* beginning, const NamedTexts& column, const char* what) {
  return {names::path_of(beginning, column.name),
          store::text_type(widest(column.texts)),
          column.texts.size(),
          "",
          fmt::format("{} {}, sorted bytewise.", what, column.name),
          {}};
}

}  // namespace spendlens::ledger
