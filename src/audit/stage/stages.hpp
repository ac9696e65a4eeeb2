#pragma once

#include <functional>
#include <span>

#include "audit/stage/run.hpp"

namespace spendlens::audit {

// The stages of a run, in the order in which they come; each is collective.

/// The streaming pass: every row is read once for all runs, for RFM, signals and personas of each; values to its file,
/// integers into its partials.
void stream_stage(std::span<Run> runs);

/// Lenses 3 to 5 from the sums of all ranks.
void cohort_stage(Run& run);

/// What customers will be worth, where it is asked for: inputs of all ranks, fits, holdout, scores. `begin` is called
/// with the name of each of its parts.
void clv_stage(Run& run, const std::function<void(const char*)>& begin);

/// Order statistics over all ranks: score cuts, Lens 1 of both periods, decile cuts.
void order_stage(std::span<Run> runs);

/// Scores and deciles of every customer, now that the cuts are known, and its segments by scores; Lens 2.
void score_stage(std::span<Run> runs);

/// The segment of every customer in both periods; where its scores say all the one before has found it. Segments in
/// figures.
void segment_stage(std::span<Run> runs);

/// Lenses and segments of each part of the base, where a breakdown is asked for.
void breakdown_stage(Run& run);

/// The columns that come last into their exact size, now that their number of rows is known: the tables of cohorts by
/// rank 0, streams of payments by each.
void payment_stage(Run& run);

/// /score_cuts, /score_counts, /spend_deciles, /condition, /summary and the settings, by rank 0.
void write_cut_tables(const Run& run);

/// Brings audit.h5 and its summary under their names. `complete` is called on rank 0 before the summary is written, for
/// what is known of the run by then. Collective.
void publish_result(Run& run, const std::function<void()>& complete);

}  // namespace spendlens::audit
