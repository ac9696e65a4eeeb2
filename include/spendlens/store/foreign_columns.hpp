#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace spendlens::store {

/// What the elements of another program's column are read as: integers of any width and sign (h5py's booleans and
/// enumerations too: their codes), floats of any width, fixed- or variable-length strings.
enum class ForeignKind : std::uint8_t { kInteger, kReal, kText };

struct ForeignColumn {
  std::string name;  ///< without the group: "CustomerID"
  ForeignKind kind = ForeignKind::kInteger;
};

/// A flat HDF5 file of other people: the equal-length one-dimensional columns of one group, as h5py writes them with
/// `g["amount"] = values`; chunked and compressed ones too. The group is the root if it holds such datasets, otherwise
/// the only group that does. Datasets of other shapes or types, links to other files and data kept in other files are
/// passed over.
///
/// Local; HDF5 is not thread-safe, so use one object from one thread and no other HDF5 meanwhile. Open the file only
/// after probe_in_child() has let it pass: libhdf5 itself crashes or hangs on some damaged files.
class ForeignColumns {
 public:
  /// Opens the file in a forked child with a time limit and reads from each column there: all of it in files up to
  /// 64 MiB, samples spread over the column in larger ones. Throws what opening or reading threw there; InputError
  /// "damaged" where the child died or took too long; IoError where it cannot be opened at all. Local: one rank probes
  /// for all.
  static void probe_in_child(const std::string& path);

  /// Throws IoError where the file cannot be opened, InputError where it is no HDF5 file, holds no such group or more
  /// than one, columns of different lengths, or pandas' to_hdf layout (the message shows how to write flat columns).
  explicit ForeignColumns(const std::string& path);
  ~ForeignColumns();
  ForeignColumns(ForeignColumns&&) noexcept;
  ForeignColumns& operator=(ForeignColumns&&) noexcept;

  [[nodiscard]] std::uint64_t num_rows() const;
  [[nodiscard]] const std::vector<ForeignColumn>& columns() const;  ///< sorted by name
  /// Names of the group's datasets that are no columns: of another shape or type, or kept elsewhere.
  [[nodiscard]] const std::vector<std::string>& passed_over() const;

  /// Elements [first, first + values.size()) of a column of kind kInteger. Throws InputError where there is no such
  /// column, an unsigned value is above 2^63 - 1 (naming the row, counted from 0), or the data cannot be read;
  /// InternalError where kind or range do not fit. The same for the next two.
  void read_integers(const std::string& name, std::uint64_t first, std::span<std::int64_t> values) const;

  /// Of a column of kind kReal. NaN stays NaN.
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
