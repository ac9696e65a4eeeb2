#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/layout.hpp"

namespace spendlens::store {

/// Writes a column file in parallel and publishes it whole or not at all.
///
/// Rank 0 creates `path`.tmp with all metadata, then every rank writes its slices of the columns straight to their
/// places (pwrite), in any order, without any collective call. publish() syncs each rank's writes, hashes the blocks,
/// and puts file and sums under their final names: sums to `path`.sum.next, file by rename, sums by rename, so that at
/// any moment a reader finds a file with sums that match. An object that is destroyed unpublished removes its temporary
/// on rank 0, unless keep() says that it is to be gone on with.
class ColumnFileWriter {
 public:
  /// kNew: a new file, even where a temporary of another writer is there. kKept: the temporary that an earlier writer
  /// of the same spec left, with the data that it wrote.
  enum class Start { kNew, kKept };

  /// Collective. Throws on all ranks where rank 0 cannot create the file or it is not there as kept.
  ColumnFileWriter(comm::Communicator& communicator, std::string path, const FileSpec& spec, Start start = Start::kNew);
  ~ColumnFileWriter();
  ColumnFileWriter(const ColumnFileWriter&) = delete;
  ColumnFileWriter& operator=(const ColumnFileWriter&) = delete;

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] std::string temporary_path() const { return path_ + ".tmp"; }

  /// Elements [first, first + values.size()) of a column. Local; may be called from several threads at once.
  /// Throws InternalError where type or range do not fit, IoError where the write fails.
  template <class T>
  requires std::is_arithmetic_v<T>
  void write(const std::string& column, std::uint64_t first, std::span<const T> values) const {
    write_bytes(column, element_type<T>(), first, std::as_bytes(values));
  }
  /// Elements of a text column, already NUL-padded to its width.
  void write_texts(const std::string& column, std::uint64_t first, std::span<const char> padded) const;

  /// Reads back what was written. Local.
  template <class T>
  requires std::is_arithmetic_v<T>
  void read(const std::string& column, std::uint64_t first, std::span<T> values) const {
    read_bytes(column, element_type<T>(), first, std::as_writable_bytes(values));
  }

  /// Gives columns of length 0 at the end of the spec their length, now that it is known (see extend_layout()).
  /// Collective.
  void extend(const FileSpec& spec);

  [[nodiscard]] std::uint64_t bytes_written() const;                               ///< by this rank
  [[nodiscard]] std::uint64_t write_calls() const { return file_.write_calls(); }  ///< of the system, by this rank

  /// Until what this rank wrote is on the disk. Local.
  void sync() const { file_.sync(); }

  /// The temporary stays from now on when this object goes, until publish().
  void keep() { kept_ = true; }

  /// Collective. `announce` is called on rank 0 with the sums of the new file, before the first rename. `facts` (of
  /// rank 0) are published with them.
  void publish(const std::function<void(const BlockSums&)>& announce = {},
               const std::map<std::string, std::string>& facts = {});

 private:
  void write_bytes(const std::string& column, ElementType type, std::uint64_t first,
                   std::span<const std::byte> bytes) const;
  void read_bytes(const std::string& column, ElementType type, std::uint64_t first, std::span<std::byte> bytes) const;

  comm::Communicator& communicator_;
  std::string path_;
  Layout layout_;
  File file_;
  mutable std::atomic<std::uint64_t> bytes_written_{0};
  bool kept_ = false;
  bool published_ = false;
};

/// Reads the columns of a published file by pread: of the version that was opened, whatever replaces it meanwhile.
/// Local. read() may be called from several threads at once.
class ColumnFileReader {
 public:
  /// Verifies the metadata against the sums, then reads the layout. Throws InputError, IoError.
  explicit ColumnFileReader(const std::string& path);
  /// Takes a layout that another rank has read and verified; the reader has no sums then.
  ColumnFileReader(const std::string& path, Layout layout);
  ColumnFileReader(VerifiedFile verified, Layout layout);

  [[nodiscard]] const std::string& path() const { return file_.path(); }
  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] const File& file() const { return file_; }
  [[nodiscard]] const BlockSums& sums() const { return sums_; }  ///< of this version
  [[nodiscard]] std::uint64_t file_bytes() const { return file_.size(); }

  /// Elements [first, first + values.size()) of a column. Throws InputError where type or range do not fit.
  template <class T>
  requires std::is_arithmetic_v<T>
  void read(const std::string& column, std::uint64_t first, std::span<T> values) const {
    read_bytes(column, element_type<T>(), first, std::as_writable_bytes(values));
  }
  template <class T>
  requires std::is_arithmetic_v<T>
  [[nodiscard]] std::vector<T> read_all(const std::string& column) const {
    std::vector<T> values(layout_.at(column).length);
    read(column, 0, std::span<T>(values));
    return values;
  }
  /// Elements of a text column, NUL-padded to its width (layout().at(column).type.width).
  void read_texts(const std::string& column, std::uint64_t first, std::span<char> padded) const;
  /// Calls of the system that read so far.
  [[nodiscard]] std::uint64_t read_calls() const { return file_.read_calls(); }

  /// All of a text column, without the padding.
  [[nodiscard]] std::vector<std::string> read_all_texts(const std::string& column) const;

 private:
  void read_bytes(const std::string& column, ElementType type, std::uint64_t first, std::span<std::byte> bytes) const;

  File file_;
  BlockSums sums_;
  Layout layout_;
};

}  // namespace spendlens::store
