#include <benchmark/benchmark.h>

#include <algorithm>

#include "kernels/kernel_case.hpp"
#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/core/blocks.hpp"
#include "spendlens/lenses/period_comparison.hpp"
#include "spendlens/personas/match.hpp"
#include "spendlens/personas/partial.hpp"
#include "spendlens/rfm/activity.hpp"
#include "spendlens/rfm/scores.hpp"
#include "spendlens/signals/partial.hpp"

namespace spendlens::benchmarks {

namespace {

constexpr std::uint64_t kRowBytes =
    sizeof(Timestamp) + sizeof(Minor) + sizeof(std::uint32_t) + 2 * sizeof(std::uint16_t) + 1;
constexpr std::uint64_t kBatchCustomers = 10'000;

/// All that an audit keeps of a batch of customers, for one thread.
class BatchPass {
 public:
  explicit BatchPass(Day as_of)
      : summarizer_(as_of, {}),
        windows_(signals::windows_of(summarizer_.profile())),
        registry_(audit::load_registry("default", {}).registry) {
    const signals::SignalSet set = summarizer_.profile().set;
    tables_.resize(windows_.size(), signals::SignalTable(signals::catalogue_of(set)));
    of_block_ = tables_;
    signal_partials_.resize(windows_.size(), signals::SignalPartial(set));
    persona_partials_.resize(windows_.size(), personas::PersonaPartial(registry_.size()));
  }

  void reserve(std::size_t customers) {
    for (signals::SignalTable& table : tables_) table.resize(customers);
    for (rfm::ActivityTable& table : activity_) table.resize(customers);
    bought_before_.resize(customers);
    group_.resize(customers);
    assessed_.resize(customers, personas::Assessment::kAssessed);
    assigned_.resize(customers);
    qualifying_.resize(customers);
    conditions_.resize(customers * registry_.num_condition_words());
  }

  void reduce(const signals::CustomerColumns& batch, ItemRange block) {
    const auto offset = batch.transactions.offset;
    const std::size_t begin = offset[block.begin] - offset.front();
    const std::size_t rows = offset[block.end] - offset[block.begin];
    const TransactionColumns of_block{
        offset.subspan(block.begin, block.end - block.begin + 1), batch.transactions.timestamp.subspan(begin, rows),
        batch.transactions.amount.subspan(begin, rows), batch.transactions.row_class.subspan(begin, rows)};
    const std::array<Period, 2> periods = {parse_period("2025-Q4", 0, 0), parse_period("2025-Q3", 0, 0)};
    const std::array<rfm::ActivityColumns, 2> to = {part(activity_[0], block), part(activity_[1], block)};
    rfm::summarize_activity(of_block, periods, periods[1].start, to, part(bought_before_, block), 1);
  }

  void detect(const signals::CustomerColumns& batch, ItemRange block) {
    for (signals::SignalTable& table : of_block_) table.resize(block.end - block.begin);
    summarizer_.run(batch, block, scratch_, of_block_, streams_);
    for (std::size_t w = 0; w < tables_.size(); ++w) {
      signal_partials_[w].add(of_block_[w], {0, of_block_[w].size()});
      tables_[w].copy_rows(block.begin, of_block_[w]);
    }
  }

  void start_batch() { streams_.clear(); }

  /// The fields of the registry in each window; all of the shipped one's are signals.
  std::vector<personas::WindowColumns> columns() const {
    std::vector<personas::WindowColumns> windows;
    for (std::size_t w = 0; w < tables_.size(); ++w) {
      personas::WindowColumns& window = windows.emplace_back(personas::WindowColumns{windows_[w].name(), {}});
      for (const personas::Field& field : registry_.fields)
        std::visit(
            [&]<class T>(const std::vector<T>& values) { window.columns.emplace_back(std::span<const T>(values)); },
            tables_[w].column(tables_[w].catalogue().find(field.name).value()));
    }
    return windows;
  }

  void match() {
    const std::vector<personas::WindowColumns> windows = columns();
    const ParallelPolicy one_thread = ParallelPolicy::always(1);
    for (std::size_t w = 0; w < windows.size(); ++w) {
      personas::match_personas(windows, registry_, windows[w].name, {qualifying_, conditions_}, one_thread);
      personas::prioritize_personas(registry_, qualifying_, assessed_, assigned_, one_thread);
      persona_partials_[w].add(assigned_, qualifying_);
    }
  }

  void compare() {
    lens2_.add(activity_[1].frequency, activity_[1].total_spend, activity_[0].frequency, activity_[0].total_spend,
               bought_before_, group_);
  }

