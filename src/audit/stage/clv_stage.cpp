#include "audit/stage/clv_parts.hpp"
#include "audit/stage/stages.hpp"
#include "spendlens/comm/agree.hpp"

namespace spendlens::audit {

namespace {

/// The sums of all ranks.
value::HoldoutSums of_all(comm::Communicator& communicator, const value::HoldoutSums& own) {
  std::vector<int128> numbers = own.numbers();
  communicator.all_reduce(std::span<int128>(numbers), comm::ReduceOp::kSum);
  return value::HoldoutSums::of(numbers);
}

ClvHoldoutModel compare_model(const Run& run, const ClvInputs& inputs, const ClvHoldout& holdout,
                              const value::PurchaseFit& fit) {
  ClvHoldoutModel model{fit.model, {}, {}};
  if (!value::is_fitted(fit.status)) return model;
  std::optional<value::SpendParameters> spend;
  if (value::is_fitted(holdout.sample.spend_fit.status)) spend = holdout.sample.spend_fit.parameters;
  value::HoldoutSums own;
  comm::agree(run.communicator, [&] {
    own = value::compare_holdout(inputs.calibration.entries, fit.parameters, spend, holdout.sample.inputs.longest_T,
                                 holdout.days, run.options.num_threads);
    model.tracking = value::track(fit.parameters, inputs.acquired, run.figures.aggregates.repeat_days);
  });
  model.sums = of_all(run.communicator, own);
  return model;
}

void compare_holdout(const Run& run, const ClvInputs& inputs, ClvHoldout& holdout) {
  const value::InputRules& rules = run.result.clv_settings.inputs;
  holdout.calibration_end = *rules.calibration_end;
  holdout.days = rules.reference + 1 - holdout.calibration_end;
  holdout.actual_customers = inputs.holdout_customers;
  holdout.actual_purchase_days = inputs.holdout_purchase_days;
  holdout.actual_spend = inputs.holdout_spend;
  fit_sample(run, inputs.calibration, SampleOf::kCalibration, holdout.sample);
  for (const value::PurchaseFit& fit : holdout.sample.fits)
    holdout.models.push_back(compare_model(run, inputs, holdout, fit));
  value::HoldoutSums naive;
  comm::agree(run.communicator, [&] { naive = value::compare_naive(inputs.calibration.entries, holdout.days); });
  holdout.naive = of_all(run.communicator, naive);
}

}  // namespace

void clv_stage(Run& run, const std::function<void(const char*)>& begin) {
  const ClvSettings& settings = run.result.clv_settings;
  if (!settings.asked()) return;
  begin("clv inputs");
  ClvAnalysis analysis;
  ClvHoldout holdout;
  const ClvInputs inputs = gather_inputs(run, analysis.sample, holdout.sample);
  begin("clv fit");
  if (settings.rules.gives_purchases())
    take_given(run, analysis.sample);
  else
    fit_sample(run, inputs.now, SampleOf::kNow, analysis.sample);
  if (settings.inputs.calibration_end) {
    begin("clv holdout");
    compare_holdout(run, inputs, holdout);
    analysis.holdout = std::move(holdout);
  }
  if (settings.streams_from && run.figures.aggregates.recent_spend > 0)
    analysis.subscription_spend_pct = percent(run.figures.aggregates.stream_totals.spent(StreamKind::kSubscription),
                                              run.figures.aggregates.recent_spend);
  begin("clv scores");
  score_all(run, inputs, analysis);
  run.result.clv = std::move(analysis);
}

}  // namespace spendlens::audit
