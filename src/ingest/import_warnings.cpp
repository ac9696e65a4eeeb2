#include <fmt/core.h>

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "ingest/importer.hpp"
#include "ingest/stored_rows.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/equal_rows.hpp"

namespace spendlens::ingest {

void Importer::add_hint_of_rates() {
  std::uint64_t rows = 0;
  for (const char* const why : {reason::kAprOutOfRange, reason::kInterestRateOutOfRange})
    if (const auto found = report_.counts.liabilities.rejected.find(why);
        found != report_.counts.liabilities.rejected.end())
      rows += found->second;
  if (rows > 0 && !options_.are_rates_percent && communicator_.rank() == 0)
    report_.hints.push_back(fmt::format("{} liabilities have rates that are no fractions: try --rates percent",
                                        grouped_text(static_cast<int128>(rows))));
}

void Importer::judge_stored_rows() {
  StoredRows& stored = fold_.stored();
  stored.reduce(communicator_);
  report_.by_sign = stored.by_sign();
  const std::vector<LatestRow> latest =
      comm::values_of<LatestRow>(communicator_.all_gather(std::as_bytes(std::span(&read_.latest(), 1))).bytes);
  comm::agree(communicator_, [&] { report_.warnings = warnings_of(stored, options_, latest, inputs_.names()); });
}

void Importer::warn_of_unlisted_categories() {
  if (rules_.categories.is_empty()) return;
  std::vector<std::string> mine;
  const RenamedTexts& seen = read_.parser().categories();
  for (const auto& [hash, known] : seen.known())
    if (known.is_named && known.by == kUnlisted) mine.push_back(seen.names().texts().at(known.name));
  std::set<std::string> unlisted;
  for (const std::vector<std::string>& of_rank : comm::gather_objects(communicator_, mine, 0))
    unlisted.insert(of_rank.begin(), of_rank.end());
  if (communicator_.rank() != 0 || unlisted.empty()) return;
  std::string some;
  constexpr std::size_t kSome = 5;
  std::size_t told = 0;
  for (auto code = unlisted.begin(); code != unlisted.end() && told < kSome; ++code, ++told)
    some += (some.empty() ? "" : ", ") + readable(*code);
  report_.warnings.push_back(fmt::format(
      "{} code{} of categories {} not in {} and stayed as {}: {}{}", grouped_text(static_cast<int128>(unlisted.size())),
      unlisted.size() == 1 ? "" : "s", unlisted.size() == 1 ? "is" : "are", options_.categories,
      unlisted.size() == 1 ? "it is" : "they are", some, unlisted.size() > kSome ? ", ..." : ""));
}

void Importer::warn_of_other_merchants() {
  const auto& others = terms_.merchant_names;
  const std::string& aliases = fold_.merchant_facts().aliases;
  if (fold_.merchants().texts.empty() || !others ||
      (others->rule == options_.merchant_rule && others->aliases == aliases))
    return;
  report_.warnings.push_back(fmt::format(
      "the merchants of this segment are {} with aliases {}, those of segment '{}' {} with aliases {}: they are not audited together; import one of them again, or run spendlens compact --ledger {} --merchants clean",
      name_of(options_.merchant_rule), aliases, others->segment, name_of(others->rule), readable(others->aliases),
      options_.ledger));
}

void Importer::warn_of_equal_rows() {
  comm::agree(communicator_, [&] {
    if (communicator_.rank() != 0) return;
    for (const ledger::EqualRows& equal : ledger::estimate_equal_rows(options_.ledger, options_.segment))
      report_.warnings.push_back(fmt::format(
          "segment '{}' overlaps segment '{}' in time, and not both have ids of transactions or orders: about {} of its {} rows are equal to rows there and count twice; name the column of the ids (--column transaction_id=NAME) in both imports, or import exports that do not overlap",
          options_.segment, equal.segment, grouped_text(static_cast<int128>(equal.rows)),
          grouped_text(static_cast<int128>(report_.counts.rows_stored))));
  });
}

}  // namespace spendlens::ingest
