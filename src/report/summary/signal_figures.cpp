#include <optional>

#include "report/summary/summary_figures.hpp"

namespace spendlens::report {

namespace {

/// What the totals of one signal in one window are made of.
struct SignalTotals {
  const signals::SignalPartial& partial;
  std::size_t signal;
  const signals::SignalProfile& profile;

  [[nodiscard]] const signals::SignalInfo& info() const { return signals::catalogue_of(partial.set())[signal]; }
};

/// What the totals of one window are made of.
struct WindowTotals {
  const signals::SignalPartial& partial;
  const signals::SignalProfile& profile;
};

/// A class of a signal's distribution: its bounds, null where there is none, and its customers.
struct SignalClass {
  Json from;
  Json to;
  std::uint64_t customers;
};

/// The sum in the signal's own terms: money as an exact decimal, counts as numbers.
Json sum_of(const SignalTotals& totals) {
  const int128 sum = totals.partial.sum(totals.signal);
  if (totals.info().kind == signals::SignalKind::kMoney) return decimal_text(sum, 2);
  if (sum < int128{1} << 62) return static_cast<std::int64_t>(sum);
  return decimal_text(sum, 0);
}

bool has_total(const signals::SignalInfo& info) {
  using signals::SignalKind;
  const bool is_sum =
      info.kind == SignalKind::kCount || info.kind == SignalKind::kCards || info.kind == SignalKind::kMoney;
  return is_sum && info.units != std::string_view("days");
}

/// The signal's distribution; nothing where it has none.
std::optional<std::size_t> distribution_of(const SignalTotals& totals) {
  const auto distributions = signals::distributions(totals.partial.set());
  for (std::size_t d = 0; d < distributions.size(); ++d)
    if (distributions[d].signal == totals.signal) return d;
  return std::nullopt;
}

/// All classes, empty ones too. Precondition: the signal has a distribution.
std::vector<SignalClass> classes_of(const SignalTotals& totals) {
  const std::size_t d = distribution_of(totals).value();
  const auto edges = signals::distributions(totals.partial.set())[d].edges;
  const auto edge = [&edges](std::size_t e) {
    return e < edges.size() ? Json(decimal_text(edges[e], 2)) : Json(nullptr);
  };
  const std::vector<std::uint64_t> customers = totals.partial.distribution(d);
  std::vector<SignalClass> classes;
  for (std::size_t i = 0; i < customers.size(); ++i)
    classes.push_back({i == 0 ? Json(nullptr) : edge(i - 1), edge(i), customers[i]});
  return classes;
}

std::vector<std::pair<std::string, std::uint64_t>> choices_of(const SignalTotals& totals) {
  const auto names = signals::choices_of(totals.profile, totals.signal);
  const auto customers = totals.partial.choices(totals.signal);
  std::vector<std::pair<std::string, std::uint64_t>> choices;
  for (std::size_t i = 0; i < names.size(); ++i) choices.emplace_back(names[i], customers[i]);
  return choices;
}

Figures<SignalClass> class_figures() {
  Figures<SignalClass> figures;
  figures.add("from",
              "Of the main ones: lower bound of a class, null for none. The classes are fixed; of whom it is not "
              "known is in none",
              &SignalClass::from);
  figures.add("to", "Upper bound, exclusive; null for none", &SignalClass::to);
  figures.add("customers", "Customers in it", &SignalClass::customers);
  return figures;
}

Figures<SignalTotals> signal_total_figures() {
  const auto is_kind = [](signals::SignalKind kind) {
    return [kind](const SignalTotals& totals) { return totals.info().kind == kind; };
  };
  Figures<SignalTotals> total;
  total.add("total", "Of counts and money: the sum", sum_of);
  Figures<SignalTotals> with_flag;
  with_flag.add("customers", "Of flags: who has it", sum_of);
  Figures<SignalTotals> by_choice;
  by_choice.add_values("customers", "<choice>", "Of names: customers by each", choices_of);
  Figures<SignalTotals> distribution;
  distribution.add_list("distribution", class_figures(), classes_of);
  Figures<SignalTotals> figures;
  figures.add("nulls", "Customers of whom it is not known",
              [](const SignalTotals& totals) { return totals.partial.nulls(totals.signal); });
  figures.include_where([](const SignalTotals& totals) { return has_total(totals.info()); }, total);
  figures.include_where(is_kind(signals::SignalKind::kFlag), with_flag);
  figures.include_where(is_kind(signals::SignalKind::kChoice), by_choice);
  figures.include_where([](const SignalTotals& totals) { return distribution_of(totals).has_value(); }, distribution);
  return figures;
}

std::vector<std::pair<std::string, SignalTotals>> signals_of(const WindowTotals& window) {
  std::vector<std::pair<std::string, SignalTotals>> totals;
  for (std::size_t signal = 0; signal < signals::catalogue_of(window.partial.set()).size(); ++signal) {
    const SignalTotals of_signal{window.partial, signal, window.profile};
    totals.emplace_back(of_signal.info().name, of_signal);
  }
  return totals;
}

Figures<WindowTotals> signal_window_figures() {
  Figures<WindowTotals> by_signal;
  by_signal.add_each("<signal>", signal_total_figures(), signals_of);
  Figures<WindowTotals> figures;
  figures.add("customers", "Customers of the ledger",
              [](const WindowTotals& window) { return window.partial.customers(); });
  figures.add_object("signals", by_signal, std::identity());
  return figures;
}

/// The streams of one kind.
struct StreamsOfKind {
  const signals::StreamPartial& totals;
  StreamKind kind;

