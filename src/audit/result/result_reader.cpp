#include "audit/result/result_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "audit/result/result_rows.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/audit/result_summary.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/padded_text.hpp"

namespace spendlens::audit {

ResultReader::ResultReader(const std::string& directory)
    : file_(directory + "/audit.h5"), settings_(read_settings(file_)), shape_(read_shape(file_)) {
  const auto day = parse_date(file_.layout().text("as_of"));
  if (!day) throw InputError(file_.path() + ": its attribute as_of is not a date");
  reference_ = *day;
  static_cast<void>(read_result_summary(directory));
}

ObservedPeriod ResultReader::observed(const char* attribute) const {
  try {
    const Period period = parse_period(file_.layout().text(attribute), 0, reference_);
    return {period, std::min(period.end, reference_ + 1)};
  } catch (const UsageError& error) {
    refuse_result(file_.path(), error);
  }
}

rfm::ScoreCuts ResultReader::score_cuts(PeriodRole role, Metric metric) const {
  rfm::ScoreCuts cuts;
  cuts.lower_is_better = metric == Metric::kRecency;
  cuts.bins = static_cast<int>(file_.layout().integer("bins"));
  for (const ScoreCutRow& row : read_rows<ScoreCutRow>(file_, kScoreCutsGroup, kScoreCutColumns)) {
    if (row.table != index_of(role) || row.metric != index_of(metric)) continue;
    cuts.kind = static_cast<rfm::ScoreCuts::Kind>(
        std::min<std::uint8_t>(row.kind, static_cast<std::uint8_t>(rfm::ScoreCuts::Kind::kGiven)));
    cuts.denominator = row.denominator;
    if (row.numerator != kNoMoney) cuts.edges.push_back(row.numerator);
  }
  return cuts;
}

lenses::DecileCuts ResultReader::deciles(PeriodRole role) const {
  lenses::DecileCuts cuts;
  for (const SpendDecileRow& row : read_rows<SpendDecileRow>(file_, kSpendDecilesGroup, kSpendDecileColumns))
    if (row.table == index_of(role) && row.decile >= 1 && row.decile <= cuts.floor.size())
      cuts.floor[row.decile - 1U] = row.smallest_spend;
  return cuts;
}

std::vector<RowCondition> ResultReader::where() const {
  const auto found = file_.layout().text_attributes.find("where");
  if (found == file_.layout().text_attributes.end()) return {};
  std::vector<RowCondition> conditions;
  for (std::size_t begin = 0; begin <= found->second.size();) {
    const std::size_t end = std::min(found->second.find('\n', begin), found->second.size());
    const auto condition = row_condition_of(found->second.substr(begin, end - begin));
    if (!condition) throw InputError(file_.path() + " says conditions that cannot be read; run the audit again");
    conditions.push_back(*condition);
    begin = end + 1;
  }
  return conditions;
}

std::optional<std::uint64_t> ResultReader::row_of(const std::string& customer_id) const {
  const std::string ids = kCustomerId.path();
  if (!file_.layout().has(ids)) return std::nullopt;
  const store::ColumnPlace& place = file_.layout().at(ids, store::ElementKind::kText);
  std::string padded(place.type.width, '\0');
  const auto id_at = [&](std::uint64_t row) {
    file_.read_texts(ids, row, padded);
    return std::string(text_at(padded, padded.size(), 0));
  };
  const std::pair<std::uint64_t, std::string> wanted{text_hash(customer_id), customer_id};
  std::uint64_t low = 0;
  std::uint64_t high = place.length;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const std::string id = id_at(middle);
    if (std::pair(text_hash(id), id) < wanted)
      low = middle + 1;
    else
      high = middle;
  }
  return low < place.length && id_at(low) == customer_id ? std::optional(low) : std::nullopt;
}

}  // namespace spendlens::audit
