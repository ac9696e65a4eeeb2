#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "ingest/csv/line_feeds.hpp"
#include "ingest/parse/split_records.hpp"
#include "reference_records.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

struct Seen {
  std::uint64_t line = 0;
  std::string record;
  std::vector<std::string> fields;  ///< none of a malformed record
  bool malformed = false;

  friend bool operator==(const Seen&, const Seen&) = default;
};

std::vector<std::string> fields_of(std::string_view record, const RecordScanner& scanner) {
  std::vector<std::string_view> fields;
  std::string storage;
  scanner.split(record, fields, storage);
  return {fields.begin(), fields.end()};
}

Block block_of(std::string_view text) {
  Block block;
  block.first_line = 2;
  block.at_end = true;
  block.bytes = text;
  return block;
}

/// What the scanner alone makes of the text.
std::vector<Seen> scanned(std::string_view text, const RecordScanner& scanner, std::size_t most_fields) {
  std::vector<Seen> seen;
  for_each_record(block_of(text), scanner, [&](std::string_view record, RejectPlace place, bool malformed) {
    seen.push_back({place.line, std::string(record), {}, malformed});
    if (!malformed) seen.back().fields = fields_of(record, scanner);
    if (seen.back().fields.size() > most_fields) seen.back().fields = {"too many"};
  });
  return seen;
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) - 1U < 127U; });
}

struct Split {
  std::vector<Seen> seen;
  std::size_t num_split = 0;
};

Split split(std::string_view text, const RecordScanner& scanner, std::size_t most_fields) {
  Split split;
  RecordSplitter splitter(scanner, most_fields);
  splitter.for_each(
      block_of(text),
      [&](const SplitRecord& record, RejectPlace place) {
        ++split.num_split;
        split.seen.push_back(
            {place.line, std::string(record.text), {record.fields.begin(), record.fields.end()}, false});
        if (record.fields.size() > most_fields) split.seen.back().fields = {"too many"};
        if (record.is_plain) REQUIRE(is_plain(record.text));
      },
      [&](std::string_view record, RejectPlace place, bool malformed) {
        split.seen.push_back({place.line, std::string(record), {}, malformed});
        if (!malformed) split.seen.back().fields = fields_of(record, scanner);
        if (split.seen.back().fields.size() > most_fields) split.seen.back().fields = {"too many"};
      });
  return split;
}

void check_same(std::string_view text, const RecordScanner& scanner, std::size_t most_fields) {
  const bool same = split(text, scanner, most_fields).seen == scanned(text, scanner, most_fields);
  if (!same) UNSCOPED_INFO("text '" << text.substr(0, 500) << "', at most " << most_fields << " fields");
  REQUIRE(same);
}

}  // namespace

TEST_CASE("Records that are cut at their delimiters are those of the scanner, whatever the text") {
  std::mt19937 random(3);
  for (int trial = 0; trial < 6000; ++trial) {
    const std::size_t max_bytes = trial % 3 == 0 ? 1 + random() % 40 : kMaxRecordBytes;
    check_same(test::quote_rich_text(random, random() % 150), RecordScanner(',', max_bytes), 1 + random() % 6);
    check_same(test::quote_rich_text(random, random() % 150, "\"\",,,\n\n\r\nabc\xC3\xA9"),
               RecordScanner(',', max_bytes), 1 + random() % 6);
  }
}

TEST_CASE("Records that are cut at their delimiters are those of the scanner across pieces of a long text") {
  std::mt19937 random(5);
  for (int trial = 0; trial < 60; ++trial) {
    std::string text = test::sound_text(random, 20'000 / (1 + random() % 3));
    if (trial % 4 == 0) text.insert(text.size() / 2, std::string(3 * FieldIndex::kPieceBytes, 'x'));
    if (trial % 4 == 1) text.insert(text.size() / 2, "\n\"" + std::string(FieldIndex::kPieceBytes, ',') + "\"\n");
    if (trial % 4 == 2) text.insert(text.size() / 2, std::string(FieldIndex::kPieceBytes, '\r') + "\n");
    check_same(text, RecordScanner(','), 4);
  }
}

TEST_CASE("Any delimiter cuts as it does for the scanner") {
  std::mt19937 random(6);
  for (const char delimiter : {';', '\t', '|', 'a', '\0', '\xC3', '"', '\n', '\r'})
    for (int trial = 0; trial < 500; ++trial)
      check_same(test::quote_rich_text(random, random() % 100, std::string("\"\"\n\nbc\r") + delimiter + delimiter),
                 RecordScanner(delimiter), 3);
}

TEST_CASE("Only records that are more than a line, doubled quotes and blank or last lines are left to the scanner") {
  const std::string text = "a,b\n\"a\",\"b,c\"\n\"a\",b\r\na,\"b\"\r\na\"b,c\n,\n\"\",\"\"\n";
  CHECK(split(text, RecordScanner(','), 2).num_split == 7);
  CHECK(split("a,\"b\"\"c\"\n\na,\"b\nc\"\na,\"b\"c\na,b", RecordScanner(','), 2).num_split == 0);
}

TEST_CASE("Texts beyond ASCII and those with a NUL are not plain") {
  for (const std::string& text : {std::string("a,\xC3\xA9\n"), std::string("a,\0\n", 4), std::string("a,\x80\n")}) {
    std::size_t records = 0;
    RecordSplitter(RecordScanner(','), 2)
        .for_each(
            block_of(text), [&](const SplitRecord& record, RejectPlace) { records += record.is_plain ? 100U : 1U; },
            [](auto&&...) {});
    CHECK(records == 1);
  }
}

TEST_CASE("Rows of HDF5 are one record each, whatever texts they hold") {
  Block block = block_of("a,\"b\nc\"\nd,e\n");
  block.line_per_record = true;
  std::vector<std::string> records;
  RecordSplitter(RecordScanner(','), 2)
      .for_each(
          block, [](auto&&...) { FAIL("split"); },
          [&](std::string_view record, RejectPlace, bool) { records.emplace_back(record); });
  CHECK(records == std::vector<std::string>{"a,\"b\nc\"\n", "d,e\n"});
}

TEST_CASE("A FieldIndex tells every delimiter, line feed and quote, and nothing else") {
  std::mt19937 random(8);
  for (int trial = 0; trial < 3000; ++trial) {
    const std::string text = test::quote_rich_text(random, random() % 300, "\",\nabcd\xFF\x7F");
    const char delimiter = trial % 5 == 0 ? 'a' : ',';  // what the last lane is filled up with, too
    FieldIndex index(delimiter);
    index.index(text);
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < text.size(); ++i)
      if (text[i] == delimiter || text[i] == '\n' || text[i] == '"') expected.push_back(i);
    REQUIRE(std::vector<std::uint32_t>(index.places().begin(), index.places().end()) == expected);
    REQUIRE(index.is_plain() == is_plain(text));
  }
}

TEST_CASE("Line feeds are counted as one by one") {
  std::mt19937 random(9);
  for (const std::size_t length : {0U, 1U, 15U, 16U, 17U, 4079U, 4080U, 4081U, 10'000U}) {
    for (const char* alphabet : {"\n", "\na", "a\xFF"}) {
      const std::string text = test::quote_rich_text(random, length, alphabet);
      CHECK(count_line_feeds(text) == static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')));
    }
  }
}
