#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "spendlens/store/file.hpp"

namespace spendlens::store {

/// An output that a user names. A plain file, or a name that is free, appears whole or not at all: it is written under
/// a temporary name beside it and renamed by publish(), keeping the permissions of the file that it replaces. A
/// symbolic link stays, and what it points to is written. Anything else (a pipe, a device, standard output) is a
/// stream: it is written to in order, never replaced. The destructor removes what was not published.
///
/// Two that write to one name at once have a temporary each: the later publish() wins, whole. Local.
class OutputFile {
 public:
  /// No `path` means standard output. Throws IoError where it cannot be written, or is a directory.
  explicit OutputFile(const std::optional<std::string>& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// True where bytes must come in order, by append(); otherwise write_at() takes them in any order, from several
  /// threads.
  [[nodiscard]] bool is_stream() const { return is_stream_; }
  void append(std::span<const std::byte> bytes) const;
  void write_at(std::uint64_t offset, std::span<const std::byte> bytes) const { file_.write_at(offset, bytes); }
  /// A name by which a library that wants one can write to it, within this process.
  [[nodiscard]] std::string path_of_descriptor() const;
  /// Does what File::start_write_out() does.
  void start_write_out() const noexcept { file_.start_write_out(); }

  /// The file is on the disk under its name when this returns; of a stream nothing is left to do.
  void publish();

 private:
  std::string target_;  ///< links followed; empty: a stream
  File file_;
  bool is_stream_ = false;
};

/// The file that `path` leads to through symbolic links; it need not be there. Throws IoError where links go in a
/// circle.
[[nodiscard]] std::string follow_links(const std::string& path);

}  // namespace spendlens::store
