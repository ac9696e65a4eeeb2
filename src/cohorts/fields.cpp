#include "spendlens/cohorts/fields.hpp"

namespace spendlens::cohorts {

namespace {

constexpr const char* kCustomers = "count";
constexpr const char* kOrders = "count";
constexpr const char* kRefunds = "count";
constexpr const char* kMoney = "minor units";
constexpr const char* kMoneyRatio = "major units";
constexpr const char* kPercent = "percent";
constexpr const char* kMean = "";
constexpr FieldScope kAll = FieldScope::kAll;
constexpr FieldScope kAge = FieldScope::kWithAge;
constexpr FieldScope kMargin = FieldScope::kWithMargin;

using Cohort = CohortFigures;
using Cell = CellFigures;
using Base = BaseFigures;

// clang-format off
const Field<Cohort> kCohortFields[] = {
    {"customers", kCustomers, "Whose first purchase ever is in the unit", &Cohort::customers, kAll},
    {"first_day_orders", kOrders, "Purchases on the date of the customer's first one", &Cohort::first_day_orders, kAll},
    {"first_day_revenue", kMoney, "Their sum", &Cohort::first_day_revenue, kAll},
    {"orders", kOrders, "Purchases so far", &Cohort::orders, kAll},
    {"revenue", kMoney, "Their sum", &Cohort::revenue, kAll},
    {"margin", kMoney, "Their margin", &Cohort::margin, kMargin},
    {"refund_count", kRefunds, "Refunds since the cohort's unit began", &Cohort::refund_count, kAll},
    {"refund_total", kMoney, "Their sum", &Cohort::refund_total, kAll},
    {"one_time_buyers", kCustomers, "With one order so far", &Cohort::one_time_buyers, kAll},
    {"one_time_buyer_pct", kPercent, "Of the cohort's customers", &Cohort::one_time_buyer_pct, kAll},
    {"one_day_buyers", kCustomers, "With purchases on one date so far", &Cohort::one_day_buyers, kAll},
    {"returned", kCustomers, "With a purchase on a later date than the first", &Cohort::returned, kAll},
    {"returned_pct", kPercent, "Of the cohort's customers", &Cohort::returned_pct, kAll},
    {"same_day_second", kCustomers, "With two or more orders on the first day", &Cohort::same_day_second, kAll},
    {"silent", kCustomers, "Without a purchase for silence_days in a row at some time", &Cohort::silent, kAll},
    {"came_back", kCustomers, "Of the silent, with a purchase after it", &Cohort::came_back, kAll},
    {"came_back_pct", kPercent, "Of the silent", &Cohort::came_back_pct, kAll},
    {"intermittent", kCustomers, "With an idle unit between two active ones", &Cohort::intermittent, kAll},
};

const Field<Cell> kCellFields[] = {
    {"active", kCustomers, "With a purchase in the unit", &Cell::active, kAll},
    {"orders", kOrders, "Purchases in the unit", &Cell::orders, kAll},
    {"revenue", kMoney, "Their sum", &Cell::revenue, kAll},
    {"margin", kMoney, "Their margin", &Cell::margin, kMargin},
    {"retained", kCustomers, "Active in the unit and in the one before", &Cell::retained, kAll},
    {"retained_revenue", kMoney, "What these spent in the unit", &Cell::retained_revenue, kAll},
    {"retained_base", kMoney, "What these spent in the unit before", &Cell::retained_base, kAll},
    {"second_purchases", kCustomers, "Whose second purchase is in the unit", &Cell::second_purchases, kAll},
    {"returns", kCustomers, "Whose first purchase on a later date than the first is in the unit", &Cell::returns, kAll},
    {"last_active", kCustomers, "Whose last purchase so far is in the unit", &Cell::last_active, kAll},
    {"refund_count", kRefunds, "Refunds in the unit", &Cell::refund_count, kAll},
    {"refund_total", kMoney, "Their sum", &Cell::refund_total, kAll},
    {"cumulative_orders", kOrders, "Orders from the cohort's unit to this one", &Cell::cumulative_orders, kAll},
    {"cumulative_revenue", kMoney, "Revenue from the cohort's unit to this one", &Cell::cumulative_revenue, kAll},
    {"repeat_orders", kOrders, "Orders but those of the first day", &Cell::repeat_orders, kAge},
    {"repeat_revenue", kMoney, "Revenue but that of the first day", &Cell::repeat_revenue, kAge},
    {"retention", kPercent, "active of the cohort's customers", &Cell::retention, kAll},
    {"orders_per_active", kMean, "orders / active", &Cell::orders_per_active, kAll},
    {"average_order_value", kMoneyRatio, "revenue / orders", &Cell::average_order_value, kAll},
    {"spend_per_active", kMoneyRatio, "revenue / active", &Cell::spend_per_active, kAll},
    {"orders_per_member", kMean, "orders / the cohort's customers", &Cell::orders_per_member, kAll},
    {"spend_per_member", kMoneyRatio, "revenue / the cohort's customers", &Cell::spend_per_member, kAll},
    {"cumulative_spend_per_member", kMoneyRatio, "cumulative_revenue / the cohort's customers", &Cell::cumulative_spend_per_member, kAll},
    {"second_purchase_share", kPercent, "Customers with a second purchase so far, of all", &Cell::second_purchase_share, kAll},
    {"return_share", kPercent, "Customers who returned so far, of all", &Cell::return_share, kAll},
    {"repeat_rate", kPercent, "retained of those active in the unit before", &Cell::repeat_rate, kAll},
};

const Field<Base> kBaseFields[] = {
    {"ever", kCustomers, "Acquired so far", &Base::ever, kAll},
    {"active", kCustomers, "With a purchase in the unit", &Base::active, kAll},
    {"dormant", kCustomers, "ever less active", &Base::dormant, kAll},
    {"acquired", kCustomers, "Whose first purchase ever is in the unit", &Base::acquired, kAll},
    {"retained", kCustomers, "Active in the unit and in the one before", &Base::retained, kAll},
    {"reactivated", kCustomers, "Active, neither acquired nor retained", &Base::reactivated, kAll},
    {"lapsed", kCustomers, "Active in the unit before, less retained; null in the first unit", &Base::lapsed, kAll},
    {"orders", kOrders, "Purchases in the unit", &Base::orders, kAll},
    {"revenue", kMoney, "Their sum", &Base::revenue, kAll},
    {"margin", kMoney, "Their margin", &Base::margin, kMargin},
    {"refund_count", kRefunds, "Refunds in the unit, of customers with a purchase at any time", &Base::refund_count, kAll},
    {"refund_total", kMoney, "Their sum", &Base::refund_total, kAll},
    {"acquired_revenue", kMoney, "What the acquired spent in the unit", &Base::acquired_revenue, kAll},
    {"retained_revenue", kMoney, "What the retained spent in the unit", &Base::retained_revenue, kAll},
    {"retained_base", kMoney, "What the retained spent in the unit before", &Base::retained_base, kAll},
    {"reactivated_revenue", kMoney, "What the reactivated spent in the unit", &Base::reactivated_revenue, kAll},
    {"active_share", kPercent, "active of ever", &Base::active_share, kAll},
    {"repeat_rate", kPercent, "retained of those active in the unit before", &Base::repeat_rate, kAll},
    {"acquired_revenue_share", kPercent, "Revenue of the acquired, of all", &Base::acquired_revenue_share, kAll},
    {"acquired_per_lapsed", kMean, "acquired / lapsed", &Base::acquired_per_lapsed, kAll},
    {"orders_per_active", kMean, "orders / active", &Base::orders_per_active, kAll},
    {"average_order_value", kMoneyRatio, "revenue / orders", &Base::average_order_value, kAll},
    {"spend_per_active", kMoneyRatio, "revenue / active", &Base::spend_per_active, kAll},
    {"revenue_change_pct", kPercent, "Against the same unit of the year before", &Base::revenue_change_pct, kAll},
    {"active_change_pct", kPercent, "Against the same unit of the year before", &Base::active_change_pct, kAll},
    {"acquired_change_pct", kPercent, "Against the same unit of the year before", &Base::acquired_change_pct, kAll},
    {"top_10pct_share", kPercent, "Of revenue, of the top 10 % of the active by spend; a lower bound", &Base::top_10pct_share, kAll},
    {"top_20pct_share", kPercent, "Of revenue, of the top 20 % of the active by spend; a lower bound", &Base::top_20pct_share, kAll},
};
// clang-format on

}  // namespace

std::span<const Field<CohortFigures>> cohort_fields() { return kCohortFields; }
std::span<const Field<CellFigures>> cell_fields() { return kCellFields; }
std::span<const Field<BaseFigures>> base_fields() { return kBaseFields; }

}  // namespace spendlens::cohorts
