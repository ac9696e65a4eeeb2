#include "spendlens/store/output_file.hpp"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "spendlens/core/error.hpp"
#include "spendlens/store/publish.hpp"
#include "spendlens/store/temporary_file.hpp"

namespace spendlens::store {

namespace {

constexpr int kMaxLinks = 40;

/// The number of this process's descriptor that a path such as /dev/fd/3 or /proc/self/fd/3 names. Opened by its name
/// it would begin at the beginning of a file that others write to as well.
std::optional<int> descriptor_named_by(const std::string& path) {
  for (const std::string& directory :
       {std::string("/proc/self/fd/"), fmt::format("/proc/{}/fd/", ::getpid()), std::string("/dev/fd/")}) {
    if (!path.starts_with(directory)) continue;
    int number = -1;
    const char* end = path.data() + path.size();
    const auto result = std::from_chars(path.data() + directory.size(), end, number);
    if (result.ec == std::errc() && result.ptr == end) return number;
  }
  return std::nullopt;
}

/// What the link says, by itself or from its own directory.
std::string target_of(const std::string& link) {
  std::error_code failure;
  const std::filesystem::path said = std::filesystem::read_symlink(link, failure);
  if (failure) throw IoError("cannot read the link", link, failure.value());
  return said.is_absolute() ? said.string() : (std::filesystem::path(link).parent_path() / said).string();
}

/// Follows links as far as they are names of files: the links of /proc to a process's descriptors are the end of the
/// way.
std::string resolve(std::string path) {
  for (int links = 0; !descriptor_named_by(path); ++links) {
    std::error_code failure;
    if (!std::filesystem::is_symlink(std::filesystem::symlink_status(path, failure))) return path;
    if (links == kMaxLinks) throw IoError("cannot follow the links of", path, ELOOP);
    path = target_of(path);
  }
  return path;
}

}  // namespace

std::string follow_links(const std::string& path) { return resolve(path); }

OutputFile::OutputFile(const std::optional<std::string>& path) {
  const std::string target = path ? resolve(*path) : "";
  const std::optional<int> descriptor = path ? descriptor_named_by(target) : STDOUT_FILENO;
  is_stream_ = descriptor.has_value() || kind_of_path(target) == PathKind::kOther;
  if (descriptor)
    file_ = File::duplicate(*descriptor, path.value_or("standard output"));
  else if (is_stream_)
    file_ = File::open_stream_to_write(target);
  if (is_stream_) return;
  struct stat present {};
  const bool replaces = ::stat(target.c_str(), &present) == 0;
  if (replaces && S_ISDIR(present.st_mode)) throw IoError("cannot write", *path, EISDIR);
  if (replaces && ::access(target.c_str(), W_OK) != 0) throw IoError("cannot write", *path, errno);
  file_ = create_temporary(target);
  if (replaces) static_cast<void>(::fchmod(file_.descriptor(), present.st_mode & 07777) == 0);
  target_ = target;
}

OutputFile::~OutputFile() {
  if (!target_.empty()) remove_leftover(file_.path());
}

void OutputFile::append(std::span<const std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file_.descriptor(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw IoError("cannot write", file_.path(), errno);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

std::string OutputFile::path_of_descriptor() const { return fmt::format("/proc/self/fd/{}", file_.descriptor()); }

void OutputFile::publish() {
  if (is_stream_) return file_.close();
  file_.sync();
  require_named(file_);
  file_.rename_to(target_);
  const std::string target = std::exchange(target_, {});
  file_.close();
  sync_directory_of(target);
}

}  // namespace spendlens::store
