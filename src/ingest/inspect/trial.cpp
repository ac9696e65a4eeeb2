#include "ingest/inspect/trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "ingest/fold/line_fold.hpp"
#include "ingest/parse/row_parser.hpp"
#include "ingest/parse/split_records.hpp"
#include "ingest/parse/text_rules.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kShown = 5;
/// Rows of a piece whose line numbers are not known.
constexpr std::uint32_t kElsewhere = 1;

class Trying {
 public:
  /// `currency_codes`: what the rows' currency may be, where that is known.
  Trying(const TrialRows& rows, const ImportOptions& options, const std::optional<std::string>& currency_codes)
      : rows_(rows),
        options_(options),
        scanner_(CsvDialect{options.delimiter, options.escape, options.comment}),
        map_(fields(rows, options)),
        schema_(schema_of({map_}, named_columns(RecordKind::kTransactions, options).size())),
        rules_{{options.merchant_rule, {}}, {}},
        parser_(scanner_,
                TimestampParser(
                    TimestampForms{options.timestamp_formats, {options.date_order, options.two_digit_years_from}},
                    options.timezone.value_or("UTC")),
                {map_, map_},
                RowForms{options.decimal_comma,
                         options.directions,
                         currency_codes,
                         options.are_signs_ignored,
                         options.is_order_amount_first,
                         schema_.num_dimensions,
                         options.two_digit_years_from,
                         merchant_names(rules_),
                         {},
                         options.are_amounts_minor},
                NullValues(options.null_values)) {}

  /// What the currency must be for another reading, where rows turn out to be in several.
  [[nodiscard]] std::optional<std::string> currency_of_others() const {
    comm::LocalCommunicator alone;
    const CurrencyOfRows found = parser_.currencies().decide(alone);
    return found.has_others ? std::optional(found.codes) : std::nullopt;
  }

  Trial run() {
    read({0, rows_.first_line, rows_.is_line_per_record, rows_.is_first_all, rows_.first});
    for (const std::string& piece : rows_.others) read({kElsewhere, 1, rows_.is_line_per_record, true, piece});
    for (std::size_t position = 0; position < bytes_.size();) stored_.push_back(read_row(bytes_, position, schema_));
    find_conflicts();
    fold();
    return std::move(trial_);
  }

 private:
  static FieldMap fields(const TrialRows& rows, const ImportOptions& options) {
    std::vector<std::string> ignored;
    return map_fields(
        rows.title, rows.names,
        chosen_columns(rows.title, rows.names, options.columns, options.column_choices, RecordKind::kTransactions),
        ignored, RecordKind::kTransactions,
        {options.constants, options.where, options.ignored_columns, named_columns(RecordKind::kTransactions, options)});
  }

  void read(const Block& block) {
    RecordSplitter splitter(scanner_, map_.most_fields);
    splitter.for_each(
        block,
        [&](const SplitRecord& record, RejectPlace place) {
          const char* why = parser_.parse(record, place, row_);
          take(why, place, parser_.detail());
        },
        [&](std::string_view record, RejectPlace place, bool malformed) {
          const char* why = malformed ? reason::kMalformedRecord : parser_.parse(record, place, row_);
          take(why, place,
               malformed ? std::string_view(record.substr(0, record.find_first_of("\r\n"))) : parser_.detail());
        });
  }

  void take(const char* why, RejectPlace place, std::string_view detail) {
    ++trial_.rows_read;
    if (why == nullptr)
      append_row(row_, schema_, bytes_);
    else if (why == reason::kFiltered)
      ++trial_.rows_filtered;
    else
      reject(why, place, detail);
  }

  void reject(const char* why, RejectPlace place, std::string_view detail) {
    ++trial_.rejected[why];
    std::string& example = trial_.examples[why];
    if (!example.empty()) return;
    if (place.file != kElsewhere) example = fmt::format("{} {}", rows_.is_line_per_record ? "row" : "line", place.line);
    if (!detail.empty()) example += fmt::format("{}'{}'", example.empty() ? "" : ": ", readable(detail));
  }

