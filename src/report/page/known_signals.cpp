#include "report/page/known_signals.hpp"

#include <algorithm>

#include "report/page/signal_titles.hpp"

namespace spendlens::report {

namespace {

/// How many signals a sentence names.
constexpr std::size_t kMaxNamed = 4;

}  // namespace

bool is_known_for_nobody(const ReportContext& context, const std::string& window, const std::string& signal) {
  const auto all = context.root().find("signals");
  const auto of = all ? all->find(window) : std::nullopt;
  const auto node = of ? (*of)["signals"].find(signal) : std::nullopt;
  if (!node) return false;
  const Figure customers = (*of)["customers"].count();
  return customers.count > 0 && (*node)["nulls"].count().count == customers.count;
}

UntestedPersonas untested_personas(const ReportContext& context, const std::string& window) {
  UntestedPersonas untested;
  for (const SummaryNode& persona : context.root()["personas"]["registry"].elements()) {
    ++untested.all;
    const SummaryNode criteria = persona["criteria"];
    const auto conditions = criteria["conditions"].elements();
    std::vector<std::string> unknown;
    for (const SummaryNode& condition : conditions) {
      const auto own = condition.find("window");
      const std::string signal = condition["signal"].text();
      if (is_known_for_nobody(context, own ? own->text() : window, signal)) unknown.push_back(signal);
    }
    if (unknown.empty()) continue;
    const bool one_suffices = criteria["operator"].text() == "OR" && unknown.size() < conditions.size();
    (one_suffices ? untested.partly : untested.names).push_back(persona["name"].text());
    for (const std::string& signal : unknown)
      if (std::find(untested.signals.begin(), untested.signals.end(), signal) == untested.signals.end())
        untested.signals.push_back(signal);
  }
  return untested;
}

Html untested_text(const UntestedPersonas& untested) {
  if (untested.none()) return {};
  Html text;
  if (untested.names.empty())
    text.put("{} of {} personas could be tested only in part", untested.partly.size(), untested.all);
  else {
    text.put("{} of {} personas could not be tested", untested.names.size(), untested.all);
    if (!untested.partly.empty()) text.put(", {} only in part", untested.partly.size());
  }
  text.put(": nobody's ");
  const std::size_t named = untested.signals.size() > kMaxNamed ? kMaxNamed - 1 : untested.signals.size();
  for (std::size_t i = 0; i < named; ++i)
    text.put("{}{}",
             i == 0                             ? ""
             : i + 1 == untested.signals.size() ? " or "
                                                : ", ",
             Name{signal_words(untested.signals[i])});
  if (named < untested.signals.size()) text.put(" or {} other signals", untested.signals.size() - named);
  return text.put(" is known.");
}

}  // namespace spendlens::report
