#include "spendlens/value/maximum.hpp"

#include <algorithm>
#include <cmath>

#include "spendlens/core/elementary.hpp"
#include "value/cholesky.hpp"

namespace spendlens::value {

namespace {

constexpr double kConvergedPromise = 1e-10;
constexpr double kTrustedPromise = 1e-3;
constexpr double kFirstDamping = 1e-3;
constexpr double kMostDamping = 1e12;
constexpr double kLongestMove = 2;  ///< in a logarithm, of a damped step
constexpr double kDifference = 1e-4;
constexpr int kMostSteps = 60;

/// The search, in the logarithms of the parameters.
class Search {
 public:
  Search(const Objective& objective, std::span<const double> start, bool with_second)
      : objective_(objective), with_second_(with_second), size_(start.size()), curvature_{start.size()} {
    for (const double parameter : start)
      place_.push_back(std::clamp(elementary::natural_log(parameter), least_, largest_));
  }

  Maximum run() {
    evaluate_here();
    FitStatus status = FitStatus::kNotConverged;
    while (steps_ < kMostSteps && sums_.not_finite == 0) {
      find_curvature();
      if (sums_.not_finite > 0) break;
      const Outcome outcome = step();
      if (outcome == Outcome::kStuck) break;
      if (outcome == Outcome::kConverged) {
        status = free_.size() < size_ ? FitStatus::kAtBound : FitStatus::kConverged;
        break;
      }
      ++steps_;
    }
    return finish(status);
  }

 private:
  enum class Outcome { kMoved, kConverged, kStuck };

  [[nodiscard]] LikelihoodSums evaluate(const Numbers& place, Asked asked) {
    ++evaluations_;
    return objective_(parameters_of(place), asked);
  }

  [[nodiscard]] Numbers parameters_of(const Numbers& place) const {
    Numbers parameters;
    for (const double log : place)
      parameters.push_back(std::clamp(elementary::exponential(log), kLeastParameter, kLargestParameter));
    return parameters;
  }

  void evaluate_here() {
    sums_ = evaluate(place_, with_second_ ? Asked::kSecond : Asked::kGradient);
    for (std::size_t i = 0; i < size_; ++i) gradient_[i] = as_number(sums_.gradient[i]);
  }

  /// -H, and the parameters that are not held at a bound.
  void find_curvature() {
    if (with_second_) {
      for (std::size_t i = 0, next = 0; i < size_; ++i)
        for (std::size_t j = i; j < size_; ++j, ++next)
          curvature_.at(i, j) = curvature_.at(j, i) = -as_number(sums_.second[next]);
    } else {
      differ();
    }
    free_.clear();
    for (std::size_t i = 0; i < size_; ++i) {
      const bool held = (place_[i] <= least_ && gradient_[i] <= 0) || (place_[i] >= largest_ && gradient_[i] >= 0);
      if (!held) free_.push_back(i);
    }
  }

  void differ() {
    Matrix differences{size_};
    for (std::size_t i = 0; i < size_; ++i) {
      Numbers place = place_;
      place[i] = std::min(place_[i] + kDifference, largest_);
      const double above = place[i];
      const LikelihoodSums more = evaluate(place, Asked::kGradient);
      place[i] = std::max(place_[i] - kDifference, least_);
      const LikelihoodSums less = evaluate(place, Asked::kGradient);
      sums_.not_finite += more.not_finite + less.not_finite;
      for (std::size_t j = 0; j < size_; ++j)
        differences.at(i, j) = as_number(less.gradient[j] - more.gradient[j]) / (above - place[i]);
    }
    for (std::size_t i = 0; i < size_; ++i)
      for (std::size_t j = 0; j < size_; ++j) curvature_.at(i, j) = 0.5 * (differences.at(i, j) + differences.at(j, i));
  }

  /// What -H, damped by `damping` times its diagonal, says of the free parameters; nothing where it says nothing.
  [[nodiscard]] std::optional<Numbers> newton_step(double damping) const {
    Matrix matrix{free_.size()};
    Numbers right;
    for (std::size_t i = 0; i < free_.size(); ++i) {
      for (std::size_t j = 0; j < free_.size(); ++j) matrix.at(i, j) = curvature_.at(free_[i], free_[j]);
      matrix.at(i, i) += damping * std::abs(matrix.at(i, i));
      right.push_back(gradient_[free_[i]]);
    }
    const std::optional<Matrix> lower = factor(matrix);
    if (!lower) return std::nullopt;
    return solve(*lower, right);
  }

