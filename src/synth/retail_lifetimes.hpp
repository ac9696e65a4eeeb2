#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "spendlens/synth/model.hpp"
#include "spendlens/synth/random.hpp"
#include "spendlens/synth/retail_model.hpp"
#include "synth/retail_calendar.hpp"

namespace spendlens::synth {

/// When a customer is there and how many orders it has. Points are RetailCalendar's.
struct RetailLife {
  std::uint64_t start = 0;   ///< of one who arrives the point of its first order
  std::uint64_t end = 0;     ///< exclusive; when it is not there any more
  bool arrives = false;      ///< within the history
  std::uint32_t orders = 0;  ///< returns included, at least 1
  double rate = 0;           ///< orders a month at intensity 1; 0: it was not drawn, as the orders were given
  double leaving = 0;        ///< rate of leaving, a month
  std::optional<Day> left;   ///< within the history
};

/// The distribution of customers' lives given that they are in the log: with rows_per_customer = M that they have just
/// M orders (so that a customer of many orders is one who has been there for long), else at least one.
class RetailLives {
 public:
  RetailLives(const RetailParameters& parameters, const ModelSettings& settings, const RetailCalendar& calendar);

  /// Precondition: `calendar` is the one of the constructor.
  [[nodiscard]] RetailLife draw(Random& random, const RetailCalendar& calendar) const;

 private:
  /// From which month to which a customer is there, as an entry of an alias table (Walker 1977): it stands for itself
  /// below `threshold`, else for `alias`.
  struct Span {
    std::uint16_t first_month = 0;
    std::uint16_t last_month = 0;
    std::uint32_t threshold = 0;
    std::uint32_t alias = 0;
  };
  struct Weights;

  static std::vector<Span> alias_table(const Weights& weights);
  [[nodiscard]] Weights existing_weights(const RetailCalendar& calendar, const std::vector<double>& churn) const;
  [[nodiscard]] Weights arriving_weights(const RetailCalendar& calendar, const std::vector<double>& churn) const;
  [[nodiscard]] double log_chance_of_orders(double months, double scale, std::uint32_t orders) const;
  static const Span& draw_span(Random& random, const std::vector<Span>& spans);
  void count_from_one(Random& random, double months, RetailLife& life) const;
  /// One who leaves at any time.
  [[nodiscard]] RetailLife draw_leaving(Random& random, const RetailCalendar& calendar) const;
  /// The scale of those who arrive on a day.
  [[nodiscard]] double scale_of(Day arrival, const RetailCalendar& calendar) const;

  double shape_;
  double scale_;          ///< of the gamma distribution of orders a month, of those who arrive on the first day
  double quality_;        ///< scale of a year later over this
  double leaving_;        ///< mean rate a month
  double leaving_shape_;  ///< 0: everybody has the mean
  double existing_share_;
  std::uint32_t exactly_;  ///< orders a customer; 0: as they come
  std::vector<Span> existing_;
  std::vector<Span> arriving_;
};

}  // namespace spendlens::synth
