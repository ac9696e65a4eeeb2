#include "spendlens/core/readable.hpp"

#include <catch2/catch.hpp>

using spendlens::printable;
using spendlens::readable;

TEST_CASE("What a terminal would act on, or what would break a line, becomes a question mark") {
  CHECK(printable("a\x1B[31mb\n\r\tc\x7F") == "a?[31mb???c?");
  CHECK(printable("C1 \xC2\x9B"
                  "31m") == "C1 ?31m");
  CHECK(printable("\xE2\x80\xAE"
                  "drow \xE2\x81\xA6x\xE2\x80\xA8y\xE2\x80\x8Fz") == "?drow ?x?y?z");
  CHECK(printable(std::string_view("nul \0.", 6)) == "nul ?.");
}

TEST_CASE("Faults of UTF-8 become question marks, and what is whole stays as it is") {
  CHECK(printable("caf\xE9") == "caf?");
  CHECK(printable("caf\xC3\xA9 \xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x98\x80") ==
        "caf\xC3\xA9 \xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x98\x80");
  CHECK(printable("").empty());
}

TEST_CASE("A long text is cut at the start of a character and says so") {
  CHECK(readable("abcdef", 3) == "abc...");
  CHECK(readable("a\xC3\xA9z", 2) == "a...");
  CHECK(readable("a\xC2\x85z") == "a?z");
}
