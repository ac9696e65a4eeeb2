#include "report/explain/streams_text.hpp"

#include <algorithm>

#include "report/explain/income_text.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/report/screen_text.hpp"

namespace spendlens::report {

namespace {

std::string amount_text(Minor amount) { return grouped_text(amount, 2); }

std::string head_of(const audit::ExplainedStream& of) {
  const signals::Stream& stream = of.stream;
  return screen_text("  {:<31}{:<16}{:<14}{:>12}{:>9}  {}\n", readable(of.payee, 27),
                     kStreamKindNames[static_cast<std::size_t>(stream.kind)],
                     signals::kCadenceNames[static_cast<std::size_t>(stream.cadence)], amount_text(stream.amount),
                     stream.charges, signals::kStreamStateNames[static_cast<std::size_t>(stream.state)]);
}

/// From when to when, what comes next.
std::string dates_of(const signals::Stream& stream) {
  std::string text;
  if (stream.first != signals::kNoDay)
    text += screen_text("from {} to {}", date_text(stream.first), date_text(stream.last));
  if (stream.skipped > 0) text += screen_text(", missed in {} gap{}", stream.skipped, stream.skipped == 1 ? "" : "s");
  if (stream.next == signals::kNoDay) return text;
  if (stream.state == signals::StreamState::kLapsed)
    return text + screen_text(", was due on {}", date_text(stream.next));
  return text + screen_text(", {} {}", stream.state == signals::StreamState::kLate ? "was due on" : "next on",
                            date_text(stream.next));
}

/// What the last change of the amount was.
std::string step_of(const signals::Stream& stream) {
  const signals::PriceStep& step = stream.price_step;
  if (step.date == signals::kNoDay) return "";
  const Minor change = step.to > step.from ? step.to - step.from : step.from - step.to;
  const std::string by =
      step.from > 0 ? screen_text(" ({} %)", grouped_text(divide_rounded(int128{change} * 1000, step.from), 1)) : "";
  return screen_text("; {} from {} to {} on {}, by {}{}", step.to > step.from ? "rose" : "fell", amount_text(step.from),
                     amount_text(step.to), date_text(step.date), amount_text(change), by);
}

/// Its last payments.
std::string payments_of(const audit::ExplainedStream& of) {
  constexpr std::size_t kShown = 6;
  std::string text;
  const std::size_t first = of.payments.size() > kShown ? of.payments.size() - kShown : 0;
  for (std::size_t i = first; i < of.payments.size(); ++i)
    text += screen_text("{} {}", i == first ? "" : ",", date_text(of.payments[i].date));
  return text.empty() ? text : screen_text("      {}{}\n", first > 0 ? "last on" : "on", text);
}

std::string stream_text(const audit::ExplainedStream& of) {
  return head_of(of) + screen_text("      {}{}\n", dates_of(of.stream), step_of(of.stream)) + payments_of(of);
}

std::string group(const audit::Explanation& e, bool income, const char* title) {
  std::string text;
  for (const audit::ExplainedStream& stream : e.streams)
    if (stream.stream.is_income == income) text += stream_text(stream);
  if (text.empty()) return screen_text("\n{}: none\n", title);
  return screen_text("\n{}\n  {:<31}{:<16}{:<14}{:>12}{:>9}  {}\n", title, "payee", "kind", "cadence", "last",
                     "charges", "state") +
         text;
}

/// What the bank calls both rows, where it says anything.
std::string names_of(const audit::ExplainedPair& pair) {
  const auto name = [](const audit::ExplainedRow& row) { return row.merchant.empty() ? row.category : row.merchant; };
  const std::string from = name(pair.from);
  const std::string to = name(pair.to);
  if (from.empty() && to.empty()) return "";
  return screen_text(": {} / {}", readable(from, 40), readable(to, 40));
}

std::string pairs(const audit::Explanation& e) {
  constexpr std::size_t kShown = 12;
  if (e.pairs.empty()) return "";
  std::vector<audit::ExplainedPair> by_date = e.pairs;
  std::stable_sort(by_date.begin(), by_date.end(),
                   [](const auto& a, const auto& b) { return a.from.date < b.from.date; });
  std::string text = screen_text(
      "\nOwn transfers, left out of income, spending and streams\n"
      "  Paired because two own accounts have equal and opposite amounts at most {} days apart, neither of them an income\n",
      e.signal_profile.bank.pair_days);
  const std::size_t first = by_date.size() > kShown ? by_date.size() - kShown : 0;
  if (first > 0) text += screen_text("  the last {} of {}; --json has all\n", kShown, by_date.size());
  for (std::size_t i = first; i < by_date.size(); ++i) {
    const audit::ExplainedPair& pair = by_date[i];
    const std::string arrived =
        pair.to.date == pair.from.date ? "" : screen_text(", there on {}", date_text(pair.to.date));
    text += screen_text("  {}{:>16}  from {} to {}{}{}\n", date_text(pair.from.date), amount_text(-pair.from.amount),
                        readable(pair.from.account_id, 27), readable(pair.to.account_id, 27), arrived, names_of(pair));
  }
  return text;
}

}  // namespace

std::string streams_part(const audit::Explanation& e) {
  if (e.signals.windows.empty()) return "";
  return group(e, true, "Income that comes in a rhythm") + income_reason_part(e) +
         group(e, false, "Payments that go out in a rhythm") + due_part(e) + pairs(e);
}

}  // namespace spendlens::report
