#include "report/explain/income_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <vector>

#include "report/explain/signal_text.hpp"
#include "report/explain/unknown_signals.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/report/screen_text.hpp"

namespace spendlens::report {

namespace {

std::string minor_text(int128 amount) { return grouped_text(amount, 2); }

/// Twice the typical payment times the cadence's share of a month.
int128 shares2_of(const audit::Explanation& e, const signals::Stream& stream) {
  const auto& cadences = e.signal_profile.bank.streams.cadences;
  return int128{stream.typical2} * cadences.at(static_cast<std::size_t>(stream.cadence)).share;
}

std::string stream_reason(const audit::Explanation& e, const audit::ExplainedStream& of, bool any_regular) {
  const signals::Stream& stream = of.stream;
  const std::string payee = readable(of.payee, 40);
  const std::string cadence = signals::kCadenceNames[static_cast<std::size_t>(stream.cadence)];
  if (is_live(stream) && stream.is_regular)
    return screen_text("  {}: typically {}, {}: {} a month\n", payee, minor_text(divide_rounded(stream.typical2, 2)),
                       cadence, minor_text(divide_rounded(shares2_of(e, stream), 2 * signals::kSharesOfMonth)));
  if (is_live(stream))
    return screen_text("  {}: its payments differ too much for a typical one; what came in the window counts\n", payee);
  return any_regular ? screen_text("  {}: lapsed, the last on {}; it does not count, as other income comes regularly\n",
                                   payee, date_text(stream.last))
                     : screen_text("  {}: lapsed, the last on {}; what came in the window counts\n", payee,
                                   date_text(stream.last));
}

}  // namespace

std::string income_reason_part(const audit::Explanation& e) {
  if (e.signal_profile.set != signals::SignalSet::kBank || e.signals.windows.empty()) return "";
  const std::size_t w = e.signals.windows.size() - 1;
  const signals::SignalTable& table = e.signals.tables[w];
  const std::size_t place = table.catalogue().find("income_monthly").value();
  const std::string window = e.signals.windows[w].name();
  const auto income = table.value(place, 0);
  if (!income) return screen_text("\nIncome a month, {}: not known\n  {}\n", window, unknown_reason(e, w, place));
  std::string text = screen_text("\nIncome a month, {}: {}\n", window, grouped_text(std::llround(*income * 100), 2));
  const auto is_counted = [](const audit::ExplainedStream& of) {
    return of.stream.is_income && of.stream.is_regular && is_live(of.stream);
  };
  const bool any_regular = std::any_of(e.streams.begin(), e.streams.end(), is_counted);
  int128 shares2 = 0;
  for (const audit::ExplainedStream& of : e.streams) {
    if (!of.stream.is_income) continue;
    text += stream_reason(e, of, any_regular);
    if (is_counted(of)) shares2 += shares2_of(e, of.stream);
  }
  const std::int64_t regular = static_cast<std::int64_t>(divide_rounded(shares2, 2 * signals::kSharesOfMonth));
  const std::int64_t other = std::llround(*income * 100) - regular;
  if (other > 0) text += screen_text("  what else came as income in the window: {} a month\n", grouped_text(other, 2));
  if (other <= 0 && shares2 == 0) text += "  nothing came in that is an income\n";
  return text;
}

std::string due_part(const audit::Explanation& e) {
  if (e.signal_profile.set != signals::SignalSet::kBank || e.signals.windows.empty()) return "";
  std::vector<std::tuple<Day, bool, std::string, const audit::ExplainedStream*>> due;
  for (const audit::ExplainedStream& of : e.streams)
    for (const Day day : of.due) due.emplace_back(day, of.stream.is_income, of.payee, &of);
  if (due.empty()) return "";
  std::sort(due.begin(), due.end(), [](const auto& a, const auto& b) {
    return std::tie(std::get<0>(a), std::get<1>(a), std::get<2>(a)) <
           std::tie(std::get<0>(b), std::get<1>(b), std::get<2>(b));
  });
  int128 committed = 0;
  std::string lines;
  for (const auto& [day, is_income, payee, of] : due) {
    const auto kind = of->stream.kind;
    const bool counts = !is_income && signals::is_committed(kind);
    if (counts) committed += of->stream.amount;
    lines +=
        screen_text("  {}{:>14}  {}, {}{}\n", date_text(day), (is_income ? "+" : "") + minor_text(of->stream.amount),
                    readable(payee, 40), kStreamKindNames[static_cast<std::size_t>(kind)],
                    counts || is_income ? "" : ", no commitment");
  }
  return screen_text("\nExpected in the {} days after {}: commitments of {}\n", signals::kDueDays,
                     date_text(e.reference), minor_text(committed)) +
         lines;
}

}  // namespace spendlens::report
