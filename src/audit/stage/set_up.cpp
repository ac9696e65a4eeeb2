#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <system_error>

#include "audit/stage/breakdown.hpp"
#include "audit/stage/first_purchase_part.hpp"
#include "audit/stage/clv_work.hpp"
#include "audit/stage/row_conditions.hpp"
#include "audit/stage/run.hpp"
#include "audit/stage/segment_fields.hpp"
#include "audit/stage/segment_needs.hpp"
#include "audit/stage/signal_inputs.hpp"
#include "audit/stage/signal_scope.hpp"
#include "spendlens/audit/breakdown_tables.hpp"
#include "spendlens/audit/cohort_tables.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/count_customers.hpp"
#include "spendlens/ledger/count_filtered.hpp"
#include "spendlens/ledger/count_rows.hpp"
#include "spendlens/ledger/ranges.hpp"
#include "spendlens/store/block_sums.hpp"

namespace spendlens::audit {

namespace {

constexpr Day kDefaultPeriodDays = 365;

/// Their texts are an attribute of audit.h5.
constexpr std::size_t kMaxConditions = 100;

Day reference_day(const AuditOptions& options, const ledger::Ledger& ledger) {
  if (options.as_of) return *parse_date(*options.as_of);
  return ledger.last_day().value_or(0);  // a ledger without transactions has no last date; 1970-01-01 stands in
}

void resolve_dates(const AuditOptions& options, const ledger::Ledger& ledger, FiscalYearStart fiscal,
                   AuditResult& result) {
  const Day reference = reference_day(options, ledger);
  const Day first = std::min(ledger.first_day().value_or(reference), reference);
  const Period period = options.period ? parse_period(*options.period, first, reference, fiscal)
                                       : window_ending(reference, kDefaultPeriodDays);
  Period compare = {period.start - kDefaultPeriodDays, period.start};
  if (options.compare)
    compare = parse_period(*options.compare, first, reference, fiscal);
  else if (options.period)
    compare = compared_with(*options.period, period, fiscal);
  if (compare.end > period.start)
    throw UsageError(fmt::format("the period compared with ({}) must end at or before the start of the period ({})",
                                 period_text(compare), period_text(period)));
  result.reference = reference;
  result.period = {period, std::min(period.end, reference + 1)};
  result.compare = {compare, std::min(compare.end, reference + 1)};
  result.cohort_settings.granularities = options.cohorts;
  result.cohort_settings.rules.first_day = first;
  result.cohort_settings.rules.reference = reference;
  result.cohort_settings.rules.fiscal_year_start = fiscal;
  if (options.acquired_from) result.cohort_settings.rules.acquired_from = parse_date(*options.acquired_from);
}

/// The first day of the holdout of models of value. Throws UsageError where the one that was asked for leaves nothing
/// before it, or nothing in it.
std::optional<Day> calibration_end_of(const AuditOptions& options, const ClvSettings& settings) {
  const value::InputRules& rules = settings.inputs;
  if (options.clv_holdout == "none") return std::nullopt;
  if (!options.clv_holdout) {
    if (settings.rules.gives_purchases()) return std::nullopt;
    return value::default_calibration_end(rules.first_day, rules.reference);
  }
  const Day day = *parse_date(*options.clv_holdout);
  if (day <= rules.first_day || day > rules.reference)
    throw UsageError(fmt::format("--clv-holdout {} must be after the ledger's first date, {}, and not after as-of, {}",
                                 *options.clv_holdout, date_text(rules.first_day), date_text(rules.reference)));
  return day;
}

void settle_clv(const AuditOptions& options, const ClvRules& rules, AuditResult& result) {
  ClvSettings& settings = result.clv_settings;
  settings.model = options.clv;
  settings.rules = rules;
  settings.inputs.first_day = result.cohort_settings.rules.first_day;
  settings.inputs.reference = result.reference;
  settings.inputs.acquired_from = result.cohort_settings.rules.acquired_from;
  if (!options.cohorts.empty()) settings.granularity = options.cohorts.front();
  if (!settings.asked()) return;
  settings.inputs.calibration_end = calibration_end_of(options, settings);
  if (rules.gives_purchases() && !rules.given_purchases(*options.clv))
    throw UsageError(
        fmt::format("--clv {}: clv_parameters of the profile give others, not this one; add it or leave them out",
                    value::model_name(*options.clv)));
}

/// Adds what is below one group of /import: its own attributes, and reasons with counts.
void add_counts(const store::ColumnFileReader& file, const std::string& group, RecordQuality& to) {
  const store::Layout& layout = file.layout();
  to.rows_read += layout.integer(group + "/rows_read");
  to.rows_stored += layout.integer(group + "/rows_stored");
  to.rows_rejected += layout.integer(group + "/rows_rejected");
  to.rows_filtered += layout.integer_or_zero(group + "/rows_filtered");
  to.rows_superseded += layout.integer_or_zero(group + "/rows_superseded");
  const auto reasons = file.read_all_texts(group + "/reason");
  const auto counts = file.read_all<std::uint64_t>(group + "/rejected");
  for (std::size_t i = 0; i < std::min(reasons.size(), counts.size()); ++i) to.rejected[reasons[i]] += counts[i];
}

DataQuality data_quality_of(const ledger::Ledger& ledger) {
  DataQuality quality;
  for (const ledger::Segment& segment : ledger.segments()) {
    add_counts(*segment.file, "/import", quality.transactions);
    quality.transactions.lines_folded += segment.file->layout().integer("/import/lines_folded");
    if (!segment.columns.has(ledger::Column::kSnapshot)) continue;
    add_counts(*segment.file, "/import/accounts", quality.accounts);
    add_counts(*segment.file, "/import/liabilities", quality.liabilities);
  }
  quality.transactions.rows_stored -= ledger.num_superseded();
  quality.transactions.rows_superseded += ledger.num_superseded();
  return quality;
}

void describe(Run& run) {
  AuditResult& result = run.result;
  result.profile = run.settings.profile.profile.name;
  result.signal_profile = run.settings.profile.profile.signals;
  result.registry = run.settings.registry.registry;
  result.scope = scope_of(run.settings, run.ledger, run.options.signals);
  const signals::SignalProfile& signals = result.signal_profile;
  if (result.clv_settings.asked() && result.scope.signals && signals.set == signals::SignalSet::kBank &&
      knowledge_of(run.ledger, run.settings.profile.profile).merchants)
    result.clv_settings.streams_from = result.reference + 1 - signals.bank.streams.lookback_days;
  if (!result.scope.personas) result.registry = {};
  result.segments = run.settings.segments.registry;
  result.segment_figures = personas::SegmentPartial(result.segments.size());
  run.figures.state.keeps_cohorts = result.segments.size() > 0 && !run.options.cohorts.empty();
  const std::size_t names = result.scope.personas ? result.registry.size() + personas::kNumOthers : 0;
  if (result.scope.signals)
    for (const signals::Window& window : signals::windows_of(result.signal_profile))
      result.windows.push_back({window, signals::SignalPartial(result.signal_profile.set),
                                personas::PersonaPartial(result.registry.size()),
                                std::vector<std::uint64_t>(run.ledger.archetypes().size() * names, 0)});
  result.ledger.archetypes = run.ledger.archetypes();
  for (const RowCondition& condition : run.options.where) result.where.push_back(condition.text());
  if (run.options.by) {
    run.parts.column = named_column(run.ledger, "--by", *run.options.by);
    result.by = Breakdown{*run.options.by, run.parts.column.of_orders, run.parts.column.texts->size()};
    if (result.by->of_orders && reads_value(result.segments, result.clv_settings.rules.horizons))
      throw UsageError(
          fmt::format("--by {}: a condition of --segments {} reads what customers will be worth, which is told of the "
                      "whole base alone; go by an attribute of customers, or leave the segment out",
                      *run.options.by, run.options.segments));
  }
  if (const auto& filtered = run.ledger.filtered()) {
    result.ledger.accounts = filtered->accounts;
    result.ledger.liabilities = filtered->liabilities;
  } else if (const ledger::Segment* snapshot = run.ledger.snapshot_segment()) {
    result.ledger.accounts = snapshot->file->layout().integer("accounts");
    result.ledger.liabilities = snapshot->file->layout().integer("liabilities");
  }
  result.score_method = run.options.score_method;
  result.bins = run.options.bins;
  result.detail = run.options.detail;
  result.cohort_settings.rules.silence_days = run.settings.profile.profile.silence_days;
  result.cohort_settings.rules.with_margin = run.ledger.columns().has(ledger::Column::kMargin);
  if (!result.cohort_settings.granularities.empty())
    result.cohort_settings.attribute = run.settings.profile.profile.cohort_attribute;
  require_cohort_attribute(run.ledger, result.cohort_settings.attribute, result.profile);
  result.ledger.transactions = run.ledger.num_transactions();
  result.ledger.first_day = run.ledger.first_day();
  result.ledger.last_day = run.ledger.last_day();
  result.ledger.currency = run.ledger.currency();
  result.ledger.timezone = run.ledger.timezone();
}

/// What one date asks of each segment.
std::vector<ledger::SegmentNeed> needs_of(const Run& run) {
  const signals::SignalProfile* signals = run.result.scope.signals ? &run.result.signal_profile : nullptr;
  DaysOfInterest interest = days_of_interest(run.result.period, run.result.compare, run.result.reference, signals);
  if (run.result.by || run.reads_dimensions())  // every row is counted
    return std::vector<ledger::SegmentNeed>(run.ledger.segments().size());
  interest.all_history = !run.options.cohorts.empty() || run.options.clv.has_value();
  std::vector<ledger::SegmentNeed> needs;
  for (const ledger::Segment& segment : run.ledger.segments())
    needs.push_back(need_of(segment, interest, run.settings.profile.profile, run.ledger.categories()));
  return needs;
}

/// Rows that no window and no period of any date can hold are not read. Where dates ask for different things of a
/// segment, all of its rows answer each of them.
void skip_segments(std::span<Run> runs) {
  std::vector<ledger::SegmentNeed> needs = needs_of(runs.front());
  for (const Run& run : runs.subspan(1)) {
    const std::vector<ledger::SegmentNeed> others = needs_of(run);
    for (std::size_t i = 0; i < needs.size(); ++i)
      if (needs[i].rows != others[i].rows) needs[i] = {};
  }
  ledger::Ledger& ledger = runs.front().ledger;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    ledger.set_need(i, needs[i]);
    if (needs[i].rows == ledger::SegmentNeed::Rows::kAll) continue;
    for (Run& run : runs) run.result.run.segments_passed_over.push_back(ledger.segments()[i].name);
  }
}

/// Cuts given in the profile must fit --bins before any row is read.
void check_given_cuts(const Profile& profile, int bins) {
  for (const auto* cuts : {&profile.recency_cuts, &profile.frequency_cuts, &profile.monetary_cuts}) try {
      if (*cuts) (void)rfm::given_cuts(**cuts, false, bins);
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("profile {}, score_cuts: {}", profile.name, error.what()));
    }
}

