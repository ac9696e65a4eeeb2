#include <fmt/format.h>

#include <algorithm>

#include "report/explain/cohort_text.hpp"
#include "report/explain/signal_text.hpp"
#include "report/explain/streams_text.hpp"
#include "report/explain/unknown_signals.hpp"
#include "report/explain/value_text.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/report/explanation.hpp"
#include "spendlens/report/screen_text.hpp"

namespace spendlens::report {

namespace {

std::string money_text(Minor amount) { return grouped_text(amount, 2); }

std::string row(const std::string& label, const std::string& a, const std::string& b) {
  return screen_text("  {:<34}{:>20}{:>20}\n", label, a, b);
}

std::string time_text(Timestamp timestamp) { return timestamp == kNoTimestamp ? "none" : timestamp_text(timestamp); }

std::string scores(const audit::ExplainedRfm& rfm) {
  return rfm.frequency == 0 ? "none" : fmt::to_string(rfm.rfm_score);
}

std::string head(const audit::Explanation& e) {
  std::string text = screen_text("Customer {} as of {}, profile {}, amounts in {}\n", readable(e.customer_id, 64),
                                 date_text(e.reference), e.profile, currency_text(e.currency));
  text += screen_text("  {} transactions, {} accounts\n", grouped_text(e.transactions), grouped_text(e.accounts));
  for (const audit::ExplainedJointAccount& joint : e.joint_accounts)
    text += screen_text("  account {} is joint: its rows and balance count for {}, who was named first\n",
                        readable(joint.account_id, 64), readable(joint.owner, 64));
  for (const auto& [name, value] : e.attributes) text += screen_text("  {}: {}\n", name, readable(value, 256));
  return text;
}

std::string rfm_part(const audit::Explanation& e) {
  const auto& a = e.rfm;
  const auto& b = e.rfm_compare;
  const auto recency = [](const audit::ExplainedRfm& rfm) {
    return rfm.frequency == 0 ? "none" : grouped_text(rfm.recency_days) + " days";
  };
  std::string text = "\nRFM\n" + row("", "period", "compared with");
  text += row("first day", date_text(a.period.period.start), date_text(b.period.period.start));
  text += row("last day", date_text(a.period.period.end - 1), date_text(b.period.period.end - 1));
  text += row("recency", recency(a), recency(b));
  text += row("frequency (purchases)", grouped_text(a.frequency), grouped_text(b.frequency));
  text += row("monetary (spend a purchase)", money_text(a.monetary), money_text(b.monetary));
  text += row("total spend", money_text(a.total_spend), money_text(b.total_spend));
  text += row("scores R, F, M", scores(a), scores(b));
  text += row("spend decile (1 = biggest)", a.spend_decile == 0 ? "none" : fmt::to_string(a.spend_decile),
              b.spend_decile == 0 ? "none" : fmt::to_string(b.spend_decile));
  text += row("active days", grouped_text(a.active_days), grouped_text(b.active_days));
  text += row("first purchase", time_text(a.first_purchase), time_text(b.first_purchase));
  text += row("last purchase", time_text(a.last_purchase), time_text(b.last_purchase));
  text += row("refunds", screen_text("{} of {}", grouped_text(a.refund_count), money_text(a.refund_total)),
              screen_text("{} of {}", grouped_text(b.refund_count), money_text(b.refund_total)));
  return text + screen_text("  Lens 2 group: {}\n", e.group);
}

std::string signals_part(const audit::Explanation& e) {
  if (e.signals.windows.empty())
    return "\nSignals: none, the ledger has no merchants, no accounts and no categories with a class\n";
  std::string text = screen_text("\n{:<36}", "Signals");
  for (const auto& window : e.signals.windows) text += screen_text("{:>20}", window.name());
  text += "\n";
  const signals::SignalCatalogue& catalogue = signals::catalogue_of(e.signal_profile.set);
  for (std::size_t signal = 0; signal < catalogue.size(); ++signal) {
    text += screen_text("  {:<34}", catalogue[signal].name);
    for (const signals::SignalTable& table : e.signals.tables)
      text += screen_text("{:>20}", signal_text(table, signal, e.signal_profile));
    text += "\n";
  }
  return text;
}

std::string cards_part(const audit::Explanation& e) {
  if (e.cards.empty()) return "\nCards: none\n";
  std::string text = screen_text("\nCards\n  {:<28}{:>14}{:>14}{:>12}  {:<11}{}\n", "account", "balance", "limit",
                                 "used", "tier", "remarks");
  for (const auto& c : e.cards) {
    const bool has_limit = c.card.limit != kNoMoney;
    std::string remarks;
    for (const auto& [is_so, remark] : {std::pair{c.card.is_overdue, "overdue"},
                                        {c.card.has_interest, "interest"},
                                        {c.card.pays_minimum_only, "minimum payments only"}})
      if (is_so) remarks += (remarks.empty() ? "" : ", ") + std::string(remark);
    text +=
        screen_text("  {:<28}{:>14}{:>14}{:>12}  {:<11}{}", readable(c.account_id, 27),
                    c.card.balance == kNoMoney ? "unknown" : money_text(c.card.balance),
                    has_limit ? money_text(c.card.limit) : "none",
                    has_limit ? number_text(c.card.utilization_pct) + " %" : "unknown",
                    has_limit ? signals::kUtilizationTierNames[static_cast<std::size_t>(c.card.tier)] : "", remarks);
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  return text;
}

std::string payments_part(const audit::Explanation& e) {
  if (e.signal_profile.set != signals::SignalSet::kSpendsense) return "";
  if (e.income.empty()) return "\nIncome: no payments\n";
  std::string text = screen_text("\nIncome: payments of the last {}\n", e.signals.windows.back().name());
  for (const auto& p : e.income) {
    text += screen_text("  {}{:>16}  {}{}{}", date_text(p.date), money_text(p.amount), readable(p.merchant),
                        p.merchant.empty() || p.category.empty() ? "" : ", ", readable(p.category));
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  return text;
}

std::string persona_part(const personas::Registry& registry, const personas::Judgement& judgement, std::size_t p) {
  const personas::Persona& persona = registry.personas[p];
  const bool qualifies = (judgement.qualifying >> p & 1) != 0;
  std::string text = screen_text("  {} {} (priority {}, {} of its conditions must hold): {}\n", qualifies ? "+" : "-",
                                 persona.id, persona.priority, persona.all_conditions ? "all" : "any",
                                 qualifies ? "qualifies" : "does not qualify");
  for (std::size_t c = 0; c < persona.conditions.size(); ++c) {
    const personas::Evidence& evidence = judgement.evidence[p][c];
    const personas::Condition& condition = persona.conditions[c];
    text += screen_text("      {:<10}{}\n", evidence.held ? "holds" : "fails",
                        personas::condition_text(condition, registry.field_of(condition), evidence));
  }
  return text;
}

std::string personas_part(const audit::Explanation& e, std::size_t w) {
  const personas::Judgement& judgement = e.judgements[w];
  std::string text = screen_text("\nPersona, {}: {}\n  {}\n", e.signals.windows[w].name(),
                                 personas::persona_names(e.registry)[judgement.assigned], judgement.reason);
  for (std::size_t p = 0; p < e.registry.size(); ++p) text += persona_part(e.registry, judgement, p);
  return text;
}

std::string segments_part(const audit::Explanation& e) {
  if (e.segment_of.empty()) return "";
  const std::vector<std::string> names = personas::persona_names(e.segments);
  const personas::Judgement& now = e.segment_of[audit::index_of(audit::PeriodRole::kPeriod)];
  const personas::Judgement& before = e.segment_of[audit::index_of(audit::PeriodRole::kCompare)];
  std::string text =
      screen_text("\nSegment: {}, before {}\n  {}\n", names[now.assigned], names[before.assigned], now.reason);
  for (std::size_t s = 0; s < e.segments.size(); ++s) text += persona_part(e.segments, now, s);
  return text;
}

}  // namespace

std::string explanation_text(const audit::Explanation& e) {
  std::string text = head(e) + rfm_part(e) + value_text(e) + segments_part(e) + cohorts_part(e) + signals_part(e) +
                     unknown_part(e) + streams_part(e) + cards_part(e) + payments_part(e);
  for (std::size_t w = 0; w < e.judgements.size(); ++w) text += personas_part(e, w);
  return text;
}

}  // namespace spendlens::report
