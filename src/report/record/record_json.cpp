#include <nlohmann/json.hpp>

#include "report/record/record_text.hpp"
#include "spendlens/report/json_text.hpp"

namespace spendlens::report {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kRecordFormat = "spendlens-record";
constexpr int kRecordVersion = 1;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json data_json(const std::vector<RecordedData>& data) {
  Json list = Json::array();
  for (const RecordedData& one : data)
    list.push_back({{"kind", one.kind},
                    {"path", one.path},
                    {"bytes", or_null(one.bytes)},
                    {"digest", or_null(one.digest)},
                    {"rows", or_null(one.rows)}});
  return list;
}

Json stages_json(const CommandRecord& record) {
  Json list = Json::array();
  for (const auto& [stage, seconds] : record.stage_seconds) list.push_back({{"stage", stage}, {"seconds", seconds}});
  return list;
}

Json rows_json(const CommandRecord& record) {
  Json rows = Json::object();
  for (const auto& [what, number] : record.rows) rows[what] = number;
  return rows;
}

}  // namespace

std::string record_json(const CommandRecord& record) {
  const Json json = {{"format", kRecordFormat},
                     {"version", kRecordVersion},
                     {"id", record.id},
                     {"command", record.command},
                     {"arguments", record.arguments},
                     {"target", record.target},
                     {"exit_code", or_null(record.exit_code)},
                     {"outcome", record.outcome},
                     {"error", record.error.empty() ? Json(nullptr) : Json(record.error)},
                     {"started_at", instant_text(record.started_at)},
                     {"ended_at", record.ended_at ? Json(instant_text(*record.ended_at)) : Json(nullptr)},
                     {"seconds", record.seconds},
                     {"stages", stages_json(record)},
                     {"rows", rows_json(record)},
                     {"customers", or_null(record.customers)},
                     {"bytes_read", record.bytes_read.value_or(bytes_of_all(record.inputs))},
                     {"bytes_written", record.bytes_written.value_or(bytes_of_all(record.outputs))},
                     {"peak_memory_bytes", record.peak_memory_bytes},
                     {"inputs", data_json(record.inputs)},
                     {"outputs", data_json(record.outputs)},
                     {"ranks", record.ranks},
                     {"threads_per_rank", record.threads},
                     {"host", record.host},
                     {"directory", record.directory},
                     {"spendlens", record.version},
                     {"commit", record.commit}};
  return json_text(json, 2) + "\n";
}

}  // namespace spendlens::report
