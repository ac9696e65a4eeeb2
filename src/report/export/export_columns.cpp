#include "report/export/export_columns.hpp"

#include <fmt/format.h>

#include <limits>
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

}  // namespace

std::unique_ptr<ExportColumn> text_column(const store::ColumnFileReader& file, const std::string& path,
                                          const std::string& name) {
  return std::make_unique<TextColumn>(file, path, name);
}

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

}  // namespace spendlens::report
