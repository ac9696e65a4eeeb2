#include <catch2/catch.hpp>

#include <algorithm>

#include "ingest/source/decoded_text.hpp"
#include "ingest/source/memory_text.hpp"
#include "read_in_steps.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::ingest;
using namespace std::string_literals;

namespace {

std::string decoded(const std::string& bytes, const std::string& encoding, std::size_t step = 1000) {
  DecodedText text(std::make_unique<MemoryText>(bytes), encoding);
  return test::read_in_steps(text, step);
}

}  // namespace

TEST_CASE("A text of another encoding is read as UTF-8, however it is asked for") {
  for (const std::size_t step : {1U, 2U, 3U, 1000U}) {
    CHECK(decoded("caf\xE9 \x80", "CP1252", step) == "café €");
    CHECK(decoded("a\0\xAC\x20\x3D\xD8\x00\xDE"s, "UTF-16LE", step) == "a€😀");
  }
}

TEST_CASE("Characters that lie across the edge of what is read at a time are whole") {
  std::string bytes, expected;
  for (std::size_t i = 0; i < 40'000; ++i) {
    bytes += "\x3D\xD8\x00\xDE"s;  // four bytes each, at odd places of the reads' lengths
    expected += "😀";
    if (i == 7) bytes += "x\0"s, expected += "x";
  }
  CHECK(decoded(bytes, "UTF-16LE") == expected);
}

TEST_CASE("What is no character becomes a byte that UTF-8 never holds, and what follows is read") {
  CHECK(decoded("a\x81z", "CP1252") == "a\xFFz");
  CHECK(decoded("a\0\x3D\xD8z\0"s, "UTF-16LE") == "a\xFFz");  // half a pair
  CHECK(decoded("a\0b"s, "UTF-16LE") == "a\xFF");             // half a character at the end
  CHECK(decoded("", "UTF-16LE").empty());
}

TEST_CASE("Encodings are iconv's names without its wishes") {
  CHECK(is_encoding("latin1"));
  CHECK(is_encoding("utf-16"));
  CHECK_FALSE(is_encoding("klingon"));
  CHECK_FALSE(is_encoding("ascii//TRANSLIT"));
  CHECK_FALSE(is_encoding(""));
}

TEST_CASE("The order of bytes is the text's own, and marks that contradict are refused") {
  CHECK(encoding_of("a,b", "UTF8", "f").empty());
  CHECK(encoding_of("\xFE\xFF\0a"s, "utf-16", "f") == "UTF-16BE");
  CHECK(encoding_of("\xFF\xFE"
                    "a\0"s,
                    "utf16", "f") == "UTF-16LE");
  CHECK(encoding_of("\0c\0u\0s\0t"s, "utf-16", "f") == "UTF-16BE");
  CHECK(encoding_of("caf\xE9", "latin1", "f") == "latin1");
  CHECK_THROWS_WITH(encoding_of("\xEF\xBB\xBF"
                                "a",
                                "cp1252", "f"),
                    Catch::Contains("f is marked as UTF-8"));
  CHECK_THROWS_WITH(encoding_of("\xFF\xFE"
                                "a\0"s,
                                "cp1252", "f"),
                    Catch::Contains("UTF-16LE"));
}
