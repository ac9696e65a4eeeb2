#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "ingest/source/block_source.hpp"
#include "ingest/source/cell_text.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/store/foreign_columns.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::uint64_t kBytesPerRow = 128;

class ForeignSource final : public BlockSource {
 public:
  ForeignSource(comm::Communicator& communicator, const InputFile& file, std::uint32_t index,
                const SourceOptions& options)
      : communicator_(communicator),
        file_(file),
        index_(index),
        dialect_(options.scanner.dialect()),
        decimal_comma_(options.decimal_comma),
        round_amounts_(options.round_amounts) {
    comm::agree(communicator, [&] {
      columns_ = std::make_unique<store::ForeignColumns>(file.path, file.title());
      rows_ = part_of(columns_->num_rows(), static_cast<std::uint64_t>(communicator.rank()),
                      static_cast<std::uint64_t>(communicator.size()));
      rows_per_block_ = std::max<std::uint64_t>(1, options.block_bytes / kBytesPerRow);
    });
  }

  bool next(Block& block, bool& has_block) override {
    has_block = false;
    comm::agree(communicator_, [&] {
      if (rows_.begin >= rows_.end) return;
      const std::uint64_t count = std::min(rows_per_block_, rows_.end - rows_.begin);
      render(rows_.begin, count);
      block = {index_, rows_.begin + 1, true, true, text_};
      rows_.begin += count;
      has_block = true;
    });
    return communicator_.all_reduce_value<std::uint64_t>(has_block ? 1 : 0, comm::ReduceOp::kMax) != 0;
  }

 private:
  void render(std::uint64_t first, std::uint64_t count) {
    records_.assign(count, {});
    bool first_column = true;
    for (const store::ForeignColumn& column : columns_->columns()) {
      if (!first_column)
        for (std::string& record : records_) record.push_back(dialect_.delimiter);
      first_column = false;
      render_column(column, first, count);
    }
    text_.clear();
    for (const std::string& record : records_) text_.append(record).push_back('\n');
  }

  void render_column(const store::ForeignColumn& column, std::uint64_t first, std::uint64_t count) {
    switch (column.kind) {
      case store::ForeignKind::kInteger:
        integers_.resize(count);
        columns_->read_integers(column.name, first, integers_);
        for (std::uint64_t i = 0; i < count; ++i)
          if (!is_no_time(column, integers_[i]))
            records_[i] += column.is_unsigned ? fmt::to_string(static_cast<std::uint64_t>(integers_[i]))
                                              : fmt::to_string(integers_[i]);
        return;
      case store::ForeignKind::kReal:
        reals_.resize(count);
        columns_->read_reals(column.name, first, reals_);
        append_reals(column);
        return;
      case store::ForeignKind::kText:
        columns_->read_texts(column.name, first, count, texts_);
        for (std::uint64_t i = 0; i < count; ++i) append_text(records_[i], texts_[i], dialect_);
        return;
    }
  }

  static bool is_one_of(const store::ForeignColumn& column, const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), column.name) != names.end();
  }

  /// pandas and numpy write the least integer where there is no time (NaT).
  [[nodiscard]] bool is_no_time(const store::ForeignColumn& column, std::int64_t value) const {
    return value == std::numeric_limits<std::int64_t>::min() && !column.is_unsigned &&
           is_one_of(column, file_.time_columns);
  }

  void append_reals(const store::ForeignColumn& column) {
    const bool is_money = is_one_of(column, file_.money_columns);
    const bool is_time = is_one_of(column, file_.time_columns);
    for (std::size_t i = 0; i < reals_.size(); ++i) {
      std::string text =
          is_money ? money_text(reals_[i], column.width == sizeof(float), round_amounts_) : number_text(reals_[i]);
      if (decimal_comma_ && !is_time && text.find(' ') == std::string::npos)
        std::replace(text.begin(), text.end(), '.', ',');
      append_text(records_[i], text, dialect_);
    }
  }

  comm::Communicator& communicator_;
  InputFile file_;
  std::uint32_t index_;
  CsvDialect dialect_;
  bool decimal_comma_;
  bool round_amounts_;
  std::unique_ptr<store::ForeignColumns> columns_;
  ItemRange rows_;
  std::uint64_t rows_per_block_ = 1;
  std::vector<std::string> records_;
  std::vector<std::int64_t> integers_;
  std::vector<double> reals_;
  std::vector<std::string> texts_;
  std::string text_;
};

}  // namespace

std::unique_ptr<BlockSource> foreign_source(comm::Communicator& communicator, const InputFile& file,
                                            std::uint32_t index, const SourceOptions& options) {
  return std::make_unique<ForeignSource>(communicator, file, index, options);
}

std::string foreign_header(const InputFile& file, const CsvDialect& dialect,
                           std::map<std::string, std::string>& passed_over) {
  const store::ForeignColumns columns(file.path, file.title());
  passed_over = columns.passed_over();
  std::string header;
  for (const store::ForeignColumn& column : columns.columns()) {
    if (!header.empty()) header.push_back(dialect.delimiter);
    append_text(header, column.name, dialect);
  }
  return header + "\n";
}

}  // namespace spendlens::ingest
