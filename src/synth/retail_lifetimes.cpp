#include "synth/retail_lifetimes.hpp"

#include <algorithm>
#include <limits>

#include "spendlens/core/error.hpp"
#include "synth/portable_math.hpp"

namespace spendlens::synth {

/// Spans with the logarithms of their weights.
struct RetailLives::Weights {
  std::vector<Span> spans;
  std::vector<double> logarithms;

  void add(std::size_t first, std::size_t last, double logarithm) {
    if (logarithm == -std::numeric_limits<double>::infinity()) return;
    spans.push_back({static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last), 0, 0});
    logarithms.push_back(logarithm);
  }
};

namespace {

/// The chance to drop out at the start of each month for those who are there already.
std::vector<double> churn_of_months(const RetailParameters& p, const ModelSettings& settings,
                                    const RetailCalendar& calendar) {
  std::vector<double> churn(calendar.num_months(), p.monthly_churn);
  if (p.recall_churn > 0) {
    // The recall may begin before the first day of the history, never after its last.
    const Day recall =
        std::max(first_day_of(p.recall_month, settings.as_of), settings.as_of - settings.history_days + 1);
    double& chance = churn[calendar.month_of(recall)];
    chance = 1 - (1 - chance) * (1 - p.recall_churn);
  }
  return churn;
}

/// Calls `visit` for each month that may be the last of one who is there from `first` on, with the logarithm of its
/// chance.
template <class Visit>
void for_each_last_month(const std::vector<double>& churn, std::size_t first, const Visit& visit) {
  double survived = 0;
  for (std::size_t last = first; last < churn.size(); ++last) {
    if (last > first) survived += log_of_one_plus(-churn[last]);
    visit(last, last + 1 < churn.size() ? survived + natural_log(churn[last + 1]) : survived);
  }
}

}  // namespace

RetailLives::RetailLives(const RetailParameters& parameters, const ModelSettings& settings,
                         const RetailCalendar& calendar)
    : shape_(parameters.rate_shape),
      scale_(parameters.orders_per_month / parameters.rate_shape),
      quality_(parameters.cohort_quality),
      leaving_(-log_of_one_plus(-parameters.monthly_churn)),
      leaving_shape_(parameters.churn_shape),
      existing_share_(parameters.existing_share),
      exactly_(settings.rows_per_customer) {
  if (leaving_shape_ > 0 && (existing_share_ > 0 || exactly_ > 0 || parameters.recall_churn > 0 || leaving_ == 0))
    throw UsageError(
        "churn_shape makes customers who leave at any time: it asks for monthly_churn above 0, existing_share 0, "
        "recall_churn 0, and no --transactions-per-customer");
  const std::vector<double> churn = churn_of_months(parameters, settings, calendar);
  existing_ = alias_table(existing_weights(calendar, churn));
  arriving_ = alias_table(arriving_weights(calendar, churn));
}

// Poisson counts of gamma rates are negative binomial. The factor that months do not change is left out.
double RetailLives::log_chance_of_orders(double months, double scale, std::uint32_t orders) const {
  const double expected = months * scale;
  const double none = -shape_ * log_of_one_plus(expected);
  return orders == 0 ? none : none + orders * (natural_log(expected) - log_of_one_plus(expected));
}

RetailLives::Weights RetailLives::existing_weights(const RetailCalendar& calendar,
                                                   const std::vector<double>& churn) const {
  Weights weights;
  for_each_last_month(churn, 0, [&](std::size_t last, double log_chance) {
    const double months = calendar.months(calendar.month_start(last + 1));
    const double orders = exactly_ > 0 ? log_chance_of_orders(months, scale_, exactly_)
                                       : natural_log(-exponential_minus_one(log_chance_of_orders(months, scale_, 0)));
    weights.add(0, last, log_chance + orders);
  });
  return weights;
}

RetailLives::Weights RetailLives::arriving_weights(const RetailCalendar& calendar,
                                                   const std::vector<double>& churn) const {
  Weights weights;
  for (std::size_t first = 0; first < calendar.num_months(); ++first) {
    const std::uint64_t start = calendar.month_start(first);
    const std::uint64_t width = calendar.month_start(first + 1) - start;
    if (width == 0) continue;
    const double scale = scale_of(calendar.first_day(first), calendar);
    for_each_last_month(churn, first, [&](std::size_t last, double log_chance) {
      // As if all arrived in the middle of the month's orders.
      const double months = calendar.months(calendar.month_start(last + 1) - start) - calendar.months(width) / 2;
      const double orders = exactly_ > 0 ? log_chance_of_orders(months, scale, exactly_ - 1) : 0;
      weights.add(first, last, log_chance + orders + natural_log(static_cast<double>(width)));
    });
  }
  return weights;
}

