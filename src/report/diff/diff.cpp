#include "spendlens/report/diff.hpp"

#include <algorithm>
#include <limits>
#include <memory>

#include "report/diff/changes_file.hpp"
#include "report/diff/result_side.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/publish.hpp"

namespace spendlens::report {

namespace {

std::vector<std::string> with_last(std::vector<std::string> names, const char* last) {
  names.emplace_back(last);
  return names;
}

std::vector<Transition> empty_transitions(const std::vector<DiffColumn>& columns) {
  std::vector<std::string> scores = {"none"};
  for (std::size_t score = 1; score < kScoreCodes; ++score) scores.push_back(std::to_string(score));
  std::vector<Transition> transitions;
  for (const DiffColumn& column : columns) {
    if (!column.is_state()) continue;
    const bool is_score = column.kind == DiffKind::kScore;
    Transition transition{column.name,
                          with_last(is_score ? scores : column.earlier_names, "appeared"),
                          with_last(is_score ? scores : column.later_names, "gone"),
                          {}};
    transition.customers.resize(transition.from.size() * transition.to.size());
    transitions.push_back(std::move(transition));
  }
  return transitions;
}

/// Goes through the customers of both results in a range of hashes, side by side.
class CustomerWalk {
 public:
  CustomerWalk(const ResultSide& earlier, const ResultSide& later, const std::vector<DiffColumn>& columns,
               ChangesFile* changes, ResultDiff& to)
      : earlier_(earlier), later_(later), columns_(columns), changes_(changes), to_(to) {}

  void run(std::uint64_t first_hash, std::uint64_t last_hash) {
    RowCursor before = rows_of(earlier_, &DiffColumn::earlier_names, first_hash, last_hash);
    RowCursor now = rows_of(later_, &DiffColumn::later_names, first_hash, last_hash);
    while (!before.at_end() || !now.at_end()) {
      const int order = before.at_end() ? 1 : now.at_end() ? -1 : compare(before.id(), now.id());
      if (order < 0)
        only_earlier(before);
      else if (order > 0)
        only_later(now);
      else
        in_both(before, now);
      if (order <= 0) before.next();
      if (order >= 0) now.next();
    }
  }

 private:
  /// `last_hash` included.
  [[nodiscard]] RowCursor rows_of(const ResultSide& side, RowCursor::Names names, std::uint64_t first_hash,
                                  std::uint64_t last_hash) const {
    constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();
    const std::uint64_t end = last_hash == kLargest ? side.num_customers() : side.first_row(last_hash + 1);
    return {side, columns_, names, side.first_row(first_hash), end};
  }

  /// The order of results: by hash, then by id.
  [[nodiscard]] static int compare(std::string_view a, std::string_view b) {
    if (a == b) return 0;
    const std::pair left{text_hash(a), a};
    const std::pair right{text_hash(b), b};
    return left < right ? -1 : 1;
  }

  [[nodiscard]] static std::size_t code(const RowCursor& row, std::size_t column) {
    return static_cast<std::size_t>(row.value(column));
  }

  void only_earlier(const RowCursor& row) {
    ++to_.gone;
    count([&](std::size_t c, const Transition& t) { return code(row, c) * t.to.size() + t.to.size() - 1; });
    if (changes_ != nullptr) changes_->add(CustomerChange::kGone, row.id(), &row, nullptr);
  }

  void only_later(const RowCursor& row) {
    ++to_.appeared;
    count([&](std::size_t c, const Transition& t) { return (t.from.size() - 1) * t.to.size() + code(row, c); });
    if (changes_ != nullptr) changes_->add(CustomerChange::kAppeared, row.id(), nullptr, &row);
  }

  void in_both(const RowCursor& before, const RowCursor& now) {
    ++to_.both;
    count([&](std::size_t c, const Transition& t) { return code(before, c) * t.to.size() + code(now, c); });
    bool is_same = true;
    for (std::size_t c = 0; c < columns_.size() && is_same; ++c)
      is_same = columns_[c].is_same(before.value(c), now.value(c));
    if (is_same) return;
    ++to_.changed;
    if (changes_ != nullptr) changes_->add(CustomerChange::kChanged, now.id(), &before, &now);
  }

  /// One more customer in the cell of each transition.
  template <class Cell>
  void count(const Cell& cell) {
    std::size_t t = 0;
    for (std::size_t c = 0; c < columns_.size(); ++c)
      if (columns_[c].is_state()) {
        Transition& transition = to_.transitions[t++];
        ++transition.customers[cell(c, transition)];
      }
  }

