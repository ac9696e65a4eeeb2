#include <catch2/catch.hpp>

#include "ingest/record/null_values.hpp"

using spendlens::ingest::NullValues;

TEST_CASE("The usual null values hold where a field has them, and are texts where it has not") {
  const NullValues nulls;
  for (const char* text : {"nan", "NaN", "NULL", "None", "NA", "N/A", " ", "\t", " nan "}) {
    INFO(text);
    CHECK(nulls.hold(text, true));
    CHECK_FALSE(nulls.hold(text, false));
  }
  for (const char* text : {"", "nancy", "N", "0", "-", "Nan."}) CHECK_FALSE(nulls.hold(text, true));
}

TEST_CASE("Given null values hold in every field, and no others do") {
  const NullValues nulls(std::vector<std::string>{"-", "\\N"});
  for (const bool has_usual : {false, true}) {
    CHECK(nulls.hold("-", has_usual));
    CHECK(nulls.hold("\\N", has_usual));
    CHECK(nulls.hold(" - ", has_usual));
    CHECK_FALSE(nulls.hold("nan", has_usual));
    CHECK_FALSE(nulls.hold(" ", has_usual));
  }
  CHECK_FALSE(NullValues(std::vector<std::string>{""}).hold("nan", true));
}
