#include "spendlens/audit/explain.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "audit/explain_cohort.hpp"
#include "audit/explain_value.hpp"
#include "audit/result/result_reader.hpp"
#include "audit/result/result_rows.hpp"
#include "audit/stage/registry_fields.hpp"
#include "audit/stage/row_conditions.hpp"
#include "audit/stage/row_classes.hpp"
#include "audit/stage/segment_fields.hpp"
#include "audit/stage/signal_inputs.hpp"
#include "spendlens/audit/clv_tables.hpp"
#include "spendlens/audit/cohort_tables.hpp"
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

void require_same_ledger(const ledger::Ledger& ledger, const ResultReader& result) {
  const store::Layout& layout = result.file().layout();
  const ledger::Segment* snapshot = ledger.snapshot_segment();
  const std::uint64_t accounts = snapshot == nullptr ? 0 : snapshot->file->layout().integer("accounts");
  // Where segments overlap or only some rows are asked for, how many count is known only from reading all of them.
  const bool are_all = !ledger.has_overlaps() && result.where().empty();
  const bool are_transactions_the_same = !are_all ? layout.integer("transactions") <= ledger.num_transactions()
                                                  : layout.integer("transactions") == ledger.num_transactions();
  const bool are_accounts_the_same =
      result.where().empty() ? layout.integer("accounts") == accounts : layout.integer("accounts") <= accounts;
  if (are_transactions_the_same && are_accounts_the_same && layout.text("currency") == ledger.currency()) return;
  throw InputError(fmt::format(
      "{} is a result of a ledger of {} transactions and {} accounts, but {} holds {} and {}; audit the ledger again",
      result.file().path(), layout.integer("transactions"), layout.integer("accounts"), ledger.directory(),
      ledger.num_transactions(), accounts));
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

/// Whether every figure of the customer's period that the result keeps is the one computed here.
bool rfm_agrees(const ResultReader& result, std::uint64_t row, PeriodRole role, const RfmRow& computed) {
  RfmRow kept = computed;
  bool agrees = true;
  for_each_field(kRfmColumns, [&]<class Field>(const Field& field) {
    const std::string path = path_in(rfm_group(role), field);
    if (!result.file().layout().has(path)) return;
    result.file().read(path, row, std::span(&field.of(kept), 1));
    agrees = agrees && field.of(kept) == field.of(computed);
  });
  return agrees;
}

/// Whether a number that is kept as evidence, in single precision, is the one computed here.
bool single_agrees(const ResultReader& result, const std::string& path, std::uint64_t row, double computed) {
  float kept = 0;
  result.file().read(path, row, std::span(&kept, 1));
  return std::isnan(kept) ? std::isnan(computed) : kept == static_cast<float>(computed);
}

/// Whether every signal of the customer that the result keeps, in /signals or as evidence, is the one computed here.
bool signals_agree(const ResultReader& result, std::uint64_t row, const signals::SignalTable& computed,
                   const signals::Window& window) {
  signals::SignalTable kept = computed;
  for (std::size_t signal = 0; signal < kept.catalogue().size(); ++signal)
    for (const std::string& group : {signals_group(window), personas_group(window)}) {
      const std::string path = group + "/" + kept.catalogue()[signal].name;
      if (!result.file().layout().has(path)) continue;
      if (result.file().layout().at(path).type.kind == store::ElementKind::kF32) {
        if (!single_agrees(result, path, row, computed.values<double>(signal)[0])) return false;
        continue;
      }
      std::visit([&]<class T>(const std::vector<T>&) { result.file().read(path, row, kept.values_to_fill<T>(signal)); },
                 computed.column(signal));
    }
  return !signals::first_difference(kept, 0, computed, 0);
}

bool personas_agree(const ResultReader& result, std::uint64_t row, const Explanation& explanation) {
  for (std::size_t w = 0; w < explanation.judgements.size(); ++w) {
    std::uint8_t persona = 0;
    result.file().read(personas_group(explanation.signals.windows[w]) + "/" + kPersonaColumn, row,
                       std::span(&persona, 1));
    if (persona != explanation.judgements[w].assigned) return false;
  }
  return true;
}

bool segments_agree(const ResultReader& result, std::uint64_t row, const Explanation& explanation) {
  const std::string path = std::string(kSegmentsGroup) + "/" + kSegmentColumn;
  if (explanation.segment_of.empty() || !result.file().layout().has(path)) return true;
  std::uint8_t segment = 0;
  result.file().read(path, row, std::span(&segment, 1));
  return segment == explanation.segment_of[index_of(PeriodRole::kPeriod)].assigned;
}

/// What the result keeps of the customer must be what comes out here.
void require_agreement(const ResultReader& result, const Explanation& explanation) {
  const auto row = result.row_of(explanation.customer_id);
  const bool keeps = result.file().layout().has(kCustomerId.path());
  bool agrees = row.has_value() == keeps;
  if (row) {
    agrees = personas_agree(result, *row, explanation) && segments_agree(result, *row, explanation) &&
             rfm_agrees(result, *row, PeriodRole::kPeriod, explanation.rfm) &&
             rfm_agrees(result, *row, PeriodRole::kCompare, explanation.rfm_compare);
    for (std::size_t w = 0; w < explanation.signals.windows.size(); ++w)
      agrees = agrees && signals_agree(result, *row, explanation.signals.tables[w], explanation.signals.windows[w]);
  }
  if (!agrees)
    throw InputError(fmt::format("{} says something else of customer '{}' than the ledger does; audit the ledger again",
                                 result.file().path(), readable(explanation.customer_id, 64)));
}

/// A customer of a batch, with the names of what its rows point at.
struct ExplainedCustomer {
  const ledger::Ledger& ledger;
  const ledger::Batch& batch;
  std::size_t customer;
  const signals::CustomerColumns& one;

  [[nodiscard]] std::string account_name(std::size_t account) const {
    const std::size_t at = batch.snapshot.account_offset[customer] + account;
    return std::string(text_at(batch.snapshot.account_id, batch.snapshot.account_width, at));
  }

  [[nodiscard]] ExplainedRow row(std::size_t index) const {
    const std::size_t at = batch.offset[customer] + index;
    ExplainedRow row{day_of(one.transactions.timestamp[index]), one.transactions.amount[index], "", "", ""};
    if (!batch.merchant.empty() && batch.merchant[at] != kNoMerchant)
      row.merchant = ledger.merchants()[batch.merchant[at]];
    if (!batch.category.empty() && batch.category[at] != ledger::kNoCategory)
      row.category = ledger.categories()[batch.category[at]];
    if (!one.account.empty() && one.account[index] != kNoAccount) row.account_id = account_name(one.account[index]);
    return row;
  }
};

/// The rows that each stream was told from, and the transfers between own accounts.
void add_row_stories(const ExplainedCustomer& customer, Explanation& to) {
  const auto stories = signals::list_row_stories(customer.one, to.reference, to.signal_profile);
  const auto& amount = customer.one.transactions.amount;
  for (std::size_t row = 0; row < stories.size(); ++row) {
    const signals::RowStory& story = stories[row];
    if (story.stream != signals::kNoRow) to.streams.at(story.stream).payments.push_back(customer.row(row));
    if (story.partner != signals::kNoRow && amount[row] < 0)
      to.pairs.push_back({customer.row(row), customer.row(story.partner)});
  }
}

void add_lists(const ExplainedCustomer& customer, Explanation& to) {
  for (const signals::Stream& stream : to.signals.streams) {
    to.streams.push_back(
        {customer.ledger.merchants()[stream.payee], stream, {}, signals::due_dates(stream, to.reference)});
  }
  for (const signals::Card& card : signals::list_cards(customer.one, to.reference, to.signal_profile))
    to.cards.push_back({customer.account_name(card.account), card});
  if (to.signal_profile.set == signals::SignalSet::kBank) return add_row_stories(customer, to);
  for (const std::size_t row : signals::list_income_rows(customer.one, to.reference, to.signal_profile))
    to.income.push_back(customer.row(row));
}

void add_attributes(const ledger::Ledger& ledger, const ledger::Batch& batch, std::size_t customer, Explanation& to) {
  const std::vector<ledger::NamedTexts>& attributes = ledger.attributes();
  for (std::size_t i = 0; i < attributes.size(); ++i)
    if (const std::uint16_t code = batch.attributes.code[customer * attributes.size() + i];
        code != ledger::kNoAttribute)
      to.attributes.emplace_back(attributes[i].name, attributes[i].texts[code]);
}

void add_joint_accounts(const ledger::Batch& batch, std::size_t customer, Explanation& to) {
  const ledger::Snapshot& snapshot = batch.snapshot;
  if (snapshot.joint_offset.empty()) return;
  for (std::size_t i = snapshot.joint_offset[customer]; i < snapshot.joint_offset[customer + 1]; ++i)
    to.joint_accounts.push_back({std::string(text_at(snapshot.joint_account, snapshot.account_width, i)),
                                 std::string(text_at(snapshot.joint_owner, snapshot.joint_owner_width, i))});
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

/// The customer's cohort by month, which was told before.
std::uint16_t month_cohort_of(const Explanation& e) {
  const auto of_month = std::find_if(e.cohorts.begin(), e.cohorts.end(), [](const ExplainedCohort& cohort) {
    return cohort.granularity == Granularity::kMonth;
  });
  if (of_month == e.cohorts.end()) return kNoCohortCode;
  return of_month->cohort == "earlier" ? kEarlierCohortCode
                                       : cohort_code(Granularity::kMonth, of_month->first_purchase);
}

/// What segments read of one customer in a period.
SegmentFields segment_fields_of(const ExplainedRfm& rfm, std::uint8_t group, std::uint16_t cohort) {
  SegmentFields fields;
  fields.resize(1);
  const bool bought = rfm.frequency > 0;
  fields.recency_days = {rfm.recency_days};
  fields.frequency = {bought ? rfm.frequency : signals::kNoCount};
  fields.monetary = {bought ? rfm.monetary : kNoMoney};
  fields.total_spend = {bought ? rfm.total_spend : kNoMoney};
  fields.scores[index_of(Metric::kRecency)] = {rfm.r_score};
  fields.scores[index_of(Metric::kFrequency)] = {rfm.f_score};
  fields.scores[index_of(Metric::kMonetary)] = {rfm.m_score};
  fields.group = {group};
  fields.cohort = {compared_cohort(cohort, rfm.period.observation_end - 1)};
  return fields;
}

/// What segments read of the customer's value; nothing of it where no model was asked for.
ValueFields value_fields_of(const std::optional<ExplainedValue>& value) {
  if (!value) return {};
  ValueFields fields = ValueFields::unknown(value->rules.horizons, 1);
  fields.set_inputs(0, value->inputs);
  fields.numbers["p_alive"] = {value->p_alive};
  for (std::size_t h = 0; h < value->expected_purchases.size(); ++h)
    fields.numbers[horizon_column(value->rules.horizons[h])] = {value->expected_purchases[h]};
  fields.amounts["expected_spend"] = {value->expected_spend};
  fields.amounts["clv"] = {value->clv};
  return fields;
}

void add_segments(std::uint8_t group, Explanation& to) {
  if (to.segments.size() == 0) return;
  const std::uint16_t cohort = month_cohort_of(to);
  for (const PeriodRole role : kPeriodRoles) {
    const bool is_period = role == PeriodRole::kPeriod;
    const ExplainedRfm& rfm = is_period ? to.rfm : to.rfm_compare;
    SegmentFields fields = segment_fields_of(rfm, is_period ? group : kNoFlag, cohort);
    if (is_period)
      fields.value = value_fields_of(to.value);
    else if (to.value)
      fields.value = ValueFields::unknown(to.value->rules.horizons, 1);
    personas::WindowValues values{kSegmentWindow, {}};
    for (const personas::Field& field : to.segments.fields)
      values.values.push_back(personas::value_at(field, fields.column(field.name), 0));
    to.segment_of.push_back(personas::match_personas_reference(
        std::span(&values, 1), to.segments, kSegmentWindow,
        rfm.frequency > 0 ? personas::Assessment::kAssessed : personas::Assessment::kNotAssessed));
  }
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