  void find_conflicts() {
    if (options_.orders_within_customers) return;
    std::unordered_map<std::string_view, std::string_view> customer_of;
    for (const WireRow& row : stored_) {
      if (row.order_id.empty()) continue;
      const auto [known, is_new] = customer_of.try_emplace(row.order_id, row.customer_id);
      if (!is_new && known->second != row.customer_id) conflicting_.insert(std::string(row.order_id));
    }
  }

  void fold() {
    comm::LocalCommunicator alone;
    merchants_ = build_dictionary(alone, parser_.merchants().names(), "merchants", ledger::kNoMerchant);
    categories_ = build_dictionary(alone, parser_.categories().names(), "categories", ledger::kNoCategory);
    const FoldContext context{schema_,      options_.spend_positive,       &merchants_, &categories_, &conflicting_,
                              kMaxTurnover, options_.is_order_amount_first};
    FoldScratch scratch;
    const FoldResult result = fold_rows(bytes_, context, scratch);
    for (const LateReject& late : result.rejects) reject(late.reason, late.place, late.detail);
    for (const Minor amount : result.run.amount) {
      (amount < 0 ? trial_.num_out : amount > 0 ? trial_.num_in : trial_.num_zero) += 1;
      (amount < 0 ? trial_.sum_out : trial_.sum_in) += amount;
    }
    if (!result.run.timestamp.empty()) {
      const auto [first, last] = std::minmax_element(result.run.timestamp.begin(), result.run.timestamp.end());
      trial_.first_time = timestamp_text(*first);
      trial_.last_time = timestamp_text(*last);
    }
    show_first_orders(context);
  }

  /// In the order of the file.
  void show_first_orders(const FoldContext& context) {
    LineFold lines(context);
    std::set<std::pair<std::string_view, std::string_view>> shown;
    for (std::size_t i = 0; i < stored_.size() && trial_.orders.size() < kShown; ++i) {
      const WireRow& row = stored_[i];
      std::vector<WireRow> of_order{row};
      if (!row.order_id.empty()) {
        if (!shown.emplace(row.customer_id, row.order_id).second) continue;
        for (std::size_t j = i + 1; j < stored_.size(); ++j)
          if (stored_[j].order_id == row.order_id && stored_[j].customer_id == row.customer_id)
            of_order.push_back(stored_[j]);
      }
      FoldResult ignored;
      for (const FoldedOrder& order : lines.orders_of(of_order, ignored)) show(order, row, of_order.size());
    }
  }

  void show(const FoldedOrder& order, const WireRow& row, std::size_t num_lines) {
    InspectedOrder shown;
    shown.customer_id = row.customer_id;
    shown.timestamp = timestamp_text(order.timestamp);
    shown.amount = order.amount;
    if (order.merchant != ledger::kNoMerchant) shown.merchant = merchants_.texts[order.merchant];
    if (order.category != ledger::kNoCategory) shown.category = categories_.texts[order.category];
    shown.order_id = row.order_id;
    shown.num_lines = num_lines;
    trial_.orders.push_back(std::move(shown));
  }

  const TrialRows& rows_;
  const ImportOptions& options_;
  RecordScanner scanner_;
  FieldMap map_;
  Schema schema_;
  TextRules rules_;  ///< names alone: no kind is looked at
  RowParser parser_;
  WireRow row_;
  std::vector<std::byte> bytes_;
  std::vector<WireRow> stored_;
  std::unordered_set<std::string> conflicting_;
  Dictionary merchants_;
  Dictionary categories_;
  Trial trial_;
};

}  // namespace

std::uint64_t Trial::rows_rejected() const {
  std::uint64_t rows = 0;
  for (const auto& [why, count] : rejected) rows += count;
  return rows;
}

Trial try_import(const TrialRows& rows, const ImportOptions& options) {
  try {
    Trying trying(rows, options, options.currency);
    Trial trial = trying.run();
    if (const auto codes = trying.currency_of_others()) return Trying(rows, options, codes).run();
    return trial;
  } catch (const UsageError& error) {
    Trial trial;
    trial.fault = error.what();
    return trial;
  } catch (const InputError& error) {
    Trial trial;
    trial.fault = error.what();
    return trial;
  }
}

}  // namespace spendlens::ingest
