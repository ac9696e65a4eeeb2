#include <algorithm>
#include <cmath>
#include <numeric>

#include "audit/stage/clv_parts.hpp"
#include "spendlens/audit/clv_tables.hpp"
#include "spendlens/cohorts/calendar_units.hpp"
#include "spendlens/cohorts/partial.hpp"
#include "spendlens/comm/agree.hpp"

namespace spendlens::audit {

namespace {

/// Sums over this rank's customers.
struct ScoreSums {
  std::vector<ClvCohort> cohorts;  ///< `earlier`, then one a unit
  std::vector<int128> expected_purchases;
  std::uint64_t without_clv = 0;
  std::vector<int128> class_customers;  ///< of clv, by cohorts::concentration_class()
  std::vector<int128> class_clv;
};

/// The classes of value that there can be: 63 bits.
std::size_t num_classes() { return cohorts::concentration_class(std::numeric_limits<Minor>::max()) + 1; }

/// The share of value of the top percent of customers; those who are cut out of a class count with its mean.
std::optional<Hundredths> top_share(const ScoreSums& sums, int128 customers, int128 clv, int percent_of_customers) {
  if (clv <= 0) return std::nullopt;
  int128 left = std::max<int128>(1, customers * percent_of_customers / 100);
  int128 value = 0;
  for (std::size_t i = sums.class_customers.size(); i-- > 0 && left > 0;) {
    if (sums.class_customers[i] == 0) continue;
    const int128 taken = std::min(left, sums.class_customers[i]);
    value += sums.class_clv[i] * taken / sums.class_customers[i];
    left -= taken;
  }
  return percent(value, clv);
}

/// Records as the columns that scores are made of.
struct InputVectors {
  std::vector<std::uint16_t> x, t_x, T;
  std::vector<Minor> repeat_spend;

  void take(std::span<const InputRecord> records) {
    x.clear(), t_x.clear(), T.clear(), repeat_spend.clear();
    for (const InputRecord& record : records) {
      x.push_back(record.x);
      t_x.push_back(record.t_x);
      T.push_back(record.T);
      repeat_spend.push_back(record.repeat_spend);
    }
  }
  [[nodiscard]] value::InputColumns columns() const { return {x, t_x, T, repeat_spend}; }
};

/// Scores records a part at a time, writes what the result keeps, and adds up.
class Scoring {
 public:
  Scoring(Run& run, const value::ScoreModel& model, const value::CountedInputs& own)
      : run_(run),
        model_(model),
        expectations_(model.purchases, model.rules, own, run.options.num_threads),
        units_(run.result.clv_settings.granularity, run.result.clv_settings.inputs.first_day,
               run.result.clv_settings.inputs.reference, run.settings.profile.profile.fiscal_year_start) {
    sums.cohorts.resize(units_.size() + 1);
    sums.cohorts[0].name = "earlier";
    for (std::size_t unit = 0; unit < units_.size(); ++unit) sums.cohorts[unit + 1].name = units_.name(unit);
    sums.expected_purchases.resize(model.rules.horizons.size());
    sums.class_customers.resize(num_classes());
    sums.class_clv.resize(num_classes());
  }

  void add(std::span<const InputRecord> records, std::uint64_t first_row) {
    inputs_.take(records);
    const value::InputColumns columns = inputs_.columns();
    scores_.p_alive.resize(records.size());
    value::p_alive(model_.purchases, model_.longest_T, columns, run_.options.num_threads, scores_.p_alive);
    value::score_by_expectations(model_, expectations_, columns, run_.options.num_threads, scores_);
    for (std::size_t i = 0; i < records.size(); ++i)
      if (columns.T[i] != value::kNoPurchase) add_up(i);
    write_scores(*run_.output.file, run_.result.clv_settings.rules.horizons, first_row, columns, scores_);
    if (run_.figures.values) run_.figures.values->append(scores_);
  }

  ScoreSums sums;

 private:
  void add_up(std::size_t i) {
    const value::InputRules& rules = run_.result.clv_settings.inputs;
    const std::uint16_t T = inputs_.T[i];
    const Day first = rules.reference - static_cast<Day>(T);
    ClvCohort& cohort = sums.cohorts[rules.is_earlier(T) ? 0 : units_.unit_of(first) + 1];
    ++cohort.customers;
    value::add_score(scores_.p_alive[i], 1, cohort.p_alive);
    for (std::size_t h = 0; h < sums.expected_purchases.size(); ++h)
      value::add_score(scores_.expected_purchases[h][i], 1, sums.expected_purchases[h]);
    const Minor clv = scores_.clv[i];
    if (clv == kNoMoney) {
      ++sums.without_clv;
      return;
    }
    cohort.clv += clv;
    const std::size_t clv_class = cohorts::concentration_class(clv);
    ++sums.class_customers[clv_class];
    sums.class_clv[clv_class] += clv;
  }

