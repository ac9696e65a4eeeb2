#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

#include "report/export_writer.hpp"
#include "spendlens/core/error.hpp"
#include "scratch_directory.hpp"

using namespace spendlens;

namespace {

struct Output {
  std::string text() const {
    std::ostringstream all;
    all << std::ifstream(path).rdbuf();
    return all.str();
  }
  test::ScratchDirectory scratch;
  std::string path = scratch.file("export");
};

report::Field text(const char* value) { return {value, false, true}; }
report::Field number(const char* value) { return {value, false, false}; }
report::Field null() { return {"", true, true}; }

std::string written(report::ExportOptions options, const std::vector<std::vector<report::Field>>& rows) {
  const Output output;
  options.output = output.path;
  report::ExportWriter writer(options, {"id", "amount"});
  for (const auto& row : rows) writer.row(row);
  writer.finish();
  return output.text();
}

}  // namespace

TEST_CASE("CSV quotes what needs it and leaves null empty") {
  CHECK(written({}, {{text("a"), number("1.50")}, {text("b,\"c\"\nd"), null()}}) == "id,amount\na,1.50\n\"b,\"\"c\"\"\nd\",\n");
}

TEST_CASE("JSON lines keep numbers, escape texts and say null") {
  report::ExportOptions options;
  options.format = report::ExportFormat::kNdjson;
  CHECK(written(options, {{text("a\"\n"), number("1.50")}, {null(), number("2")}}) ==
        "{\"id\":\"a\\\"\\n\",\"amount\":1.50}\n{\"id\":null,\"amount\":2}\n");
}

TEST_CASE("Texts that look like formulas are made harmless on request, numbers never") {
  report::ExportOptions options;
  options.spreadsheet_safe = true;
  CHECK(written(options, {{text("=1+1"), number("-5.00")}, {text("@x"), number("1")}}) == "id,amount\n\"'=1+1\",-5.00\n\"'@x\",1\n");
  CHECK(written({}, {{text("=1+1"), number("-5.00")}}) == "id,amount\n=1+1,-5.00\n");
}

TEST_CASE("All filters must hold") {
  report::ExportOptions options;
  options.where = {{"id", "a"}, {"amount", "2"}};
  CHECK(written(options, {{text("a"), number("1")}, {text("a"), number("2")}, {text("b"), number("2")}}) == "id,amount\na,2\n");
}

TEST_CASE("A filter on a column that is not there is a usage error") {
  report::ExportOptions options;
  options.where = {{"colour", "red"}};
  CHECK_THROWS_AS(report::ExportWriter(options, {"id"}), UsageError);
}
