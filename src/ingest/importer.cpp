#include "ingest/importer.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

#include "ingest/format/load_text_rules.hpp"
#include "ingest/options_text.hpp"
#include "ingest/parse/pseudonyms.hpp"
#include "ingest/source/standard_input.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/ledger/replacing.hpp"
#include "spendlens/ledger/segment_writer.hpp"

namespace spendlens::ingest {

namespace {

ledger::Terms wanted_terms(const ImportOptions& options) {
  ledger::Terms terms{options.timezone, options.currency};
  terms.dimensions = named_columns(RecordKind::kTransactions, options);
  terms.pseudonym_key = options.pseudonym_key.empty() ? "" : key_mark(options.pseudonym_key);
  return terms;
}

std::string path_as_given(const InputFile& file) {
  if (file.name == "-") return "-";
  return file.source.empty() ? file.path : file.source;
}

}  // namespace

Importer::Importer(comm::Communicator& communicator, const ImportOptions& options)
    : communicator_(communicator),
      options_(options),
      work_(communicator, options),
      terms_(ledger::terms_for(communicator, options.ledger, options.segment, options.replace, wanted_terms(options))),
      source_options_{RecordScanner(CsvDialect{options.delimiter, options.escape, options.comment}),
                      options.block_bytes, options.decimal_comma, options.round_amounts},
      rules_(load_text_rules(communicator, options)),
      inputs_(open_inputs(communicator, options, work_.path(), source_options_.scanner,
                          !options.accounts.empty() || terms_.has_accounts)),
      read_(communicator, options, work_, inputs_, source_options_, rules_),
      fold_(communicator, options, inputs_.schema, work_.file("runs", communicator.rank())) {
  inputs_.source.options = options_digest(as_read(), rules_);
  if (!options.pseudonym_key.empty()) inputs_.source.pseudonym_key = key_mark(options.pseudonym_key);
  for (std::size_t file = 0; file < inputs_.files.size(); ++file)
    report_.files.push_back({path_as_given(inputs_.files[file]), inputs_.files[file].bytes, inputs_.digests[file]});
  report_.has_snapshot = !options.accounts.empty();
  report_.attributes = inputs_.attributes;
  clock("open");
}

ImportReport Importer::run() {
  if (options_.if_changed && is_unchanged()) {
    report_.is_unchanged = true;
    report_.segment_path = ledger::segment_path(options_.ledger, options_.segment);
    return std::move(report_);
  }
  const std::optional<ledger::Ledger> accounts = accounts_of_ledger();
  read_.run({timezone(), terms_.currency, accounts ? &*accounts : nullptr});
  clock("read");
  fold_.run(read_, rules_.payees,
            static_cast<std::uint64_t>(kMaxTurnover - std::min<uint128>(terms_.turnover_beside, kMaxTurnover)));
  clock("sort and fold");
  finish_rejects();
  if (report_.too_many_rejected) {
    refuse();
  } else {
    judge_stored_rows();
    write();
    clock("write");
  }
  return std::move(report_);
}

void Importer::clock(const char* stage) {
  const auto now = std::chrono::steady_clock::now();
  report_.stage_seconds.emplace_back(stage, std::chrono::duration<double>(now - last_).count());
  last_ = now;
}

bool Importer::needs_accounts_of_ledger() const {
  if (!options_.accounts.empty() || !inputs_.schema.has(Field::kAccountId)) return false;
  return terms_.has_joint_accounts || (terms_.has_accounts && !read_.names_customers());
}

bool Importer::is_unchanged() {
  const std::int64_t answer = comm::agree_on_max(communicator_, [&]() -> std::int64_t {
    if (communicator_.rank() != 0 || needs_accounts_of_ledger()) return 0;
    require_whole_standard_input();
    const auto totals = ledger::totals_if_made_from(options_.ledger, options_.segment, inputs_.source);
    return totals && totals->rows_rejected <= allowed_rejects(totals->rows_read) ? 1 : 0;
  });
  return answer == 1;
}

std::optional<ledger::Ledger> Importer::accounts_of_ledger() {
  if (!needs_accounts_of_ledger()) return std::nullopt;
  return ledger::Ledger::open(communicator_, options_.ledger, options_.segment);
}

ImportOptions Importer::as_read() const {
  ImportOptions options = options_;
  options.columns = inputs_.columns;
  options.column_choices.clear();
  return options;
}

}  // namespace spendlens::ingest
