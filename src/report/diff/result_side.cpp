#include "report/diff/result_side.hpp"

#include <algorithm>
#include <optional>

#include "spendlens/audit/result_columns.hpp"
#include "spendlens/audit/result_summary.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/padded_text.hpp"

namespace spendlens::report {

namespace {

constexpr std::size_t kRowsLoaded = 1 << 15;

SummaryJson parsed_summary(const std::string& directory) {
  const audit::ResultSummary summary = audit::read_result_summary(directory);
  SummaryJson json = SummaryJson::parse(summary.text, nullptr, false);
  if (json.is_discarded() || !json.is_object())
    throw InputError(summary.path + " is not a summary of spendlens audit: it is no JSON object");
  name_parts(json);
  return json;
}

DiffColumn named_column(std::string name, std::string path, std::vector<std::string> earlier,
                        std::vector<std::string> later) {
  DiffColumn column{std::move(name), std::move(path), DiffKind::kName, std::move(earlier), std::move(later), {}};
  for (const std::string& each : column.earlier_names) {
    const auto at = std::find(column.later_names.begin(), column.later_names.end(), each);
    column.later_code.push_back(at == column.later_names.end() ? -1 : at - column.later_names.begin());
  }
  return column;
}

/// The personas that are shown first, where both results show the same window.
std::optional<DiffColumn> persona_column(const audit::ResultShape& earlier, const audit::ResultShape& later) {
  const auto before = earlier.windows();
  const auto now = later.windows();
  if (!earlier.with_personas || !later.with_personas || before.empty() || now.empty()) return std::nullopt;
  const signals::Window& window = now[audit::main_window(now)];
  if (!(before[audit::main_window(before)] == window)) return std::nullopt;
  return named_column(audit::kPersonaColumn, audit::personas_group(window) + "/" + audit::kPersonaColumn,
                      audit::persona_names(earlier), audit::persona_names(later));
}

template <class T>
void load_as(const store::ColumnFileReader& file, const std::string& path, std::uint64_t first,
             std::vector<std::int64_t>& values) {
  std::vector<T> narrow(values.size());
  file.read(path, first, std::span<T>(narrow));
  std::copy(narrow.begin(), narrow.end(), values.begin());
}

void load_column(const store::ColumnFileReader& file, const std::string& path, std::uint64_t first,
                 std::vector<std::int64_t>& values) {
  switch (file.layout().at(path).type.kind) {
    case store::ElementKind::kU8:
      return load_as<std::uint8_t>(file, path, first, values);
    case store::ElementKind::kU16:
      return load_as<std::uint16_t>(file, path, first, values);
    case store::ElementKind::kU32:
      return load_as<std::uint32_t>(file, path, first, values);
    default:
      return file.read(path, first, std::span<std::int64_t>(values));
  }
}

}  // namespace

ResultSide::ResultSide(const std::string& directory)
    : directory_(directory),
      file_(directory + "/audit.h5"),
      shape_(audit::read_shape(file_)),
      summary_(parsed_summary(directory)) {}

DiffedResult ResultSide::description() const {
  const store::Layout& layout = file_.layout();
  return {directory_, layout.text("as_of"), layout.text("period"), layout.text("compare"), layout.integer("customers")};
}

bool ResultSide::keeps_customers() const { return file_.layout().has(audit::kCustomerId.path()); }

std::uint64_t ResultSide::num_customers() const { return file_.layout().at(audit::kCustomerId.path()).length; }

std::uint64_t ResultSide::first_row(std::uint64_t hash) const {
  const std::string ids = audit::kCustomerId.path();
  std::string padded(file_.layout().at(ids, store::ElementKind::kText).type.width, '\0');
  std::uint64_t low = 0;
  std::uint64_t high = num_customers();
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    file_.read_texts(ids, middle, padded);
    if (text_hash(text_at(padded, padded.size(), 0)) < hash)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

std::vector<DiffColumn> shared_columns(const ResultSide& earlier, const ResultSide& later) {
  const std::string rfm = std::string(audit::rfm_group(audit::PeriodRole::kPeriod)) + "/";
  std::vector<DiffColumn> columns;
  columns.push_back(named_column(audit::kSegmentColumn,
                                 std::string(audit::kSegmentsGroup) + "/" + audit::kSegmentColumn,
                                 audit::segment_names(earlier.shape()), audit::segment_names(later.shape())));
  if (auto persona = persona_column(earlier.shape(), later.shape())) columns.push_back(std::move(*persona));
  columns.push_back(named_column("lens2_group", std::string(audit::kLens2Group) + "/group",
                                 audit::lens2_group_names(earlier.shape()), audit::lens2_group_names(later.shape())));
  for (const char* score : {"r_score", "f_score", "m_score"})
    columns.push_back({.name = score, .path = rfm + score, .kind = DiffKind::kScore});
  columns.push_back({.name = "frequency", .path = rfm + "frequency", .kind = DiffKind::kCount});
  for (const char* amount : {"monetary", "total_spend"})
    columns.push_back({.name = amount, .path = rfm + amount, .kind = DiffKind::kMoney});
  std::erase_if(columns, [&](const DiffColumn& column) {
    return !earlier.file().layout().has(column.path) || !later.file().layout().has(column.path);
  });
  return columns;
}

RowCursor::RowCursor(const ResultSide& side, const std::vector<DiffColumn>& columns, Names names, std::uint64_t begin,
                     std::uint64_t end)
    : file_(side.file()),
      columns_(columns),
      names_(names),
      row_(begin),
      end_(end),
      id_width_(side.file().layout().at(audit::kCustomerId.path()).type.width),
      values_(columns.size()) {
  load();
}

std::string_view RowCursor::id() const { return text_at(ids_, id_width_, at_); }

void RowCursor::next() {
  ++row_;
  if (++at_ == loaded_) load();
}

void RowCursor::load() {
  at_ = 0;
  loaded_ = static_cast<std::size_t>(std::min<std::uint64_t>(kRowsLoaded, end_ - row_));
  if (loaded_ == 0) return;
  ids_.resize(loaded_ * id_width_);
  file_.read_texts(audit::kCustomerId.path(), row_, ids_);
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    values_[c].resize(loaded_);
    load_column(file_, columns_[c].path, row_, values_[c]);
    check_codes(c);
  }
}

// What a file says that was changed must not be looked up beyond the names.
void RowCursor::check_codes(std::size_t column) const {
  if (!columns_[column].is_state()) return;
  const std::size_t codes = columns_[column].kind == DiffKind::kScore ? kScoreCodes : (columns_[column].*names_).size();
  for (const std::int64_t code : values_[column])
    if (code >= static_cast<std::int64_t>(codes))
      throw InputError(file_.path() + ": " + columns_[column].path + " holds a code that has no name");
}

}  // namespace spendlens::report
