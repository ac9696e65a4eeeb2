#include "audit/stage/breakdown.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/batch_reader.hpp"

namespace spendlens::audit {

namespace {

constexpr std::uint64_t kRowsCountedAtOnce = 1'000'000;

/// Customers or transactions of each code in some hash prefixes.
std::vector<std::uint64_t> count_values(const Run& run, ledger::PrefixRange range) {
  const NamedColumn& by = run.parts.column;
  std::vector<std::uint64_t> counts(by.texts->size(), 0);
  ledger::Ledger ledger = run.ledger;
  if (!run.reads_dimensions())  // who the customers are is enough
    for (std::size_t i = 0; i < ledger.segments().size(); ++i)
      ledger.set_need(i, {.rows = ledger::SegmentNeed::Rows::kNone});
  ledger::BatchReader reader(ledger, ledger::batches_of(ledger, range, kRowsCountedAtOnce), {by.column_to_read()},
                             ledger::RowOrder::kBySegment);
  while (const ledger::Batch* batch = reader.next()) {
    const auto count = [&counts](std::uint16_t code) {
      if (code < counts.size()) ++counts[code];
    };
    if (by.of_orders)
      for (const std::uint16_t code : batch->dimension[by.index]) count(code);
    else
      for (std::size_t at = by.index; at < batch->attributes.code.size(); at += batch->attributes.num_attributes)
        count(batch->attributes.code[at]);
  }
  return counts;
}

/// The codes of the largest, of equal ones the first by text; dictionaries ascend.
std::vector<std::uint16_t> largest_values(Run& run) {
  const std::size_t values = run.parts.column.texts->size();
  std::vector<std::uint16_t> codes(values);
  std::iota(codes.begin(), codes.end(), std::uint16_t{0});
  if (values <= kMaxValueParts) return codes;
  const ItemRange share = part_of(kHashPrefixes, static_cast<std::uint64_t>(run.communicator.rank()),
                                  static_cast<std::uint64_t>(run.communicator.size()));
  std::vector<std::uint64_t> counts(values, 0);
  comm::agree(run.communicator, [&] { counts = count_values(run, {share.begin, share.end}); });
  run.communicator.all_reduce(std::span<std::uint64_t>(counts), comm::ReduceOp::kSum);
  std::stable_sort(codes.begin(), codes.end(),
                   [&counts](std::uint16_t a, std::uint16_t b) { return counts[a] > counts[b]; });
  codes.resize(kMaxValueParts);
  std::sort(codes.begin(), codes.end());
  return codes;
}

template <class Named>
std::optional<std::size_t> index_of_name(const std::vector<Named>& all, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(), [&name](const Named& one) { return one.name == name; });
  if (found == all.end()) return std::nullopt;
  return static_cast<std::size_t>(found - all.begin());
}

}  // namespace

NamedColumn named_column(const ledger::Ledger& ledger, const char* option, const std::string& name) {
  if (const auto attribute = index_of_name(ledger.attributes(), name))
    return {name, false, *attribute, &ledger.attributes()[*attribute].texts};
  if (const auto dimension = index_of_name(ledger.dimensions(), name))
    return {name, true, *dimension, &ledger.dimensions()[*dimension].texts};
  std::vector<std::string> names;
  for (const auto* all : {&ledger.attributes(), &ledger.dimensions()})
    for (const ledger::NamedTexts& one : *all) names.push_back(one.name);
  if (names.empty())
    throw UsageError(fmt::format(
        "{} {}: the ledger has neither attributes of customers nor dimensions of orders; import --customers and "
        "--dimension bring them in",
        option, readable(name, 64)));
  throw UsageError(fmt::format("{} {}: the ledger has no attribute or dimension of that name, but {}", option,
                               readable(name, 64), fmt::join(names, ", ")));
}

void choose_parts(Run& run) {
  if (!run.result.by) return;
  const std::vector<std::string>& texts = *run.parts.column.texts;
  const std::vector<std::uint16_t> codes = largest_values(run);
  std::vector<BasePart>& parts = run.result.by->parts;
  run.parts.of_code.assign(texts.size(), static_cast<std::uint8_t>(codes.size()));
  for (const std::uint16_t code : codes) {
    run.parts.of_code[code] = static_cast<std::uint8_t>(parts.size());
    parts.push_back({.value = texts[code]});
  }
  if (codes.size() < texts.size()) parts.push_back({.value = kOtherPart, .kind = PartKind::kOther});
  run.parts.without = static_cast<std::uint8_t>(parts.size());
  parts.push_back({.value = kNoValuePart, .kind = PartKind::kNoValue});
  for (BasePart& part : parts) part.segments = personas::SegmentPartial(run.result.segments.size());
  PartState& state = run.figures.state.parts;
  state.is_asked = true;
  state.of_orders = run.result.by->of_orders;
  state.keeps_cohorts = reads_cohort(run.result.segments);
}

}  // namespace spendlens::audit
