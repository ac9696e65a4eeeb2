#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "ledger/segment/column_names.hpp"
#include "ledger/segment/open_segment.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/core/stream_kind.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::ledger {

namespace {

/// The texts behind codes of the ledger's.
template <class Code>
std::vector<std::string> texts_of(const std::vector<std::string>& all, const std::vector<Code>& codes) {
  std::vector<std::string> texts;
  texts.reserve(codes.size());
  for (const Code code : codes) texts.push_back(all[code]);
  return texts;
}

std::vector<std::string> merged(const std::vector<OpenedSegment>& segments,
                                std::vector<std::string> OpenedSegment::*dictionary) {
  std::vector<std::string> all;
  for (const OpenedSegment& opened : segments)
    all.insert(all.end(), (opened.*dictionary).begin(), (opened.*dictionary).end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

/// Where each of `texts` stands in `all`; both ascend.
template <class Code>
std::vector<Code> codes_in(const std::vector<std::string>& all, const std::vector<std::string>& texts) {
  std::vector<Code> codes;
  codes.reserve(texts.size());
  auto at = all.begin();
  for (const std::string& text : texts) {
    at = std::lower_bound(at, all.end(), text);
    codes.push_back(static_cast<Code>(at - all.begin()));
  }
  return codes;
}

/// All segments' dimensions by name, each with the texts of all.
std::vector<NamedTexts> merged_dimensions(const std::string& directory, const std::vector<OpenedSegment>& segments) {
  std::map<std::string, std::set<std::string>> texts;
  for (const OpenedSegment& opened : segments)
    for (const NamedTexts& dimension : opened.dimensions)
      texts[dimension.name].insert(dimension.texts.begin(), dimension.texts.end());
  if (texts.size() > kMaxDimensions)
    throw InputError(fmt::format("ledger {}: its segments have {} dimensions between them, of which there can be {}",
                                 directory, texts.size(), kMaxDimensions));
  std::vector<NamedTexts> all;
  for (const auto& [name, of_name] : texts) {
    if (of_name.size() >= kNoDimension)
      throw InputError(fmt::format("ledger {}: all segments together have too many texts of dimension {} (at most {})",
                                   directory, name, kNoDimension - 1));
    all.push_back({name, {of_name.begin(), of_name.end()}});
  }
  return all;
}

/// Gives a segment's dimensions the places that they have in the ledger. Both are in the order of their names, so its
/// rows are in order as they are.
void place_dimensions(const std::vector<NamedTexts>& all, const std::vector<NamedTexts>& own, Segment& segment) {
  segment.dimensions = {};
  for (std::size_t place = 0; place < kMaxDimensions; ++place) {
    const auto dimension =
        place < all.size()
            ? std::find_if(own.begin(), own.end(), [&](const NamedTexts& one) { return one.name == all[place].name; })
            : own.end();
    segment.columns.remove(column_of_dimension(place)).add(column_of_dimension(place), dimension != own.end());
    if (dimension != own.end())
      segment.dimensions[place] = {dimension->name, names::path_of(names::kDimension, dimension->name),
                                   codes_in<std::uint16_t>(all[place].texts, dimension->texts)};
  }
}

void require_agreement(const std::string& directory, const std::vector<OpenedSegment>& segments) {
  const OpenedSegment& first = segments.front();
  const OpenedSegment* generated = nullptr;
  for (const OpenedSegment& opened : segments) {
    if (!opened.segment.columns.has(Column::kArchetype)) continue;
    if (generated != nullptr && generated->segment.archetypes != opened.segment.archetypes)
      throw InputError(
          fmt::format("ledger {}: segments '{}' and '{}' have different archetypes; generate one of them again",
                      directory, generated->segment.name, opened.segment.name));
    generated = &opened;
  }
  for (const OpenedSegment& opened : segments) {
    if (opened.currency != first.currency)
      throw InputError(fmt::format(
          "ledger {}: segment '{}' is in {}, segment '{}' in {}; a ledger has one currency, keep the "
          "other in a ledger of its own",
          directory, first.segment.name, readable(first.currency), opened.segment.name, readable(opened.currency)));
    if (opened.timezone != first.timezone)
      throw InputError(fmt::format(
          "ledger {}: segment '{}' is in time zone {}, segment '{}' in {}; import one of them again", directory,
          first.segment.name, readable(first.timezone), opened.segment.name, readable(opened.timezone)));
  }
}

}  // namespace

Ledger ledger_of(const std::string& directory, std::vector<OpenedSegment> opened) {
  require_agreement(directory, opened);
  Ledger ledger;
  ledger.directory_ = directory;
  ledger.currency_ = opened.front().currency;
  ledger.timezone_ = opened.front().timezone;
  ledger.merchants_ = merged(opened, &OpenedSegment::merchants);
  ledger.categories_ = merged(opened, &OpenedSegment::categories);
  if (ledger.categories_.size() > kNoCategory || ledger.merchants_.size() > kNoMerchant)
    throw InputError(fmt::format("ledger {}: all segments together have too many categories (at most {}) or merchants",
                                 directory, kNoCategory));
  ledger.dimensions_ = merged_dimensions(directory, opened);
  for (OpenedSegment& one : opened) {
    place_dimensions(ledger.dimensions_, one.dimensions, one.segment);
    one.segment.merchant_code = codes_in<std::uint32_t>(ledger.merchants_, one.merchants);
    one.segment.category_code = codes_in<std::uint16_t>(ledger.categories_, one.categories);
    for (std::size_t i = 0; i < one.segment.merchant_kind.size(); ++i) {
      if (one.segment.merchant_kind[i] == kNoStreamKind) continue;
      ledger.merchant_kinds_.resize(ledger.merchants_.size(), kNoStreamKind);
      ledger.merchant_kinds_[one.segment.merchant_code[i]] = one.segment.merchant_kind[i];
    }
    if (one.segment.columns.has(Column::kArchetype)) ledger.archetypes_ = one.segment.archetypes;
    ledger.segments_.push_back(std::move(one.segment));
  }
  return ledger;
}

Ledger Ledger::only(const std::vector<std::string>& names) const {
  std::vector<OpenedSegment> chosen;
  for (const Segment& segment : segments_) {
    if (std::find(names.begin(), names.end(), segment.name) == names.end()) continue;
    chosen.push_back({segment,
                      currency_,
                      timezone_,
                      texts_of(merchants_, segment.merchant_code),
                      texts_of(categories_, segment.category_code),
                      {}});
    for (std::size_t i = 0; i < dimensions_.size(); ++i)
      if (const SegmentDimension& own = segment.dimensions[i]; !own.name.empty())
        chosen.back().dimensions.push_back({own.name, texts_of(dimensions_[i].texts, own.code)});
  }
  for (const std::string& name : names)
    if (std::none_of(chosen.begin(), chosen.end(), [&](const OpenedSegment& one) { return one.segment.name == name; }))
      throw InputError(fmt::format("ledger {}: there is no segment '{}'; spendlens info {} lists them", directory_,
                                   name, directory_));
  return ledger_of(directory_, std::move(chosen));
}

}  // namespace spendlens::ledger
