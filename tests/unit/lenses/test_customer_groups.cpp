#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "spendlens/core/error.hpp"
#include "spendlens/lenses/customer_groups.hpp"

using namespace spendlens;
using lenses::Group;

namespace {

/// Customers with one order of 1.00 each; "-" before an id: with none.
rfm::RfmMetrics period_of(std::initializer_list<std::string_view> ids) {
  rfm::RfmMetrics metrics;
  for (std::string_view id : ids) {
    const bool bought = !id.starts_with('-');
    metrics.customer_id.push_back(bought ? id : id.substr(1));
    metrics.frequency.push_back(bought ? 1 : 0);
    metrics.total_spend.push_back(bought ? 100 : 0);
  }
  return metrics;
}

std::map<std::string, Group> as_map(const lenses::CustomerGroups& groups) {
  std::map<std::string, Group> result;
  for (std::size_t i = 0; i < groups.customer_id.size(); ++i)
    result.emplace(groups.customer_id[i], static_cast<Group>(groups.group[i]));
  return result;
}

}  // namespace

TEST_CASE("Each customer has the group that Lens 2 counts it in") {
  const auto period1 = period_of({"cy", "ann", "-gus"});
  const auto period2 = period_of({"dee", "ann", "eve"});
  const std::vector<std::string_view> all{"ann", "cy", "dee", "fay", "fay"};
  const auto groups = lenses::group_customers(period1, period2, std::span(all));
  CHECK(as_map(groups) == std::map<std::string, Group>{{"ann", Group::kRetained},
                                                       {"cy", Group::kChurned},
                                                       {"dee", Group::kReactivated},
                                                       {"eve", Group::kFirstTime},
                                                       {"fay", Group::kInactive}});
  CHECK(std::is_sorted(groups.customer_id.begin(), groups.customer_id.end()));
  const auto lens2 = lenses::analyze_period_comparison(period1, period2, std::span(all));
  CHECK(lens2.retained == 1);
  CHECK(lens2.inactive == 1);
  CHECK(lens2.reactivated == 1);
}

TEST_CASE("Without a list of all customers nobody is reactivated or inactive, on any number of threads") {
  std::vector<std::string> names;
  for (int i = 0; i < 20'000; ++i) names.push_back("C" + std::to_string(i * 7919 % 20'011));
  rfm::RfmMetrics period1;
  rfm::RfmMetrics period2;
  for (std::size_t i = 0; i < names.size(); ++i)
    for (rfm::RfmMetrics* period : {&period1, &period2}) {
      if (period == (i % 3 == 0 ? &period1 : &period2) && i % 5 == 0) continue;
      period->customer_id.push_back(names[i]);
      period->frequency.push_back(1);
      period->total_spend.push_back(1);
    }
  const auto one = lenses::group_customers(period1, period2, std::nullopt, ParallelPolicy::always(1));
  const auto three = lenses::group_customers(period1, period2, std::nullopt, ParallelPolicy::always(3));
  CHECK(one.customer_id == three.customer_id);
  CHECK(one.group == three.group);
  const auto lens2 = lenses::analyze_period_comparison(period1, period2);
  const auto count = [&](Group group) {
    return static_cast<std::uint64_t>(std::count(one.group.begin(), one.group.end(), static_cast<std::uint8_t>(group)));
  };
  CHECK(count(Group::kRetained) == lens2.retained);
  CHECK(count(Group::kChurned) == lens2.churned);
  CHECK(count(Group::kFirstTime) == lens2.first_time);
  CHECK(count(Group::kReactivated) + count(Group::kInactive) == 0);
}

TEST_CASE("A customer whom a period holds twice, or the list of all lacks, is refused by name") {
  const auto once = period_of({"ann"});
  const auto twice = period_of({"bob", "ann", "bob"});
  CHECK_THROWS_WITH(lenses::group_customers(twice, once), "customer 'bob' occurs twice in period 1");
  CHECK_THROWS_WITH(lenses::group_customers(once, twice), "customer 'bob' occurs twice in period 2");
  const std::vector<std::string_view> all{"bob"};
  CHECK_THROWS_AS(lenses::group_customers(once, period_of({}), std::span(all)), InputError);
  CHECK_THROWS_WITH(lenses::group_customers(once, period_of({}), std::span(all)),
                    "customer 'ann' bought in period 1 but is missing in the list of all customers");
}
