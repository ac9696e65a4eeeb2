#include "report/explain/streams_text.hpp"

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/report/screen_text.hpp"

namespace spendlens::report {

namespace {

std::string amount_text(Minor amount) { return grouped_text(amount, 2); }

std::string head_of(const audit::ExplainedStream& of) {
  const signals::Stream& stream = of.stream;
  return screen_text("  {:<28}{:<16}{:<14}{:>12}{:>9}  {}\n", readable(of.payee, 27),
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
  return screen_text("; {} from {} to {} on {}", step.to > step.from ? "rose" : "fell", amount_text(step.from),
                     amount_text(step.to), date_text(step.date));
}

std::string stream_text(const audit::ExplainedStream& of) {
  return head_of(of) + screen_text("      {}{}\n", dates_of(of.stream), step_of(of.stream));
}

std::string group(const audit::Explanation& e, bool income, const char* title) {
  std::string text;
  for (const audit::ExplainedStream& stream : e.streams)
    if (stream.stream.is_income == income) text += stream_text(stream);
  if (text.empty()) return screen_text("\n{}: none\n", title);
  return screen_text("\n{}\n  {:<28}{:<16}{:<14}{:>12}{:>9}  {}\n", title, "payee", "kind", "cadence", "last",
                     "charges", "state") +
         text;
}

std::string pairs(const audit::Explanation& e) {
  if (e.pairs.empty()) return "";
  std::string text = "\nOwn transfers, left out of income, spending and streams\n";
  for (const audit::ExplainedPair& pair : e.pairs)
    text += screen_text("  {}{:>16}  from {} to {} ({})\n", date_text(pair.from.date), amount_text(-pair.from.amount),
                        readable(pair.from.account_id, 27), readable(pair.to.account_id, 27), date_text(pair.to.date));
  return text;
}

}  // namespace

std::string streams_part(const audit::Explanation& e) {
  if (e.signals.windows.empty()) return "";
  return group(e, true, "Income that comes in a rhythm") + group(e, false, "Payments that go out in a rhythm") +
         pairs(e);
}

}  // namespace spendlens::report
