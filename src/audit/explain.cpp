#include "spendlens/audit/explain.hpp"

#include <fmt/core.h>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "audit/explain_agreement.hpp"
#include "audit/explain_cohort.hpp"
#include "audit/explain_lists.hpp"
#include "audit/explain_segments.hpp"
#include "audit/explain_value.hpp"
#include "audit/result/result_reader.hpp"
#include "audit/stage/registry_fields.hpp"
#include "audit/stage/row_classes.hpp"
#include "audit/stage/row_conditions.hpp"
#include "audit/stage/signal_inputs.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/batch_reader.hpp"
#include "spendlens/rfm/activity.hpp"

namespace spendlens::audit {

namespace {

std::optional<std::size_t> find_customer(const ledger::Batch& batch, const std::string& id) {
  for (std::size_t c = 0; c < batch.num_customers(); ++c)
    if (batch.customer_id(c) == id) return c;
  return std::nullopt;
}

ExplainedRfm rfm_of(const rfm::ActivityTable& activity, const ObservedPeriod& period, const ResultReader& result,
                    PeriodRole role) {
  ExplainedRfm rfm;
  rfm.period = period;
  rfm.frequency = activity.frequency[0];
  rfm.recency_days = rfm::recency_days(activity.last_purchase[0], period.observation_end);
  rfm.total_spend = activity.total_spend[0];
  rfm.monetary = rfm::monetary_of(rfm.total_spend, rfm.frequency);
  rfm.active_days = activity.active_days[0];
  rfm.first_purchase = activity.first_purchase[0];
  rfm.last_purchase = activity.last_purchase[0];
  rfm.refund_count = activity.refund_count[0];
  rfm.refund_total = activity.refund_total[0];
  if (rfm.frequency == 0) return rfm;
  const std::array<std::int64_t, 3> metrics = {rfm.recency_days, rfm.frequency, rfm.monetary};
  const auto score = [&](Metric metric) { return result.score_cuts(role, metric).score(metrics[index_of(metric)]); };
  rfm.r_score = score(Metric::kRecency);
  rfm.f_score = score(Metric::kFrequency);
  rfm.m_score = score(Metric::kMonetary);
  rfm.rfm_score = static_cast<std::uint16_t>(100 * rfm.r_score + 10 * rfm.f_score + rfm.m_score);
  rfm.spend_decile = result.deciles(role).decile(rfm.total_spend);
  return rfm;
}

/// What the period's purchases and the group say, as personas read it.
struct CustomerActivity {
  std::array<rfm::ActivityTable, 2> tables;
  std::uint8_t group = 0;
};

CustomerActivity activity_of(const TransactionColumns& rows, const ResultReader& result) {
  CustomerActivity activity;
  const std::array<Period, 2> periods = {result.period().observed(), result.compare().observed()};
  std::array<rfm::ActivityTable, 2>& tables = activity.tables;
  for (rfm::ActivityTable& table : tables) table.resize(1);
  std::uint8_t bought_before = 0;
  rfm::summarize_activity(rows, periods, history_end(result.period(), result.reference()),
                          std::array<rfm::ActivityColumns, 2>{tables[0].columns(), tables[1].columns()},
                          std::span(&bought_before, 1), 1);
  lenses::ComparisonPartial lens2;
  lens2.add(tables[1].frequency, tables[1].total_spend, tables[0].frequency, tables[0].total_spend,
            std::span(&bought_before, 1), std::span(&activity.group, 1));
  return activity;
}

void add_personas(const CustomerActivity& activity, Day observation_end, Explanation& to) {
  if (to.registry.size() == 0 || to.signals.tables.empty()) return;
  PurchaseFields purchases;
  purchases.fill(activity.tables[0], observation_end, std::span(&activity.group, 1));
  const RegistryFields fields(to.registry, to.signal_profile);
  const auto windows = fields.values(to.signals.tables, purchases, 0);
  const personas::Assessment assessment = assessment_of(to.signals.tables.front(), 0);
  for (const personas::WindowValues& window : windows)
    to.judgements.push_back(personas::match_personas_reference(windows, to.registry, window.name, assessment));
}

/// The columns that an audit of the same ledger reads.
ledger::WantedColumns columns_to_read(const ledger::Ledger& ledger, const Profile& profile, bool with_signals) {
  ledger::WantedColumns wanted = RowClasses(ledger, profile).wanted();
  if (with_signals) wanted.columns = wanted.columns | SignalInputs(ledger, profile).wanted();
  return wanted;
}

/// What is said of the customer before its rows are looked at.
Explanation begin_explanation(const ResultReader& result, const ledger::Ledger& ledger, const std::string& id) {
  Explanation explanation;
  explanation.customer_id = id;
  explanation.currency = ledger.currency();
  explanation.reference = result.reference();
  explanation.profile = result.profile().name;
  explanation.signal_profile = result.profile().signals;
  explanation.knowledge = knowledge_of(ledger, result.profile());
  explanation.registry = result.registry();
  explanation.segments = result.segments();
  return explanation;
}

}  // namespace

Explanation explain(comm::Communicator& communicator, const std::string& ledger_directory,
                    const std::string& audit_directory, const std::string& customer_id) {
  const ResultReader result(audit_directory);
  ledger::Ledger ledger = ledger::Ledger::open(communicator, ledger_directory);
  require_same_ledger(ledger, result);
  ledger.set_filter(filter_of(ledger, result.where()));
  const bool with_signals = result.shape().with_signals;
  const std::size_t prefix = hash_prefix(text_hash(customer_id));
  ledger::WantedColumns wanted = columns_to_read(ledger, result.profile(), with_signals);
  wanted.columns.add(ledger::Column::kAttributes);
  ledger::BatchReader reader(ledger, {{prefix, prefix + 1}}, wanted);
  const ledger::Batch* batch = reader.next();
  const auto customer = batch == nullptr ? std::nullopt : find_customer(*batch, customer_id);
  if (!customer) throw InputError(fmt::format("{} has no customer '{}'", ledger_directory, readable(customer_id, 64)));

  const ItemRange range{*customer, *customer + 1};
  const RowClasses classes(ledger, result.profile());
  std::vector<std::uint8_t> row_class(classes.any_in(*batch) ? batch->num_rows() : 0);
  if (!row_class.empty()) classes.classify(*batch, range, row_class);
  SignalInputs inputs(ledger, result.profile());
  inputs.resize(*batch);
  inputs.find_accounts(*batch, range);
  const signals::CustomerColumns one = signals::customer_at(inputs.columns(*batch, row_class), *customer);

  Explanation explanation = begin_explanation(result, ledger, customer_id);
  explanation.transactions = one.transactions.timestamp.size();
  explanation.accounts = one.accounts.type.size();
  add_attributes(ledger, *batch, *customer, explanation);
  add_joint_accounts(*batch, *customer, explanation);
  explanation.cohorts = explain_cohorts(result, one.transactions, customer_id);
  const CustomerActivity activity = activity_of(one.transactions, result);
  explanation.group = lenses::kGroupNames[activity.group];
  explanation.rfm = rfm_of(activity.tables[0], result.period(), result, PeriodRole::kPeriod);
  explanation.rfm_compare = rfm_of(activity.tables[1], result.compare(), result, PeriodRole::kCompare);
  explanation.value = explain_value(result, one.transactions, customer_id);
  add_segments(activity.group, explanation);
  if (with_signals) {
    explanation.signals = signals::generate_signals(one, result.reference(), explanation.signal_profile);
    add_lists({ledger, *batch, *customer, one}, explanation);
    add_personas(activity, result.period().observation_end, explanation);
  }
  require_agreement(result, explanation);
  return explanation;
}

}  // namespace spendlens::audit
