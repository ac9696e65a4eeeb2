#include "spendlens/audit/data_mart.hpp"

#include "audit/stage/row_classes.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/ledger/ranges.hpp"

namespace spendlens::audit {

namespace {

constexpr std::uint64_t kMartRows = 1 << 18;

ledger::WantedColumns mart_columns(const ledger::Ledger& ledger, const RowClasses& classes) {
  using ledger::Column;
  ledger::WantedColumns wanted = classes.wanted();
  wanted.marked_subtypes = 0;  // savings are no matter of purchases
  wanted.columns.add(Column::kMargin, ledger.columns().has(Column::kMargin));
  wanted.columns.add(Column::kQuantity, ledger.columns().has(Column::kQuantity));
  return wanted;
}

}  // namespace

struct DataMartStream::State {
  RowClasses classes;
  UnitCalendar calendar;
  int num_threads;
  ledger::BatchReader reader;
  std::vector<std::string_view> ids{};
  std::vector<std::uint8_t> row_class{};
  rfm::PeriodAggregations periods{};
};

DataMartStream::DataMartStream(const ledger::Ledger& ledger, const Profile& profile, UnitCalendar calendar,
                               int num_threads) {
  const RowClasses classes(ledger, profile);
  // NOLINTNEXTLINE(modernize-make-unique): clang 14 makes no aggregate from arguments in parentheses.
  state_ = std::unique_ptr<State>(new State{classes,
                                            std::move(calendar),
                                            num_threads,
                                            {ledger, ledger::batches_of(ledger, {0, kHashPrefixes}, kMartRows),
                                             mart_columns(ledger, classes), ledger::RowOrder::kBySegment}});
}

DataMartStream::~DataMartStream() = default;

const rfm::PeriodAggregations* DataMartStream::next() {
  State& state = *state_;
  const ledger::Batch* batch = state.reader.next();
  if (batch == nullptr) return nullptr;
  state.ids.clear();
  for (std::size_t customer = 0; customer < batch->num_customers(); ++customer)
    state.ids.push_back(batch->customer_id(customer));
  state.row_class.resize(state.classes.any_in(*batch) ? batch->num_rows() : 0);
  if (!state.row_class.empty())
    for_each_part(batch->num_customers(), state.num_threads, [&](ItemRange customers, std::size_t) {
      state.classes.classify(*batch, customers, state.row_class);
    });
  state.periods = rfm::aggregate_periods(state.ids, {batch->offset, batch->timestamp, batch->amount, state.row_class},
                                         {batch->margin, batch->quantity}, state.calendar,
                                         ParallelPolicy::always(state.num_threads));
  return &state.periods;
}

}  // namespace spendlens::audit
