#include "report/result_columns.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/padded_text.hpp"

namespace spendlens::report {

namespace {

void set_null(Field& field) {
  field.text.clear();
  field.null = true;
}

class TextColumn final : public ExportColumn {
 public:
  TextColumn(const store::ColumnFileReader& file, std::string path, const std::string& name)
      : ExportColumn(name), file_(file), path_(std::move(path)), width_(file.layout().at(path_, store::ElementKind::kText).type.width) {}

  void load(std::uint64_t first, std::uint64_t count) override {
    texts_.resize(count * width_);
    file_.read_texts(path_, first, texts_);
  }
  void field(std::uint64_t row, Field& into) const override {
    into.null = false;
    into.is_text = true;
    into.text = text_at(texts_, width_, row);
  }

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
      : ExportColumn(name), file_(file), path_(std::move(path)) {}

  void load(std::uint64_t first, std::uint64_t count) override {
    values_.resize(count);
    file_.read(path_, first, std::span<T>(values_));
  }
  void field(std::uint64_t row, Field& into) const override {
    into.null = false;
    into.is_text = false;
    if (std::isfinite(values_[row])) into.text = fmt::format("{}", values_[row]);
    else set_null(into);
  }

 private:
  const store::ColumnFileReader& file_;
  std::string path_;
  std::vector<T> values_;
};

/// Integers: counts, money, timestamps, dates and enumerations; the largest value of a type is null. A score or group has
/// no null, nor has money of a customer without purchases, which is 0.
template <class T>
class IntegerColumn final : public ExportColumn {
 public:
  IntegerColumn(const store::ColumnFileReader& file, std::string path, const audit::ResultColumn& column, const std::string& name)
      : ExportColumn(name), file_(file), path_(std::move(path)), column_(column),
        is_flag_(column.values == std::vector<std::string>{"false", "true"}) {}

  void load(std::uint64_t first, std::uint64_t count) override {
    values_.resize(count);
    file_.read(path_, first, std::span<T>(values_));
  }
  void field(std::uint64_t row, Field& into) const override {
    const T value = values_[row];
    into.null = false;
    into.is_text = (!column_.values.empty() && !is_flag_) || column_.units == audit::kUnitTimestamp || column_.units == audit::kUnitDate;
    if (value == std::numeric_limits<T>::max()) set_null(into);
    else if (column_.units == audit::kUnitMinor) into.text = decimal_text(static_cast<int128>(value), 2);
    else if (column_.units == audit::kUnitTimestamp) into.text = timestamp_text(static_cast<Timestamp>(value));
    else if (column_.units == audit::kUnitDate) into.text = date_text(static_cast<Day>(value));
    else if (static_cast<std::uint64_t>(value) < column_.values.size()) into.text = column_.values[static_cast<std::size_t>(value)];
    else into.text = fmt::to_string(value);
  }

  [[nodiscard]] std::vector<std::string> possible_texts() const override { return column_.values; }

 private:
  const store::ColumnFileReader& file_;
  std::string path_;
  audit::ResultColumn column_;
  bool is_flag_;  ///< true and false, in JSON without quotes
  std::vector<T> values_;
};

/// A column of unsigned integers of any width, widened.
void read_widened(const store::ColumnFileReader& file, const std::string& path, std::uint64_t first, std::vector<std::uint64_t>& into) {
  const auto read_as = [&]<class T>(T) {
    std::vector<T> values(into.size());
    file.read(path, first, std::span<T>(values));
    std::copy(values.begin(), values.end(), into.begin());
  };
  switch (file.layout().at(path).type.width) {
    case 1: return read_as(std::uint8_t{});
    case 2: return read_as(std::uint16_t{});
    case 4: return read_as(std::uint32_t{});
    default: return read_as(std::uint64_t{});
  }
}

class MaskColumn final : public ExportColumn {
 public:
  MaskColumn(const store::ColumnFileReader& file, std::vector<std::string> masks, std::vector<std::string> names, const char* separator,
             const std::string& name)
      : ExportColumn(name), file_(file), masks_(std::move(masks)), names_(std::move(names)), separator_(separator), words_(masks_.size()) {}

