#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "report/record/record_text.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/report/json_text.hpp"

namespace spendlens::report {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kEventSchema = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
constexpr int kAboveSignals = 128;

std::string producer_of(const CommandRecord& record) { return "urn:spendlens:" + record.version; }

/// A facet with what all have. `version` of its schema as in "1-0-0".
Json facet(const CommandRecord& record, const std::string& version, const std::string& name, const Json& values) {
  Json all = {{"_producer", producer_of(record)},
              {"_schemaURL", "https://openlineage.io/spec/facets/" + version + "/" + name + ".json#/$defs/" + name}};
  all.update(values);
  return all;
}

std::string environment_value(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// NAMESPACE/JOB/RUN, of which the namespace and the job may hold slashes themselves where they are escaped by nobody:
/// the run is what stands behind the last one, the job what stands before it.
void add_parent(const CommandRecord& record, Json& facets) {
  const std::string parent = environment_value("OPENLINEAGE_PARENT_ID");
  const auto job = parent.find('/');
  const auto run = parent.rfind('/');
  if (job == std::string::npos || run == job || job == 0 || run + 1 == parent.size()) return;
  facets["parent"] =
      facet(record, "1-1-0", "ParentRunFacet",
            {{"run", {{"runId", parent.substr(run + 1)}}},
             {"job", {{"namespace", parent.substr(0, job)}, {"name", parent.substr(job + 1, run - job - 1)}}}});
}

Json run_facets(const CommandRecord& record) {
  Json facets;
  facets["processing_engine"] =
      facet(record, "1-1-1", "ProcessingEngineRunFacet", {{"version", record.version}, {"name", "spendlens"}});
  if (!record.error.empty())
    facets["errorMessage"] =
        facet(record, "1-0-1", "ErrorMessageRunFacet", {{"message", record.error}, {"programmingLanguage", "C++"}});
  add_parent(record, facets);
  return facets;
}

Json statistics_of(const RecordedData& data) {
  Json statistics = Json::object();
  if (data.rows) statistics["rowCount"] = *data.rows;
  if (data.bytes) statistics["size"] = *data.bytes;
  return statistics;
}

Json datasets(const CommandRecord& record, const std::vector<RecordedData>& data, bool are_inputs) {
  Json list = Json::array();
  for (const RecordedData& one : data) {
    Json dataset = {{"namespace", "file"}, {"name", absolute_path(record, one.path)}, {"facets", Json::object()}};
    if (one.digest)
      dataset["facets"]["version"] =
          facet(record, "1-0-1", "DatasetVersionDatasetFacet", {{"datasetVersion", *one.digest}});
    if (const Json statistics = statistics_of(one); !statistics.empty()) {
      if (are_inputs)
        dataset["inputFacets"]["inputStatistics"] =
            facet(record, "1-0-0", "InputStatisticsInputDatasetFacet", statistics);
      else
        dataset["outputFacets"]["outputStatistics"] =
            facet(record, "1-0-2", "OutputStatisticsOutputDatasetFacet", statistics);
    }
    list.push_back(std::move(dataset));
  }
  return list;
}

const char* event_type(const CommandRecord& record) {
  if (!record.exit_code) return "START";
  if (*record.exit_code == static_cast<int>(ExitCode::kDone)) return "COMPLETE";
  const bool is_stopped =
      *record.exit_code == static_cast<int>(ExitCode::kStopped) || *record.exit_code > kAboveSignals;
  return is_stopped ? "ABORT" : "FAIL";
}

Json job_of(const CommandRecord& record) {
  const std::string given = environment_value("OPENLINEAGE_NAMESPACE");
  const std::string name = record.command.empty() ? "usage" : record.command;
  return {{"namespace", given.empty() ? "spendlens" : given},
          {"name", record.target.empty() ? name : name + " " + absolute_path(record, record.target)},
          {"facets",
           {{"jobType", facet(record, "2-0-3", "JobTypeJobFacet",
                              {{"processingType", "BATCH"}, {"integration", kIntegration}, {"jobType", "COMMAND"}})}}}};
}

}  // namespace

std::string lineage_event(const CommandRecord& record) {
  const Json event = {{"eventType", event_type(record)},
                      {"eventTime", instant_text(record.ended_at.value_or(record.started_at))},
                      {"run", {{"runId", record.id}, {"facets", run_facets(record)}}},
                      {"job", job_of(record)},
                      {"inputs", datasets(record, record.inputs, true)},
                      {"outputs", datasets(record, record.outputs, false)},
                      {"producer", producer_of(record)},
                      {"schemaURL", kEventSchema}};
  return json_text(event, -1) + "\n";
}

}  // namespace spendlens::report
