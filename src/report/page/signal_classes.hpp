#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/html/html.hpp"
#include "report/page/report_context.hpp"

namespace spendlens::report {

/// One signal over all windows, as a reader is told of it.
struct SignalView {
  std::string name;
  std::string title;
  std::string unit;
  std::string description;
  bool same_in_every_window = false;
};

[[nodiscard]] SignalView view_of(const ReportContext& context, const std::string& name);

/// [from, to) of a signal's distribution; the first class has no `from`, the last one no `to`, all others have both.
struct SignalClass {
  std::optional<Figure> from;
  std::optional<Figure> to;
  Figure customers;
};

/// At least three. Throws InputError where the summary holds something else.
[[nodiscard]] std::vector<SignalClass> classes_of(const SummaryNode& distribution);

/// "10 to below 20", for a table.
[[nodiscard]] Html class_text(const SignalClass& of);

/// Whole numbers one by one: 0, 1, ..., n and more. Then a bar is a number and not a stretch.
[[nodiscard]] bool are_single_counts(const SignalView& view, const std::vector<SignalClass>& classes);

/// The place of a value among the bars of the classes from `first` on, in bars from the left; nothing where it is left
/// of them.
[[nodiscard]] std::optional<double> place_of(double value, const std::vector<SignalClass>& classes, std::size_t first);

/// What a rule or a tier compares a signal with.
struct Limit {
  double value = 0;
  std::string comparison;  ///< of a persona's rule; empty: a tier
  std::string label;
};

/// The limits of the personas in order of priority, then of the tiers of utilization.
[[nodiscard]] std::vector<Limit> limits_of(const ReportContext& context, const std::string& signal);

}  // namespace spendlens::report
