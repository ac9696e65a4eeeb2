#include <catch2/catch.hpp>

#include "ledger/erase/id_set.hpp"

using spendlens::ledger::IdSet;

TEST_CASE("An id stands in a text as a word by itself, not within letters and digits") {
  IdSet ids({"c-1", "17", "a\"b", "(x)", "c-1", ""});
  CHECK(ids.size() == 4);
  for (const char* text : {"c-1", "c-1,2025-01-01,5\n", "\"paid to c-1\"", "_c-1_", "x,17", "17", "a;17;b", "say a\"b!",
                           "1(x)2", "c-1c-1 c-1"})
    CHECK(ids.is_named_in(text));
  for (const char* text : {"", "c-12", "xc-1", "171", "217",
                           "\xC3\xA9"
                           "17",
                           "17\xC3\xA9", "c-", "a\"bc", "x)"})
    CHECK_FALSE(ids.is_named_in(text));
}

TEST_CASE("An id occurs in a text also within a word") {
  IdSet ids({"c-1", "17"});
  for (const char* text : {"c-1", "xc-12", "2171", "17"}) CHECK(ids.occurs_in(text));
  for (const char* text : {"", "c-", "1", "c1"}) CHECK_FALSE(ids.occurs_in(text));
}

TEST_CASE("What was found is told, each id for itself") {
  IdSet ids({"b", "a", "c"});
  CHECK(ids.ids() == std::vector<std::string_view>{"a", "b", "c"});
  CHECK_FALSE(ids.has("d"));
  CHECK(ids.found() == std::vector<std::uint64_t>{0, 0, 0});
  CHECK(ids.is_named_in("c,b,cb"));
  CHECK(ids.found() == std::vector<std::uint64_t>{0, 1, 1});
  CHECK(ids.has("a"));
  CHECK(ids.found() == std::vector<std::uint64_t>{1, 1, 1});
}
