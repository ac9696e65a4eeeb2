#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/report/export.hpp"

namespace spendlens::report {

/// What the cells of a column are.
enum class CellKind : std::uint8_t { kInteger, kUnsigned, kMoney, kReal, kSingle, kFlag, kDate, kTimestamp, kText };

/// A column as it is exported.
struct ExportedColumn {
  ExportedColumn(std::string column_name, CellKind cell_kind) : name(std::move(column_name)), kind(cell_kind) {}
  ExportedColumn(const char* column_name, CellKind cell_kind = CellKind::kText) : name(column_name), kind(cell_kind) {}

  std::string name;
  CellKind kind;
};

/// How the rows of one export are written. Immutable while threads write by it.
struct RowLayout {
  static constexpr std::size_t kShort = 48;
  struct Cell {
    std::string before;                       ///< what stands between it and the cell before: "," or ",\"name\":"
    std::vector<std::string> wanted;          ///< filters: the value must be each of these texts
    bool shown = true;                        ///< false: there to filter by only
    std::array<char, kShort> short_before{};  ///< `before` again where it is short: a copy of fixed length is faster
  };
  ExportFormat format = ExportFormat::kCsv;
  bool spreadsheet_safe = false;
  std::vector<Cell> cells;
};

/// Rows as text in memory, CSV or JSON lines, cell by cell in the order of the layout; a row that a filter does not
/// want is taken back. For Parquet a cell is a byte that is 0 where it is null, else followed by its value of 8 bytes
/// or a text's size in 4 and its bytes. One thread's; the layout must outlive it.
class RowText {
 public:
  explicit RowText(const RowLayout& layout) : layout_(layout), is_binary_(layout.format == ExportFormat::kParquet) {}

  /// As after construction, the memory kept.
  void clear();

  void begin_row();
  void null();
  void integer(std::int64_t value);
  void integer(std::uint64_t value);
  void money(Minor amount);  ///< minor units in, major units with 2 decimals out
  void real(double value);   ///< the digits that read back equal; NaN and infinities are null
  void real(float value);
  void flag(bool value);  ///< false and true, in JSON without quotes
  void date(Day day);
  void timestamp(Timestamp timestamp);
  void text(std::string_view value);  ///< quoted and escaped as the format asks for
  void end_row();

  [[nodiscard]] std::string_view all() const { return {buffer_.get(), size_}; }
  [[nodiscard]] std::uint64_t rows() const { return rows_; }

 private:
  /// Room for so many bytes behind those that are there.
  char* room(std::size_t bytes) {
    if (capacity_ - size_ < bytes) grow(bytes);
    return buffer_.get() + size_;
  }
  void grow(std::size_t bytes);
  void append(std::string_view bytes) {
    std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  static constexpr std::size_t kShort = RowLayout::kShort;
  /// The next cell; whether it is to be written, `value` being what filters compare with.
  bool begin_cell(std::string_view value) {
    const RowLayout::Cell& cell = layout_.cells[next_++];
    for (const std::string& wanted : cell.wanted) passes_ = passes_ && value == wanted;
    if (!cell.shown || !passes_) return false;
    if (cell.before.size() > kShort) {
      append(cell.before);
      return true;
    }
    std::memcpy(room(kShort), cell.short_before.data(), kShort);
    size_ += cell.before.size();
    return true;
  }
  /// A cell of characters that no format escapes, in quotes where JSON wants them.
  void plain(std::string_view value, bool is_text);
  static constexpr std::size_t kLongestNumber = 40;
  /// A cell that write(char*) writes, at most kLongestNumber characters, returning their end: in place where no filter
  /// asks.
  template <class Write>
  void number(const Write& write);
  void escaped_csv(std::string_view value, bool formula);
  /// The next cell for Parquet; whether it is to be written. `write_text` writes it as text, for filters.
  template <class WriteText>
  bool begin_binary(const WriteText& write_text);
  template <class Value, class WriteText>
  void binary(Value value, const WriteText& write_text);
  void binary_text(std::string_view value);

  const RowLayout& layout_;
  bool is_binary_;
  std::unique_ptr<char[]> buffer_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::size_t row_begin_ = 0;
  std::size_t next_ = 0;
  bool passes_ = true;
  std::uint64_t rows_ = 0;
};

}  // namespace spendlens::report
