#include "limits/read_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

namespace spendlens::benchmarks {

namespace {

constexpr std::uint64_t kBufferBytes = std::uint64_t{1} << 20;

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

std::uint64_t size_of(const std::string& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0) fail(file);
  return static_cast<std::uint64_t>(status.st_size);
}

int open_to_read(const std::string& file) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail(file);
  return descriptor;
}

bool read_range(int descriptor, std::uint64_t begin, std::uint64_t end, std::vector<char>& buffer) {
  while (begin < end) {
    const ssize_t got =
        pread(descriptor, buffer.data(), std::min(kBufferBytes, end - begin), static_cast<off_t>(begin));
    if (got <= 0) return false;
    begin += static_cast<std::uint64_t>(got);
  }
  return true;
}

/// Bytes [begin, end) of all files, one after the other.
bool read_part(const std::vector<int>& descriptors, const std::vector<std::uint64_t>& sizes, std::uint64_t begin,
               std::uint64_t end) {
  std::vector<char> buffer(kBufferBytes);
  std::uint64_t file_begin = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i, file_begin += sizes[i - 1]) {
    const std::uint64_t low = std::clamp(begin, file_begin, file_begin + sizes[i]);
    const std::uint64_t high = std::clamp(end, file_begin, file_begin + sizes[i]);
    if (!read_range(descriptors[i], low - file_begin, high - file_begin, buffer)) return false;
  }
  return true;
}

}  // namespace

std::uint64_t size_of(const std::vector<std::string>& files) {
  std::uint64_t bytes = 0;
  for (const std::string& file : files) bytes += size_of(file);
  return bytes;
}

void evict(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const int descriptor = open_to_read(file);
    fdatasync(descriptor);
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
    close(descriptor);
  }
}

double read_once(const std::vector<std::string>& files, int num_processes) {
  std::vector<int> descriptors;
  std::vector<std::uint64_t> sizes;
  for (const std::string& file : files) {
    descriptors.push_back(open_to_read(file));
    sizes.push_back(size_of(file));
  }
  const std::uint64_t bytes = size_of(files);
  const auto processes = static_cast<std::uint64_t>(num_processes);
  std::array<int, 2> gate{};  // readers wait until the last one has been started and the gate is shut
  if (pipe(gate.data()) != 0) fail("pipe");
  std::vector<pid_t> readers;
  for (std::uint64_t i = 0; i < processes; ++i) {
    const pid_t reader = fork();
    if (reader < 0) fail("fork");
    if (reader == 0) {
      close(gate[1]);
      char nothing = 0;
      [[maybe_unused]] const ssize_t opened = read(gate[0], &nothing, 1);
      _exit(read_part(descriptors, sizes, bytes * i / processes, bytes * (i + 1) / processes) ? 0 : 1);
    }
    readers.push_back(reader);
  }
  const auto start = std::chrono::steady_clock::now();
  close(gate[0]);
  close(gate[1]);
  bool all_read = true;
  for (const pid_t reader : readers) {
    int status = 0;
    all_read &= waitpid(reader, &status, 0) == reader && status == 0;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  for (const int descriptor : descriptors) close(descriptor);
  if (!all_read) {
    errno = EIO;
    fail("a reader could not read its part");
  }
  return seconds;
}

}  // namespace spendlens::benchmarks
