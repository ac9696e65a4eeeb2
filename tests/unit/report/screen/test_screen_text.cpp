#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "spendlens/report/screen_text.hpp"

TEST_CASE("No argument of a text for the screen ends its line, whatever it holds") {
  const std::vector<std::string> names = {"a\nb", "c\x1B"};
  CHECK(spendlens::report::screen_text("{}: {:>3} {:<5}|{}\n", "x\ty", 7, std::string("\r"), names) ==
        "x?y:   7 ?    |a?b, c?\n");
}