  const ResultSide& earlier_;
  const ResultSide& later_;
  const std::vector<DiffColumn>& columns_;
  ChangesFile* changes_;
  ResultDiff& to_;
};

/// The ranks' counts added up.
void reduce_counts(comm::Communicator& communicator, ResultDiff& diff) {
  std::vector<std::uint64_t> counts = {diff.both, diff.appeared, diff.gone, diff.changed};
  for (const Transition& transition : diff.transitions)
    counts.insert(counts.end(), transition.customers.begin(), transition.customers.end());
  communicator.all_reduce(std::span<std::uint64_t>(counts), comm::ReduceOp::kSum);
  diff.both = counts[0];
  diff.appeared = counts[1];
  diff.gone = counts[2];
  diff.changed = counts[3];
  auto next = counts.begin() + 4;
  for (Transition& transition : diff.transitions)
    for (std::uint64_t& count : transition.customers) count = *next++;
}

/// Scores that nobody has in either result are left out.
void drop_empty_scores(ResultDiff& diff) {
  for (Transition& transition : diff.transitions) {
    if (transition.from.front() != "none") continue;
    std::size_t highest = 1;
    for (std::size_t row = 0; row < transition.from.size(); ++row)
      for (std::size_t column = 0; column < transition.to.size(); ++column)
        if (transition.at(row, column) > 0)
          highest = std::max({highest, row < kScoreCodes ? row : 0, column < kScoreCodes ? column : 0});
    Transition kept{transition.name, {}, {}, {}};
    const auto is_kept = [highest](std::size_t code) { return code <= highest || code == kScoreCodes; };
    for (std::size_t code = 0; code <= kScoreCodes; ++code)
      if (is_kept(code)) {
        kept.from.push_back(transition.from[code]);
        kept.to.push_back(transition.to[code]);
      }
    for (std::size_t row = 0; row <= kScoreCodes; ++row)
      for (std::size_t column = 0; column <= kScoreCodes; ++column)
        if (is_kept(row) && is_kept(column)) kept.customers.push_back(transition.at(row, column));
    transition = std::move(kept);
  }
}

void walk_customers(comm::Communicator& communicator, const DiffOptions& options, const ResultSide& earlier,
                    const ResultSide& later, ResultDiff& diff) {
  const std::vector<DiffColumn> columns = shared_columns(earlier, later);
  diff.transitions = empty_transitions(columns);
  std::unique_ptr<ChangesFile> changes;
  const auto ranks = static_cast<uint128>(communicator.size());
  const auto hash_of_part = [ranks](int part) {
    return static_cast<std::uint64_t>((uint128{1} << 64) * static_cast<uint128>(part) / ranks);
  };
  comm::agree(communicator, [&] {
    if (options.output) {
      store::make_directories(*options.output);
      changes = std::make_unique<ChangesFile>(*options.output, columns, communicator.rank() == 0);
    }
    CustomerWalk walk(earlier, later, columns, changes.get(), diff);
    walk.run(hash_of_part(communicator.rank()), hash_of_part(communicator.rank() + 1) - 1);
  });
  reduce_counts(communicator, diff);
  drop_empty_scores(diff);
  if (options.output) changes->publish(communicator);
}

}  // namespace

bool ResultDiff::gates_hold() const {
  return std::all_of(gates.begin(), gates.end(), [](const GateOutcome& gate) { return gate.holds; });
}

ResultDiff diff_results(comm::Communicator& communicator, const DiffOptions& options) {
  std::unique_ptr<ResultSide> earlier;
  std::unique_ptr<ResultSide> later;
  ResultDiff diff;
  comm::agree(communicator, [&] {
    std::vector<Gate> gates;
    for (const std::string& gate : options.gates) gates.push_back(parse_gate(gate));
    earlier = std::make_unique<ResultSide>(options.earlier);
    later = std::make_unique<ResultSide>(options.later);
    diff.earlier = earlier->description();
    diff.later = later->description();
    diff.with_customers = earlier->keeps_customers() && later->keeps_customers();
    diff.figures = figure_changes(earlier->summary(), later->summary());
    for (const Gate& gate : gates) diff.gates.push_back(judge_gate(gate, earlier->summary(), later->summary()));
  });
  if (diff.with_customers) walk_customers(communicator, options, *earlier, *later, diff);
  comm::agree(communicator, [&] {
    if (!options.output || communicator.rank() != 0) return;
    store::make_directories(*options.output);
    store::publish_text(*options.output + "/diff.json", diff_json(diff));
  });
  return diff;
}

}  // namespace spendlens::report
