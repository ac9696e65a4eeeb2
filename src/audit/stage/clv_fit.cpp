#include <algorithm>
#include <exception>

#include "audit/stage/clv_parts.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/parallel_for.hpp"

namespace spendlens::audit {

namespace {

using value::Asked;
using value::LikelihoodSums;

/// For so few threads would wait longer for each other than they work.
constexpr std::size_t kFewCustomers = 20'000;

/// Rank 0's parameters are everybody's, and the sums are those of all ranks: whatever processors they run on, all take
/// the same steps.
template <class Local>
LikelihoodSums sums_of_all(comm::Communicator& communicator, std::span<const double> parameters, Local local) {
  std::vector<double> of_rank_0(parameters.begin(), parameters.end());
  communicator.broadcast(std::as_writable_bytes(std::span(of_rank_0)), 0);
  // One reduction carries the sums and whether all ranks have them: there are thousands.
  std::vector<int128> numbers = LikelihoodSums().numbers();
  std::exception_ptr failure;
  try {
    numbers = local(of_rank_0).numbers();
  } catch (...) {
    failure = std::current_exception();
  }
  numbers.push_back(failure ? 1 : 0);
  communicator.all_reduce(std::span<int128>(numbers), comm::ReduceOp::kSum);
  if (numbers.back() != 0)
    comm::agree(communicator, [&failure] {
      if (failure) std::rethrow_exception(failure);
    });
  numbers.pop_back();
  return LikelihoodSums::of(numbers);
}

/// Columns of the customers that spend is fitted to, a part of the records at a time.
class SpendColumns {
 public:
  SpendColumns(const ClvSettings& settings, SampleOf of) : settings_(settings), of_(of) {}

  void fill(std::span<const InputRecord> records) {
    x.clear();
    spend.clear();
    for (const InputRecord& record : records) {
      if (record.T == value::kNoPurchase || settings_.inputs.is_earlier(record.T)) continue;
      if (of_ == SampleOf::kCalibration && !is_calibrated(settings_, record)) continue;
      const bool now = of_ == SampleOf::kNow;
      const std::uint16_t repeats = now ? record.x : record.calibration_x;
      if (repeats == 0) continue;
      x.push_back(repeats);
      spend.push_back(now ? record.repeat_spend : record.calibration_spend);
    }
  }

  std::vector<std::uint16_t> x;
  std::vector<Minor> spend;

 private:
  const ClvSettings& settings_;
  SampleOf of_;
};

value::SpendFit fit_spend(const Run& run, SampleOf of, const ClvSample& sample) {
  const InputSpill& records = *run.figures.state.inputs;
  const int threads = records.size() < kFewCustomers ? 1 : run.options.num_threads;
  // Each thread reads and adds up its own part of the records.
  std::vector<SpendColumns> columns(num_parts(records.size(), threads), SpendColumns(run.result.clv_settings, of));
  const auto local = [&](Asked asked, std::span<const double> parameters) {
    std::vector<LikelihoodSums> parts(columns.size());
    for_each_part(records.size(), threads, [&](ItemRange range, std::size_t part) {
      SpendColumns& own = columns[part];
      records.for_each_part(range, [&](std::span<const InputRecord> some) {
        own.fill(some);
        parts[part] += value::spend_likelihood(parameters, asked, own.x, own.spend, sample.spend.largest_x, 1);
      });
    });
    LikelihoodSums sums;
    for (const LikelihoodSums& part : parts) sums += part;
    return sums;
  };
  return value::fit_spend_by_sums(
      [&](std::span<const double> parameters, Asked asked) {
        return sums_of_all(run.communicator, parameters,
                           [&](std::span<const double> of_rank_0) { return local(asked, of_rank_0); });
      },
      sample.spend, run.result.clv_settings.rules.min_repeat_customers);
}

}  // namespace

void fit_sample(const Run& run, const CountedCustomers& customers, SampleOf of, ClvSample& sample) {
  value::PurchaseObjective own;
  comm::agree(run.communicator,
              [&] { own = value::likelihood_of(customers.inputs, sample.inputs, run.options.num_threads); });
  sample.fits = value::fit_all_by_sums(
      [&](value::Model model, std::span<const double> parameters, Asked asked) {
        return sums_of_all(run.communicator, parameters,
                           [&](std::span<const double> of_rank_0) { return own(model, of_rank_0, asked); });
      },
      sample.inputs, run.result.clv_settings.rules.min_repeat_customers);
  for (value::PurchaseFit& fit : sample.fits) fit.distinct = sample.distinct;
  sample.spend_fit = fit_spend(run, of, sample);
}

void take_given(const Run& run, ClvSample& sample) {
  const ClvRules& rules = run.result.clv_settings.rules;
  for (const value::Model model : value::kModels) {
    const auto given = rules.given_purchases(model);
    if (!given) continue;
    value::PurchaseFit fit;
    fit.model = model;
    fit.status = value::FitStatus::kGiven;
    fit.parameters = *given;
    fit.standard_errors.resize(value::parameter_names(model).size());
    fit.distinct = sample.distinct;
    sample.fits.push_back(fit);
  }
  const auto spend = rules.given_spend();
  if (!spend) {
    sample.spend_fit = fit_spend(run, SampleOf::kNow, sample);
    return;
  }
  sample.spend_fit.status = value::FitStatus::kGiven;
  sample.spend_fit.parameters = *spend;
  sample.spend_fit.standard_errors.resize(3);
  sample.spend_fit.customers = sample.spend.customers;
  sample.spend_fit.left_out_without_spend = sample.spend.left_out_without_spend;
}

const value::PurchaseFit* ClvSample::fit_of(value::Model model) const {
  const auto found = std::ranges::find(fits, model, &value::PurchaseFit::model);
  return found == fits.end() ? nullptr : &*found;
}

}  // namespace spendlens::audit
