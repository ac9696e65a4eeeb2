#include <catch2/catch.hpp>
#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <random>
#include <sstream>

#include "report/export/export_writer.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "scratch_directory.hpp"

using namespace spendlens;

namespace {

struct Output {
  explicit Output(const char* ending) : path(scratch.file("export") + ending) {}
  std::string text() const {
    std::ostringstream all;
    all << std::ifstream(path).rdbuf();
    return all.str();
  }
  test::ScratchDirectory scratch;
  std::string path;
};

/// Appends a cell.
using Cell = std::function<void(report::RowText&)>;
Cell text(std::string value) {
  return [value](report::RowText& rows) { rows.text(value); };
}
Cell money(Minor amount) {
  return [amount](report::RowText& rows) { rows.money(amount); };
}
Cell number(std::int64_t value) {
  return [value](report::RowText& rows) { rows.integer(value); };
}
Cell null() {
  return [](report::RowText& rows) { rows.null(); };
}

/// Each row is a block of its own.
std::string written(report::ExportOptions options, const std::vector<std::vector<Cell>>& rows,
                    const char* ending = "") {
  const Output output{ending};
  options.output = output.path;
  report::ExportWriter writer(options, {"id", "amount"});
  writer.blocks(rows.size(), [&](int, std::uint64_t block, report::RowText& to) {
    to.begin_row();
    for (const Cell& cell : rows[block]) cell(to);
    to.end_row();
  });
  writer.finish();
  return output.text();
}

/// A cell alone, as JSON lines have it.
std::string in_json(const Cell& cell) {
  report::ExportOptions options;
  options.format = report::ExportFormat::kNdjson;
  const std::string line = written(options, {{null(), cell}});
  const std::string before = "{\"id\":null,\"amount\":";
  REQUIRE(line.starts_with(before));
  REQUIRE(line.ends_with("}\n"));
  return line.substr(before.size(), line.size() - before.size() - 2);
}

/// Of many cells, a row each, in one file: what stands after `before` and in front of `after` in each line.
std::vector<std::string> each_of(const report::ExportOptions& options, const std::vector<Cell>& cells,
                                 const std::string& before, const std::string& after) {
  std::vector<std::vector<Cell>> rows;
  for (const Cell& cell : cells) rows.push_back({null(), cell});
  std::istringstream lines(written(options, rows));
  std::vector<std::string> found;
  for (std::string line; std::getline(lines, line);) {
    if (line == "id,amount") continue;
    REQUIRE(line.starts_with(before));
    REQUIRE(line.ends_with(after));
    found.push_back(line.substr(before.size(), line.size() - before.size() - after.size()));
  }
  REQUIRE(found.size() == cells.size());
  return found;
}

std::vector<std::string> each_in_csv(const std::vector<Cell>& cells) { return each_of({}, cells, ",", ""); }

std::vector<std::string> each_in_json(const std::vector<Cell>& cells) {
  report::ExportOptions options;
  options.format = report::ExportFormat::kNdjson;
  return each_of(options, cells, "{\"id\":null,\"amount\":", "}");
}

std::string in_csv(const Cell& cell, bool safe = false) {
  report::ExportOptions options;
  options.spreadsheet_safe = safe;
  const std::string all = written(options, {{null(), cell}});
  REQUIRE(all.starts_with("id,amount\n,"));
  return all.substr(11, all.size() - 12);
}

std::string inflated(const std::string& bytes) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK);
  std::string text(1 << 24, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);  // one member, its sum and length verified
  CHECK(stream.avail_in == 0);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

}  // namespace

TEST_CASE("CSV quotes what needs it and leaves null empty") {
  CHECK(written({}, {{text("a"), money(150)}, {text("b,\"c\"\nd"), null()}}) ==
        "id,amount\na,1.50\n\"b,\"\"c\"\"\nd\",\n");
}

TEST_CASE("JSON lines keep numbers, escape texts and say null") {
  report::ExportOptions options;
  options.format = report::ExportFormat::kNdjson;
  CHECK(written(options, {{text("a\"\n"), money(150)}, {null(), number(2)}}) ==
        "{\"id\":\"a\\\"\\n\",\"amount\":1.50}\n{\"id\":null,\"amount\":2}\n");
}

TEST_CASE("Texts that look like formulas are made harmless on request, numbers never") {
  report::ExportOptions options;
  options.spreadsheet_safe = true;
  CHECK(written(options, {{text("=1+1"), money(-500)}, {text("@x"), number(1)}}) ==
        "id,amount\n\"'=1+1\",-5.00\n\"'@x\",1\n");
  CHECK(written({}, {{text("=1+1"), money(-500)}}) == "id,amount\n=1+1,-5.00\n");
}

TEST_CASE("All filters must hold") {
  report::ExportOptions options;
  options.where = {{"id", "a"}, {"amount", "2"}};
  CHECK(written(options, {{text("a"), number(1)}, {text("a"), number(2)}, {text("b"), number(2)}}) ==
        "id,amount\na,2\n");
}

TEST_CASE("A filter on a column that is not there is a usage error") {
  report::ExportOptions options;
  options.where = {{"colour", "red"}};
  CHECK_THROWS_AS(report::ExportWriter(options, {"id"}), UsageError);
}

