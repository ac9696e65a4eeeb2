#include "spendlens/store/reader_process.hpp"

#include <fmt/core.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "spendlens/core/error.hpp"
#include "store/reader_server.hpp"

namespace spendlens::store {

namespace {

constexpr std::size_t kReceiveBytes = std::size_t{1} << 22;

}  // namespace

ReaderProcess::ReaderProcess(ReaderTask task, const std::function<void(ReaderServer&)>& serve)
    : task_(std::move(task)) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    throw IoError("cannot start a process to read", task_.title, errno);
  const int buffer = 1 << 20;
  for (const int end : ends) static_cast<void>(::setsockopt(end, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer));
  const pid_t parent = ::getpid();
  child_ = ::fork();
  if (child_ == 0) serve_reader(task_, serve, ends[1], parent);
  const int reason = errno;
  ::close(ends[1]);
  socket_ = ends[0];
  if (child_ > 0) return;
  ::close(socket_);
  throw IoError("cannot start a process to read", task_.title, reason);
}

ReaderProcess::~ReaderProcess() {
  ::close(socket_);
  if (child_ <= 0) return;
  ::kill(child_, SIGKILL);  // it may be busy
  while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::string ReaderProcess::ask(std::string_view question) {
  const std::uint64_t size = question.size();
  send({reinterpret_cast<const char*>(&size), sizeof size});
  send(question);
  return reply();
}

void ReaderProcess::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) judge_end();
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string ReaderProcess::reply() {
  ReplyHead head;
  receive(reinterpret_cast<char*>(&head), sizeof head);
  std::string payload;
  // It is read in pieces: memory for a size that is not true must not be set aside at once.
  while (payload.size() < head.size) {
    const std::size_t begin = payload.size();
    payload.resize(begin + static_cast<std::size_t>(std::min<std::uint64_t>(kReceiveBytes, head.size - begin)));
    receive(payload.data() + begin, payload.size() - begin);
  }
  if (head.code == static_cast<std::int64_t>(ExitCode::kDone)) return payload;
  if (head.code == static_cast<std::int64_t>(ExitCode::kIo)) throw IoError(payload);
  if (head.code == static_cast<std::int64_t>(ExitCode::kUsage)) throw UsageError(payload);
  if (head.code == static_cast<std::int64_t>(ExitCode::kInternal)) throw InternalError(payload);
  throw InputError(payload);
}

void ReaderProcess::receive(char* bytes, std::size_t size) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t got = ::recv(socket_, bytes + done, size - done, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) judge_end();
    done += static_cast<std::size_t>(got);
  }
}

/// The process has closed its end, which only its own end does.
void ReaderProcess::judge_end() {
  int status = 0;
  while (::waitpid(child_, &status, 0) < 0)
    if (errno != EINTR) throw IoError("cannot wait for the process that reads", task_.title, errno);
  child_ = -1;
  const int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (number == SIGPROF)
    throw InputError(
        fmt::format("{} is damaged: reading it did not end within {} seconds of processor time; write the file again",
                    task_.title, task_.seconds));
  if (number == SIGKILL)
    throw IoError(fmt::format(
        "the process that reads {} was killed from outside, perhaps for want of memory; run it again with more",
        task_.title));
  throw InputError(fmt::format("{} is damaged: {} {}; write the file again", task_.title, task_.library,
                               number == 0 ? "gives up on it" : fmt::format("crashes on it (signal {})", number)));
}

}  // namespace spendlens::store
