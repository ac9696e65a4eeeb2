#include "spendlens/store/foreign_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"
#include "store/foreign_group.hpp"
#include "store/hdf5.hpp"

namespace spendlens::store {

namespace {

/// Texts are read in pieces, so that a wide column does not take `n` times its width.
constexpr std::uint64_t kPieceBytes = 16 * 1024 * 1024;
constexpr std::uint64_t kPieceRows = 65'536;

std::string_view without_padding(const char* text, std::size_t width, H5T_str_t padding) {
  std::string_view view(text, width);
  if (padding == H5T_STR_NULLTERM) return view.substr(0, std::min(view.find('\0'), width));
  const char pad = padding == H5T_STR_SPACEPAD ? ' ' : '\0';
  const std::size_t last = view.find_last_not_of(pad);
  return view.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

struct ForeignColumns::State {
  explicit State(const std::string& path) : check(path, hdf5::Purpose::kRead) {}

  [[nodiscard]] const ForeignDataset& find(const std::string& name, ForeignKind kind, std::uint64_t first,
                                           std::uint64_t n) const;
  void read(const ForeignDataset& column, const std::string& name, hid_t type, std::uint64_t first, std::uint64_t n,
            void* into) const;
  void read_fixed(const ForeignDataset& column, const std::string& name, std::uint64_t first,
                  std::span<std::string> values) const;
  void read_variable(const ForeignDataset& column, const std::string& name, std::uint64_t first,
                     std::span<std::string> values) const;

  hdf5::Check check;
  hdf5::ReadFileId file;
  std::map<std::string, ForeignDataset> datasets;
  std::vector<ForeignColumn> columns;
  std::vector<std::string> passed_over;
  std::uint64_t num_rows = 0;
};

const ForeignDataset& ForeignColumns::State::find(const std::string& name, ForeignKind kind, std::uint64_t first,
                                                  std::uint64_t n) const {
  const auto found = datasets.find(name);
  if (found == datasets.end()) {
    std::string there;
    for (const ForeignColumn& column : columns) there += (there.empty() ? "" : ", ") + column.name;
    throw InputError(fmt::format("{} has no column '{}'; it has {}", check.path(), name, there));
  }
  if (found->second.kind != kind) throw InternalError(fmt::format("column '{}' was asked for as another kind", name));
  if (first > num_rows || n > num_rows - first) throw InternalError(fmt::format("column '{}' has no such rows", name));
  return found->second;
}

void ForeignColumns::State::read(const ForeignDataset& column, const std::string& name, hid_t type, std::uint64_t first,
                                 std::uint64_t n, void* into) const {
  if (n == 0) return;
  const hsize_t begin = first;
  const hsize_t count = n;
  const hdf5::SpaceId file_space(check(H5Dget_space(column.dataset.get()), "read a shape"));
  check(H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, &begin, nullptr, &count, nullptr), "select rows");
  const hdf5::SpaceId memory_space(check(H5Screate_simple(1, &count, nullptr), "select rows"));
  check(H5Dread(column.dataset.get(), type, memory_space.get(), file_space.get(), H5P_DEFAULT, into),
        fmt::format("read column '{}', rows {} to {}", name, first, first + n));
}

void ForeignColumns::State::read_fixed(const ForeignDataset& column, const std::string& name, std::uint64_t first,
                                       std::span<std::string> values) const {
  const hdf5::TypeId type(check(H5Dget_type(column.dataset.get()), "read a type"));
  const std::uint64_t piece = std::max<std::uint64_t>(1, kPieceBytes / column.width);
  std::vector<char> padded;
  for (std::uint64_t begin = 0; begin < values.size(); begin += piece) {
    const std::uint64_t count = std::min<std::uint64_t>(piece, values.size() - begin);
    padded.resize(count * column.width);
    read(column, name, type.get(), first + begin, count, padded.data());
    for (std::uint64_t row = 0; row < count; ++row)
      values[begin + row] = without_padding(padded.data() + row * column.width, column.width, column.padding);
  }
}

void ForeignColumns::State::read_variable(const ForeignDataset& column, const std::string& name, std::uint64_t first,
                                          std::span<std::string> values) const {
  const hdf5::TypeId type(check(H5Dget_type(column.dataset.get()), "read a type"));
  std::vector<char*> texts;
  for (std::uint64_t begin = 0; begin < values.size(); begin += kPieceRows) {
    const hsize_t count = std::min<std::uint64_t>(kPieceRows, values.size() - begin);
    texts.assign(count, nullptr);
    read(column, name, type.get(), first + begin, count, texts.data());
    for (std::uint64_t row = 0; row < count; ++row) values[begin + row] = texts[row] == nullptr ? "" : texts[row];
    const hdf5::SpaceId space(check(H5Screate_simple(1, &count, nullptr), "select rows"));
    H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, texts.data());
  }
}

ForeignColumns::ForeignColumns(const std::string& path) : state_(std::make_unique<State>(path)) {
  static_cast<void>(File::open_to_read(path));  // a missing file is told in the system's own words
  hdf5::start();
  state_->file = hdf5::open_to_read(state_->check);
  ForeignGroup group = open_foreign_group(state_->file.get(), state_->check);
  state_->datasets = std::move(group.columns);
  state_->passed_over = std::move(group.passed_over);
  for (const auto& [name, column] : state_->datasets) state_->columns.push_back({name, column.kind});
  state_->num_rows = state_->datasets.begin()->second.length;
}

ForeignColumns::~ForeignColumns() = default;
ForeignColumns::ForeignColumns(ForeignColumns&&) noexcept = default;
ForeignColumns& ForeignColumns::operator=(ForeignColumns&&) noexcept = default;

std::uint64_t ForeignColumns::num_rows() const { return state_->num_rows; }

const std::vector<ForeignColumn>& ForeignColumns::columns() const { return state_->columns; }

const std::vector<std::string>& ForeignColumns::passed_over() const { return state_->passed_over; }

void ForeignColumns::read_integers(const std::string& name, std::uint64_t first, std::span<std::int64_t> values) const {
  const ForeignDataset& column = state_->find(name, ForeignKind::kInteger, first, values.size());
  const hid_t type = column.is_unsigned ? H5T_NATIVE_UINT64 : H5T_NATIVE_INT64;
  state_->read(column, name, type, first, values.size(), values.data());
  if (!column.is_unsigned || column.width < sizeof(std::int64_t)) return;
  for (std::size_t row = 0; row < values.size(); ++row)
    if (values[row] < 0)
      throw InputError(fmt::format("{}: column '{}', row {}: {} is above the largest 64-bit integer, {}",
                                   state_->check.path(), name, first + row, static_cast<std::uint64_t>(values[row]),
                                   std::numeric_limits<std::int64_t>::max()));
}

void ForeignColumns::read_reals(const std::string& name, std::uint64_t first, std::span<double> values) const {
  const ForeignDataset& column = state_->find(name, ForeignKind::kReal, first, values.size());
  state_->read(column, name, H5T_NATIVE_DOUBLE, first, values.size(), values.data());
}

void ForeignColumns::read_texts(const std::string& name, std::uint64_t first, std::uint64_t n,
                                std::vector<std::string>& values) const {
  const ForeignDataset& column = state_->find(name, ForeignKind::kText, first, n);
  values.resize(n);
  if (column.is_variable) state_->read_variable(column, name, first, values);
  else state_->read_fixed(column, name, first, values);
}

}  // namespace spendlens::store
