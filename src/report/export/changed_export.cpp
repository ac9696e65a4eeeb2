#include "report/export/changed_export.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "report/export/export_writer.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/padded_text.hpp"

namespace spendlens::report {

namespace {

constexpr std::string_view kChangeColumn = "change";
constexpr std::string_view kAdded = "added";
constexpr std::string_view kChanged = "changed";
constexpr std::string_view kRemoved = "removed";

std::uint64_t num_customers(const CustomerTable& table) {
  return table.file.layout().at(audit::kCustomerId.path()).length;
}

/// The first row whose customer's hash is at least this one.
std::uint64_t first_row(const CustomerTable& table, std::uint64_t hash) {
  const std::string ids = audit::kCustomerId.path();
  std::string padded(table.file.layout().at(ids, store::ElementKind::kText).type.width, '\0');
  std::uint64_t low = 0;
  std::uint64_t high = num_customers(table);
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    table.file.read_texts(ids, middle, padded);
    if (text_hash(text_at(padded, padded.size(), 0)) < hash)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// The rows of one side in a range of hashes, one after the other, each written as it is exported.
class SideRows {
 public:
  SideRows(const CustomerTable& table, int thread, const RowLayout& layout)
      : table_(table), columns_(table.columns[static_cast<std::size_t>(thread)]), text_(layout) {}

  void load(std::uint64_t begin, std::uint64_t end) {
    count_ = end - begin;
    at_ = 0;
    width_ = table_.file.layout().at(audit::kCustomerId.path()).type.width;
    ids_.resize(count_ * width_);
    if (count_ == 0) return;
    table_.file.read_texts(audit::kCustomerId.path(), begin, ids_);
    recency_days_.resize(table_.recency.empty() ? 0 : count_);
    if (!table_.recency.empty()) table_.file.read(table_.recency, begin, std::span(recency_days_));
    for (const auto& column : columns_) column->load(begin, count_);
  }

  [[nodiscard]] bool at_end() const { return at_ == count_; }
  [[nodiscard]] std::string_view id() const { return text_at(ids_, width_, at_); }
  void next() { ++at_; }

  /// Empty where the row is not exported. A view until the next call.
  [[nodiscard]] std::string_view text() {
    text_.clear();
    if (!recency_days_.empty() && recency_days_[at_] == std::numeric_limits<std::uint32_t>::max()) return {};
    text_.begin_row();
    append_to(text_);
    text_.end_row();
    return text_.all();
  }

  void append_to(RowText& rows) {
    for (const auto& column : columns_) column->append(at_, rows);
  }

 private:
  const CustomerTable& table_;
  const std::vector<std::unique_ptr<ExportColumn>>& columns_;
  RowText text_;
  std::uint64_t count_ = 0;
  std::uint64_t at_ = 0;
  std::uint32_t width_ = 1;
  std::string ids_;
  std::vector<std::uint32_t> recency_days_;
};

/// The order of results: by hash, then by id.
int compare(std::string_view a, std::string_view b) {
  if (a == b) return 0;
  return std::pair(text_hash(a), a) < std::pair(text_hash(b), b) ? -1 : 1;
}

void write(std::string_view change, SideRows& side, RowText& rows) {
  rows.begin_row();
  rows.text(change);
  side.append_to(rows);
  rows.end_row();
}

/// Goes through both sides of a range.
void write_changes(SideRows& before, SideRows& now, RowText& rows) {
  while (!before.at_end() || !now.at_end()) {
    const int order = before.at_end() ? 1 : now.at_end() ? -1 : compare(before.id(), now.id());
    const std::string_view old_text = order <= 0 ? before.text() : std::string_view();
    const std::string_view new_text = order >= 0 ? now.text() : std::string_view();
    if (old_text != new_text) {
      if (new_text.empty())
        write(kRemoved, before, rows);
      else
        write(old_text.empty() ? kAdded : kChanged, now, rows);
    }
    if (order <= 0) before.next();
    if (order >= 0) now.next();
  }
}

std::vector<ExportedColumn> exported_columns(const CustomerTable& table) {
  std::vector<ExportedColumn> columns;
  for (const auto& column : table.columns.front()) columns.emplace_back(column->name(), column->kind());
  return columns;
}

/// A row of one table says the same as one of the other only where both have the same columns.
void require_same_columns(const CustomerTable& before, const CustomerTable& now, const ExportOptions& options) {
  const auto names_in = [](const CustomerTable& table) {
    std::vector<std::string> names;
    for (const auto& column : table.columns.front()) names.push_back(column->name());
    return names;
  };
  const std::vector<std::string> old_names = names_in(before);
  const std::vector<std::string> new_names = names_in(now);
  if (old_names == new_names && before.num_shown == now.num_shown) return;
  throw InputError(fmt::format(
      "{} has the columns {} in {} and {} in {}: audited with another profile, other windows or models. Audit both alike",
      options.table, fmt::join(old_names, ", "), before.file.path(), fmt::join(new_names, ", "), now.file.path()));
}

/// The filters of the table's own columns; those of `change` are looked at.
ExportOptions of_columns(ExportOptions options) {
  for (const Where& where : options.where)
    if (where.column == kChangeColumn && where.value != kAdded && where.value != kChanged && where.value != kRemoved)
      throw UsageError(fmt::format("--where {0}={1}: {0} is one of {2}, {3}, {4}", kChangeColumn, where.value, kAdded,
                                   kChanged, kRemoved));
  std::erase_if(options.where, [](const Where& where) { return where.column == kChangeColumn; });
  return options;
}

}  // namespace

std::uint64_t export_changes(const ExportOptions& options, CustomerTable before, CustomerTable now) {
  require_same_columns(before, now, options);
  const std::vector<ExportedColumn> columns = exported_columns(now);
  const RowLayout layout = layout_of(of_columns(options), columns, now.num_shown);
  std::vector<ExportedColumn> written = {ExportedColumn(std::string(kChangeColumn), CellKind::kText)};
  written.insert(written.end(), columns.begin(), columns.end());
  ExportWriter writer(options, written, now.num_shown + 1);
  std::vector<std::pair<SideRows, SideRows>> sides;
  for (int thread = 0; thread < options.num_threads; ++thread)
    sides.emplace_back(SideRows(before, thread, layout), SideRows(now, thread, layout));
  // Hashes spread evenly, so that equal ranges of them hold about as many customers each.
  const std::uint64_t num_blocks = (num_customers(before) + num_customers(now)) / kExportBlock + 1;
  const auto first_hash = [num_blocks](std::uint64_t block) {
    return static_cast<std::uint64_t>((uint128{1} << 64) * block / num_blocks);
  };
  writer.blocks(num_blocks, [&](int thread, std::uint64_t block, RowText& rows) {
    auto& [of_before, of_now] = sides[static_cast<std::size_t>(thread)];
    const auto load = [&](SideRows& side, const CustomerTable& table) {
      const bool is_last = block + 1 == num_blocks;
      side.load(first_row(table, first_hash(block)),
                is_last ? num_customers(table) : first_row(table, first_hash(block + 1)));
    };
    load(of_before, before);
    load(of_now, now);
    write_changes(of_before, of_now, rows);
  });
  return writer.finish();
}

}  // namespace spendlens::report
