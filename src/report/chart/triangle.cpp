#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <limits>

#include "report/chart/charts.hpp"

namespace spendlens::report {

namespace {

constexpr double kHead = 40;
constexpr double kFoot = 30;
constexpr double kLabel = 64;
constexpr double kSize = 40;
constexpr double kMaxCell = 52;
constexpr std::size_t kNumLevels = 9;
/// So many columns leave room for texts.
constexpr std::size_t kMaxTold = 24;
/// So many for marks that can be pointed at.
constexpr std::size_t kMaxMarked = 18;

std::size_t num_columns(const Triangle& spec) {
  std::size_t most = 1;
  for (const Triangle::Row& row : spec.rows) most = std::max(most, row.cells.size());
  return most;
}

class TriangleWork {
 public:
  TriangleWork(const Triangle& spec, double width)
      : spec_(spec),
        columns_(num_columns(spec)),
        has_marks_(width >= kWide && columns_ <= kMaxMarked),
        has_texts_(width >= kWide && columns_ <= kMaxTold),
        has_sizes_(width >= kWide),
        left_(kLabel + (has_sizes_ ? kSize : 0)),
        cell_(std::min(kMaxCell, (width - left_) / static_cast<double>(columns_))),
        row_(has_texts_ ? std::clamp(cell_ * 0.62, 20.0, 28.0) : std::clamp(cell_, 6.0, 24.0)),
        drawing_(width, kHead + row_ * static_cast<double>(spec.rows.size()) + kFoot) {
    for (const Triangle::Row& row : spec.rows)
      for (const Triangle::Cell& cell : row.cells)
        if (cell.value) {
          least_ = std::min(least_, cell.value->value());
          most_ = std::max(most_, cell.value->value());
        }
  }

  Drawing draw() {
    titles();
    for (std::size_t r = 0; r < spec_.rows.size(); ++r) row(r);
    for (std::size_t level = 0; level < kNumLevels; ++level)
      if (!areas_[level].empty()) drawing_.path(areas_[level], fmt::format("heat dense h{}", level));
    for (std::size_t r = 0; has_texts_ && r < spec_.rows.size(); ++r) texts(r);
    if (!hatching_.empty()) drawing_.path(hatching_, "hatch");
    legend();
    return drawing_;
  }

 private:
  [[nodiscard]] double x_of(std::size_t column) const { return left_ + static_cast<double>(column) * cell_; }
  [[nodiscard]] double y_of(std::size_t row) const { return kHead + static_cast<double>(row) * row_; }
  [[nodiscard]] int level_of(const Figure& value) const {
    return spec_.from_lowest ? heat_level_between(value.value(), least_, most_) : heat_level(value.value(), most_);
  }

  void titles() {
    drawing_.text(left_, 12, Anchor::kStart, fitted(spec_.across, 12, drawing_.width() - left_), "axis");
    drawing_.text(0, 12, Anchor::kStart, fitted(spec_.down, 12, left_ - 4), "axis");
    const double widest = text_width(std::to_string(spec_.first_age + columns_ - 1), 12) + 6;
    std::size_t stride = 1;
    for (const std::size_t of : {1U, 2U, 3U, 6U, 12U, 24U, 60U}) {
      stride = of;
      if (static_cast<double>(of) * cell_ >= widest) break;
    }
    for (std::size_t c = 0; c < columns_; ++c)
      if ((c + spec_.first_age) % stride == 0 || stride == 1)
        drawing_.text(x_of(c) + cell_ / 2, kHead - 8, Anchor::kMiddle, std::to_string(c + spec_.first_age), "tick");
  }

  /// Every how many rows a label has room.
  [[nodiscard]] std::size_t label_stride() const {
    for (const std::size_t of : {1U, 2U, 3U, 6U})
      if (static_cast<double>(of) * row_ >= 13) return of;
    return 12;
  }

