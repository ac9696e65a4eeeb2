#include "ledger/erase/used_texts.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace spendlens::ledger {

namespace {

/// What is known of merchants, of those that stay.
void keep_merchant_facts(const UsedCodes& used, MerchantFacts& facts) {
  const auto keep = [&used](auto& values) {
    auto kept = values;
    kept.clear();
    for (std::size_t code = 0; code < values.size(); ++code)
      if (used.is_used(code)) kept.push_back(values[code]);
    values = std::move(kept);
  };
  keep(facts.kind);
  keep(facts.num_texts);
  std::erase_if(facts.joined, [&used](const JoinedText& joined) { return !used.is_used(joined.merchant); });
  for (JoinedText& joined : facts.joined) joined.merchant = static_cast<std::uint32_t>(used.new_code(joined.merchant));
}

/// The codes of one attribute, of codes that lie customer by customer.
template <class Use>
void for_each_attribute(std::vector<std::uint16_t>& codes, std::size_t number, const Use& use) {
  std::vector<std::uint16_t> column(number == 0 ? 0 : codes.size() / number);
  for (std::size_t attribute = 0; attribute < number; ++attribute) {
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = codes[i * number + attribute];
    use(attribute, column);
    for (std::size_t i = 0; i < column.size(); ++i) codes[i * number + attribute] = column[i];
  }
}

}  // namespace

void UsedCodes::settle(comm::Communicator& communicator) {
  communicator.all_reduce(used_, comm::ReduceOp::kMax);
  new_code_.resize(used_.size());
  std::exclusive_scan(used_.begin(), used_.end(), new_code_.begin(), std::size_t{0});
}

std::vector<std::string> UsedCodes::kept(const std::vector<std::string>& texts) const {
  std::vector<std::string> kept;
  for (std::size_t code = 0; code < texts.size(); ++code)
    if (is_used(code)) kept.push_back(texts[code]);
  return kept;
}

std::uint64_t UsedCodes::gone() const {
  return static_cast<std::uint64_t>(std::count(used_.begin(), used_.end(), std::uint64_t{0}));
}

UsedTexts::UsedTexts(const SegmentMetadata& facts)
    : merchants_(facts.merchants.size()), categories_(facts.categories.size()) {
  for (const NamedTexts& dimension : facts.dimensions) dimensions_.emplace_back(dimension.texts.size());
  for (const NamedTexts& attribute : facts.attributes) attributes_.emplace_back(attribute.texts.size());
}

void UsedTexts::note(const Batch& batch) {
  merchants_.note(batch.merchant);
  categories_.note(batch.category);
  for (std::size_t i = 0; i < dimensions_.size(); ++i) dimensions_[i].note(batch.dimension[i]);
  CustomerAttributes attributes = batch.attributes;
  for (std::vector<std::uint16_t>* codes : {&attributes.code, &attributes.listed_code})
    for_each_attribute(*codes, attributes_.size(),
                       [this](std::size_t attribute, auto& column) { attributes_[attribute].note(column); });
}

void UsedTexts::settle(comm::Communicator& communicator) {
  merchants_.settle(communicator);
  categories_.settle(communicator);
  for (UsedCodes& dimension : dimensions_) dimension.settle(communicator);
  for (UsedCodes& attribute : attributes_) attribute.settle(communicator);
}

std::uint64_t UsedTexts::keep_used(SegmentMetadata& facts) const {
  std::uint64_t gone = merchants_.gone() + categories_.gone();
  keep_merchant_facts(merchants_, facts.merchant_facts);
  facts.merchants = merchants_.kept(facts.merchants);
  facts.categories = categories_.kept(facts.categories);
  const auto keep_named = [&gone](const std::vector<UsedCodes>& used, std::vector<NamedTexts>& columns) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      gone += used[i].gone();
      columns[i].texts = used[i].kept(columns[i].texts);
    }
  };
  keep_named(dimensions_, facts.dimensions);
  keep_named(attributes_, facts.attributes);
  return gone;
}

void UsedTexts::rename(Batch& batch) const {
  merchants_.rename(batch.merchant);
  categories_.rename(batch.category);
  for (std::size_t i = 0; i < dimensions_.size(); ++i) dimensions_[i].rename(batch.dimension[i]);
  for (std::vector<std::uint16_t>* codes : {&batch.attributes.code, &batch.attributes.listed_code})
    for_each_attribute(*codes, attributes_.size(),
                       [this](std::size_t attribute, auto& column) { attributes_[attribute].rename(column); });
}

}  // namespace spendlens::ledger
