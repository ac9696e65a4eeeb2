#include <algorithm>
#include <map>

#include "report/export/export_columns.hpp"

namespace spendlens::report {

namespace {

/// A column of unsigned integers of any width, widened.
void read_widened(const store::ColumnFileReader& file, const std::string& path, std::uint64_t first,
                  std::vector<std::uint64_t>& into) {
  const auto read_as = [&]<class T>(T) {
    std::vector<T> values(into.size());
    file.read(path, first, std::span<T>(values));
    std::copy(values.begin(), values.end(), into.begin());
  };
  switch (file.layout().at(path).type.width) {
    case 1:
      return read_as(std::uint8_t{});
    case 2:
      return read_as(std::uint16_t{});
    case 4:
      return read_as(std::uint32_t{});
    default:
      return read_as(std::uint64_t{});
  }
}

class MaskColumn final : public ExportColumn {
 public:
  MaskColumn(const store::ColumnFileReader& file, std::vector<std::string> masks, std::vector<std::string> names,
             const char* separator, const std::string& name)
      : ExportColumn(name, CellKind::kText),
        file_(file),
        masks_(std::move(masks)),
        names_(std::move(names)),
        separator_(separator),
        words_(masks_.size()) {}

  void load(std::uint64_t first, std::uint64_t count) override {
    for (std::size_t word = 0; word < masks_.size(); ++word) {
      words_[word].resize(count);
      read_widened(file_, masks_[word], first, words_[word]);
    }
  }
  void append(std::uint64_t row, RowText& to) override {
    // Few combinations occur, and most customers share them.
    key_.clear();
    for (const std::vector<std::uint64_t>& word : words_) key_.push_back(word[row]);
    if (texts_.size() > kMaxKept) texts_.clear();
    const auto [text, is_new] = texts_.try_emplace(key_);
    if (is_new) text->second = names_at(row);
    to.text(text->second);
  }

 private:
  static constexpr std::size_t kMaxKept = 10'000;

  [[nodiscard]] std::string names_at(std::uint64_t row) const {
    std::string text;
    for (std::size_t bit = 0; bit < names_.size(); ++bit) {
      if ((words_[bit / 64][row] >> bit % 64 & 1) == 0) continue;
      if (!text.empty()) text += separator_;
      text += names_[bit];
    }
    return text;
  }

  const store::ColumnFileReader& file_;
  std::vector<std::string> masks_;
  std::vector<std::string> names_;
  const char* separator_;
  std::vector<std::vector<std::uint64_t>> words_;
  std::vector<std::uint64_t> key_;
  std::map<std::vector<std::uint64_t>, std::string> texts_;
};

class DictionaryColumn final : public ExportColumn {
 public:
  DictionaryColumn(const store::ColumnFileReader& file, std::string rows_path, std::unique_ptr<ExportColumn> column)
      : ExportColumn(column->name(), column->kind()),
        file_(file),
        rows_path_(std::move(rows_path)),
        column_(std::move(column)) {}

  void load(std::uint64_t first, std::uint64_t count) override {
    rows_.resize(count);
    read_widened(file_, rows_path_, first, rows_);
    // Customers ascend, and merchants are few: what lies between the lowest and the highest row is read at once.
    const auto [lowest, highest] = std::minmax_element(rows_.begin(), rows_.end());
    first_ = count == 0 ? 0 : *lowest;
    const std::uint64_t span = count == 0 ? 0 : *highest - first_ + 1;
    is_loaded_ = span <= kMaxLoaded;
    if (is_loaded_ && count > 0) column_->load(first_, span);
  }
  void append(std::uint64_t row, RowText& to) override {
    if (!is_loaded_) column_->load(rows_[row], 1);
    column_->append(is_loaded_ ? rows_[row] - first_ : 0, to);
  }
  [[nodiscard]] std::vector<std::string> possible_texts() const override { return column_->possible_texts(); }

 private:
  static constexpr std::uint64_t kMaxLoaded = 1 << 18;

  const store::ColumnFileReader& file_;
  std::string rows_path_;
  std::unique_ptr<ExportColumn> column_;
  std::vector<std::uint64_t> rows_;
  std::uint64_t first_ = 0;
  bool is_loaded_ = false;
};

}  // namespace

std::unique_ptr<ExportColumn> mask_column(const store::ColumnFileReader& file, std::vector<std::string> masks,
                                          std::vector<std::string> names, const char* separator,
                                          const std::string& name) {
  return std::make_unique<MaskColumn>(file, std::move(masks), std::move(names), separator, name);
}

std::unique_ptr<ExportColumn> dictionary_column(const store::ColumnFileReader& file, const std::string& rows_path,
                                                std::unique_ptr<ExportColumn> column) {
  return std::make_unique<DictionaryColumn>(file, rows_path, std::move(column));
}

}  // namespace spendlens::report