  void row(std::size_t r) {
    const Triangle::Row& row = spec_.rows[r];
    const double y = y_of(r);
    if (r % label_stride() == 0) {
      drawing_.text(0, y + row_ / 2 + 4, Anchor::kStart, fitted(row.label, 12, kLabel - 2), "tick");
      if (has_sizes_) drawing_.text(left_ - 8, y + row_ / 2 + 4, Anchor::kEnd, row.size, "tick");
    }
    std::size_t begin = 0;
    for (std::size_t c = 0; c < row.cells.size(); ++c) {
      const Triangle::Cell& cell = row.cells[c];
      if (cell.is_running) hatching_ += hatching_path(x_of(c), y, cell_, row_);
      if (has_marks_) {
        if (!cell.is_running) mark(cell, x_of(c), y);
        continue;
      }
      // Neighbours of one colour are one area.
      const bool ends = c + 1 == row.cells.size() || area_level(row.cells[c + 1]) != area_level(cell);
      if (!ends) continue;
      if (const auto level = area_level(cell); level < kNumLevels)
        areas_[level] += rectangle_path(x_of(begin), y, x_of(c + 1) - x_of(begin), row_);
      begin = c + 1;
    }
  }

  /// Of what is drawn as an area; nothing of a running cell.
  [[nodiscard]] std::size_t area_level(const Triangle::Cell& cell) const {
    if (cell.is_running) return kNumLevels;
    return cell.value ? static_cast<std::size_t>(level_of(*cell.value)) : 0;
  }

  void mark(const Triangle::Cell& cell, double x, double y) {
    if (!cell.value) return drawing_.rectangle(x + 0.5, y + 0.5, cell_ - 1, row_ - 1, "heat h0");
    const int level = level_of(*cell.value);
    drawing_.mark({x + 0.5, y + 0.5, cell_ - 1, row_ - 1}, fmt::format("heat h{}", level), *cell.value, cell.tip);
  }

  void texts(std::size_t r) {
    const auto& cells = spec_.rows[r].cells;
    for (std::size_t c = 0; c < cells.size(); ++c)
      if (cells[c].value && !cells[c].is_running && text_width(cells[c].text, 9.5) + 2 <= cell_)
        drawing_.text(x_of(c) + cell_ / 2, y_of(r) + row_ / 2 + 3.5, Anchor::kMiddle, cells[c].text,
                      fmt::format("t{} small", level_of(*cells[c].value)));
  }

  void legend() {
    const double y = drawing_.height() - 14;
    const double left = text_width(spec_.legend.first, 12) + 6;
    drawing_.text(0, y + 10, Anchor::kStart, spec_.legend.first, "tick");
    for (int level = 1; level <= 8; ++level)
      drawing_.rectangle(left + static_cast<double>(level - 1) * 14, y, 14, 10, fmt::format("heat h{}", level));
    double x = left + 8 * 14 + 6;
    const std::string most = fitted(spec_.legend.second, 12, drawing_.width() - x);
    drawing_.text(x, y + 10, Anchor::kStart, most, "tick");
    x += text_width(most, 12) + 14;
    if (hatching_.empty() || x + 110 > drawing_.width()) return;
    drawing_.path(hatching_path(x, y, 14, 10), "hatch");
    drawing_.text(x + 20, y + 10, Anchor::kStart, "not over yet", "tick");
  }

  const Triangle& spec_;
  std::size_t columns_;
  bool has_marks_;
  bool has_texts_;
  bool has_sizes_;
  double left_;
  double cell_;
  double row_;
  Drawing drawing_;
  double least_ = std::numeric_limits<double>::infinity();
  double most_ = 0;
  std::array<std::string, kNumLevels> areas_;  ///< what has no marks, by level
  std::string hatching_;
};

}  // namespace

Chart triangle(Triangle spec) {
  return [spec = std::move(spec)](double width) { return TriangleWork(spec, width).draw(); };
}

}  // namespace spendlens::report