/// What an earlier run has finished.
void find_checkpoint(Run& run) {
  comm::Communicator& communicator = run.communicator;
  Fingerprint fingerprint;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) fingerprint = fingerprint_of(run.options, run.settings, run.result);
  });
  comm::broadcast_object(communicator, fingerprint, 0);
  run.progress.checkpoint = std::make_unique<Checkpoint>(communicator, run.options.out, std::move(fingerprint),
                                                         communicator.rank() == 0 ? run.options.notice : nullptr);
  run.progress.last_checkpoint = std::chrono::steady_clock::now();
  run.figures.aggregates = empty_aggregates(run.result);
  if (!reads_cohort(run.result.segments)) return;
  const std::size_t finest = finest_granularity(run.result.cohort_settings.granularities);
  const cohorts::CohortPartial& months = run.figures.aggregates.cohorts[finest];
  for (std::uint32_t row = 0; row < months.num_rows(); ++row)
    run.figures.state.cohort_codes.push_back(cohort_code(months, row));
}

/// What every date has finished, and the ranks' shares of all with regard to that. What only some have is done again.
void find_checkpoints(std::span<Run> runs) {
  for (Run& run : runs) find_checkpoint(run);
  std::vector<ledger::PrefixRange> finished = runs.front().progress.checkpoint->finished_ranges();
  for (const Run& run : runs.subspan(1)) {
    const std::vector<ledger::PrefixRange> others = run.progress.checkpoint->finished_ranges();
    std::erase_if(finished, [&](ledger::PrefixRange range) {
      return std::find(others.begin(), others.end(), range) == others.end();
    });
  }
  for (Run& run : runs) run.progress.checkpoint->keep_only(finished);
  comm::Communicator& communicator = runs.front().communicator;
  const auto ranges =
      ledger::balanced_ranges(runs.front().ledger, static_cast<std::size_t>(communicator.size()), finished);
  for (Run& run : runs) run.share.range = ranges[static_cast<std::size_t>(communicator.rank())];
}

