#pragma once

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "ledger/segment/stored_types.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::test {

/// A column file as bytes and attributes, to be changed and written again with sums that are right.
class RawSegment {
 public:
  explicit RawSegment(const std::string& path) : path_(path) {
    const store::ColumnFileReader reader(path);
    const store::File file = store::File::open_to_read(path);
    layout_ = reader.layout();
    for (const auto& [name, place] : layout_.columns) {
      spec_columns_[name] = {name, place.type, place.length, "", "", {}};
      std::string& bytes = bytes_[name];
      bytes.resize(place.length * place.type.width);
      if (!bytes.empty()) file.read_at(place.file_offset, std::as_writable_bytes(std::span(bytes)));
    }
  }

  template <class T>
  [[nodiscard]] T get(const std::string& column, std::size_t row) const {
    T value{};
    const std::string& bytes = bytes_.at(column);
    if (spec_columns_.at(column).type == store::element_type<T>())
      std::memcpy(&value, bytes.data() + row * sizeof(T), sizeof(T));
    else
      ledger::with_narrow_type<T>(spec_columns_.at(column).type.kind, [&]<class Narrow>(Narrow narrow) {
        std::memcpy(&narrow, bytes.data() + row * sizeof(Narrow), sizeof(Narrow));
        ledger::widen<Narrow, T>(std::span<const Narrow>(&narrow, 1), std::span<T>(&value, 1));
      });
    return value;
  }
  /// A column that is stored in a narrower type is one of T from then on.
  template <class T>
  RawSegment& set(const std::string& column, std::size_t row, T value) {
    if (spec_columns_.at(column).type != store::element_type<T>()) store_as<T>(column);
    std::memcpy(bytes_.at(column).data() + row * sizeof(T), &value, sizeof(T));
    return *this;
  }
  RawSegment& set_text(const std::string& column, std::size_t row, const std::string& text) {
    const std::size_t width = spec_columns_.at(column).type.width;
    std::string padded = text;
    padded.resize(width, '\0');
    bytes_.at(column).replace(row * width, width, padded);
    return *this;
  }
  RawSegment& set_integer(const std::string& attribute, std::uint64_t value) {
    layout_.integer_attributes[attribute] = value;
    return *this;
  }
  RawSegment& set_text_attribute(const std::string& attribute, const std::string& value) {
    layout_.text_attributes[attribute] = value;
    return *this;
  }
  /// Cuts a column to its first elements.
  RawSegment& cut(const std::string& column, std::uint64_t length) {
    store::ColumnSpec& spec = spec_columns_.at(column);
    spec.length = length;
    bytes_.at(column).resize(length * spec.type.width);
    return *this;
  }
  RawSegment& remove(const std::string& column) {
    spec_columns_.erase(column);
    bytes_.erase(column);
    return *this;
  }
  RawSegment& retype(const std::string& column, store::ElementType type) {
    spec_columns_.at(column).type = type;
    return *this;
  }

  template <class T>
  void store_as(const std::string& column) {
    std::string wide;
    for (std::uint64_t row = 0; row < spec_columns_.at(column).length; ++row) {
      const T value = get<T>(column, row);
      wide.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    spec_columns_.at(column).type = store::element_type<T>();
    bytes_.at(column) = wide;
  }

  void write() const {
    store::FileSpec spec;
    for (const auto& [name, value] : layout_.text_attributes) add_attribute(spec, name, value);
    for (const auto& [name, value] : layout_.integer_attributes) add_attribute(spec, name, value);
    for (const auto& [name, column] : spec_columns_) spec.columns.push_back(column);
    comm::LocalCommunicator communicator;
    store::ColumnFileWriter writer(communicator, path_, spec);
    const store::File file = store::File::open_to_write(writer.temporary_path());
    for (const auto& [name, bytes] : bytes_)
      if (!bytes.empty()) file.write_at(writer.layout().at(name).file_offset, std::as_bytes(std::span(bytes)));
    writer.publish();
  }

 private:
  void add_attribute(store::FileSpec& spec, const std::string& name,
                     std::variant<std::string, std::uint64_t, std::vector<std::string>> value) const {
    const std::size_t slash = name.rfind('/');
    if (slash == std::string::npos) {
      spec.attributes.push_back({name, std::move(value)});
    } else if (layout_.columns.count(name.substr(0, slash)) == 0) {
      spec.group_attributes[name.substr(0, slash)].push_back({name.substr(slash + 1), std::move(value)});
    }
  }

  std::string path_;
  store::Layout layout_;
  std::map<std::string, store::ColumnSpec> spec_columns_;
  std::map<std::string, std::string> bytes_;
};

}  // namespace spendlens::test
