#include "audit/result/result_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "spendlens/audit/result_summary.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/padded_text.hpp"

namespace spendlens::audit {

ResultReader::ResultReader(const std::string& directory)
    : file_(directory + "/audit.h5"), settings_(read_settings(file_)) {
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
  const auto tables = file_.read_all<std::uint8_t>("/score_cuts/table");
  const auto metrics = file_.read_all<std::uint8_t>("/score_cuts/metric");
  const auto kinds = file_.read_all<std::uint8_t>("/score_cuts/kind");
  const auto numerators = file_.read_all<std::int64_t>("/score_cuts/numerator");
  const auto denominators = file_.read_all<std::int64_t>("/score_cuts/denominator");
  rfm::ScoreCuts cuts;
  cuts.lower_is_better = metric == Metric::kRecency;
  cuts.bins = static_cast<int>(file_.layout().integer("bins"));
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (tables[i] != index_of(role) || metrics[i] != index_of(metric)) continue;
    cuts.kind = static_cast<rfm::ScoreCuts::Kind>(
        std::min<std::uint8_t>(kinds[i], static_cast<std::uint8_t>(rfm::ScoreCuts::Kind::kGiven)));
    cuts.denominator = denominators[i];
    if (numerators[i] != kNoMoney) cuts.edges.push_back(numerators[i]);
  }
  return cuts;
}

lenses::DecileCuts ResultReader::deciles(PeriodRole role) const {
  const auto tables = file_.read_all<std::uint8_t>("/spend_deciles/table");
  const auto numbers = file_.read_all<std::uint8_t>("/spend_deciles/decile");
  const auto smallest = file_.read_all<std::int64_t>("/spend_deciles/smallest_spend");
  lenses::DecileCuts cuts;
  for (std::size_t i = 0; i < tables.size(); ++i)
    if (tables[i] == index_of(role) && numbers[i] >= 1 && numbers[i] <= cuts.floor.size())
      cuts.floor[numbers[i] - 1U] = smallest[i];
  return cuts;
}

std::optional<std::uint64_t> ResultReader::row_of(const std::string& customer_id) const {
  constexpr const char* kIds = "/customer/customer_id";
  if (!file_.layout().has(kIds)) return std::nullopt;
  const store::ColumnPlace& place = file_.layout().at(kIds, store::ElementKind::kText);
  std::string padded(place.type.width, '\0');
  const auto id_at = [&](std::uint64_t row) {
    file_.read_texts(kIds, row, padded);
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
