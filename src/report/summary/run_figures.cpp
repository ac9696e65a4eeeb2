#include "report/summary/summary_figures.hpp"

namespace spendlens::report {

namespace {

using audit::RecordQuality;

Figures<RecordQuality> record_figures(bool of_transactions) {
  Figures<RecordQuality> figures;
  figures.add("rows_read", of_transactions ? "Rows of transactions that the imports read" : "Such rows that they read",
              &RecordQuality::rows_read);
  figures.add("rows_stored", "of these, stored", &RecordQuality::rows_stored);
  if (of_transactions) figures.add("lines_folded", "of these, folded into orders", &RecordQuality::lines_folded);
  figures.add("rows_rejected", "of these, set aside", &RecordQuality::rows_rejected);
  figures.add_unless_zero("rows_filtered",
                          of_transactions ? "of these, left out as the import was told; only where there were some"
                                          : "of these, comments that were passed over; only where there were some",
                          &RecordQuality::rows_filtered);
  if (of_transactions)
    figures.add_unless_zero("rows_superseded",
                            "of these, orders that a later import told again by the same id, so that they count once; "
                            "only where there were some",
                            &RecordQuality::rows_superseded);
  figures.add_values("rejected", "<reason>", "of these, for that reason", &RecordQuality::rejected);
  return figures;
}

Figures<audit::SegmentRecord> segment_figures() {
  using audit::SegmentRecord;
  Figures<SegmentRecord> figures;
  figures.add("name", "A segment of the ledger", &SegmentRecord::name);
  figures.add("transactions", "Its transactions", &SegmentRecord::transactions);
  figures.add("bytes", "Its size", &SegmentRecord::bytes);
  figures.add("digest", "Digest of what it holds", &SegmentRecord::digest);
  return figures;
}

Figures<comm::CollectiveCost> collective_figures() {
  using comm::CollectiveCost;
  Figures<CollectiveCost> figures;
  figures.add("calls", "Calls of that kind of collective by rank 0", &CollectiveCost::calls);
  figures.add("bytes_sent", "Bytes that it sent by them", &CollectiveCost::bytes_sent);
  figures.add("bytes_received", "Bytes that it received", &CollectiveCost::bytes_received);
  figures.add("seconds", "Seconds that it spent in them", &CollectiveCost::seconds);
  return figures;
}

/// What the run was.
void add_origin(Figures<audit::RunRecord>& figures) {
  using audit::RunRecord;
  figures.add("spendlens", "The version", [](const RunRecord&) { return SPENDLENS_VERSION; });
  figures.add("commit", "The commit that the program was built from", &RunRecord::commit);
  figures.add("audit_h5", "Digest of the sums of the audit.h5 that belongs to it", &RunRecord::audit_digest);
  figures.add("started_at", "When it started, UTC", &RunRecord::started_at);
  figures.add_values("hosts", "<host>", "Ranks on that host", &RunRecord::hosts);
  figures.add_values("instruction_sets", "<set>", "Ranks whose kernels used that instruction set",
                     &RunRecord::instruction_sets);
  figures.add_values("options", "<option>", "An option as it was understood", &RunRecord::options);
  figures.add("resumed_from", "The checkpoint that it went on from; null: it began anew",
              [](const RunRecord& run) { return run.resumed_from.empty() ? Json(nullptr) : Json(run.resumed_from); });
  figures.add("ranks", "Ranks", &RunRecord::ranks);
  figures.add("threads_per_rank", "Threads of each", &RunRecord::threads);
  figures.add_list("segments", segment_figures(), &RunRecord::segments);
  figures.add("segments_passed_over", "Segments of which no row was read, as none can matter",
              &RunRecord::segments_passed_over);
}

/// What it took.
void add_cost(Figures<audit::RunRecord>& figures) {
  using audit::RunRecord;
  figures.add_values("stage_seconds", "<stage>", "Seconds that a stage took", &RunRecord::stage_seconds);
  figures.add("bytes_read", "Bytes read from the ledger, by all ranks", &RunRecord::bytes_read);
  figures.add("bytes_written", "Bytes written to audit.h5, by all ranks", &RunRecord::bytes_written);
  figures.add("peak_memory_bytes", "Resident memory, the ranks' added up", &RunRecord::peak_memory_bytes);
  figures.add("shadow_customers", "Customers that the reference loops computed too", &RunRecord::shadow_customers);
  figures.add("resumed_customers", "Customers taken over from a checkpoint", &RunRecord::resumed_customers);
  figures.add("checkpoints", "Checkpoints written", &RunRecord::checkpoints);
  figures.add("checkpoint_seconds", "Seconds that they took", &RunRecord::checkpoint_seconds);
  figures.add("read_calls", "Calls of the system that read the ledger", &RunRecord::read_calls);
  figures.add("write_calls", "Calls of the system that wrote audit.h5", &RunRecord::write_calls);
  figures.add("batches", "Batches of all ranks", &RunRecord::batches);
  figures.add("batch_memory_bytes", "Memory of the rank whose batches took most", &RunRecord::batch_memory_bytes);
  Figures<RunRecord> collectives;
  collectives.add_each("<collective>", collective_figures(), &RunRecord::collectives);
  figures.add_object("collectives_of_rank_0", collectives, std::identity());
}

}  // namespace

Figures<audit::DataQuality> quality_figures() {
  using Quality = audit::DataQuality;
  Figures<Quality> figures;
  figures.include(record_figures(true), &Quality::transactions);
  figures.add_objects({"accounts", "liabilities"}, record_figures(false), [](const Quality& quality, std::size_t i) {
    return i == 0 ? quality.accounts : quality.liabilities;
  });
  return figures;
}

Figures<audit::RunRecord> run_figures() {
  Figures<audit::RunRecord> figures;
  add_origin(figures);
  add_cost(figures);
  figures.add_documented("digest",
                         "XXH3-128 of the text of summary.json from the line break before data_quality up to the comma "
                         "before this key");
  return figures;
}

}  // namespace spendlens::report