std::vector<RetailLives::Span> RetailLives::alias_table(const Weights& weights) {
  std::vector<Span> spans = weights.spans;
  const double highest = *std::max_element(weights.logarithms.begin(), weights.logarithms.end());
  std::vector<double> share(spans.size());
  double total = 0;
  for (std::size_t i = 0; i < share.size(); ++i) total += share[i] = exponential_of(weights.logarithms[i] - highest);
  std::vector<std::uint32_t> small, large;
  for (std::size_t i = 0; i < share.size(); ++i) {
    share[i] *= static_cast<double>(share.size()) / total;
    (share[i] < 1 ? small : large).push_back(static_cast<std::uint32_t>(i));
    spans[i].threshold = std::numeric_limits<std::uint32_t>::max();
    spans[i].alias = static_cast<std::uint32_t>(i);
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t poor = small.back(), rich = large.back();
    small.pop_back();
    spans[poor].threshold = static_cast<std::uint32_t>(share[poor] * 0x1p32);
    spans[poor].alias = rich;
    share[rich] -= 1 - share[poor];
    if (share[rich] < 1) {
      large.pop_back();
      small.push_back(rich);
    }
  }
  return spans;
}

const RetailLives::Span& RetailLives::draw_span(Random& random, const std::vector<Span>& spans) {
  const Span& span = spans[random.below(static_cast<std::uint32_t>(spans.size()))];
  return random.next() < span.threshold ? span : spans[span.alias];
}

// Both the rate and the count are those of a customer with at least one order. Where few have one, the rates of those
// who have are nearly gamma of a shape that is 1 higher, otherwise nearly as they were: whichever is refused seldom.
void RetailLives::count_from_one(Random& random, double months, RetailLife& life) const {
  const bool few = months * scale_ * shape_ < 1;
  for (;;) {
    life.rate = random.gamma(few ? shape_ + 1 : shape_, scale_);
    const double mean = life.rate * months;
    if (mean <= 0) continue;
    const double any = -exponential_minus_one(-mean);
    if (random.uniform() >= (few ? any / mean : any)) continue;
    const double first = -log_of_one_plus(-random.uniform() * any);  // when the first comes, of a time of length `mean`
    life.orders = 1 + random.poisson(mean - first);
    return;
  }
}

double RetailLives::scale_of(Day arrival, const RetailCalendar& calendar) const {
  if (quality_ == 1) return scale_;
  return scale_ * power_of(quality_, (arrival - calendar.first_day()) / kDaysPerYear);
}

RetailLife RetailLives::draw_leaving(Random& random, const RetailCalendar& calendar) const {
  constexpr std::uint64_t kEnd = std::uint64_t{1} << 32U;
  RetailLife life;
  life.arrives = true;
  life.start = RetailCalendar::draw(random, 0, kEnd);
  const auto start = static_cast<std::uint32_t>(life.start);
  life.rate = random.gamma(shape_, scale_of(calendar.day_at(start), calendar));
  life.leaving = random.gamma(leaving_shape_, leaving_ / leaving_shape_);
  life.end = calendar.later(start, random.exponential(1) / life.leaving * kDaysPerMonth);
  if (life.end < kEnd) life.left = calendar.day_at(static_cast<std::uint32_t>(life.end));
  life.orders = 1 + random.poisson(life.rate * calendar.months(life.end - life.start));
  life.end = std::max(life.end, life.start + 1);
  return life;
}

RetailLife RetailLives::draw(Random& random, const RetailCalendar& calendar) const {
  if (leaving_shape_ > 0) return draw_leaving(random, calendar);
  RetailLife life;
  life.arrives = !random.chance(existing_share_);
  life.leaving = leaving_;
  const Span& span = draw_span(random, life.arrives ? arriving_ : existing_);
  life.end = calendar.month_start(span.last_month + std::size_t{1});
  if (span.last_month + std::size_t{1} < calendar.num_months())
    life.left = calendar.first_day(span.last_month + std::size_t{1});
  if (life.arrives)
    life.start = RetailCalendar::draw(random, calendar.month_start(span.first_month),
                                      calendar.month_start(span.first_month + std::size_t{1}));
  const double months = calendar.months(life.end - life.start);
  if (exactly_ > 0) {
    life.orders = exactly_;
  } else if (life.arrives) {
    life.rate = random.gamma(shape_, scale_of(calendar.day_at(static_cast<std::uint32_t>(life.start)), calendar));
    life.orders = 1 + random.poisson(life.rate * months);
  } else {
    count_from_one(random, months, life);
  }
  return life;
}

}  // namespace spendlens::synth
