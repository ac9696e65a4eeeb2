#include <catch2/catch.hpp>

#include "ingest/inspect/text_layout.hpp"

using namespace spendlens::ingest;

TEST_CASE("The delimiter is the one that cuts lines into equal fields") {
  CHECK(find_layout("a,b,c\nx,2025-01-01,1\ny,2025-01-02,2\n", true).dialect.delimiter == ',');
  CHECK(find_layout("a;b;c\nx;01.01.2025;1,50\ny;02.01.2025;2,50\n", true).dialect.delimiter == ';');
  CHECK(find_layout("a\tb, c\nx\t1\ny\t2\n", true).dialect.delimiter == '\t');
  CHECK(find_layout("a|b\n2025-01-01|1,2\n2025-01-02|1\n", true).dialect.delimiter == '|');
  CHECK(find_layout("just words\nand more\n", true).num_columns == 0);
}

TEST_CASE("Lines before the header are counted, a header is told from a row") {
  const TextLayout bare = find_layout("a,b,c\nx,2025-01-01,1\n", true);
  CHECK(bare.has_header);
  CHECK(bare.skip_lines == 0);
  const TextLayout titled =
      find_layout("My bank\nFrom:;2025\n\nDatum;Betrag;Text\n01.01.2025;1,50;x\n02.01.2025;2,50;y\n", true);
  CHECK(titled.skip_lines == 3);
  CHECK(titled.has_header);
  const TextLayout rows = find_layout("x,2025-01-01,1\ny,2025-01-02,2\n", true);
  CHECK_FALSE(rows.has_header);
  CHECK(rows.num_columns == 3);
  CHECK(find_layout("\n\na,b,c\nx,2025-01-01,1\n", true).skip_lines == 0);
  const TextLayout commented = find_layout("# exported\na,b,c\nx,2025-01-01,1\n# x\ny,2025-01-02,1\n", true);
  CHECK(commented.dialect.comment == '#');
  CHECK(commented.skip_lines == 0);
  // A table of sums stands before the log.
  const TextLayout summed = find_layout(
      "Description,,Sum\nBalance,,\"1,000.00\"\nCredits,,5.00\nDebits,,5.00\nBalance,,1.00\n\nDate,Text,Amount,Balance\n1/2/2025,x,-1.00,2.00\n1/3/2025,y,-1.00,2.00\n"
      "1/4/2025,y,-1.00,2.00\n1/5/2025,y,-1.00,2.00\n1/6/2025,y,-1.00,2.00\n",
      true);
  CHECK(summed.skip_lines == 6);
  CHECK(summed.num_columns == 4);
}

TEST_CASE("An escape is seen where quotes need one") {
  CHECK(find_layout("a,b\n\"TV 55\\\"\",1\n\"x\\\", y\",2\n", true).dialect.escape == '\\');
  CHECK_FALSE(find_layout("a,b\n\"x\\y\",1\n", true).dialect.escape);
}
