#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>

#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/foreign_columns.hpp"
#include "store/hdf5.hpp"

namespace spendlens::store {

namespace {

constexpr unsigned kTimeLimitSeconds = 20;
constexpr std::uint64_t kReadWholeBytes = 64 * 1024 * 1024;
constexpr std::uint64_t kPieceRows = 65'536;
constexpr std::uint64_t kSamples = 64;
constexpr std::uint64_t kSampleRows = 1'024;

void touch(const ForeignColumns& file, const ForeignColumn& column, std::uint64_t first, std::uint64_t n) {
  std::vector<std::int64_t> integers;
  std::vector<double> reals;
  std::vector<std::string> texts;
  switch (column.kind) {
    case ForeignKind::kInteger:
      integers.resize(n);
      file.read_integers(column.name, first, integers);
      break;
    case ForeignKind::kReal:
      reals.resize(n);
      file.read_reals(column.name, first, reals);
      break;
    case ForeignKind::kText: file.read_texts(column.name, first, n, texts); break;
  }
}

void touch_columns(const std::string& path) {
  const bool whole = File::open_to_read(path).size() <= kReadWholeBytes;
  const ForeignColumns file(path);
  const std::uint64_t rows = file.num_rows();
  const std::uint64_t step = whole ? kPieceRows : std::max(kSampleRows, rows / kSamples);
  const std::uint64_t length = whole ? kPieceRows : kSampleRows;
  for (const ForeignColumn& column : file.columns()) {
    for (std::uint64_t first = 0; first < rows; first += step)
      touch(file, column, first, std::min(length, rows - first));
    if (!whole && rows > 0) touch(file, column, rows - std::min(length, rows), std::min(length, rows));
  }
}

void report(int pipe, const std::string& message) {
  // A message longer than a pipe holds at once would be a pity, not an error.
  static_cast<void>(!::write(pipe, message.data(), std::min<std::size_t>(message.size(), 4096)));
}

/// The child: dies quietly where libhdf5 crashes, and by SIGALRM where it hangs.
[[noreturn]] void run_child(const std::string& path, int pipe) {
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM, SIGTERM, SIGINT})
    ::signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::alarm(kTimeLimitSeconds);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  const int nowhere = ::open("/dev/null", O_WRONLY);
  if (nowhere >= 0) {
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
  }
  int code = static_cast<int>(ExitCode::kDone);
  try {
    touch_columns(path);
  } catch (const Error& error) {
    report(pipe, error.what());
    code = static_cast<int>(error.code());
  } catch (const std::exception& error) {
    report(pipe, fmt::format("{}: {}; the file is damaged", path, error.what()));
    code = static_cast<int>(ExitCode::kInput);
  }
  ::_exit(code);
}

std::string read_all(int pipe) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t got = ::read(pipe, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

void judge(const std::string& path, int status, const std::string& message) {
  if (WIFSIGNALED(status))
    throw InputError(fmt::format("{} is damaged: {}; write the file again", path,
                                 WTERMSIG(status) == SIGALRM
                                     ? fmt::format("reading it did not end within {} seconds", kTimeLimitSeconds)
                                     : fmt::format("the HDF5 library crashes on it (signal {})", WTERMSIG(status))));
  const int code = WEXITSTATUS(status);
  if (code == static_cast<int>(ExitCode::kDone)) return;
  if (code == static_cast<int>(ExitCode::kIo)) throw IoError(message);
  if (code == static_cast<int>(ExitCode::kInternal)) throw InternalError(message);
  throw InputError(message.empty() ? fmt::format("{} is damaged: reading it failed", path) : message);
}

}  // namespace

void ForeignColumns::probe_in_child(const std::string& path) {
  static_cast<void>(File::open_to_read(path));
  hdf5::start();  // the library looks at MPI when it starts, which the child must not
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw IoError("cannot start a child process for", path, errno);
  const pid_t child = ::fork();
  if (child < 0) {
    const int reason = errno;
    ::close(ends[0]);
    ::close(ends[1]);
    throw IoError("cannot start a child process for", path, reason);
  }
  if (child == 0) run_child(path, ends[1]);
  ::close(ends[1]);
  const std::string message = read_all(ends[0]);
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw IoError("cannot wait for a child process for", path, errno);
  judge(path, status, message);
}

}  // namespace spendlens::store
