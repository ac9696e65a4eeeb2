#include "spendlens/synth/retail_model.hpp"

#include <fmt/format.h>

#include <iterator>

#include "spendlens/synth/generate.hpp"
#include "synth/retail_basket.hpp"
#include "synth/retail_calendar.hpp"
#include "synth/retail_lifetimes.hpp"

namespace spendlens::synth {

namespace {

// Never renumber: a seed's customers follow from them.
constexpr std::uint32_t kLifeStream = 1;
constexpr std::uint32_t kOrderStream = 2;

constexpr std::uint32_t kDaysToReturn = 30;

RetailParameters validated(const RetailParameters& parameters) {
  validate(parameters);
  return parameters;
}

}  // namespace

struct RetailModel::Tables {
  Tables(const RetailParameters& parameters, const ModelSettings& settings_given)
      : settings(settings_given),
        return_threshold(static_cast<std::uint32_t>(parameters.return_share * 0x1p32)),
        calendar(parameters, settings),
        lives(parameters, settings, calendar),
        basket(parameters) {}

  [[nodiscard]] RetailLife life_of(std::uint64_t number) const {
    Random random(settings.seed, number, kLifeStream);
    return lives.draw(random, calendar);
  }

  ModelSettings settings;
  std::uint32_t return_threshold;
  RetailCalendar calendar;
  RetailLives lives;
  RetailBasket basket;
};

RetailModel::RetailModel(const RetailParameters& parameters, const ModelSettings& settings)
    : tables_(std::make_unique<const Tables>(validated(parameters), settings)) {}

RetailModel::~RetailModel() = default;

const std::vector<std::string>& RetailModel::merchants() const {
  static const std::vector<std::string> none;
  return none;
}

const std::vector<std::string>& RetailModel::categories() const { return retail_departments(); }

const std::vector<std::string>& RetailModel::archetypes() const { return merchants(); }

ledger::ColumnSet RetailModel::columns() const {
  using ledger::Column;
  return {Column::kCategory, Column::kQuantity, Column::kMargin, Column::kProductCount};
}

std::string RetailModel::truth_header() const {
  return "customer_id,arrived,orders,orders_per_month,leaving_per_month,left,is_alive\n";
}

void RetailModel::append_truth(std::uint64_t number, std::string& text) const {
  const RetailLife life = tables_->life_of(number);
  const auto arrival = [&] { return date_text(tables_->calendar.day_at(static_cast<std::uint32_t>(life.start))); };
  fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{}\n", customer_id(number), life.arrives ? arrival() : "",
                 life.orders, life.rate > 0 ? fmt::format("{}", life.rate) : "", life.leaving,
                 life.left ? date_text(*life.left) : "", life.left ? 0 : 1);
}

CustomerSize RetailModel::size_of(std::uint64_t number) const {
  CustomerSize size;
  size.rows =
      tables_->settings.rows_per_customer > 0 ? tables_->settings.rows_per_customer : tables_->life_of(number).orders;
  return size;
}

void RetailModel::generate(std::uint64_t number, GeneratedCustomer& into) const {
  const Tables& t = *tables_;
  const RetailLife life = t.life_of(number);
  Random random(t.settings.seed, number, kOrderStream);
  into.archetype = 0;
  into.accounts.clear();
  into.rows.assign(life.orders, GeneratedRow{});
  const RetailProduct* returnable = nullptr;  // of the purchase before, until it is given back
  Day bought = 0;
  for (std::uint32_t order = 0; order < life.orders; ++order) {
    GeneratedRow& row = into.rows[order];
    const bool arrival = order == 0 && life.arrives;
    Day day = t.calendar.day_at(arrival ? static_cast<std::uint32_t>(life.start)
                                        : RetailCalendar::draw(random, life.start, life.end));
    const bool asked = random.next() < t.return_threshold;
    const Day returned =
        asked && returnable != nullptr ? bought + 1 + static_cast<Day>(random.below(kDaysToReturn)) : 0;
    if (returned > 0 && returned <= t.settings.as_of) {
      t.basket.give_back(*returnable, row);
      returnable = nullptr;
      day = returned;
    } else {
      returnable = &t.basket.purchase(random, row);
      bought = day;
    }
    row.timestamp = static_cast<Timestamp>(day * kSecondsPerDay) + t.basket.time_of_day(random);
  }
}

}  // namespace spendlens::synth
