#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "ingest/source/block_source.hpp"
#include "ingest/source/table_scan.hpp"
#include "ingest/source/table_spans.hpp"
#include "ingest/source/table_text.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/reader_process.hpp"

namespace spendlens::ingest {

namespace {

constexpr unsigned kSecondsOfBlock = 20;

using NumberedFiles = std::vector<std::pair<std::uint32_t, InputFile>>;

/// What goes before the records of a block; no rows: it was the last.
struct TableBlockHead {
  std::uint64_t file = 0;
  std::uint64_t first_row = 0;
  std::uint64_t num_rows = 0;
};

/// In the process that reads: the rows of the spans of one rank, as records, block by block.
class SpanReader {
 public:
  SpanReader(const NumberedFiles& files, const std::vector<TableSpan>& spans, const SourceOptions& options,
             store::ReaderServer& server)
      : files_(files), spans_(spans), options_(options), server_(server) {}

  void run() {
    while (true) {
      bool is_last = false;
      server_.reply([&] {
        std::string block = next_block();
        is_last = block.size() == sizeof(TableBlockHead);
        return block;
      });
      if (is_last) return;
    }
  }

 private:
  std::string next_block() {
    if (!connection_) connection_.emplace(settings_of_reader());
    block_.assign(sizeof(TableBlockHead), '\0');
    TableBlockHead head;
    while (block_.size() < options_.block_bytes && (rows_ || begin_span())) {
      const TableSpan& span = spans_[next_span_ - 1];
      if (head.num_rows == 0) head = {span.file, span.first + rows_done_, 0};
      if (!scan_->reading([&] { return rows_->next(); })) {
        end_span();
        if (head.num_rows > 0) break;
        continue;
      }
      text_->append_rows(*rows_);
      head.num_rows += rows_->size();
      rows_done_ += rows_->size();
    }
    std::memcpy(block_.data(), &head, sizeof head);
    return block_;
  }

  bool begin_span() {
    if (next_span_ == spans_.size()) return false;
    const TableSpan& span = spans_[next_span_++];
    const InputFile& file = files_[span.file].second;
    rows_done_ = 0;
    text_.emplace(TableTextOptions{options_.scanner.dialect(), options_.decimal_comma, options_.round_amounts},
                  file.table.is_money, block_);
    scan_.emplace(file.path, file.title());
    const std::string where =
        span.count == file.table.num_rows ? "" : ParquetScan::rows(span.first, span.count, file.table.has_row_numbers);
    rows_.emplace(scan_->reading([&] {
      return connection_->query(
          fmt::format("SELECT {} FROM {}{}", fmt::join(file.table.expressions, ", "), scan_->from(), where));
    }));
    return true;
  }

  void end_span() {
    const TableSpan& span = spans_[next_span_ - 1];
    rows_.reset();
    if (rows_done_ != span.count)
      throw InputError(fmt::format(
          "{}: {} rows are there where its end tells of {}: it was changed meanwhile, or is damaged; write it again",
          files_[span.file].second.title(), rows_done_, span.count));
  }

  const NumberedFiles& files_;
  const std::vector<TableSpan>& spans_;
  const SourceOptions& options_;
  store::ReaderServer& server_;
  std::optional<duckdb::Connection> connection_;
  std::optional<ParquetScan> scan_;
  std::string block_;
  std::optional<TableText> text_;
  std::optional<duckdb::Rows> rows_;
  std::size_t next_span_ = 0;
  std::uint64_t rows_done_ = 0;
};

class TableSource final : public BlockSource {
 public:
  TableSource(comm::Communicator& communicator, NumberedFiles files, const SourceOptions& options)
      : communicator_(communicator), files_(std::move(files)), options_(options) {
    comm::agree(communicator, [&] {
      spans_ = spans_of_rank(tables(), static_cast<std::uint64_t>(communicator.rank()),
                             static_cast<std::uint64_t>(communicator.size()));
      if (spans_.empty()) return;
      process_ = std::make_unique<store::ReaderProcess>(
          store::ReaderTask{files_[spans_.front().file].second.title(), "DuckDB", kSecondsOfBlock},
          [&](store::ReaderServer& server) { SpanReader(files_, spans_, options_, server).run(); });
    });
  }

  bool next(Block& block, bool& has_block) override {
    has_block = false;
    comm::agree(communicator_, [&] {
      if (process_) has_block = take(block);
    });
    return communicator_.all_reduce_value<std::uint64_t>(has_block ? 1 : 0, comm::ReduceOp::kMax) != 0;
  }

 private:
  [[nodiscard]] std::vector<const TableFacts*> tables() const {
    std::vector<const TableFacts*> tables;
    for (const auto& [number, file] : files_) tables.push_back(&file.table);
    return tables;
  }

  bool take(Block& block) {
    bytes_ = process_->reply();
    TableBlockHead head;
    if (bytes_.size() >= sizeof head) std::memcpy(&head, bytes_.data(), sizeof head);
    if (bytes_.size() < sizeof head || head.file >= files_.size())
      throw InternalError("the process that reads a table sends no block");
    if (bytes_.size() == sizeof head) {
      process_.reset();
      return false;
    }
    process_->read_from_now_on(files_[head.file].second.title());
    block = {files_[head.file].first, head.first_row + 1, true, true, std::string_view(bytes_).substr(sizeof head)};
    return true;
  }

  comm::Communicator& communicator_;
  NumberedFiles files_;
  SourceOptions options_;
  std::vector<TableSpan> spans_;
  std::unique_ptr<store::ReaderProcess> process_;
  std::string bytes_;
};

}  // namespace

std::unique_ptr<BlockSource> table_source(comm::Communicator& communicator,
                                          const std::vector<std::pair<std::uint32_t, InputFile>>& files,
                                          const SourceOptions& options) {
  return std::make_unique<TableSource>(communicator, files, options);
}

}  // namespace spendlens::ingest
