#include <catch2/catch.hpp>

#include "ingest/exchange/dictionary.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

std::vector<Dictionary> dictionaries_of(const std::vector<std::vector<std::string>>& seen_by_rank,
                                        std::size_t max_texts = 1000) {
  std::vector<Dictionary> dictionaries(seen_by_rank.size());
  test::run_ranks(static_cast<int>(seen_by_rank.size()), [&](comm::Communicator& communicator) {
    const auto rank = static_cast<std::size_t>(communicator.rank());
    TextInterner seen;
    for (const std::string& text : seen_by_rank[rank]) seen.intern(text);
    dictionaries[rank] = build_dictionary(communicator, seen, "merchants", max_texts);
  });
  return dictionaries;
}

}  // namespace

TEST_CASE("Texts are kept once and told by their hash") {
  TextInterner seen;
  CHECK(seen.intern("shop") == text_hash("shop"));
  CHECK(seen.intern("shop") == text_hash("shop"));
  seen.intern("Shop");
  CHECK(seen.texts().size() == 2);
  CHECK(seen.texts().at(text_hash("shop")) == "shop");
}

TEST_CASE("All ranks get all texts, each once, sorted bytewise") {
  const std::vector<std::string> expected = {"A", "a", "b", "c", "d", "\xC3\xA9"};
  for (const auto& seen :
       std::vector<std::vector<std::vector<std::string>>>{{{"b", "\xC3\xA9", "a", "d", "A", "c"}},
                                                          {{"b", "a"}, {"a", "d", "\xC3\xA9", "A", "c"}},
                                                          {{"c", "b", "a"}, {}, {"\xC3\xA9", "a", "A", "d"}}}) {
    for (const Dictionary& dictionary : dictionaries_of(seen)) {
      REQUIRE(dictionary.texts == expected);
      for (std::size_t i = 0; i < expected.size(); ++i) REQUIRE(dictionary.code.code_of(text_hash(expected[i])) == i);
    }
  }
}

TEST_CASE("A dictionary of nothing is empty") {
  for (const Dictionary& dictionary : dictionaries_of({{}, {}})) CHECK(dictionary.texts.empty());
}

TEST_CASE("More texts than a segment can hold are refused on all ranks") {
  CHECK(dictionaries_of({{"a", "b"}, {"b", "c"}}, 3).front().texts.size() == 3);
  CHECK_THROWS_WITH(dictionaries_of({{"a", "b"}, {"c", "d"}}, 3),
                    "4 distinct merchants are more than the 3 that a segment can hold");
}

TEST_CASE("A text has its hash however often and among how many others it comes") {
  TextInterner seen;
  std::mt19937 random(3);
  for (int i = 0; i < 100'000; ++i) {
    const std::string text = std::string(random() % 90, 'm') + std::to_string(random() % 300);
    REQUIRE(seen.intern(text) == text_hash(text));
    REQUIRE(seen.texts().at(text_hash(text)) == text);
  }
}

TEST_CASE("A table of codes tells each text's place, and refuses others") {
  std::vector<std::string> texts;
  for (int i = 0; i < 5000; ++i) texts.push_back(std::to_string(i));
  const CodeTable table(texts);
  for (std::uint32_t i = 0; i < texts.size(); ++i) REQUIRE(table.code_of(text_hash(texts[i])) == i);
  CHECK_THROWS_AS(table.code_of(text_hash("none")), InternalError);
  CHECK_THROWS_AS(CodeTable().code_of(0), InternalError);
}
