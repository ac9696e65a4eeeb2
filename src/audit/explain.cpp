#include "spendlens/audit/explain.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "audit/result/result_reader.hpp"
#include "audit/result/result_rows.hpp"
#include "audit/stage/row_classes.hpp"
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
  // Where segments overlap, how many rows count is known only from reading all of them.
  const bool are_transactions_the_same = ledger.has_overlaps()
                                             ? layout.integer("transactions") <= ledger.num_transactions()
                                             : layout.integer("transactions") == ledger.num_transactions();
  if (are_transactions_the_same && layout.integer("accounts") == accounts &&
      layout.text("currency") == ledger.currency())
    return;
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

void add_activity(const TransactionColumns& rows, const ResultReader& result, Explanation& to) {
  const std::array<Period, 2> periods = {result.period().observed(), result.compare().observed()};
  std::array<rfm::ActivityTable, 2> tables;
  for (rfm::ActivityTable& table : tables) table.resize(1);
  const std::array<rfm::ActivityColumns, 2> activity = {tables[0].columns(), tables[1].columns()};
  std::uint8_t bought_before = 0;
  std::uint8_t group = 0;
  rfm::summarize_activity(rows, periods, history_end(result.period(), result.reference()), activity,
                          std::span(&bought_before, 1), 1);
  lenses::ComparisonPartial lens2;
  lens2.add(tables[1].frequency, tables[1].total_spend, tables[0].frequency, tables[0].total_spend,
            std::span(&bought_before, 1), std::span(&group, 1));
  to.group = lenses::kGroupNames[group];
  to.rfm = rfm_of(tables[0], result.period(), result, PeriodRole::kPeriod);
  to.rfm_compare = rfm_of(tables[1], result.compare(), result, PeriodRole::kCompare);
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

/// Whether every signal of the customer that the result keeps, in /signals or as evidence, is the one computed here.
bool signals_agree(const ResultReader& result, std::uint64_t row, const personas::WindowSummary& window) {
  signals::Summary kept = window.summary;
  for (const signals::Signal signal : kept_signals(result.profile().signals))
    for (const std::string& group : {signals_group(window.days), personas_group(window.days)}) {
      const signals::SignalInfo& info = signals::info_of(signal);
      const std::string path = group + "/" + info.name;
      if (result.file().layout().has(path))
        std::visit([&](auto member) { result.file().read(path, row, std::span(&(kept.*member), 1)); },
                   signals::member_of(info));
    }
  return !signals::first_difference(kept, window.summary);
}

/// What the result keeps of the customer must be what comes out here.
void require_agreement(const ResultReader& result, const Explanation& explanation) {
  const auto row = result.row_of(explanation.customer_id);
  const bool keeps = result.file().layout().has(kCustomerId.path());
  bool agrees = row.has_value() == keeps;
  if (row) {
    std::uint8_t persona = 0;
    result.file().read(personas_group(explanation.windows.back().days) + "/" + kPersonaColumn, *row,
                       std::span(&persona, 1));
    agrees = persona == explanation.judgements.back().assigned &&
             rfm_agrees(result, *row, PeriodRole::kPeriod, explanation.rfm) &&
             rfm_agrees(result, *row, PeriodRole::kCompare, explanation.rfm_compare);
    for (const personas::WindowSummary& window : explanation.windows)
      agrees = agrees && signals_agree(result, *row, window);
  }
  if (!agrees)
    throw InputError(fmt::format("{} says something else of customer '{}' than the ledger does; audit the ledger again",
                                 result.file().path(), readable(explanation.customer_id, 64)));
}

void add_lists(const ledger::Ledger& ledger, const ledger::Batch& batch, std::size_t customer,
               const signals::CustomerColumns& one, const std::vector<signals::Subscription>& subscriptions,
               Explanation& to) {
  const auto cadences = signals::cadence_names(to.signal_profile);
  for (const signals::Subscription& found : subscriptions)
    to.subscriptions.push_back({ledger.merchants()[found.merchant], cadences[found.cadence], found});
  for (const signals::Card& card : signals::list_cards(one, to.signal_profile)) {
    const std::size_t account = batch.snapshot.account_offset[customer] + card.account;
    to.cards.push_back({std::string(text_at(batch.snapshot.account_id, batch.snapshot.account_width, account)), card});
  }
  const std::size_t first = batch.offset[customer];
  for (const std::size_t row : signals::list_income_rows(one, to.reference, to.signal_profile)) {
    ExplainedPayment payment{day_of(one.transactions.timestamp[row]), one.transactions.amount[row], "", ""};
    if (!batch.merchant.empty() && batch.merchant[first + row] != kNoMerchant)
      payment.merchant = ledger.merchants()[batch.merchant[first + row]];
    if (!batch.category.empty() && batch.category[first + row] != ledger::kNoCategory)
      payment.category = ledger.categories()[batch.category[first + row]];
    to.payments.push_back(std::move(payment));
  }
}

void add_attributes(const ledger::Ledger& ledger, const ledger::Batch& batch, std::size_t customer, Explanation& to) {
  const std::vector<ledger::NamedTexts>& attributes = ledger.attributes();
  for (std::size_t i = 0; i < attributes.size(); ++i)
    if (const std::uint16_t code = batch.attributes.code[customer * attributes.size() + i];
        code != ledger::kNoAttribute)
      to.attributes.emplace_back(attributes[i].name, attributes[i].texts[code]);
}

void add_personas(Explanation& to) {
  const bool assessed = to.windows.front().summary.transaction_history_days != signals::kNoCount;
  for (const personas::WindowSummary& window : to.windows)
    to.judgements.push_back(personas::match_personas_reference(to.windows, to.registry, window.days, assessed));
}

}  // namespace

