#include <catch2/catch.hpp>

#include "ingest/csv/record_scanner.hpp"
#include "reference_records.hpp"

using namespace spendlens;
using ingest::CsvDialect;
using ingest::RecordEnd;
using ingest::RecordScanner;

namespace {

std::vector<std::string> split(std::string_view record, char delimiter = ',') {
  std::vector<std::string_view> fields;
  std::string storage;
  RecordScanner(delimiter).split(record, fields, storage);
  return {fields.begin(), fields.end()};
}

std::vector<std::string> records_of(std::string_view text, std::size_t max_bytes = ingest::kMaxRecordBytes) {
  const RecordScanner scanner(',', max_bytes);
  std::vector<std::string> records;
  for (std::size_t begin = 0; begin < text.size();) {
    const RecordEnd end = scanner.record_end(text, begin, true);
    if (!end.complete || end.end <= begin) return {"the scanner stands still"};
    records.emplace_back(end.malformed ? "!" : "");
    records.back().append(text.substr(begin, end.end - begin));
    begin = end.end;
  }
  return records;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("A record ends with LF, with CRLF or with the text") {
  CHECK(records_of("a,b\nc,d\r\ne,f") == Texts{"a,b\n", "c,d\r\n", "e,f"});
  CHECK(records_of("\n\r\n") == Texts{"\n", "\r\n"});
  CHECK(records_of("") == Texts{});
}

TEST_CASE("A line end inside quotes belongs to the field") {
  CHECK(records_of("a,\"b\nc\"\nd\n") == Texts{"a,\"b\nc\"\n", "d\n"});
  CHECK(records_of("\"a\"\"\n\"\"b\"\nc\n") == Texts{"\"a\"\"\n\"\"b\"\n", "c\n"});
}

TEST_CASE("A quote that is not a field's first character opens nothing") {
  CHECK(records_of("5\" disk,x\ny\n") == Texts{"5\" disk,x\n", "y\n"});
  CHECK(records_of(" \"a\nb\"\n") == Texts{" \"a\n", "b\"\n"});
}

TEST_CASE("Text after a closing quote costs its line alone") {
  CHECK(records_of("\"a\"b\"\nc\n") == Texts{"!\"a\"b\"\n", "c\n"});
  CHECK(records_of("x,\"a\" ,y\nc\n") == Texts{"!x,\"a\" ,y\n", "c\n"});
  CHECK(records_of("\"a\"\rb\nc\n") == Texts{"!\"a\"\rb\n", "c\n"});
  CHECK(records_of("\"a\"\r\n\"b\"\r") == Texts{"\"a\"\r\n", "\"b\"\r"});
  CHECK(records_of("\"a\"b") == Texts{"!\"a\"b"});
}

TEST_CASE("A quote escaped with a backslash costs its line alone, and none of the lines up to the next such quote") {
  CHECK(records_of("1,\"TV 55\\\"\"\n2,x\n3,\"TV 42\\\"\"\n4,y\n") ==
        Texts{"!1,\"TV 55\\\"\"\n", "2,x\n", "!3,\"TV 42\\\"\"\n", "4,y\n"});
}

TEST_CASE("Where text follows the closing quote lines later the first line is malformed and the next is read anew") {
  CHECK(records_of("\"a\nb\"x,1\nc\n") == Texts{"!\"a\n", "b\"x,1\n", "c\n"});
  CHECK(records_of("\"a\n\"b\"x\n\"c\n\"\n") == Texts{"!\"a\n", "!\"b\"x\n", "\"c\n\"\n"});
}

TEST_CASE("A record with an unclosed quote is its first line") {
  CHECK(records_of("a,\"b\nc,d\ne\n") == Texts{"!a,\"b\n", "c,d\n", "e\n"});
  CHECK(records_of("a,\"b") == Texts{"!a,\"b"});
  CHECK(records_of("a,\"b\"\"") == Texts{"!a,\"b\"\""});
}

TEST_CASE("A record over the limit is its first line") {
  CHECK(records_of("abcdefg\nhi\n", 8) == Texts{"abcdefg\n", "hi\n"});
  CHECK(records_of("abcdefgh\nhi\n", 8) == Texts{"!abcdefgh\n", "hi\n"});
  CHECK(records_of("abcdefgh", 8) == Texts{"abcdefgh"});
  CHECK(records_of("abcdefghi", 8) == Texts{"!abcdefghi"});
  CHECK(records_of("\"a\nb\nc\"\n", 8) == Texts{"\"a\nb\nc\"\n"});
  CHECK(records_of("\"a\nb\ncd\"\n", 8) == Texts{"!\"a\n", "b\n", "cd\"\n"});
}

TEST_CASE("Where the text ends before the record does more of it is asked for") {
  const RecordScanner scanner(',', 8);
  CHECK_FALSE(scanner.record_end("ab", 0, false).complete);
  CHECK_FALSE(scanner.record_end("\"a\nb", 0, false).complete);
  CHECK_FALSE(scanner.record_end("\"a\"", 0, false).complete);
  CHECK(scanner.record_end("\"a\nbcdefg", 0, false).complete);  // too long, whatever follows
  CHECK(scanner.record_end("\"a\nbcdefg", 0, false).malformed);
  CHECK_FALSE(scanner.record_end("abcdefghijk", 0, false).complete);  // too long, but its line goes on
}

TEST_CASE("Fields are unquoted, doubled quotes made one, line ends taken off") {
  CHECK(split("a,b\r\n") == Texts{"a", "b"});
  CHECK(split("\"a,b\",\"c\"\"d\"\n") == Texts{"a,b", "c\"d"});
  CHECK(split("\"\",,\"\"\n") == Texts{"", "", ""});
  CHECK(split("") == Texts{""});
  CHECK(split("a,") == Texts{"a", ""});
  CHECK(split("\"a\r\nb\",c\r\n") == Texts{"a\r\nb", "c"});
  CHECK(split("\"a\r\"\n") == Texts{"a\r"});
  CHECK(split("a;\"b;c\";d", ';') == Texts{"a", "b;c", "d"});
  CHECK(split("a\tb,c\n", '\t') == Texts{"a", "b,c"});
}

TEST_CASE("Fields that were written as CSV are read again") {
  std::mt19937 random(5);
  for (int trial = 0; trial < 2000; ++trial) {
    Texts fields(1 + random() % 5);
    std::string record;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      fields[i] = test::quote_rich_text(random, random() % 8);
      record += i > 0 ? ",\"" : "\"";
      for (const char c : fields[i]) record += c == '"' ? "\"\"" : std::string(1, c);
      record += '"';
    }
    REQUIRE(split(record + (random() % 2 == 0 ? "\n" : "\r\n")) == fields);
    const RecordEnd end = RecordScanner(',').record_end(record + "\nnext\n", 0, true);
    REQUIRE(end.end == record.size() + 1);
    REQUIRE_FALSE(end.malformed);
  }
}

TEST_CASE("On random texts full of quotes the scanner and the plain state machine agree") {
  std::mt19937 random(1);
  for (int trial = 0; trial < 3000; ++trial) {
    const std::string text =
        trial % 2 == 0 ? test::quote_rich_text(random, random() % 80) : test::sound_text(random, random() % 8);
    const std::size_t max_bytes = 1 + random() % 40;
    const RecordScanner scanner(',', max_bytes);
    for (const test::ReferenceRecord& record : test::reference_records(text, 0, 1, max_bytes)) {
      const RecordEnd end = scanner.record_end(text, record.begin, true);
      INFO("text '" << text << "', limit " << max_bytes << ", record at " << record.begin);
      REQUIRE(end.complete);
      REQUIRE(end.end == record.end);
      REQUIRE(end.malformed == record.malformed);
    }
  }
}

TEST_CASE("What a part of a text tells about a record is what the whole tells") {
  std::mt19937 random(2);
  int told = 0;
  for (int trial = 0; trial < 1000; ++trial) {
    const std::string text = test::sound_text(random, 1 + random() % 5);
    const std::size_t max_bytes = 1 + random() % 40;
    const RecordScanner scanner(',', max_bytes);
    for (const test::ReferenceRecord& record : test::reference_records(text, 0, 1, max_bytes)) {
      for (std::size_t length = record.begin; length <= text.size(); ++length) {
        const RecordEnd end = scanner.record_end(std::string_view(text).substr(0, length), record.begin, false);
        if (!end.complete) continue;
        ++told;
        INFO("text '" << text << "', limit " << max_bytes << ", record at " << record.begin << ", " << length
                      << " bytes of it");
        REQUIRE(end.end == record.end);
        REQUIRE(end.malformed == record.malformed);
      }
    }
  }
  CHECK(told > 10'000);
}

TEST_CASE("From inside a quoted field the next record is found") {
  std::mt19937 random(3);
  int found = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    const std::string text = test::sound_text(random, 1 + random() % 5);
    const RecordScanner scanner(',', 60);
    for (const test::ReferenceRecord& record : test::reference_records(text, 0, 1, 60)) {
      const std::size_t line_end = text.find('\n', record.begin);
      if (record.malformed || line_end == std::string::npos || line_end + 1 >= record.end ||
          text[record.end - 1] != '\n')
        continue;
      ++found;
      REQUIRE(scanner.first_record_inside_quotes(text, line_end + 1) == record.end);
    }
  }
  CHECK(found > 500);
  CHECK(RecordScanner(',', 4).first_record_inside_quotes("abcdef\"\nx", 0) == std::string_view::npos);
}

TEST_CASE("What is remembered of unclosed quotes changes no record, whatever part of the text is at hand") {
  std::mt19937 random(3);
  for (int trial = 0; trial < 5000; ++trial) {
    const std::string text = test::quote_rich_text(random, random() % 120);
    const std::size_t max_bytes = 1 + random() % 60;
    const RecordScanner scanner(',', max_bytes);
    ingest::OpenQuoteSpan open_quote;
    for (const test::ReferenceRecord& record : test::reference_records(text, 0, 1, max_bytes)) {
      INFO("text '" << text << "', limit " << max_bytes << ", record at " << record.begin);
      const std::size_t text_begin = record.begin - random() % (record.begin + 1);
      RecordEnd end;
      for (std::size_t length = record.begin - text_begin; !end.complete || end.end == 0; length += 1 + random() % 50) {
        const std::string_view part = std::string_view(text).substr(text_begin, length);
        end = scanner.record_end(part, record.begin - text_begin, text_begin + part.size() == text.size(), text_begin,
                                 open_quote);
      }
      REQUIRE(end.end + text_begin == record.end);
      REQUIRE(end.malformed == record.malformed);
    }
  }
}

TEST_CASE("A text of which no line ever closes its quote is read in one go") {
  // 200,000 walks of 1 MiB each would take minutes. With the line feed before the last quote each walk ends at the
  // limit or with the text; text after the last closing quote makes each of them end in malformed.
  const std::string line = "\",x\",\"\n";
  for (const std::string last : {"", "\"text\n"}) {
    std::string text;
    for (int i = 0; i < 200'000; ++i) text += line;
    text += last;
    ingest::OpenQuoteSpan open_quote;
    int malformed = 0;
    for (std::size_t begin = 0; begin < text.size();) {
      const RecordEnd end = RecordScanner(',').record_end(text, begin, true, 0, open_quote);
      REQUIRE(end.end == begin + (begin < 200'000 * line.size() ? line.size() : last.size()));
      malformed += end.malformed ? 1 : 0;
      begin = end.end;
    }
    CHECK(malformed == 200'000 + (last.empty() ? 0 : 1));
  }
}

TEST_CASE("An escape makes a quote within quotes text, and before anything else is text itself") {
  const RecordScanner scanner(CsvDialect{',', '\\', {}});
  const std::string text = "\"a\\\"b\",\"c\\\\\",\"d\\n\",e\\,\"f\"\"g\"\nnext\n";
  const RecordEnd end = scanner.record_end(text, 0, true);
  CHECK_FALSE(end.malformed);
  REQUIRE(text.substr(end.end) == "next\n");
  std::vector<std::string_view> fields;
  std::string storage;
  const std::string first = text.substr(0, end.end);
  scanner.split(first, fields, storage);
  CHECK(std::vector<std::string>(fields.begin(), fields.end()) ==
        std::vector<std::string>{"a\"b", "c\\", "d\\n", "e\\", "f\"g"});
  CHECK(RecordScanner(',').record_end(text, 0, true).malformed);
  const std::string over_lines = "\"a\\\"\nb\\\nc\",1\nnext\n";
  CHECK(over_lines.substr(scanner.record_end(over_lines, 0, true).end) == "next\n");
}

TEST_CASE("A comment is one line whatever quotes it holds") {
  const RecordScanner scanner(CsvDialect{',', {}, '#'});
  for (const std::string comment : {"# a\n", "#,\"open\n", "# x,\"y\"z\n", "#\n"}) {
    const RecordEnd end = scanner.record_end(comment + "next,\"\n\"\n", 0, true);
    CHECK(end.end == comment.size());
    CHECK_FALSE(end.malformed);
  }
}
