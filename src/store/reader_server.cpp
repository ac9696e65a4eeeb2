#include "store/reader_server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "spendlens/core/error.hpp"

namespace spendlens::store {

namespace {

constexpr int kSocket = STDIN_FILENO;

/// Leaves nothing of the parent's open but the socket: a lock or a connection of its own must not outlive it here.
void leave_parent(int socket, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGPROF}) ::signal(number, SIG_DFL);
  // These are for the parent, and reach the whole group.
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM}) ::signal(number, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  if (::dup2(socket, kSocket) < 0) ::_exit(1);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  const int nowhere = ::open("/dev/null", O_WRONLY);
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, descriptor);
}

void send(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) ::_exit(0);  // nobody waits for it any more
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

}  // namespace

void ReaderServer::reply(const std::function<std::string()>& work) {
  const itimerval limit{{0, 0}, {static_cast<time_t>(task_.seconds), 0}};
  ::setitimer(ITIMER_PROF, &limit, nullptr);
  ReplyHead head;
  std::string payload;
  try {
    payload = work();
  } catch (const Error& error) {
    head.code = static_cast<std::int64_t>(error.code());
    payload = error.what();
  } catch (const std::exception& error) {
    head.code = static_cast<std::int64_t>(ExitCode::kInput);
    payload = fmt::format("{} is damaged: {}; write the file again", task_.title, error.what());
  }
  head.size = payload.size();
  send(socket_, {reinterpret_cast<const char*>(&head), sizeof head});
  send(socket_, payload);
  if (head.code != 0) ::_exit(0);
}

bool ReaderServer::next_question(std::string& question) {
  std::uint64_t size = 0;
  if (::recv(socket_, &size, sizeof size, MSG_WAITALL) != static_cast<ssize_t>(sizeof size)) return false;
  question.resize(size);
  return size == 0 || ::recv(socket_, question.data(), size, MSG_WAITALL) == static_cast<ssize_t>(size);
}

void serve_reader(const ReaderTask& task, const std::function<void(ReaderServer&)>& serve, int socket, pid_t parent) {
  leave_parent(socket, parent);
  ReaderServer server(task, kSocket);
  try {
    serve(server);
  } catch (...) {
    ::_exit(1);  // what is thrown between replies, such as an allocation that fails
  }
  ::_exit(0);
}

}  // namespace spendlens::store
