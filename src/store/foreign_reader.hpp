#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "store/foreign_group.hpp"
#include "store/hdf5.hpp"

namespace spendlens::store {

/// Reads the columns of an untrusted HDF5 file with libhdf5, which crashes or hangs on some damaged ones: for a process
/// of its own (ReaderProcess) only. Throws as ForeignColumns says.
class ForeignReader {
 public:
  /// `title` is what messages call the file.
  ForeignReader(const std::string& path, const std::string& title);

  [[nodiscard]] const ForeignGroup& group() const { return group_; }
  /// Elements from `first` on of the column of that name.
  void read_integers(const std::string& name, std::uint64_t first, std::span<std::int64_t> values) const;
  void read_reals(const std::string& name, std::uint64_t first, std::span<double> values) const;
  void read_texts(const std::string& name, std::uint64_t first, std::span<std::string> values) const;

 private:
  struct Rows {
    std::uint64_t first;
    std::uint64_t count;
  };
  void read(const std::string& name, hid_t type, Rows rows, void* into) const;
  void read_names(const std::string& name, std::uint64_t first, std::span<std::string> values) const;
  void read_fixed(const std::string& name, std::uint64_t first, std::span<std::string> values) const;
  void read_variable(const std::string& name, std::uint64_t first, std::span<std::string> values) const;

  hdf5::Check check_;
  hdf5::ReadFileId file_;
  ForeignLinks links_;
  ForeignGroup group_;
};

}  // namespace spendlens::store