TEST_CASE("Numbers, dates and timestamps are written as the core's own texts are") {
  std::mt19937_64 random(7);
  std::vector<Cell> in_lines, dates;
  std::vector<std::string> expected, expected_dates;
  for (int i = 0; i < 2000; ++i) {
    const auto any = static_cast<std::int64_t>(random() >> (random() % 64));
    const Minor amount = i == 0   ? std::numeric_limits<Minor>::min()
                         : i == 1 ? 0
                         : i == 2 ? -1
                                  : (random() % 2 == 0 ? any : -any);
    const auto timestamp = static_cast<Timestamp>(random() % static_cast<std::uint64_t>(kTimestampLimit));
    in_lines.insert(in_lines.end(),
                    {money(amount), number(amount), [timestamp](auto& rows) { rows.timestamp(timestamp); }});
    expected.insert(expected.end(),
                    {decimal_text(static_cast<int128>(amount), 2), std::to_string(amount), timestamp_text(timestamp)});
    dates.emplace_back([timestamp](auto& rows) { rows.date(day_of(timestamp)); });
    expected_dates.push_back('"' + date_text(day_of(timestamp)) + '"');
  }
  CHECK(each_in_csv(in_lines) == expected);
  CHECK(each_in_json(dates) == expected_dates);
  CHECK(in_csv([](auto& rows) { rows.integer(std::numeric_limits<std::uint64_t>::max()); }) == "18446744073709551615");
}

TEST_CASE("Floating-point numbers read back equal, and what is no number is null") {
  std::mt19937_64 random(7);
  std::vector<double> values(2000);
  std::vector<Cell> cells;
  for (double& value : values) {
    const std::uint64_t bits = random();
    std::memcpy(&value, &bits, sizeof value);
    cells.emplace_back([&value](auto& rows) { rows.real(value); });
  }
  const std::vector<std::string> texts = each_in_json(cells);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::isfinite(values[i]))
      CHECK(std::strtod(texts[i].c_str(), nullptr) == values[i]);
    else
      CHECK(texts[i] == "null");
  CHECK(in_csv([](auto& rows) { rows.real(12.5F); }) == "12.5");
  CHECK(in_csv([](auto& rows) { rows.real(0.1F); }) == "0.1");
  CHECK(in_csv([](auto& rows) { rows.real(std::numeric_limits<double>::quiet_NaN()); }).empty());
}

TEST_CASE("Every first character that makes a formula gets an apostrophe, and quotes stay balanced") {
  for (const std::string first : {"=", "+", "-", "@", "\t", "\r", "\n"})
    CHECK(in_csv(text(first + "cmd|' /C calc'!A0"), true) == "\"'" + first + "cmd|' /C calc'!A0\"");
  CHECK(in_csv(text("=\"a\",1"), true) == "\"'=\"\"a\"\",1\"");
  CHECK(in_csv(text("a=1"), true) == "a=1");
  CHECK(in_csv(text("-"), true) == "\"'-\"");
  CHECK(in_csv(text(""), true).empty());
  CHECK(in_csv(money(-500), true) == "-5.00");
  CHECK(in_csv([](auto& rows) { rows.real(-0.5); }, true) == "-0.5");
}

TEST_CASE("Texts beyond ASCII stay as they are, and what is not UTF-8 is replaced in JSON") {
  CHECK(in_csv(text("caf\xC3\xA9")) == "caf\xC3\xA9");
  CHECK(in_json(text("caf\xC3\xA9")) == "\"caf\xC3\xA9\"");
  CHECK(in_json(text("caf\xE9")) == "\"caf\xEF\xBF\xBD\"");
  CHECK(in_json(text("a,b\\c")) == "\"a,b\\\\c\"");
}

TEST_CASE("What a terminal acts on is escaped in JSON and stays as it is in CSV") {
  const std::string hostile =
      "x\x7F\xC2\x9B\xE2\x80\xAE"
      "y";  // DEL, a C1 control, an override of direction
  CHECK(in_json(text(hostile)) == "\"x\\u007f\\u009b\\u202ey\"");
  CHECK(in_csv(text(hostile)) == hostile);
}

TEST_CASE("A file named .gz inflates to the bytes of the plain one, and both are the same for any threads") {
  std::vector<std::vector<Cell>> rows;
  std::mt19937_64 random(7);
  for (int i = 0; i < 300; ++i)
    rows.push_back({text(std::string(random() % 3000, static_cast<char>('a' + i % 26))), number(i)});
  for (const auto format : {report::ExportFormat::kCsv, report::ExportFormat::kNdjson}) {
    report::ExportOptions options;
    options.format = format;
    options.where = {};
    const std::string plain = written(options, rows);
    const std::string packed = written(options, rows, ".gz");
    CHECK(packed.size() < plain.size() / 10);
    CHECK(inflated(packed) == plain);
    options.num_threads = 4;
    CHECK(written(options, rows) == plain);
    CHECK(written(options, rows, ".gz") == packed);
    CHECK(inflated(written(options, {}, ".gz")) == written(options, {}));
  }
}

TEST_CASE("An error in a block ends the writing with that error, on any number of threads") {
  for (const int threads : {1, 3}) {
    const Output output("");
    report::ExportOptions options;
    options.output = output.path + "-absent";
    options.num_threads = threads;
    report::ExportWriter writer(options, {"id"});
    CHECK_THROWS_AS(writer.blocks(50,
                                  [](int, std::uint64_t block, report::RowText&) {
                                    if (block == 17) throw InputError("seventeen");
                                  }),
                    InputError);
  }
}
