#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "spendlens/core/serialization.hpp"

namespace spendlens::store {

/// Which file it is, whatever its name: equal means the same file of the same running system as long as somebody has it
/// open.
struct FileIdentity {
  std::string boot;  ///< of the system, empty where it does not say
  std::uint64_t device = 0;
  std::uint64_t inode = 0;

  /// Whether both are surely the same file.
  [[nodiscard]] bool is_same(const FileIdentity& other) const {
    return !boot.empty() && boot == other.boot && device == other.device && inode == other.inode;
  }

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, boot, device, inode);
  }
};

/// A file descriptor with whole transfers and checked calls. Move-only; closes itself. Every error is an IoError that
/// names the path and the system's reason. Offsets and sizes are bytes.
///
/// read_at and write_at may be called from several threads at once; the rest may not.
class File {
 public:
  /// These three open plain files alone, or symbolic links to some. Nothing else is opened: InputError says what it is.
  [[nodiscard]] static File open_to_read(const std::string& path);
  /// Gives nothing where there is no such file; whatever else is wrong is an error.
  [[nodiscard]] static std::optional<File> open_if_there(const std::string& path);
  /// An existing file, to write into.
  [[nodiscard]] static File open_to_write(const std::string& path);
  /// A new or emptied file.
  [[nodiscard]] static File create(const std::string& path);
  /// A new file; nothing where the name is taken, by whatever.
  [[nodiscard]] static std::optional<File> create_new(const std::string& path);
  /// What is there to be written in order: a named pipe (waits for its reader), a device.
  [[nodiscard]] static File open_stream_to_write(const std::string& path);
  /// A descriptor of this process a second time; `name` is for messages.
  [[nodiscard]] static File duplicate(int descriptor, const std::string& name);
  /// An empty file in memory, gone when it is closed; `name` is for messages.
  [[nodiscard]] static File create_in_memory(const std::string& name);

  File() = default;
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] FileIdentity identity() const;
  /// Whether its path still leads to it: it has not been replaced or removed since it was opened.
  [[nodiscard]] bool is_in_place() const;
  /// Still owned by this object.
  [[nodiscard]] int descriptor() const { return descriptor_; }

  /// Fills `bytes` from `offset`. Throws InputError "ends early" where the file is shorter.
  void read_at(std::uint64_t offset, std::span<std::byte> bytes) const;

  /// At most `bytes`.size() bytes from `offset`; returns how many there were (0 at the end of the file).
  [[nodiscard]] std::size_t read_some(std::uint64_t offset, std::span<std::byte> bytes) const;

  void write_at(std::uint64_t offset, std::span<const std::byte> bytes) const;

  /// Calls of the system that read and wrote so far.
  [[nodiscard]] std::uint64_t read_calls() const { return read_calls_; }
  [[nodiscard]] std::uint64_t write_calls() const { return write_calls_; }

  /// Makes an empty file that long, of zeros, and has the file system set the space aside where it can: a disk that is
  /// too full is told now.
  void reserve(std::uint64_t bytes) const;

  /// Cuts the file off there, or makes it longer with zeros.
  void resize(std::uint64_t bytes) const;

  /// Asks the system to begin with writing to the disk; waits for nothing, promises nothing.
  void start_write_out() const noexcept;

  /// Renames the file, which goes by its new path from then on.
  void rename_to(const std::string& path);

  /// Until what was written is on the disk.
  void sync() const;

  /// Closes now; an error that the close reports is thrown (a destructor could not).
  void close();

 private:
  File(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}

  int descriptor_ = -1;
  std::string path_;
  mutable std::atomic<std::uint64_t> read_calls_{0};
  mutable std::atomic<std::uint64_t> write_calls_{0};
};

/// Throws Error(kInUse) where the file's path does not lead to it any longer: another process has put another one
/// there, or has removed it. To be asked before a rename by that path.
void require_named(const File& file);

void rename_file(const std::string& from, const std::string& to);
/// Until the directory's entries are on the disk.
void sync_directory(const std::string& path);
/// No error where there is no such file.
void remove_file(const std::string& path);
/// Removes a leftover file, which does no harm where it stays: errors are passed over. A directory of that name stays.
void remove_leftover(const std::string& path) noexcept;
/// The same for a directory of ours with all that is in it.
void remove_leftover_tree(const std::string& path) noexcept;
/// A file or a directory with all that is in it; no error where there is nothing.
void remove_tree(const std::string& path);
/// What lies under a name. A name whose directory is missing is missing too.
enum class PathKind { kMissing, kFile, kDirectory, kOther };
[[nodiscard]] PathKind kind_of_path(const std::string& path);

/// Throws InputError that says what it is where something else than a plain file has the name; IoError. Local.
void require_plain_if_there(const std::string& path);
/// Names of what is in a directory, ascending; nothing where there is no such directory.
[[nodiscard]] std::optional<std::vector<std::string>> names_in_directory(const std::string& path);
/// Lifts this process's limit of open files, where it is lower, to so many more than a job has beside them, as far as
/// the system allows. What is refused is told by the opening that meets it. Local.
void allow_open_files(std::uint64_t number) noexcept;
/// Makes the directory and its parents; no error where it is there.
void make_directories(const std::string& path);

}  // namespace spendlens::store
