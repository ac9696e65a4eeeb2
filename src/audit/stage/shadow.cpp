#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "audit/stage/batch_work.hpp"
#include "audit/stage/cohort_shadow.hpp"
#include "spendlens/core/blocks.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/batch.hpp"
#include "spendlens/personas/judgement.hpp"

namespace spendlens::audit {

namespace {

/// A share of the customers that does not depend on ranks or batches: by the lower half of their hashes, since the
/// upper one decides about the rank.
bool is_chosen(std::uint64_t hash, double percent) {
  return static_cast<double>(hash & 0xFFFF'FFFF) < percent / 100 * 4'294'967'296.0;
}

std::string text_of(const signals::Summary& summary, signals::Signal signal) {
  const auto value = signals::value_of(summary, signal);
  return value ? fmt::format("{}", *value) : "null";
}

class ShadowCheck {
 public:
  ShadowCheck(const Run& run, const ledger::Batch& batch, const signals::CustomerColumns& columns,
              const BatchResults& results)
      : run_(run), batch_(batch), columns_(columns), results_(results) {}

  void check(std::size_t customer) const {
    check_activity(customer);
    const auto expected = signals::generate_summary_reference(signals::customer_at(columns_, customer),
                                                              run_.result.reference, run_.result.signal_profile);
    for (std::size_t w = 0; w < expected.windows.size(); ++w) {
      const signals::Summary got = results_.signals[w].get(customer);
      const auto difference = signals::first_difference(got, expected.summaries[w]);
      if (difference)
        fail(customer,
             fmt::format("signal {} of the {}-day window", signals::info_of(*difference).name, expected.windows[w]),
             text_of(got, *difference), text_of(expected.summaries[w], *difference));
    }
    check_subscriptions(customer, expected.subscriptions);
    check_personas(customer, expected);
  }

 private:
  [[noreturn]] void fail(std::size_t customer, const std::string& what, const std::string& kernel,
                         const std::string& reference) const {
    throw Error(
        ExitCode::kShadow,
        fmt::format(
            "shadow: customer '{}', {}: the kernel says {}, the reference loop {}; this is a defect of spendlens, please report it",
            readable(batch_.customer_id(customer)), what, kernel, reference));
  }

  template <class T>
  void require_equal(std::size_t customer, const char* what, T kernel, T reference) const {
    if (kernel != reference) fail(customer, what, fmt::format("{}", kernel), fmt::format("{}", reference));
  }

  void check_activity(std::size_t customer) const {
    const TransactionColumns one = signals::customer_at(columns_, customer).transactions;
    const std::array<Period, 2> periods = {run_.result.period.observed(), run_.result.compare.observed()};
    std::array<rfm::ActivityTable, 2> expected;
    for (rfm::ActivityTable& table : expected) table.resize(1);
    const std::array<rfm::ActivityColumns, 2> activity = {expected[0].columns(), expected[1].columns()};
    std::uint8_t bought_before = 0;
    rfm::summarize_activity_reference(one, periods, history_end(run_.result.period, run_.result.reference), activity,
                                      std::span(&bought_before, 1));
    require_equal<int>(customer, "bought before the period", results_.bought_before[customer], bought_before);
    for (std::size_t p = 0; p < 2; ++p) {
      const rfm::ActivityTable& got = results_.activity[p];
      require_equal(customer, "frequency", got.frequency[customer], expected[p].frequency[0]);
      require_equal(customer, "total_spend", got.total_spend[customer], expected[p].total_spend[0]);
      require_equal(customer, "first_purchase", got.first_purchase[customer], expected[p].first_purchase[0]);
      require_equal(customer, "last_purchase", got.last_purchase[customer], expected[p].last_purchase[0]);
      require_equal(customer, "active_days", got.active_days[customer], expected[p].active_days[0]);
      require_equal(customer, "refund_count", got.refund_count[customer], expected[p].refund_count[0]);
      require_equal(customer, "refund_total", got.refund_total[customer], expected[p].refund_total[0]);
    }
  }

  void check_subscriptions(std::size_t customer, const std::vector<signals::Subscription>& expected) const {
    const auto& all = results_.subscriptions;
    const auto before = [](const signals::Subscription& a, std::uint64_t c) { return a.customer < c; };
    auto at = std::lower_bound(all.begin(), all.end(), customer, before);
    for (signals::Subscription subscription : expected) {
      subscription.customer = customer;
      const std::string& merchant = run_.ledger.merchants()[subscription.merchant];
      if (at == all.end() || !(*at == subscription))
        fail(customer, fmt::format("the subscription to '{}'", merchant),
             at != all.end() && at->customer == customer ? "another one" : "nothing", "this one");
      ++at;
    }
    if (at != all.end() && at->customer == customer)
      fail(customer, fmt::format("the subscription to '{}'", run_.ledger.merchants()[at->merchant]), "this one",
           "nothing");
  }

  void check_personas(std::size_t customer, const signals::CustomerSummary& expected) const {
    const personas::Registry& registry = run_.result.registry;
    std::vector<personas::WindowSummary> windows;
    for (std::size_t w = 0; w < expected.windows.size(); ++w)
      windows.push_back({expected.windows[w], expected.summaries[w]});
    const bool assessed = expected.summaries.front().transaction_history_days != signals::kNoCount;
    const auto names = personas::persona_names(registry);
    for (std::size_t w = 0; w < windows.size(); ++w) {
      const auto judged = personas::match_personas_reference(windows, registry, windows[w].days, assessed);
      const BatchResults::Personas& got = results_.personas[w];
      const std::string window = fmt::format(" of the {}-day window", windows[w].days);
      if (got.assigned[customer] != judged.assigned)
        fail(customer, "persona" + window, names[got.assigned[customer]], names[judged.assigned]);
      if (got.qualifying[customer] != judged.qualifying)
        fail(customer, "qualifying personas" + window, fmt::format("{:#x}", got.qualifying[customer]),
             fmt::format("{:#x}", judged.qualifying));
      std::size_t number = 0;
      for (std::size_t p = 0; p < registry.size(); ++p)
        for (const personas::Evidence& evidence : judged.evidence[p]) {
          const bool held = (got.conditions[number / 64 * results_.assessed.size() + customer] >> number % 64 & 1) != 0;
          if (held != evidence.held)
            fail(customer, fmt::format("condition {} of {}{}", number, names[p], window), held ? "held" : "not held",
                 evidence.held ? "held" : "not held");
          ++number;
        }
    }
  }

  const Run& run_;
  const ledger::Batch& batch_;
  const signals::CustomerColumns& columns_;
  const BatchResults& results_;
};

}  // namespace

std::uint64_t shadow_batch(const Run& run, const ledger::Batch& batch, const signals::CustomerColumns& columns,
                           const BatchResults& results, const CohortWork& cohorts) {
  const ShadowCheck shadow(run, batch, columns, results);
  const CohortShadow cohort_shadow(run, batch, columns, cohorts);
  const CustomerBlocks blocks(batch.offset);
  std::vector<std::uint64_t> checked(blocks.size());
  for_each_task(blocks.size(), run.options.num_threads, [&](std::size_t block, std::size_t) {
    const ItemRange customers = blocks[block];
    std::vector<std::size_t> chosen;
    for (std::size_t c = customers.begin; c < customers.end; ++c) {
      if (!is_chosen(batch.hash[c], run.options.shadow_percent)) continue;
      shadow.check(c);
      chosen.push_back(c);
    }
    cohort_shadow.check(chosen);
    checked[block] = chosen.size();
  });
  return std::accumulate(checked.begin(), checked.end(), std::uint64_t{0});
}

}  // namespace spendlens::audit