  void load(std::uint64_t first, std::uint64_t count) override {
    for (std::size_t word = 0; word < masks_.size(); ++word) {
      words_[word].resize(count);
      read_widened(file_, masks_[word], first, words_[word]);
    }
  }
  void field(std::uint64_t row, Field& into) const override {
    into.null = false;
    into.is_text = true;
    into.text.clear();
    for (std::size_t bit = 0; bit < names_.size(); ++bit) {
      if ((words_[bit / 64][row] >> bit % 64 & 1) == 0) continue;
      if (!into.text.empty()) into.text += separator_;
      into.text += names_[bit];
    }
  }

 private:
  const store::ColumnFileReader& file_;
  std::vector<std::string> masks_;
  std::vector<std::string> names_;
  const char* separator_;
  std::vector<std::vector<std::uint64_t>> words_;
};

class LookedUpColumn final : public ExportColumn {
 public:
  LookedUpColumn(const store::ColumnFileReader& file, std::string rows_path, std::unique_ptr<ExportColumn> column)
      : ExportColumn(column->name()), file_(file), rows_path_(std::move(rows_path)), column_(std::move(column)) {}

  void load(std::uint64_t first, std::uint64_t count) override {
    rows_.resize(count);
    read_widened(file_, rows_path_, first, rows_);
    fields_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0 && rows_[i] == rows_[i - 1]) {
        fields_[i] = fields_[i - 1];
        continue;
      }
      column_->load(rows_[i], 1);
      column_->field(0, fields_[i]);
    }
  }
  void field(std::uint64_t row, Field& into) const override { into = fields_[row]; }
  [[nodiscard]] std::vector<std::string> possible_texts() const override { return column_->possible_texts(); }

 private:
  const store::ColumnFileReader& file_;
  std::string rows_path_;
  std::unique_ptr<ExportColumn> column_;
  std::vector<std::uint64_t> rows_;
  std::vector<Field> fields_;
};

}  // namespace

std::unique_ptr<ExportColumn> plain_column(const store::ColumnFileReader& file, const std::string& group,
                                           const audit::ResultColumn& column, const std::string& name) {
  const std::string path = group + "/" + column.name;
  const std::string& shown = name.empty() ? column.name : name;
  (void)file.layout().at(path, column.type.kind);
  switch (column.type.kind) {
    case store::ElementKind::kText: return std::make_unique<TextColumn>(file, path, shown);
    case store::ElementKind::kF32: return std::make_unique<FloatColumn<float>>(file, path, shown);
    case store::ElementKind::kF64: return std::make_unique<FloatColumn<double>>(file, path, shown);
    case store::ElementKind::kU8: return std::make_unique<IntegerColumn<std::uint8_t>>(file, path, column, shown);
    case store::ElementKind::kU16: return std::make_unique<IntegerColumn<std::uint16_t>>(file, path, column, shown);
    case store::ElementKind::kU32: return std::make_unique<IntegerColumn<std::uint32_t>>(file, path, column, shown);
    case store::ElementKind::kU64: return std::make_unique<IntegerColumn<std::uint64_t>>(file, path, column, shown);
    case store::ElementKind::kI64: return std::make_unique<IntegerColumn<std::int64_t>>(file, path, column, shown);
  }
  throw InternalError("no export for columns of type " + store::type_name(column.type));
}

std::unique_ptr<ExportColumn> mask_column(const store::ColumnFileReader& file, std::vector<std::string> masks,
                                          std::vector<std::string> names, const char* separator, const std::string& name) {
  return std::make_unique<MaskColumn>(file, std::move(masks), std::move(names), separator, name);
}

std::unique_ptr<ExportColumn> looked_up_column(const store::ColumnFileReader& file, const std::string& rows_path,
                                               std::unique_ptr<ExportColumn> column) {
  return std::make_unique<LookedUpColumn>(file, rows_path, std::move(column));
}

}  // namespace spendlens::report
