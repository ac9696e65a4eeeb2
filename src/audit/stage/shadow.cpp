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

std::string text_of(const signals::SignalTable& table, std::size_t signal, std::size_t customer) {
  const auto value = table.value(signal, customer);
  return value ? fmt::format("{}", *value) : "null";
}

class ShadowCheck {
 public:
  ShadowCheck(const Run& run, const ledger::Batch& batch, const signals::CustomerColumns& columns,
              const RegistryFields& fields, const BatchResults& results)
      : run_(run), batch_(batch), columns_(columns), fields_(fields), results_(results) {}

  void check(std::size_t customer) const {
    check_activity(customer);
    if (!run_.result.scope.signals) return;
    const signals::SignalResults expected = signals::generate_signals_reference(
        signals::customer_at(columns_, customer), run_.result.reference, run_.result.signal_profile);
    check_signals(customer, expected);
    check_streams(customer, expected.streams);
    if (run_.result.scope.personas) check_personas(customer, expected);
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

  void check_signals(std::size_t customer, const signals::SignalResults& expected) const {
    for (std::size_t w = 0; w < expected.windows.size(); ++w) {
      const signals::SignalTable& got = results_.signals[w];
      const auto difference = signals::first_difference(got, customer, expected.tables[w], 0);
      if (difference)
        fail(customer,
             fmt::format("signal {} of the window {}", got.catalogue()[*difference].name, expected.windows[w].name()),
             text_of(got, *difference, customer), text_of(expected.tables[w], *difference, 0));
    }
  }

  void check_streams(std::size_t customer, const std::vector<signals::Stream>& expected) const {
    const auto& all = results_.streams;
    const auto before = [](const signals::Stream& a, std::uint64_t c) { return a.customer < c; };
    auto at = std::lower_bound(all.begin(), all.end(), customer, before);
    const auto what = [&](const signals::Stream& stream) {
      return fmt::format("the stream of '{}'", readable(run_.ledger.merchants()[stream.payee]));
    };
    for (signals::Stream stream : expected) {
      stream.customer = customer;
      if (at == all.end() || !(*at == stream))
        fail(customer, what(stream), at != all.end() && at->customer == customer ? "another one" : "nothing",
             "this one");
      ++at;
    }
    if (at != all.end() && at->customer == customer) fail(customer, what(*at), "this one", "nothing");
  }

  /// The same purchases as the kernel saw: check_activity() has compared them.
  void check_personas(std::size_t customer, const signals::SignalResults& expected) const {
    const personas::Registry& registry = run_.result.registry;
    const PurchaseFields one = results_.purchases.of_customer(customer);
    const auto windows = fields_.values(expected.tables, one, 0);
    const personas::Assessment assessment = assessment_of(expected.tables.front(), 0);
    for (std::size_t w = 0; w < windows.size(); ++w)
      check_judgement(customer, w, personas::match_personas_reference(windows, registry, windows[w].name, assessment));
  }

  void check_judgement(std::size_t customer, std::size_t w, const personas::Judgement& judged) const {
    const personas::Registry& registry = run_.result.registry;
    const auto names = personas::persona_names(registry);
    const BatchResults::Personas& got = results_.personas[w];
    const std::string window = fmt::format(" of the window {}", run_.result.windows[w].window.name());
    if (got.assigned[customer] != judged.assigned)
      fail(customer, "persona" + window, names[got.assigned[customer]], names[judged.assigned]);
    if (got.qualifying[customer] != judged.qualifying)
      fail(customer, "qualifying personas" + window, fmt::format("{:#x}", got.qualifying[customer]),
           fmt::format("{:#x}", judged.qualifying));
    std::size_t number = 0;
    for (std::size_t p = 0; p < registry.size(); ++p)
      for (const personas::Evidence& evidence : judged.evidence[p]) {
        const std::size_t word = number / 64 * results_.assessments.size() + customer;
        const bool held = (got.conditions[word] >> number % 64 & 1) != 0;
        if (held != evidence.held)
          fail(customer, fmt::format("condition {} of {}{}", number, names[p], window), held ? "held" : "not held",
               evidence.held ? "held" : "not held");
        ++number;
      }
  }

  const Run& run_;
  const ledger::Batch& batch_;
  const signals::CustomerColumns& columns_;
  const RegistryFields& fields_;
  const BatchResults& results_;
};

}  // namespace

std::uint64_t shadow_batch(const Run& run, const ledger::Batch& batch, const signals::CustomerColumns& columns,
                           const RegistryFields& fields, const BatchResults& results, const CohortWork& cohorts,
                           const ClvWork& clv) {
  const ShadowCheck shadow(run, batch, columns, fields, results);
  const CohortShadow cohort_shadow(run, batch, columns, cohorts);
  const CustomerBlocks blocks(batch.offset);
  std::vector<std::uint64_t> checked(blocks.size());
  for_each_task(blocks.size(), run.options.num_threads, [&](std::size_t block, std::size_t) {
    const ItemRange customers = blocks[block];
    std::vector<std::size_t> chosen;
    for (std::size_t c = customers.begin; c < customers.end; ++c) {
      if (!is_chosen(batch.hash[c], run.options.shadow_percent)) continue;
      shadow.check(c);
      if (!clv.records().empty() &&
          !agrees_with_plain_loops(run.result.clv_settings, signals::customer_at(columns, c).transactions, 0,
                                   clv.records()[c]))
        throw Error(
            ExitCode::kShadow,
            fmt::format("shadow: customer '{}', inputs of value: the kernel and the reference loop differ; this "
                        "is a defect of spendlens, please report it",
                        readable(batch.customer_id(c))));
      chosen.push_back(c);
    }
    cohort_shadow.check(chosen);
    checked[block] = chosen.size();
  });
  return std::accumulate(checked.begin(), checked.end(), std::uint64_t{0});
}

}  // namespace spendlens::audit