  void run(const signals::CustomerColumns& batch, bool everything) {
    const CustomerBlocks blocks(batch.transactions.offset);
    start_batch();
    for (std::uint64_t i = 0; i < blocks.size(); ++i) {
      const ItemRange block = blocks[i];
      if (block.begin == block.end) continue;
      if (everything) reduce(batch, block);
      detect(batch, block);
    }
    if (!everything) return;
    match();
    compare();
  }

 private:
  template <class T>
  static std::span<T> part(std::vector<T>& column, ItemRange range) {
    return std::span(column).subspan(range.begin, range.end - range.begin);
  }
  static rfm::ActivityColumns part(rfm::ActivityTable& table, ItemRange range) {
    return {part(table.frequency, range),     part(table.total_spend, range), part(table.first_purchase, range),
            part(table.last_purchase, range), part(table.active_days, range), part(table.refund_count, range),
            part(table.refund_total, range)};
  }

  signals::Summarizer summarizer_;
  signals::Summarizer::Scratch scratch_;
  std::vector<signals::Window> windows_;
  personas::Registry registry_;
  std::vector<signals::SignalTable> tables_;
  std::vector<signals::SignalTable> of_block_;
  std::vector<signals::Stream> streams_;
  std::vector<signals::SignalPartial> signal_partials_;
  std::vector<personas::PersonaPartial> persona_partials_;
  std::array<rfm::ActivityTable, 2> activity_;
  lenses::ComparisonPartial lens2_;
  std::vector<std::uint8_t> bought_before_, group_, assigned_;
  std::vector<personas::Assessment> assessed_;
  std::vector<std::uint64_t> qualifying_, conditions_;
};

Pass batches_pass(const Sample& sample, ItemRange customers, bool everything) {
  auto pass = std::make_shared<BatchPass>(sample.as_of);
  return [pass, &sample, customers, everything] {
    for (std::uint64_t begin = customers.begin; begin < customers.end; begin += kBatchCustomers) {
      const ItemRange batch{begin, std::min(begin + kBatchCustomers, customers.end)};
      pass->reserve(batch.end - batch.begin);
      pass->run(sample.view(batch), everything);
    }
  };
}

Pass all_signals_pass(const Sample& sample, ItemRange customers) { return batches_pass(sample, customers, false); }
Pass fused_pass(const Sample& sample, ItemRange customers) { return batches_pass(sample, customers, true); }

Pass persona_pass(const Sample& sample, ItemRange customers) {
  auto pass = std::make_shared<BatchPass>(sample.as_of);
  const ItemRange batch{customers.begin, std::min(customers.begin + kBatchCustomers, customers.end)};
  pass->reserve(batch.end - batch.begin);
  pass->run(sample.view(batch), true);
  const std::uint64_t batches = (customers.end - customers.begin) / (batch.end - batch.begin);
  return [pass, batches] {
    for (std::uint64_t i = 0; i < batches; ++i) pass->match();
  };
}

/// The three scores of each customer, with cuts that a base has.
Pass score_pass(const Sample&, ItemRange customers) {
  struct Scores {
    std::vector<std::uint32_t> count;
    std::vector<Minor> money;
    std::vector<std::uint8_t> score;
  };
  auto of = std::make_shared<Scores>();
  const std::size_t n = customers.end - customers.begin;
  for (std::size_t i = 0; i < n; ++i) {
    of->count.push_back(static_cast<std::uint32_t>(i * 7919 % 92));
    of->money.push_back(static_cast<Minor>(i * 104'729 % 50'000));
  }
  of->score.resize(n);
  const rfm::ScoreCuts counts = rfm::given_cuts(std::array<std::int64_t, 4>{5, 15, 30, 60}, true, 5);
  const rfm::ScoreCuts money = rfm::given_cuts(std::array<std::int64_t, 4>{1'000, 5'000, 12'000, 25'000}, false, 5);
  return [of, counts, money] {
    counts.score_all(of->count, of->score);
    counts.score_all(of->count, of->score);
    money.score_all(of->money, of->score);
    benchmark::DoNotOptimize(of->score.data());
  };
}

}  // namespace

std::vector<KernelCase> signal_cases() { return {{"signals_all", kRowBytes, all_signals_pass}}; }
std::vector<KernelCase> customer_cases() { return {{"personas", 0, persona_pass}, {"scores", 0, score_pass}}; }
std::vector<KernelCase> fused_cases() { return {{"fused", kRowBytes, fused_pass}}; }

}  // namespace spendlens::benchmarks