  Run& run_;
  value::ScoreModel model_;
  value::Expectations expectations_;
  cohorts::CalendarUnits units_;
  InputVectors inputs_;
  value::ScoreColumns scores_;
};

void add_up(comm::Communicator& communicator, ScoreSums& sums) {
  std::vector<int128> numbers = {static_cast<int128>(sums.without_clv)};
  for (const ClvCohort& cohort : sums.cohorts)
    numbers.insert(numbers.end(), {static_cast<int128>(cohort.customers), cohort.p_alive, cohort.clv});
  for (const auto* list : {&sums.expected_purchases, &sums.class_customers, &sums.class_clv})
    numbers.insert(numbers.end(), list->begin(), list->end());
  communicator.all_reduce(std::span<int128>(numbers), comm::ReduceOp::kSum);
  auto next = numbers.begin();
  sums.without_clv = static_cast<std::uint64_t>(*next++);
  for (ClvCohort& cohort : sums.cohorts) {
    cohort.customers = static_cast<std::uint64_t>(*next++);
    cohort.p_alive = *next++;
    cohort.clv = *next++;
  }
  for (auto* list : {&sums.expected_purchases, &sums.class_customers, &sums.class_clv})
    for (int128& number : *list) number = *next++;
}

void finish(ScoreSums& sums, ClvAnalysis& analysis) {
  for (const ClvCohort& cohort : sums.cohorts) {
    if (cohort.customers == 0) continue;
    analysis.cohorts.push_back(cohort);
    analysis.customers += cohort.customers;
    analysis.p_alive += cohort.p_alive;
    analysis.clv += cohort.clv;
  }
  analysis.expected_purchases = sums.expected_purchases;
  analysis.without_clv = sums.without_clv;
  const int128 valued = std::accumulate(sums.class_customers.begin(), sums.class_customers.end(), int128{0});
  analysis.top_10pct_share = top_share(sums, valued, analysis.clv, 10);
  analysis.top_20pct_share = top_share(sums, valued, analysis.clv, 20);
}

/// Inputs are kept where no model says anything of them.
void write_unscored(const Run& run) {
  const ClvSettings& settings = run.result.clv_settings;
  std::uint64_t row = run.share.first_customer;
  const InputSpill& records = *run.figures.state.inputs;
  InputVectors inputs;
  records.for_each_part({0, records.size()}, [&](std::span<const InputRecord> part) {
    inputs.take(part);
    value::ScoreColumns scores;
    scores.p_alive.assign(part.size(), std::numeric_limits<double>::quiet_NaN());
    scores.expected_purchases.assign(settings.rules.horizons.size(), scores.p_alive);
    scores.expected_spend.assign(part.size(), kNoMoney);
    scores.clv.assign(part.size(), kNoMoney);
    write_scores(*run.output.file, settings.rules.horizons, row, inputs.columns(), scores);
    if (run.figures.values) run.figures.values->append(scores);
    row += part.size();
  });
}

}  // namespace

void score_all(Run& run, const ClvInputs& inputs, ClvAnalysis& analysis) {
  const ClvSettings& settings = run.result.clv_settings;
  const value::PurchaseFit* fit = analysis.sample.fit_of(*settings.model);
  analysis.longest_T = inputs.longest_T;
  analysis.scored = fit != nullptr && value::is_fitted(fit->status);
  analysis.has_spend = analysis.scored && value::is_fitted(analysis.sample.spend_fit.status);
  if (!analysis.scored) {
    comm::agree(run.communicator, [&] { write_unscored(run); });
    return;
  }
  value::ScoreModel model{fit->parameters, {}, inputs.longest_T, settings.rules.scores()};
  if (analysis.has_spend) model.spend = analysis.sample.spend_fit.parameters;
  std::optional<Scoring> scoring;
  comm::agree(run.communicator, [&] {
    scoring.emplace(run, model, inputs.own);
    std::uint64_t row = run.share.first_customer;
    const InputSpill& records = *run.figures.state.inputs;
    records.for_each_part({0, records.size()}, [&](std::span<const InputRecord> part) {
      scoring->add(part, row);
      row += part.size();
    });
  });
  add_up(run.communicator, scoring->sums);
  finish(scoring->sums, analysis);
}

}  // namespace spendlens::audit
