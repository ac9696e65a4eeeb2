#include <catch2/catch.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/report/command_record.hpp"

using namespace spendlens;
using namespace spendlens::report;

namespace {

CommandRecord import_record() {
  CommandRecord record;
  record.id = "01965ca5-85bc-489d-93a1-9e4e48bd37b3";
  record.command = "import";
  record.target = "led\"ger\\1\n";
  record.version = "1.2.3";
  record.commit = "abc";
  record.directory = "/data";
  record.started_at = CommandRecord::Time(std::chrono::milliseconds(1'772'331'044'123));
  record.inputs = {{"file", "log.csv", 10, "xxh3-128:0", std::nullopt}, {"file", "/tmp/other.csv", 5}};
  return record;
}

CommandRecord ended(CommandRecord record, int code, std::int64_t seconds = 2) {
  record.exit_code = code;
  record.ended_at = record.started_at + std::chrono::seconds(seconds);
  record.seconds = static_cast<double>(seconds);
  record.error = code == 0 ? "" : "it is wrong";
  return record;
}

/// What a family's line of this command ends with; empty: there is none.
std::string value_in(const std::string& metrics, const std::string& family) {
  std::istringstream lines(metrics);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("spendlens_command_" + family + "{")) return line.substr(line.rfind(' ') + 1);
  return "";
}

}  // namespace

TEST_CASE("A record of a command at work has neither code nor end, and bytes of its data") {
  const auto json = nlohmann::json::parse(record_json(import_record()));
  CHECK(json["exit_code"].is_null());
  CHECK(json["ended_at"].is_null());
  CHECK(json["error"].is_null());
  CHECK(json["started_at"] == "2026-03-01T02:10:44.123Z");
  CHECK(json["bytes_read"] == 15);
  CHECK(json["inputs"][1]["digest"].is_null());
  CommandRecord told = import_record();
  told.bytes_read = 7;
  CHECK(nlohmann::json::parse(record_json(told))["bytes_read"] == 7);
}

TEST_CASE("Labels of metrics are escaped, times have milliseconds, and a failure keeps the time of the last success") {
  const std::string good = record_metrics(ended(import_record(), 0));
  CHECK(good.find("{command=\"import\",target=\"/data/led\\\"ger\\\\1?\"} 0\n") != std::string::npos);
  CHECK(value_in(good, "start_timestamp_seconds") == "1772331044.123");
  CHECK(value_in(good, "last_success_timestamp_seconds") == "1772331046.123");
  const std::string bad = record_metrics(ended(import_record(), 3, 50), good);
  CHECK(value_in(bad, "end_timestamp_seconds") == "1772331094.123");
  CHECK(value_in(bad, "last_success_timestamp_seconds") == "1772331046.123");
  CHECK(value_in(bad, "success") == "0");
  CHECK(value_in(record_metrics(ended(import_record(), 3)), "last_success_timestamp_seconds").empty());
  CommandRecord other = import_record();
  other.command = "audit";
  CHECK(value_in(record_metrics(ended(other, 3), good), "last_success_timestamp_seconds").empty());
}

TEST_CASE("An event says how the run ended, and data by absolute paths") {
  const auto event = [](const CommandRecord& record) { return nlohmann::json::parse(lineage_event(record)); };
  CHECK(event(import_record())["eventType"] == "START");
  for (const auto& [code, type] : {std::pair{0, "COMPLETE"}, {2, "FAIL"}, {6, "ABORT"}, {10, "FAIL"}, {143, "ABORT"}})
    CHECK(event(ended(import_record(), code))["eventType"] == type);
  const auto failed = event(ended(import_record(), 3));
  CHECK(failed["run"]["facets"]["errorMessage"]["message"] == "it is wrong");
  CHECK(failed["eventTime"] == "2026-03-01T02:10:46.123Z");
  CHECK(failed["inputs"][0]["name"] == "/data/log.csv");
  CHECK(failed["inputs"][0]["facets"]["version"]["datasetVersion"] == "xxh3-128:0");
  CHECK(failed["inputs"][1]["name"] == "/tmp/other.csv");
  CHECK_FALSE(event(ended(import_record(), 0))["run"]["facets"].contains("errorMessage"));
}

TEST_CASE("What is written tells whether the command has ended") {
  const test::ScratchDirectory scratch;
  const CommandRecord begun = import_record();
  for (const bool of_record : {true, false})
    for (const bool of_metrics : {true, false})
      for (const bool of_lineage : {true, false}) {
        const std::string name = fmt::format("{}/{}{}{}", scratch.path(), of_record, of_metrics, of_lineage);
        const RecordPlaces places = {of_record ? name + ".json" : "", of_metrics ? name + ".prom" : "",
                                     of_lineage ? name + ".ndjson" : ""};
        write_begun_record(places, begun);
        CHECK_FALSE(is_ended_there(places, begun));
        write_ended_record(places, ended(begun, 3));
        CHECK(is_ended_there(places, begun) == places.any());
        CommandRecord next = begun;
        next.id = "11965ca5-85bc-489d-93a1-9e4e48bd37b3";
        next.started_at += std::chrono::seconds(100);
        CHECK_FALSE(is_ended_there(places, next));
      }
}

TEST_CASE("Events go behind those that are there, and a place in a ledger is refused") {
  const test::ScratchDirectory scratch;
  const std::string events = scratch.path() + "/events";
  for (int i = 0; i < 3; ++i) write_ended_record({"", "", events}, ended(import_record(), 0));
  const std::string text = test::file_bytes(events);
  CHECK(std::count(text.begin(), text.end(), '\n') == 3);
  test::write_bytes(scratch.file("july.h5"), "segment");
  test::write_bytes(scratch.file("july.h5.sum"), "sums");
  CHECK_THROWS_AS(write_begun_record({scratch.path() + "/july.h5", "", ""}, import_record()), UsageError);
  CHECK_THROWS_AS(write_begun_record({"", scratch.path() + "/july.h5.sum", ""}, import_record()), UsageError);
  CHECK_THROWS_AS(write_begun_record({scratch.path() + "/nowhere/record", "", ""}, import_record()), IoError);
  CHECK(test::file_bytes(scratch.path() + "/july.h5") == "segment");
}
