#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace spendlens::store {

/// What the elements of another program's column are read as: integers of any width and sign, floats of any width,
/// texts (fixed- or variable-length strings; of an enumeration, h5py's booleans among them, the names, and of a code
/// without one the digits).
enum class ForeignKind : std::uint8_t { kInteger, kReal, kText };

struct ForeignColumn {
  std::string name;  ///< without the group: "CustomerID"
  ForeignKind kind = ForeignKind::kInteger;
  bool is_unsigned = false;  ///< of integers
  std::uint64_t width = 0;   ///< bytes of an element in the file
};

/// A flat HDF5 file of other people: the equal-length columns of one group, as h5py writes them with `g["amount"] =
/// values`; chunked and compressed ones too. A column has one dimension, or several of which all but one are of length
/// 1. The group is the root if it holds such datasets, otherwise the only group that does. Soft links are followed, and
/// external ones to plain files below the file's own folder. Other datasets (of other shapes and types, with data in
/// other files, compressed with a filter that is not there) are passed over and named.
///
/// libhdf5 crashes or hangs on some damaged files, in their metadata and in their data, so it never sees the file in
/// this process: a forked one opens it and hands over what is asked for, and where it dies that is an InputError
/// "damaged". What it may take is processor time for each question, not time. No more than one such process an object,
/// until the object's end.
///
/// Local; use one object from one thread.
class ForeignColumns {
 public:
  /// `title` is what messages call the file; empty: its path. Throws IoError where the file cannot be opened,
  /// InputError where it is damaged or no HDF5 file, holds no such group or more than one, columns of different
  /// lengths, a link that leads nowhere, in circles or out of the folder, or pandas' to_hdf layout (the message shows
  /// how to write flat columns).
  explicit ForeignColumns(const std::string& path, const std::string& title = "");
  ~ForeignColumns();
  ForeignColumns(ForeignColumns&&) noexcept;
  ForeignColumns& operator=(ForeignColumns&&) noexcept;

  [[nodiscard]] std::uint64_t num_rows() const;
  [[nodiscard]] const std::vector<ForeignColumn>& columns() const;  ///< sorted by name
  /// The group's datasets that are no columns, by name, with the reason ("it is a compound ...").
  [[nodiscard]] const std::map<std::string, std::string>& passed_over() const;

  /// Elements [first, first + values.size()) of a column of kind kInteger; of an unsigned one the bits of an unsigned
  /// value. Throws InputError where there is no such column or the data cannot be read; InternalError where kind or
  /// range do not fit. The same for the next two.
  void read_integers(const std::string& name, std::uint64_t first, std::span<std::int64_t> values) const;

  /// Reads elements of a column of kind kReal. NaN stays NaN.
  void read_reals(const std::string& name, std::uint64_t first, std::span<double> values) const;

  /// `n` elements of a column of kind kText, without the padding (NUL or blanks, as the type says); variable-length
  /// strings end at their first NUL, a missing one is empty. Fills and resizes `values`, whose strings are reused.
  void read_texts(const std::string& name, std::uint64_t first, std::uint64_t n,
                  std::vector<std::string>& values) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace spendlens::store
