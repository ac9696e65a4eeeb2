#include "report/export/result_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <type_traits>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/padded_text.hpp"

namespace spendlens::report {

namespace {

class TextColumn final : public ExportColumn {
 public:
  TextColumn(const store::ColumnFileReader& file, std::string path, const std::string& name)
      : ExportColumn(name, CellKind::kText),
        file_(file),
        path_(std::move(path)),
        width_(file.layout().at(path_, store::ElementKind::kText).type.width) {}

  void load(std::uint64_t first, std::uint64_t count) override {
    texts_.resize(count * width_);
    file_.read_texts(path_, first, texts_);
  }
  void append(std::uint64_t row, RowText& to) override { to.text(text_at(texts_, width_, row)); }

 private:
  const store::ColumnFileReader& file_;
  std::string path_;
  std::size_t width_;
  std::vector<char> texts_;
};

/// Floats with the digits that read back equal.
template <class T>
class FloatColumn final : public ExportColumn {
 public:
  FloatColumn(const store::ColumnFileReader& file, std::string path, const std::string& name)
      : ExportColumn(name, std::is_same_v<T, float> ? CellKind::kSingle : CellKind::kReal),
        file_(file),
        path_(std::move(path)) {}

  void load(std::uint64_t first, std::uint64_t count) override {
    values_.resize(count);
    file_.read(path_, first, std::span<T>(values_));
  }
  void append(std::uint64_t row, RowText& to) override { to.real(values_[row]); }

 private:
  const store::ColumnFileReader& file_;
  std::string path_;
  std::vector<T> values_;
};

/// What an integer stands for.
enum class Meaning { kNumber, kMoney, kTimestamp, kDate, kFlag, kName };

Meaning meaning_of(const audit::ResultColumn& column) {
  if (column.units == audit::kUnitMinor) return Meaning::kMoney;
  if (column.units == audit::kUnitTimestamp) return Meaning::kTimestamp;
  if (column.units == audit::kUnitDate) return Meaning::kDate;
  if (column.values.empty()) return Meaning::kNumber;
  return column.values == std::vector<std::string>{"false", "true"} ? Meaning::kFlag : Meaning::kName;
}

CellKind kind_of(Meaning meaning, bool is_signed) {
  switch (meaning) {
    case Meaning::kMoney:
      return CellKind::kMoney;
    case Meaning::kTimestamp:
      return CellKind::kTimestamp;
    case Meaning::kDate:
      return CellKind::kDate;
    case Meaning::kFlag:
      return CellKind::kFlag;
    case Meaning::kName:
      return CellKind::kText;
    case Meaning::kNumber:
      break;
  }
  return is_signed ? CellKind::kInteger : CellKind::kUnsigned;
}

/// Integers: counts, money, timestamps, dates and enumerations; the largest value of a type is null. A score or group
/// has no null, nor has money of a customer without purchases, which is 0.
template <class T>
class IntegerColumn final : public ExportColumn {
 public:
  IntegerColumn(const store::ColumnFileReader& file, std::string path, const audit::ResultColumn& column,
                const std::string& name)
      : ExportColumn(name, kind_of(meaning_of(column), std::is_signed_v<T>)),
        file_(file),
        path_(std::move(path)),
        column_(column),
        meaning_(meaning_of(column)) {}

  void load(std::uint64_t first, std::uint64_t count) override {
    values_.resize(count);
    file_.read(path_, first, std::span<T>(values_));
  }
  void append(std::uint64_t row, RowText& to) override {
    const T value = values_[row];
    if (value == std::numeric_limits<T>::max()) return to.null();
    switch (meaning_) {
      case Meaning::kMoney:
        return to.money(static_cast<Minor>(value));
      case Meaning::kTimestamp:
        return to.timestamp(static_cast<Timestamp>(value));
      case Meaning::kDate:
        return to.date(static_cast<Day>(value));
      case Meaning::kFlag:
        if (value <= T{1}) return to.flag(value == T{1});
        break;
      case Meaning::kName:
        return to.text(static_cast<std::uint64_t>(value) < column_.values.size()
                           ? column_.values[static_cast<std::size_t>(value)]
                           : fmt::to_string(value));
      case Meaning::kNumber:
        break;
    }
    if constexpr (std::is_signed_v<T>)
      to.integer(std::int64_t{value});
    else
      to.integer(std::uint64_t{value});
  }

  [[nodiscard]] std::vector<std::string> possible_texts() const override { return column_.values; }

 private:
  const store::ColumnFileReader& file_;
  std::string path_;
  audit::ResultColumn column_;
  Meaning meaning_;
  std::vector<T> values_;
};

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

class LookedUpColumn final : public ExportColumn {
 public:
  LookedUpColumn(const store::ColumnFileReader& file, std::string rows_path, std::unique_ptr<ExportColumn> column)
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

std::unique_ptr<ExportColumn> plain_column(const store::ColumnFileReader& file, const std::string& group,
                                           const audit::ResultColumn& column, const std::string& name) {
  const std::string path = group + "/" + column.name;
  const std::string& shown = name.empty() ? column.name : name;
  (void)file.layout().at(path, column.type.kind);
  switch (column.type.kind) {
    case store::ElementKind::kText:
      return std::make_unique<TextColumn>(file, path, shown);
    case store::ElementKind::kF32:
      return std::make_unique<FloatColumn<float>>(file, path, shown);
    case store::ElementKind::kF64:
      return std::make_unique<FloatColumn<double>>(file, path, shown);
    case store::ElementKind::kU8:
      return std::make_unique<IntegerColumn<std::uint8_t>>(file, path, column, shown);
    case store::ElementKind::kU16:
      return std::make_unique<IntegerColumn<std::uint16_t>>(file, path, column, shown);
    case store::ElementKind::kU32:
      return std::make_unique<IntegerColumn<std::uint32_t>>(file, path, column, shown);
    case store::ElementKind::kU64:
      return std::make_unique<IntegerColumn<std::uint64_t>>(file, path, column, shown);
    case store::ElementKind::kI32:
      return std::make_unique<IntegerColumn<std::int32_t>>(file, path, column, shown);
    case store::ElementKind::kI64:
      return std::make_unique<IntegerColumn<std::int64_t>>(file, path, column, shown);
  }
  throw InternalError("no export for columns of type " + store::type_name(column.type));
}

std::unique_ptr<ExportColumn> mask_column(const store::ColumnFileReader& file, std::vector<std::string> masks,
                                          std::vector<std::string> names, const char* separator,
                                          const std::string& name) {
  return std::make_unique<MaskColumn>(file, std::move(masks), std::move(names), separator, name);
}

std::unique_ptr<ExportColumn> dictionary_column(const store::ColumnFileReader& file, const std::string& rows_path,
                                                std::unique_ptr<ExportColumn> column) {
  return std::make_unique<LookedUpColumn>(file, rows_path, std::move(column));
}

}  // namespace spendlens::report
