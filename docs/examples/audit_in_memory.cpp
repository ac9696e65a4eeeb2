#include <iostream>
#include <string_view>
#include <vector>

#include <spendlens/lenses/period_comparison.hpp>

using namespace spendlens;

int main() {
  const Period spring = parse_period("2025-Q2", 0, 0);
  const Period summer = parse_period("2025-Q3", 0, 0);
  const auto noon = [](Day day) { return static_cast<Timestamp>(day * kSecondsPerDay + 43'200); };

  // Orders of four customers: ann has rows 0 and 1, bob row 2, cy rows 3 to 5, dee row 6. Below 0: money spent.
  const std::vector<std::string_view> customer_id{"ann", "bob", "cy", "dee"};
  const std::vector<std::uint64_t> offset{0, 2, 3, 6, 7};
  const std::vector<Timestamp> timestamp{noon(spring.start),     noon(summer.start + 9), noon(spring.start + 1),
                                         noon(spring.start + 5), noon(summer.end - 1),   noon(summer.end - 1),
                                         noon(summer.start + 40)};
  const std::vector<Minor> amount{-20'00, -35'50, -5'00, -100'00, -80'00, 10'00, -7'25};
  const TransactionColumns orders{offset, timestamp, amount, {}};

  const rfm::RfmMetrics before = rfm::calculate_rfm(customer_id, orders, spring);
  const rfm::RfmMetrics now = rfm::calculate_rfm(customer_id, orders, summer);
  const rfm::RfmScores scores = rfm::calculate_rfm_scores(now);
  const lenses::SinglePeriodAnalysis lens1 = lenses::analyze_single_period(now, &scores);
  const lenses::PeriodComparison lens2 = lenses::analyze_period_comparison(before, now);

  for (std::size_t i = 0; i < now.size(); ++i)
    std::cout << now.customer_id[i] << ": " << now.recency_days[i] << " days ago, " << now.frequency[i] << " order, "
              << decimal_text(now.total_spend[i], 2) << " spent, RFM " << scores.rfm_score[i] << '\n';
  std::cout << "revenue " << decimal_text(lens1.total_revenue, 2) << ", refunds " << decimal_text(lens1.refund_total, 2)
            << ", the biggest tenth brings " << decimal_text(lens1.top_10pct_revenue_contribution) << " %\n"
            << "retained " << lens2.retained << " of " << before.size() << " (" << decimal_text(lens2.retention_rate)
            << " %), new " << lens2.new_customers << ", revenue " << decimal_text(lens2.revenue_change_pct) << " %\n";
}