  [[nodiscard]] std::uint64_t of(signals::StreamState state) const { return totals.count(kind, state); }
  [[nodiscard]] std::uint64_t all() const {
    std::uint64_t all = 0;
    for (std::size_t state = 0; state < signals::StreamPartial::kNumStates; ++state)
      all += of(static_cast<signals::StreamState>(state));
    return all;
  }
};

Figures<StreamsOfKind> streams_of_kind_figures() {
  using signals::StreamState;
  const auto in_state = [](StreamState state) { return [state](const StreamsOfKind& of) { return of.of(state); }; };
  Figures<StreamsOfKind> figures;
  figures.add("active", "Streams of a kind, by state: on time", in_state(StreamState::kActive));
  figures.add("late", "Overdue", in_state(StreamState::kLate));
  figures.add("lapsed", "No longer paid", in_state(StreamState::kLapsed));
  figures.add("early", "Perhaps a subscription: two payments so far", in_state(StreamState::kEarly));
  figures.add(
      "monthly",
      "What those active and late come to a month: last amounts, of income the typical payments of regular ones",
      [](const StreamsOfKind& of) { return decimal_text(of.totals.monthly(of.kind), 2); });
  return figures;
}

/// The kinds that there are, by name.
std::vector<std::pair<std::string, StreamsOfKind>> kinds_of(const audit::AuditResult& result) {
  std::vector<std::pair<std::string, StreamsOfKind>> kinds;
  if (result.signal_profile.set != signals::SignalSet::kBank) return kinds;
  for (std::size_t kind = 0; kind < signals::StreamPartial::kNumKinds; ++kind) {
    const StreamsOfKind of{result.stream_totals, static_cast<StreamKind>(kind)};
    if (of.all() > 0) kinds.emplace_back(kStreamKindNames[kind], of);
  }
  return kinds;
}

/// Percentages of the profile's set, in hundredths.
struct UtilizationTiers {
  std::int64_t moderate;
  std::int64_t high;
  std::int64_t very_high;
};

UtilizationTiers tiers_of(const audit::AuditResult& result) {
  const signals::SignalProfile& profile = result.signal_profile;
  if (profile.set == signals::SignalSet::kSpendsense)
    return {profile.credit.moderate_pct, profile.credit.high_pct, profile.credit.very_high_pct};
  return {profile.bank.cards.moderate_pct, profile.bank.cards.high_pct, profile.bank.cards.very_high_pct};
}

Figures<UtilizationTiers> tier_figures() {
  Figures<UtilizationTiers> figures;
  figures.add("moderate", "The profile's percentage from which utilization is so", money(&UtilizationTiers::moderate));
  figures.add("high", "Likewise", money(&UtilizationTiers::high));
  figures.add("very_high", "Likewise", money(&UtilizationTiers::very_high));
  return figures;
}

}  // namespace

Figures<audit::AuditResult> signal_figures() {
  using Result = audit::AuditResult;
  Figures<Result> figures;
  figures.add_each("<window>", signal_window_figures(), [](const Result& result) {
    std::vector<std::pair<std::string, WindowTotals>> windows;
    for (const audit::WindowSummary& window : result.windows)
      windows.emplace_back(window.window.name(), WindowTotals{window.signals, result.signal_profile});
    return windows;
  });
  figures.add("definitions", "Whose they are: `default` or `spendsense`", [](const Result& result) {
    return signals::kSignalSetNames[static_cast<std::size_t>(result.signal_profile.set)];
  });
  Figures<Result> note;
  note.add("note", "Why there are none; only where that is so",
           [](const Result& result) { return result.scope.why_no_signals; });
  figures.include_where([](const Result& result) { return !result.scope.signals; }, note);
  figures.add("streams", "Streams of payments of all customers, habits left out: rows of /stream", &Result::streams);
  Figures<Result> kinds;
  kinds.add_each("<kind>", streams_of_kind_figures(), kinds_of);
  figures.add_object("streams_by_kind", kinds, std::identity());
  figures.add_object("utilization_tiers", tier_figures(), tiers_of);
  return figures;
}

}  // namespace spendlens::report
