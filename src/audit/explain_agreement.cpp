#include "audit/explain_agreement.hpp"

#include <fmt/core.h>

#include <cmath>
#include <span>
#include <string>

#include "audit/result/result_rows.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::audit {

namespace {

/// Whether every figure of the customer's period that the result keeps is the one computed here.
bool rfm_agrees(const ResultReader& result, std::uint64_t row, PeriodRole role, const RfmRow& computed) {
  RfmRow kept = computed;
  bool agrees = true;
  for_each_field(kRfmColumns, [&]<class Field>(const Field& field) {
    const std::string path = path_in(rfm_group(role), field);
    if (!result.file().layout().has(path)) return;
    result.file().read(path, row, std::span(&field.of(kept), 1));
    agrees = agrees && field.of(kept) == field.of(computed);
  });
  return agrees;
}

/// Whether a number that is kept as evidence, in single precision, is the one computed here.
bool single_agrees(const ResultReader& result, const std::string& path, std::uint64_t row, double computed) {
  float kept = 0;
  result.file().read(path, row, std::span(&kept, 1));
  return std::isnan(kept) ? std::isnan(computed) : kept == static_cast<float>(computed);
}

/// Whether every signal of the customer that the result keeps, in /signals or as evidence, is the one computed here.
bool signals_agree(const ResultReader& result, std::uint64_t row, const signals::SignalTable& computed,
                   const signals::Window& window) {
  signals::SignalTable kept = computed;
  for (std::size_t signal = 0; signal < kept.catalogue().size(); ++signal)
    for (const std::string& group : {signals_group(window), personas_group(window)}) {
      const std::string path = group + "/" + kept.catalogue()[signal].name;
      if (!result.file().layout().has(path)) continue;
      if (result.file().layout().at(path).type.kind == store::ElementKind::kF32) {
        if (!single_agrees(result, path, row, computed.values<double>(signal)[0])) return false;
        continue;
      }
      std::visit([&]<class T>(const std::vector<T>&) { result.file().read(path, row, kept.values_to_fill<T>(signal)); },
                 computed.column(signal));
    }
  return !signals::first_difference(kept, 0, computed, 0);
}

bool personas_agree(const ResultReader& result, std::uint64_t row, const Explanation& explanation) {
  for (std::size_t w = 0; w < explanation.judgements.size(); ++w) {
    std::uint8_t persona = 0;
    result.file().read(personas_group(explanation.signals.windows[w]) + "/" + kPersonaColumn, row,
                       std::span(&persona, 1));
    if (persona != explanation.judgements[w].assigned) return false;
  }
  return true;
}

bool segments_agree(const ResultReader& result, std::uint64_t row, const Explanation& explanation) {
  const std::string path = std::string(kSegmentsGroup) + "/" + kSegmentColumn;
  if (explanation.segment_of.empty() || !result.file().layout().has(path)) return true;
  std::uint8_t segment = 0;
  result.file().read(path, row, std::span(&segment, 1));
  return segment == explanation.segment_of[index_of(PeriodRole::kPeriod)].assigned;
}

}  // namespace

void require_same_ledger(const ledger::Ledger& ledger, const ResultReader& result) {
  const store::Layout& layout = result.file().layout();
  const ledger::Segment* snapshot = ledger.snapshot_segment();
  const std::uint64_t accounts = snapshot == nullptr ? 0 : snapshot->file->layout().integer("accounts");
  // Where segments overlap or only some rows are asked for, how many count is known only from reading all of them.
  const bool are_all = !ledger.has_overlaps() && result.where().empty();
  const bool are_transactions_the_same = !are_all ? layout.integer("transactions") <= ledger.num_transactions()
                                                  : layout.integer("transactions") == ledger.num_transactions();
  const bool are_accounts_the_same =
      result.where().empty() ? layout.integer("accounts") == accounts : layout.integer("accounts") <= accounts;
  if (are_transactions_the_same && are_accounts_the_same && layout.text("currency") == ledger.currency()) return;
  throw InputError(fmt::format(
      "{} is a result of a ledger of {} transactions and {} accounts, but {} holds {} and {}; audit the ledger again",
      result.file().path(), layout.integer("transactions"), layout.integer("accounts"), ledger.directory(),
      ledger.num_transactions(), accounts));
}

void require_agreement(const ResultReader& result, const Explanation& explanation) {
  const auto row = result.row_of(explanation.customer_id);
  const bool keeps = result.file().layout().has(kCustomerId.path());
  bool agrees = row.has_value() == keeps;
  if (row) {
    agrees = personas_agree(result, *row, explanation) && segments_agree(result, *row, explanation) &&
             rfm_agrees(result, *row, PeriodRole::kPeriod, explanation.rfm) &&
             rfm_agrees(result, *row, PeriodRole::kCompare, explanation.rfm_compare);
    for (std::size_t w = 0; w < explanation.signals.windows.size(); ++w)
      agrees = agrees && signals_agree(result, *row, explanation.signals.tables[w], explanation.signals.windows[w]);
  }
  if (!agrees)
    throw InputError(fmt::format("{} says something else of customer '{}' than the ledger does; audit the ledger again",
                                 result.file().path(), readable(explanation.customer_id, 64)));
}

}  // namespace spendlens::audit
