#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/report/summary.hpp"

namespace spendlens::report {

struct DiffOptions {
  std::string earlier;  ///< directory of a result
  std::string later;
  std::optional<std::string> output;  ///< a directory for diff.json and changes.csv
  std::vector<std::string> gates;     ///< see parse_gate()
};

/// Customers by what they were in the earlier result and are in the later one.
struct Transition {
  std::string name;                      ///< "segment", "persona", "lens2_group", "r_score", "f_score", "m_score"
  std::vector<std::string> from;         ///< names of the earlier result, then "appeared"
  std::vector<std::string> to;           ///< names of the later result, then "gone"
  std::vector<std::uint64_t> customers;  ///< from x to, row by row

  [[nodiscard]] std::uint64_t at(std::size_t row, std::size_t column) const {
    return customers[row * to.size() + column];
  }
};

/// A figure that both summaries have, as they write it.
struct FigureChange {
  std::string figure;  ///< its place in summary.json: "lens1.total_revenue"
  std::string earlier;
  std::string later;
  std::string change;                     ///< later less earlier, exact
  std::optional<std::string> change_pct;  ///< in percent of the earlier, 2 decimals; nothing where that is 0
};

struct GateOutcome {
  std::string gate;
  bool holds = false;
  std::string found;  ///< what it was held against, in words
};

/// What an audit was of.
struct DiffedResult {
  std::string directory;
  std::string as_of;
  std::string period;
  std::string compare;
  std::uint64_t customers = 0;
};

struct ResultDiff {
  DiffedResult earlier;
  DiffedResult later;
  bool with_customers = false;  ///< both results keep their customers (--detail evidence or full)
  std::uint64_t both = 0;
  std::uint64_t appeared = 0;
  std::uint64_t gone = 0;
  std::uint64_t changed = 0;  ///< of both, with another value in a column of changes.csv
  std::vector<Transition> transitions;
  std::vector<FigureChange> figures;
  std::vector<GateOutcome> gates;

  [[nodiscard]] bool gates_hold() const;
};

/// Holds two results against each other, row by row, in the order of both: memory does not grow with the customers.
/// With `output` the directory gets changes.csv, a line for each customer who appeared, is gone or changed, and
/// diff.json; they are the same for any number of ranks. Collective. Throws UsageError for a gate that is none, or of a
/// figure that the later summary does not have; InputError where a directory holds no result; IoError.
[[nodiscard]] ResultDiff diff_results(comm::Communicator& communicator, const DiffOptions& options);

/// A figure that people are told first; diff.json has all.
struct ToldFigure {
  std::string_view place;  ///< in summary.json
  const char* label;
};
[[nodiscard]] std::span<const ToldFigure> told_figures();

/// As diff.json has it. Local.
[[nodiscard]] std::string diff_json(const ResultDiff& diff);

/// For people. Local.
[[nodiscard]] std::string diff_screen(const ResultDiff& diff, const ScreenStyle& style);

}  // namespace spendlens::report
