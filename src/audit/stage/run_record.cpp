#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>

#include <array>
#include <ctime>

#include "audit/checkpoint/fingerprint.hpp"
#include "audit/stage/run.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/instruction_set.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/store/job_lock.hpp"

namespace spendlens::audit {

namespace {

/// What a rank tells of itself.
struct RankRecord {
  std::string host;
  std::string instruction_set;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, host, instruction_set);
  }
};

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::string cohorts_text(const std::vector<Granularity>& granularities) {
  std::vector<const char*> names;
  for (const Granularity granularity : granularities) names.push_back(cohorts::granularity_name(granularity));
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ","));
}

std::map<std::string, std::string> options_of(const AuditOptions& options) {
  std::map<std::string, std::string> texts = {
      {"ledger", options.ledger},
      {"out", options.out},
      {"profile", options.profile},
      {"signals", options.signals ? "default" : "none"},
      {"personas", options.signals ? options.personas : "none"},
      {"segments", options.segments},
      {"percentiles", fmt::format("{}", fmt::join(options.percentiles, ","))},
      {"score-method", options.score_method == rfm::ScoreMethod::kQcut ? "qcut" : "fixed"},
      {"bins", std::to_string(options.bins)},
      {"detail", detail_name(options.detail)},
      {"verify", options.verify ? "true" : "false"},
      {"cohorts", cohorts_text(options.cohorts)},
      {"shadow", fmt::format("{}", options.shadow_percent)},
      {"memory", std::to_string(options.memory_bytes)},
      {"threads", std::to_string(options.num_threads)}};
  const auto add = [&texts](const char* name, const auto& value) {
    if (value) texts[name] = fmt::format("{}", *value);
  };
  add("as-of", options.as_of);
  add("period", options.period);
  add("compare", options.compare);
  add("acquired-from", options.acquired_from);
  add("clv-holdout", options.clv_holdout);
  add("by", options.by);
  std::vector<std::string> where;
  for (const RowCondition& condition : options.where) where.push_back(condition.text());
  if (!where.empty()) texts["where"] = fmt::format("{}", fmt::join(where, " "));
  texts["clv"] = options.clv ? value::model_name(*options.clv) : "none";
  add("checkpoint-interval", options.checkpoint_interval);
  add("max-seconds", options.max_seconds);
  return texts;
}

}  // namespace

void begin_record(Run& run) {
  RunRecord& record = run.result.run;
  record.ranks = run.communicator.size();
  record.threads = run.options.num_threads;
  record.commit = run.options.commit;
  record.started_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  record.options = options_of(run.options);
  for (const RankRecord& rank : comm::gather_objects(
           run.communicator, RankRecord{store::host_name(), instruction_set_name(instruction_set())}, 0)) {
    ++record.hosts[rank.host];
    ++record.instruction_sets[rank.instruction_set];
  }
  comm::agree(run.communicator, [&] {
    if (run.communicator.rank() != 0) return;
    for (const ledger::Segment& segment : run.ledger.segments())
      record.segments.push_back(
          {segment.name, segment.num_transactions, segment.file->file_bytes(), segment_digest(segment)});
  });
}

void complete_record(Run& run) {
  std::uint64_t read_calls = 0;
  for (const ledger::Segment& segment : run.ledger.segments()) read_calls += segment.file->read_calls();
  std::array<std::uint64_t, 6> totals = {run.work.bytes_read, run.output.file->bytes_written(), peak_memory_bytes(),
                                         read_calls,          run.output.file->write_calls(),   run.work.batches};
  run.communicator.all_reduce(std::span<std::uint64_t>(totals), comm::ReduceOp::kSum);
  RunRecord& record = run.result.run;
  record.bytes_read = totals[0];
  record.bytes_written = totals[1];
  record.peak_memory_bytes = totals[2];
  record.shadow_customers = run.figures.aggregates.shadow_customers;
  record.read_calls = totals[3];
  record.write_calls = totals[4];
  record.batches = totals[5];
  record.batch_memory_bytes = run.communicator.all_reduce_value(run.work.batch_memory_bytes, comm::ReduceOp::kMax);
}

}  // namespace spendlens::audit