  [[nodiscard]] double promise_of(const Numbers& step) const {
    double promise = 0;
    for (std::size_t i = 0; i < free_.size(); ++i) promise += gradient_[free_[i]] * step[i] / 2;
    return promise;
  }

  /// As far along the step as no parameter moves too far or beyond a bound: cut one by one they would leave the ridges
  /// that likelihoods have. One that is at its bound already stays there.
  [[nodiscard]] Numbers moved(const Numbers& step) const {
    double share = 1;
    for (std::size_t i = 0; i < free_.size(); ++i) {
      const double room = step[i] > 0 ? largest_ - place_[free_[i]] : place_[free_[i]] - least_;
      if (room > 0 && step[i] != 0) share = std::min(share, std::min(room, kLongestMove) / std::abs(step[i]));
    }
    Numbers place = place_;
    for (std::size_t i = 0; i < free_.size(); ++i) {
      const double bound = step[i] > 0 ? largest_ : least_;
      const bool arrives = std::abs(step[i]) * share >= std::abs(bound - place[free_[i]]);
      place[free_[i]] = arrives ? bound : place[free_[i]] + share * step[i];
    }
    return place;
  }

  Outcome step() {
    if (free_.empty()) return Outcome::kConverged;
    if (const std::optional<Numbers> newton = newton_step(0)) {
      const double promise = promise_of(*newton);
      if (promise <= kConvergedPromise) return Outcome::kConverged;
      if (promise <= kTrustedPromise) {
        place_ = moved(*newton);
        damping_ = 0;
        evaluate_here();
        return Outcome::kMoved;
      }
    }
    return damped_step();
  }

  Outcome damped_step() {
    double damping = damping_ / 10 < kFirstDamping ? 0 : damping_ / 10;
    for (; damping <= kMostDamping; damping = std::max(kFirstDamping, 10 * damping)) {
      const std::optional<Numbers> step = newton_step(damping);
      if (!step) continue;
      const Numbers place = moved(*step);
      const LikelihoodSums there = evaluate(place, Asked::kLikelihood);
      if (there.not_finite > 0 || there.log_likelihood <= sums_.log_likelihood) continue;
      place_ = place;
      damping_ = damping;
      evaluate_here();
      return Outcome::kMoved;
    }
    return Outcome::kStuck;
  }

  [[nodiscard]] Maximum finish(FitStatus status) const {
    Maximum maximum;
    maximum.status = status;
    maximum.parameters = parameters_of(place_);
    maximum.standard_errors.resize(size_);
    maximum.log_likelihood = sums_.log_likelihood;
    maximum.steps = steps_;
    maximum.evaluations = evaluations_;
    if (status == FitStatus::kNotConverged) return maximum;
    Matrix matrix{free_.size()};
    for (std::size_t i = 0; i < free_.size(); ++i)
      for (std::size_t j = 0; j < free_.size(); ++j) matrix.at(i, j) = curvature_.at(free_[i], free_[j]);
    const std::optional<Matrix> lower = factor(matrix);
    for (std::size_t i = 0; lower && i < free_.size(); ++i) {
      Numbers unit(free_.size(), 0.0);
      unit[i] = 1;
      maximum.standard_errors[free_[i]] = std::sqrt(solve(*lower, unit)[i]) * maximum.parameters[free_[i]];
    }
    return maximum;
  }

  const Objective& objective_;
  bool with_second_;
  std::size_t size_;
  const double least_ = elementary::natural_log(kLeastParameter);
  const double largest_ = elementary::natural_log(kLargestParameter);
  Numbers place_;
  LikelihoodSums sums_;
  std::array<double, kMostParameters> gradient_{};
  Matrix curvature_;
  std::vector<std::size_t> free_;
  double damping_ = 0;
  int steps_ = 0;
  int evaluations_ = 0;
};

}  // namespace

const char* fit_status_name(FitStatus status) {
  constexpr std::array<const char*, kFitStatuses> kNames = {
      "converged", "no_dropout", "at_bound", "no_customers", "too_few_repeat_customers", "not_converged", "given"};
  return kNames[static_cast<std::size_t>(status)];
}

Maximum maximize(const Objective& objective, std::span<const double> start, bool with_second) {
  return Search(objective, start, with_second).run();
}

}  // namespace spendlens::value