/// Says what is gone on from, once the number of customers is known.
void tell_resumed(Run& run) {
  for (const Part& part : run.progress.checkpoint->finished()) run.result.run.resumed_customers += part.customers;
  if (run.progress.checkpoint->resumes()) run.result.run.resumed_from = run.progress.checkpoint->id();
  if (run.progress.checkpoint->resumes() && run.communicator.rank() == 0 && run.options.notice)
    run.options.notice(fmt::format("goes on from the checkpoint in {}: {} of {} customers are finished",
                                   run.progress.checkpoint->directory(), run.result.run.resumed_customers,
                                   run.result.ledger.customers));
}

void check_cohorts_of_segments(const Settings& settings, const AuditOptions& options) {
  const auto& units = options.cohorts;
  if (reads_cohort(settings.segments.registry) && std::count(units.begin(), units.end(), Granularity::kMonth) == 0)
    throw UsageError(fmt::format(
        "--segments {}: a condition reads the cohort, which is by month; have month in --cohorts", options.segments));
}

void check_values_of_segments(const Settings& settings, const AuditOptions& options) {
  const std::vector<int>& horizons = settings.profile.profile.clv.horizons;
  if (options.clv || !reads_value(settings.segments.registry, horizons)) return;
  const std::vector<personas::Field> fields = value_fields(horizons);
  const auto read = std::ranges::find_if(settings.segments.registry.fields, [&fields](const personas::Field& field) {
    return personas::find_field(fields, field.name).has_value();
  });
  throw UsageError(
      fmt::format("--segments {}: a condition reads {}, which is told by a model of value; give --clv "
                  "pareto-nbd, or leave the segment out",
                  options.segments, read->name));
}

