#include <string>

#include "audit/stage/stages.hpp"
#include "spendlens/audit/result_summary.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/publish.hpp"

namespace spendlens::audit {

namespace {

/// A run that was ended before it renamed its summary has left the one that counts under `next`, which is needed now.
void complete_earlier_result(const std::string& directory, const std::string& next) {
  if (store::kind_of_path(next) == store::PathKind::kMissing ||
      store::kind_of_path(directory + "/audit.h5") == store::PathKind::kMissing)
    return;
  try {
    const ResultSummary summary = read_result_summary(directory);
    if (summary.path == next) store::rename_file(next, directory + "/summary.json");
  } catch (const InputError&) {  // no summary belongs to what is there: there is nothing to complete
  }
}

}  // namespace

void publish_result(Run& run, const std::function<void()>& complete) {
  const std::string summary = run.options.out + "/summary.json";
  const std::string next = summary + ".next";
  bool announced = false;
  try {
    run.output.file->publish([&](const store::BlockSums& sums) {
      if (run.options.require_output) run.options.require_output();
      for (const std::string& path : {summary, next}) store::require_plain_if_there(path);
      complete();
      run.result.run.audit_digest = result_digest(sums);
      complete_earlier_result(run.options.out, next);
      store::publish_text(next, run.options.summary(run.result));
      if (run.options.require_output) run.options.require_output();  // again: the summary took its time to the disk
      announced = true;
    });
  } catch (...) {
    // While audit.h5 has not been replaced, its summary is the old one.
    if (announced && store::kind_of_path(run.output.file->temporary_path()) != store::PathKind::kMissing)
      store::remove_leftover(next);
    throw;
  }
  comm::agree(run.communicator, [&] {
    if (run.communicator.rank() != 0) return;
    if (run.options.require_output) run.options.require_output();
    store::rename_file(next, summary);
    store::sync_directory_of(summary);
  });
}

}  // namespace spendlens::audit
