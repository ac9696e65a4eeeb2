#include "ingest/stored_rows.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kNumDays = static_cast<std::size_t>(kTimestampLimit / kSecondsPerDay + 1);
constexpr Day kDaysBeyond = 30;
constexpr Day kDaysBeyondOfFewRows = 180;
constexpr Day kDaysOfJanuary = 31;
constexpr std::uint64_t kPerThousand = 1000;
/// Amounts whose sum fits 64 bits.
constexpr std::size_t kMaxSummed = std::size_t{1} << 16;
static_assert(kMaxOrderMinor <= std::numeric_limits<Minor>::max() / static_cast<Minor>(kMaxSummed));

}  // namespace

void StoredRows::add(std::span<const Timestamp> timestamps, std::span<const Minor> amounts) {
  rows_of_day_.resize(kNumDays);
  for (const Timestamp timestamp : timestamps) ++rows_of_day_[static_cast<std::size_t>(day_of(timestamp))];
  while (!amounts.empty()) {
    const auto some = amounts.first(std::min(amounts.size(), kMaxSummed));
    amounts = amounts.subspan(some.size());
    std::uint64_t num_out = 0, num_in = 0;
    Minor sum_out = 0, sum_in = 0;
    for (const Minor amount : some) {
      num_out += amount < 0 ? 1 : 0;
      num_in += amount > 0 ? 1 : 0;
      sum_out += std::min<Minor>(amount, 0);
      sum_in += std::max<Minor>(amount, 0);
    }
    by_sign_.num_out += num_out;
    by_sign_.num_in += num_in;
    by_sign_.num_zero += some.size() - num_out - num_in;
    by_sign_.sum_out += sum_out;
    by_sign_.sum_in += sum_in;
  }
}

void StoredRows::merge(const StoredRows& other) {
  rows_of_day_.resize(kNumDays);
  for (std::size_t day = 0; day < other.rows_of_day_.size(); ++day) rows_of_day_[day] += other.rows_of_day_[day];
  by_sign_.num_out += other.by_sign_.num_out;
  by_sign_.num_in += other.by_sign_.num_in;
  by_sign_.num_zero += other.by_sign_.num_zero;
  by_sign_.sum_out += other.by_sign_.sum_out;
  by_sign_.sum_in += other.by_sign_.sum_in;
}

void StoredRows::reduce(comm::Communicator& communicator) {
  rows_of_day_.resize(kNumDays);
  communicator.all_reduce(std::span(rows_of_day_), comm::ReduceOp::kSum);
  std::array<std::uint64_t, 3> counts = {by_sign_.num_out, by_sign_.num_in, by_sign_.num_zero};
  communicator.all_reduce(std::span<std::uint64_t>(counts), comm::ReduceOp::kSum);
  std::array<int128, 2> sums = {by_sign_.sum_out, by_sign_.sum_in};
  communicator.all_reduce(std::span<int128>(sums), comm::ReduceOp::kSum);
  by_sign_ = {counts[0], counts[1], counts[2], sums[0], sums[1]};
}

bool StoredRows::are_all_in_january_1970() const {
  const auto total = std::accumulate(rows_of_day_.begin(), rows_of_day_.end(), std::uint64_t{0});
  return total > 0 &&
         total == std::accumulate(rows_of_day_.begin(), rows_of_day_.begin() + kDaysOfJanuary, std::uint64_t{0});
}

std::optional<StoredRows::FarDay> StoredRows::far_day() const {
  const auto total = std::accumulate(rows_of_day_.begin(), rows_of_day_.end(), std::uint64_t{0});
  if (total == 0) return std::nullopt;
  // A thousandth may come later; of a small log one row, which must lie beyond all that the others cover.
  const bool are_few = total < kPerThousand;
  const std::uint64_t late = std::max<std::uint64_t>(1, total / kPerThousand);
  FarDay far;
  std::uint64_t rows_so_far = 0;
  Day first = 0;
  for (std::size_t day = 0; day < rows_of_day_.size(); ++day) {
    if (rows_of_day_[day] == 0) continue;
    if (rows_so_far == 0) first = static_cast<Day>(day);
    if (rows_so_far < total - late) far.most = static_cast<Day>(day);
    rows_so_far += rows_of_day_[day];
    far.last = static_cast<Day>(day);
  }
  const Day most_beyond = are_few ? std::max(kDaysBeyondOfFewRows, far.most - first) : kDaysBeyond;
  if (total == 1 || far.last - far.most <= most_beyond) return std::nullopt;
  for (auto day = static_cast<std::size_t>(far.most) + kDaysBeyond + 1; day < rows_of_day_.size(); ++day)
    far.rows_beyond += rows_of_day_[day];
  return far;
}

namespace {

std::string far_text(const StoredRows::FarDay& far, std::span<const LatestRow> latest,
                     const std::vector<std::string>& file_names) {
  const LatestRow& last = *std::max_element(latest.begin(), latest.end(), [](const LatestRow& a, const LatestRow& b) {
    return std::tuple(a.timestamp, b.file, b.line) < std::tuple(b.timestamp, a.file, a.line);
  });
  // The row may have been rejected later on.
  const std::string place =
      day_of(last.timestamp) == far.last ? fmt::format(" ({}, line {})", file_names[last.file], last.line) : "";
  return fmt::format(
      "{} {} far beyond all others: the last date is {}{}, the others have come by {}; if it is a mistake, mend the row, or give the audit --as-of",
      far.rows_beyond, far.rows_beyond == 1 ? "row reaches" : "rows reach", date_text(far.last), place,
      date_text(far.most));
}

std::string no_purchase_text(const ImportOptions& options) {
  if (options.columns.contains("debit"))
    return "no row is a debit, so nothing is a purchase: look at --debit and --credit";
  if (options.columns.contains("direction")) return "no row is a debit, so nothing is a purchase: look at --direction";
  return fmt::format("no amount is {} 0, so nothing is a purchase: try --amounts {}",
                     options.spend_positive ? "above" : "below",
                     options.spend_positive ? "spend-negative" : "spend-positive");
}

}  // namespace

std::vector<std::string> warnings_of(const StoredRows& rows, const ImportOptions& options,
                                     std::span<const LatestRow> latest, const std::vector<std::string>& file_names) {
  std::vector<std::string> warnings;
  const auto say = [&](bool is_given, std::string message) {
    if (!is_given) throw InputError(message);
    warnings.push_back(std::move(message));
  };
  if (rows.are_all_in_january_1970())
    say(options.is_timestamp_format_given,
        "all dates lie in January 1970: the timestamps are numbers of another kind; try another --timestamp-format");
  const RowsBySign& by_sign = rows.by_sign();
  if (by_sign.num_out == 0 && by_sign.num_in > 0) say(options.is_sign_given, no_purchase_text(options));
  if (const auto far = rows.far_day()) warnings.push_back(far_text(*far, latest, file_names));
  return warnings;
}

}  // namespace spendlens::ingest