Settings load_settings(comm::Communicator& communicator, const AuditOptions& options) {
  comm::agree(communicator, [&] { check_options(options); });
  Settings settings;
  settings.profile = load_profile(communicator, options.profile);
  if (options.signals && options.personas != "none")
    settings.registry = load_registry(communicator, options.personas, settings.profile.profile);
  if (options.segments != "none")
    settings.segments = load_segments(communicator, options.segments, settings.profile.profile.clv);
  comm::agree(communicator, [&] { check_cohorts_of_segments(settings, options); });
  comm::agree(communicator, [&] { check_values_of_segments(settings, options); });
  comm::agree(communicator, [&] { check_given_cuts(settings.profile.profile, options.bins); });
  return settings;
}

}  // namespace

void check_options(const AuditOptions& options) {
  for (const int percentile : options.percentiles)
    if (percentile < 1 || percentile > 100)
      throw UsageError(fmt::format("--percentiles: {} is not within 1 to 100", percentile));
    else if (std::count(options.percentiles.begin(), options.percentiles.end(), percentile) > 1)
      throw UsageError(fmt::format("--percentiles: {} is given twice; give it once", percentile));
  if (options.bins < rfm::kMinBins || options.bins > rfm::kMaxBins)
    throw UsageError(fmt::format("--bins: {} is not within {} to {}", options.bins, rfm::kMinBins, rfm::kMaxBins));
  if (!(options.shadow_percent >= 0 && options.shadow_percent <= 100))
    throw UsageError(fmt::format("--shadow: {} is not a percentage of 0 to 100", options.shadow_percent));
  for (const Granularity granularity : options.cohorts)
    if (std::count(options.cohorts.begin(), options.cohorts.end(), granularity) > 1)
      throw UsageError(
          fmt::format("--cohorts: {} is given twice; give it once", cohorts::granularity_name(granularity)));
  if (options.acquired_from && !parse_date(*options.acquired_from))
    throw UsageError(fmt::format("--acquired-from '{}' is not a date; write it as 2025-01-31", *options.acquired_from));
  if (options.acquired_from && options.cohorts.empty() && !options.clv)
    throw UsageError("--acquired-from is about cohorts, and --cohorts none asks for none; leave one of both out");
  if (!options.signals && options.personas != "default" && options.personas != "none")
    throw UsageError(
        fmt::format("--personas {} are judged by signals, and --signals none asks for none; leave one of both out",
                    options.personas));
  if (options.clv_holdout && !options.clv)
    throw UsageError("--clv-holdout is of --clv; give that a model, or leave the holdout out");
  if (options.clv_holdout && *options.clv_holdout != "none" && !parse_date(*options.clv_holdout))
    throw UsageError(
        fmt::format("--clv-holdout '{}' is neither a date nor none; write it as 2025-01-31", *options.clv_holdout));
  if (options.where.size() > kMaxConditions)
    throw UsageError(fmt::format("--where: {} conditions are more than {}", options.where.size(), kMaxConditions));
  if (options.as_of) {
    const auto day = parse_date(*options.as_of);
    if (!day || *day < 0 || *day >= kTimestampLimit / kSecondsPerDay)
      throw UsageError(
          fmt::format("--as-of '{}' is not a date from 1970 to 2105; write it as 2025-12-31", *options.as_of));
  }
  std::error_code unknown;
  if (std::filesystem::equivalent(options.ledger, options.out, unknown))
    throw UsageError(fmt::format("--out {} is the ledger; give results a directory of their own", options.out));
  if (options.num_threads < 1) throw UsageError("--threads must be at least 1");
}

