#include "store/foreign_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "spendlens/core/readable.hpp"

namespace spendlens::store {

namespace {

/// Texts are read in pieces, so that a wide column does not take all rows times its width.
constexpr std::uint64_t kForeignPieceBytes = 16 * 1024 * 1024;
constexpr std::uint64_t kPieceRows = 65'536;

std::string_view without_padding(const char* text, std::size_t width, H5T_str_t padding) {
  std::string_view view(text, width);
  if (padding == H5T_STR_NULLTERM) return view.substr(0, std::min(view.find('\0'), width));
  const char pad = padding == H5T_STR_SPACEPAD ? ' ' : '\0';
  const std::size_t last = view.find_last_not_of(pad);
  return view.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

ForeignReader::ForeignReader(const std::string& path, const std::string& title)
    : check_(title, hdf5::Purpose::kRead),
      file_(hdf5::open_to_read(path, check_)),
      links_(check_, path),
      group_(open_foreign_group(file_.get(), links_, check_)) {}

void ForeignReader::read(const std::string& name, hid_t type, Rows rows, void* into) const {
  if (rows.count == 0) return;
  const ForeignDataset& column = group_.columns.at(name);
  std::array<hsize_t, H5S_MAX_RANK> begin{};
  std::array<hsize_t, H5S_MAX_RANK> count{};
  count.fill(1);
  begin[column.axis] = rows.first;
  count[column.axis] = rows.count;
  const hdf5::SpaceId file_space(check_(H5Dget_space(column.dataset.get()), "read a shape"));
  check_(H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, begin.data(), nullptr, count.data(), nullptr),
         "select rows");
  const hsize_t length = rows.count;
  const hdf5::SpaceId memory_space(check_(H5Screate_simple(1, &length, nullptr), "select rows"));
  check_(H5Dread(column.dataset.get(), type, memory_space.get(), file_space.get(), H5P_DEFAULT, into),
         fmt::format("read column '{}', rows {} to {}", readable(name), rows.first, rows.first + rows.count));
}

void ForeignReader::read_integers(const std::string& name, std::uint64_t first, std::span<std::int64_t> values) const {
  read(name, group_.columns.at(name).is_unsigned ? H5T_NATIVE_UINT64 : H5T_NATIVE_INT64, {first, values.size()},
       values.data());
}

void ForeignReader::read_reals(const std::string& name, std::uint64_t first, std::span<double> values) const {
  read(name, H5T_NATIVE_DOUBLE, {first, values.size()}, values.data());
}

void ForeignReader::read_texts(const std::string& name, std::uint64_t first, std::span<std::string> values) const {
  const ForeignDataset& column = group_.columns.at(name);
  if (column.is_enumeration)
    read_names(name, first, values);
  else if (column.is_variable)
    read_variable(name, first, values);
  else
    read_fixed(name, first, values);
}

/// A code without a name stays a number.
void ForeignReader::read_names(const std::string& name, std::uint64_t first, std::span<std::string> values) const {
  const ForeignDataset& column = group_.columns.at(name);
  std::vector<std::int64_t> codes(values.size());
  read_integers(name, first, codes);
  for (std::size_t row = 0; row < values.size(); ++row) {
    const auto named = column.names.find(codes[row]);
    values[row] = named == column.names.end() ? fmt::to_string(codes[row]) : named->second;
  }
}

void ForeignReader::read_fixed(const std::string& name, std::uint64_t first, std::span<std::string> values) const {
  const ForeignDataset& column = group_.columns.at(name);
  const hdf5::TypeId type(check_(H5Dget_type(column.dataset.get()), "read a type"));
  const std::uint64_t piece = std::max<std::uint64_t>(1, kForeignPieceBytes / column.width);
  std::vector<char> padded;
  for (std::uint64_t begin = 0; begin < values.size(); begin += piece) {
    const std::uint64_t count = std::min<std::uint64_t>(piece, values.size() - begin);
    padded.resize(count * column.width);
    read(name, type.get(), {first + begin, count}, padded.data());
    for (std::uint64_t row = 0; row < count; ++row)
      values[begin + row] = without_padding(padded.data() + row * column.width, column.width, column.padding);
  }
}

void ForeignReader::read_variable(const std::string& name, std::uint64_t first, std::span<std::string> values) const {
  const hdf5::TypeId type(check_(H5Dget_type(group_.columns.at(name).dataset.get()), "read a type"));
  std::vector<char*> texts;
  for (std::uint64_t begin = 0; begin < values.size(); begin += kPieceRows) {
    const hsize_t count = std::min<std::uint64_t>(kPieceRows, values.size() - begin);
    texts.assign(count, nullptr);
    read(name, type.get(), {first + begin, count}, texts.data());
    for (std::uint64_t row = 0; row < count; ++row) values[begin + row] = texts[row] == nullptr ? "" : texts[row];
    const hdf5::SpaceId space(check_(H5Screate_simple(1, &count, nullptr), "select rows"));
    H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, texts.data());
  }
}

}  // namespace spendlens::store