Explanation explain(comm::Communicator& communicator, const std::string& ledger_directory,
                    const std::string& audit_directory, const std::string& customer_id) {
  const ResultReader result(audit_directory);
  const ledger::Ledger ledger = ledger::Ledger::open(communicator, ledger_directory);
  require_same_ledger(ledger, result);
  const RowClasses classes(ledger, result.profile());
  const std::size_t prefix = hash_prefix(text_hash(customer_id));
  ledger::WantedColumns wanted = classes.wanted();
  wanted.columns.add(ledger::Column::kAttributes);
  ledger::BatchReader reader(ledger, {{prefix, prefix + 1}}, wanted);
  const ledger::Batch* batch = reader.next();
  const auto customer = batch == nullptr ? std::nullopt : find_customer(*batch, customer_id);
  if (!customer) throw InputError(fmt::format("{} has no customer '{}'", ledger_directory, readable(customer_id, 64)));

  std::vector<std::uint8_t> row_class(classes.any_in(*batch) ? batch->num_rows() : 0);
  if (!row_class.empty()) classes.classify(*batch, {*customer, *customer + 1}, row_class);
  const signals::CustomerColumns one = signals::customer_at(
      customer_columns(*batch, row_class, ledger.columns().has(ledger::Column::kMerchant), knows_income(ledger)),
      *customer);
  Explanation explanation;
  explanation.customer_id = customer_id;
  explanation.currency = ledger.currency();
  explanation.reference = result.reference();
  explanation.profile = result.profile().name;
  explanation.transactions = one.transactions.timestamp.size();
  explanation.accounts = one.accounts.type.size();
  explanation.signal_profile = result.profile().signals;
  explanation.registry = result.registry();
  add_attributes(ledger, *batch, *customer, explanation);
  add_activity(one.transactions, result, explanation);
  const signals::CustomerSummary summary =
      signals::generate_summary(one, result.reference(), explanation.signal_profile);
  for (std::size_t w = 0; w < summary.windows.size(); ++w)
    explanation.windows.push_back({summary.windows[w], summary.summaries[w]});
  add_lists(ledger, *batch, *customer, one, summary.subscriptions, explanation);
  add_personas(explanation);
  require_agreement(result, explanation);
  return explanation;
}

}  // namespace spendlens::audit