Aggregates empty_aggregates(const AuditResult& result) {
  std::vector<cohorts::CohortPartial> no_customers;
  const CohortSettings& of = result.cohort_settings;
  for (std::size_t part = 0; part <= of.attribute.parts().size(); ++part)  // at first of all customers
    for (const Granularity granularity : of.granularities) no_customers.emplace_back(granularity, of.rules);
  Aggregates aggregates(result.signal_profile.set, result.windows.size(), result.registry.size(),
                        result.windows.empty() ? 0 : result.windows.front().recovery.size(), std::move(no_customers));
  aggregates.repeat_days.resize(num_repeat_days(result.clv_settings));
  if (result.by) aggregates.parts.resize(result.by->parts.size());
  return aggregates;
}

ResultExtent extent_of(const Run& run, std::uint64_t customers) {
  ResultExtent extent;
  extent.num_customers = customers;
  if (run.result.by) extent.part_width = part_width(*run.result.by);
  extent.id_width = run.ledger.id_width();
  extent.num_merchants = run.ledger.merchants().size();
  for (const std::string& merchant : run.ledger.merchants())
    extent.merchant_width = std::max(extent.merchant_width, static_cast<std::uint32_t>(merchant.size()));
  extent.profile_bytes = run.settings.profile.text.size();
  extent.segment_registry_bytes = run.settings.segments.text.size();
  extent.registry_bytes = run.result.scope.personas ? run.settings.registry.text.size() : 0;
  return extent;
}

