#include "spendlens/store/file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <utility>

#include "spendlens/core/error.hpp"
#include "store/plain_files.hpp"

namespace spendlens::store {

namespace {

/// Linux moves at most this many bytes a call.
constexpr std::size_t kMaxCallBytes = 0x7fff'f000;

struct stat status_of(int descriptor, const std::string& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) throw IoError("cannot inspect", path, errno);
  return status;
}

/// Opens what is known to be a plain file: opening a named pipe waits for its other end, opening a device may act on
/// it. The file that opens may be another one by then, so it is asked again, and no opening waits. Below 0 as
/// open_unchecked().
int open_plain(const std::string& path, int flags) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return -1;
  require_plain(status, path);
  const int descriptor = open_unchecked(path, flags | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return descriptor;
  try {
    require_plain(status_of(descriptor, path), path);
  } catch (...) {
    ::close(descriptor);
    throw;
  }
  return descriptor;
}

}  // namespace

File File::open_to_read(const std::string& path) {
  std::optional<File> file = open_if_there(path);
  if (!file) throw IoError("cannot open", path, ENOENT);
  return std::move(*file);
}

std::optional<File> File::open_if_there(const std::string& path) {
  const int descriptor = open_plain(path, O_RDONLY);
  if (descriptor < 0 && errno == ENOENT) return std::nullopt;
  if (descriptor < 0) throw IoError("cannot open", path, errno);
  return File(descriptor, path);
}

File File::open_to_write(const std::string& path) {
  const int descriptor = open_plain(path, O_RDWR);
  if (descriptor < 0) throw IoError("cannot open", path, errno);
  return {descriptor, path};
}

File File::create(const std::string& path) {
  return {open_checked(path, O_RDWR | O_CREAT | O_TRUNC, "cannot create"), path};
}

std::optional<File> File::create_new(const std::string& path) {
  const int descriptor = open_unchecked(path, O_RDWR | O_CREAT | O_EXCL);
  if (descriptor < 0 && errno == EEXIST) return std::nullopt;
  if (descriptor < 0) throw IoError("cannot create", path, errno);
  return File(descriptor, path);
}

File File::open_stream_to_write(const std::string& path) {
  return {open_checked(path, O_WRONLY | O_NOCTTY, "cannot open"), path};
}

File File::duplicate(int descriptor, const std::string& name) {
  const int copy = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) throw IoError("cannot write", name, errno);
  return {copy, name};
}

File File::create_in_memory(const std::string& name) {
  const int descriptor = ::memfd_create("spendlens", MFD_CLOEXEC);
  if (descriptor < 0) throw IoError("cannot make in memory", name, errno);
  return {descriptor, name};
}

File::File(File&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      read_calls_(other.read_calls_.load()),
      write_calls_(other.write_calls_.load()) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  read_calls_ = other.read_calls_.exchange(read_calls_);
  write_calls_ = other.write_calls_.exchange(write_calls_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FileIdentity File::identity() const {
  static const std::string boot = [] {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string line;
    std::getline(file, line);
    return line;
  }();
  const struct stat status = status_of(descriptor_, path_);
  return {boot, status.st_dev, status.st_ino};
}

bool File::is_in_place() const {
  const struct stat opened = status_of(descriptor_, path_);
  struct stat there {};
  if (::stat(path_.c_str(), &there) == 0) return opened.st_dev == there.st_dev && opened.st_ino == there.st_ino;
  if (nothing_is_there(errno)) return false;
  throw IoError("cannot inspect", path_, errno);
}

std::uint64_t File::size() const { return static_cast<std::uint64_t>(status_of(descriptor_, path_).st_size); }

std::size_t File::read_some(std::uint64_t offset, std::span<std::byte> bytes) const {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const std::size_t wanted = std::min(bytes.size() - done, kMaxCallBytes);
    ++read_calls_;
    const ssize_t got = ::pread(descriptor_, bytes.data() + done, wanted, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw IoError("cannot read", path_, errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void File::read_at(std::uint64_t offset, std::span<std::byte> bytes) const {
  const std::size_t got = read_some(offset, bytes);
  if (got < bytes.size())
    throw InputError(fmt::format("{} ends early: it has {} bytes where {} are needed; restore it or write it again",
                                 path_, offset + got, offset + bytes.size()));
}

void File::write_at(std::uint64_t offset, std::span<const std::byte> bytes) const {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const std::size_t wanted = std::min(bytes.size() - done, kMaxCallBytes);
    ++write_calls_;
    const ssize_t put = ::pwrite(descriptor_, bytes.data() + done, wanted, static_cast<off_t>(offset + done));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) throw IoError("cannot write", path_, put < 0 ? errno : EIO);
    done += static_cast<std::size_t>(put);
  }
}

void File::reserve(std::uint64_t bytes) const {
  if (bytes == 0) return;
  int outcome = 0;
  do {
    outcome = ::fallocate(descriptor_, 0, 0, static_cast<off_t>(bytes));
  } while (outcome != 0 && errno == EINTR);
  if (outcome == 0) return;
  if (errno != EOPNOTSUPP && errno != ENOSYS) throw IoError("cannot set space aside for", path_, errno);
  if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) throw IoError("cannot write", path_, errno);
}

void File::resize(std::uint64_t bytes) const {
  while (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0)
    if (errno != EINTR) throw IoError("cannot change the length of", path_, errno);
}

void File::start_write_out() const noexcept {
  // A hint: where it fails, sync() says why.
  (void)::sync_file_range(descriptor_, 0, 0, SYNC_FILE_RANGE_WRITE);
}

void File::sync() const {
  while (::fsync(descriptor_) != 0)
    if (errno != EINTR) throw IoError("cannot write out", path_, errno);
}

void File::rename_to(const std::string& path) {
  rename_file(path_, path);
  path_ = path;
}

void File::close() {
  const int descriptor = std::exchange(descriptor_, -1);
  // Linux has closed the descriptor even where close() says EINTR.
  if (descriptor >= 0 && ::close(descriptor) != 0 && errno != EINTR) throw IoError("cannot close", path_, errno);
}

}  // namespace spendlens::store
