#include "ingest/exchange/payee_facts.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "ingest/exchange/hash_ranges.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/ledger/merchant_facts.hpp"

namespace spendlens::ingest {

namespace {

/// One text that a rank has met.
struct MetText {
  std::uint64_t name = 0;
  std::uint64_t hash = 0;
  std::uint64_t check = 0;
  std::uint64_t by = 0;

  friend auto operator<=>(const MetText&, const MetText&) = default;
};

/// What is known of a name when all of its texts have met.
struct NameFacts {
  std::uint64_t name = 0;
  std::uint64_t by = 0;  ///< the first line of the list that says something of one of its texts
  std::uint64_t num_texts = 0;
};

/// The texts of all ranks whose names are this rank's, each once, in the order of their names. Collective.
std::vector<MetText> exchange_texts(comm::Communicator& communicator, const RenamedTexts& seen) {
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  std::vector<std::vector<std::byte>> parts(ranks);
  for (const auto& [hash, known] : seen.known()) {
    if (!known.is_named) continue;
    const MetText text{known.name, hash, known.check, known.by};
    const auto bytes = std::as_bytes(std::span(&text, 1));
    auto& part = parts[known.name % ranks];
    part.insert(part.end(), bytes.begin(), bytes.end());
  }
  auto texts = comm::values_of<MetText>(exchange_parts(communicator, parts).bytes);
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

std::vector<NameFacts> facts_of_names(const std::vector<MetText>& texts) {
  std::vector<NameFacts> all;
  for (const MetText& text : texts) {
    if (all.empty() || all.back().name != text.name) all.push_back({text.name, text.by, 0});
    all.back().by = std::min(all.back().by, text.by);
    ++all.back().num_texts;
  }
  return all;
}

/// Collective.
std::vector<ledger::JoinedText> joined_texts(comm::Communicator& communicator, const RenamedTexts& seen,
                                             const Dictionary& merchants, const std::vector<std::uint32_t>& codes) {
  using Examples = std::map<std::uint32_t, std::vector<std::string>>;
  Examples mine;
  for (const auto& [name, texts] : seen.examples())
    if (const std::uint32_t code = merchants.code.code_of(name); std::binary_search(codes.begin(), codes.end(), code))
      mine[code] = texts;
  Examples all;
  for (const Examples& of_rank : comm::gather_objects(communicator, mine, 0))
    for (const auto& [code, texts] : of_rank)
      for (const std::string& text : texts) RenamedTexts::add_example(all[code], text);
  comm::broadcast_object(communicator, all, 0);
  std::vector<ledger::JoinedText> joined;
  for (const auto& [code, texts] : all)
    for (const std::string& text : texts) joined.push_back({code, text});
  return joined;
}

}  // namespace

ledger::MerchantFacts gather_payees(comm::Communicator& communicator, const RenamedTexts& seen, const PayeeRules& rules,
                                    const Dictionary& merchants) {
  ledger::MerchantFacts facts;
  facts.rule = name_of(rules.rule);
  facts.aliases = rules.aliases.stamp();
  if (!seen.are_renamed()) return facts;
  const std::vector<NameFacts> mine = facts_of_names(exchange_texts(communicator, seen));
  const auto all = comm::values_of<NameFacts>(communicator.all_gather(std::as_bytes(std::span(mine))).bytes);
  facts.kind.assign(merchants.texts.size(), kNoStreamKind);
  facts.num_texts.assign(merchants.texts.size(), 1);
  for (const NameFacts& name : all) {
    const std::uint32_t code = merchants.code.code_of(name.name);
    facts.kind[code] = rules.kind_of(static_cast<std::uint32_t>(name.by));
    facts.num_texts[code] = static_cast<std::uint32_t>(name.num_texts);
  }
  std::vector<std::uint32_t> codes = ledger::most_joined(facts.num_texts, ledger::kMaxJoinedMerchants);
  std::sort(codes.begin(), codes.end());
  facts.joined = joined_texts(communicator, seen, merchants, codes);
  facts.drop_what_says_nothing();
  return facts;
}

}  // namespace spendlens::ingest