namespace {

std::shared_ptr<ledger::Ledger> open_ledger(comm::Communicator& communicator, const AuditOptions& options) {
  auto ledger = std::make_shared<ledger::Ledger>(ledger::Ledger::open(communicator, options.ledger));
  if (options.verify)
    for (const ledger::Segment& segment : ledger->segments())
      store::verify_all_blocks(communicator, segment.file->file(), segment.file->sums());
  comm::agree(communicator, [&] { ledger->require_one_merchant_rule(); });
  comm::agree(communicator, [&] { ledger->set_filter(filter_of(*ledger, options.where)); });
  ledger::count_rows(communicator, *ledger);
  ledger::count_filtered(communicator, *ledger);
  return ledger;
}

/// The output of one date.
void make_output(Run& run) {
  const std::string& out = run.options.out;
  run.output.extent = extent_of(run, run.result.ledger.customers);
  run.output.file = std::make_unique<store::ColumnFileWriter>(
      run.communicator, out + "/audit.h5", result_spec(run.result, run.output.extent),
      run.progress.checkpoint->resumes() ? store::ColumnFileWriter::Start::kKept
                                         : store::ColumnFileWriter::Start::kNew);
  run.output.keeps_streams = keeps_streams(run.result);
  if (run.result.clv_settings.asked())
    run.figures.state.inputs =
        std::make_unique<InputSpill>(fmt::format("{}/.inputs-{}.tmp", out, run.communicator.rank()));
  const std::vector<int>& horizons = run.result.clv_settings.rules.horizons;
  if (reads_value(run.result.segments, horizons))
    run.figures.values = std::make_unique<KeptValues>(run.result.segments, horizons, out, run.communicator.rank());
  run.figures.streams = std::make_unique<StreamSpill>(fmt::format("{}/.streams-{}.tmp", out, run.communicator.rank()));
}

/// The customers of this rank's range, counted once for all dates.
void count_customers(std::span<Run> runs) {
  ledger::Ledger& ledger = runs.front().ledger;
  comm::Communicator& communicator = runs.front().communicator;
  std::uint64_t own = 0;
  comm::agree(communicator, [&] {
    const ledger::PrefixRange range = runs.front().share.range;
    const std::vector<std::uint32_t> customers = ledger::customers_by_prefix(ledger, range);
    own = std::accumulate(customers.begin(), customers.end(), std::uint64_t{0});
    ledger.set_customers(range.begin, customers);
    for (Run& run : runs) run.figures.state.reserve(own);
  });
  const std::uint64_t first = communicator.exclusive_sum(own);
  const std::uint64_t all = communicator.all_reduce_value(own, comm::ReduceOp::kSum);
  for (Run& run : runs) {
    run.share.num_customers = own;
    run.share.first_customer = first;
    run.result.ledger.customers = all;
  }
}

}  // namespace

std::vector<Run> open_runs(comm::Communicator& communicator, std::span<const AuditOptions> options) {
  for (const AuditOptions& of_date : options) comm::agree(communicator, [&] { check_options(of_date); });
  const Settings settings = load_settings(communicator, options.front());
  const std::shared_ptr<ledger::Ledger> ledger = open_ledger(communicator, options.front());
  std::vector<Run> runs;
  runs.reserve(options.size());
  for (const AuditOptions& of_date : options)
    runs.push_back({.communicator = communicator, .options = of_date, .settings = settings, .shared_ledger = ledger});
  comm::agree(communicator, [&] {
    for (Run& run : runs) {
      resolve_dates(run.options, run.ledger, settings.profile.profile.fiscal_year_start, run.result);
      settle_clv(run.options, settings.profile.profile.clv, run.result);
      run.result.data_quality = data_quality_of(run.ledger);
      describe(run);
    }
    skip_segments(runs);
  });
  return runs;
}

std::vector<Run> set_up_runs(comm::Communicator& communicator, std::span<const AuditOptions> options) {
  std::vector<Run> runs = open_runs(communicator, options);
  for (Run& run : runs) {
    comm::agree(communicator, [&] { store::make_directories(run.options.out); });
    begin_record(run);
    choose_parts(run);
  }
  find_checkpoints(runs);
  count_customers(runs);
  for (Run& run : runs) {
    tell_resumed(run);
    make_output(run);
  }
  return runs;
}

Run set_up(comm::Communicator& communicator, const AuditOptions& options) {
  return std::move(set_up_runs(communicator, std::span(&options, 1)).front());
}

}  // namespace spendlens::audit
