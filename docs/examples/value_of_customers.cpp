#include <algorithm>
#include <cstdio>
#include <vector>

#include <spendlens/value/fit.hpp>
#include <spendlens/value/scores.hpp>
#include <spendlens/value/spend.hpp>

using namespace spendlens;

int main() {
  // 400 customers of a year: dates they came again, days from the first to the last date and to today, spend of these.
  std::vector<std::uint16_t> x, t_x, T;
  std::vector<Minor> repeat_spend;
  for (int i = 0; i < 400; ++i) {
    const int days = 30 + i * 37 % 335;
    const int repeats = i % 2 == 0 ? 0 : i * i % 7 + 1;
    const int last = repeats == 0 ? 0 : std::max(repeats, i % 3 == 0 ? days - i % 11 : days / (1 + i % 5));
    x.push_back(static_cast<std::uint16_t>(repeats));
    t_x.push_back(static_cast<std::uint16_t>(last));
    T.push_back(static_cast<std::uint16_t>(days));
    repeat_spend.push_back(repeats * (1500 + i * 83 % 4000));
  }
  const value::InputColumns customers{x, t_x, T, repeat_spend};

  const value::PurchaseFit purchases = value::fit_purchases(value::Model::kParetoNbd, customers);
  const value::SpendFit spend = value::fit_spend(customers);
  std::printf("purchases: %s, spend: %s\n", value::fit_status_name(purchases.status),
              value::fit_status_name(spend.status));
  for (std::size_t i = 0; i < purchases.standard_errors.size(); ++i)
    std::printf("%s %.3f +- %.3f\n", value::parameter_names(purchases.parameters.model)[i],
                purchases.parameters.values[i], purchases.standard_errors[i].value_or(0));

  const value::ScoreColumns scores = value::score_customers({purchases.parameters, spend.parameters, 0, {}}, customers);
  for (const std::size_t customer : {0U, 1U, 3U})
    std::printf("x %d, %d of %d days: p_alive %.3f, purchase days in a year %.3f, worth %s\n", x[customer],
                t_x[customer], T[customer], scores.p_alive[customer], scores.expected_purchases[1][customer],
                decimal_text(scores.clv[customer], 2).c_str());
}
