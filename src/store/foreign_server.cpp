#include "store/foreign_server.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <iterator>
#include <memory>
#include <string_view>
#include <vector>

#include "spendlens/core/error.hpp"
#include "store/foreign_bytes.hpp"
#include "store/foreign_process.hpp"
#include "store/foreign_reader.hpp"

namespace spendlens::store {

namespace {

/// Nothing of the parent's is left but the socket: a lock or a connection of its own must not outlive it here.
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
  if (::dup2(socket, STDIN_FILENO) < 0) ::_exit(1);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  const int nowhere = ::open("/dev/null", O_WRONLY);
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, descriptor);
}

void send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(STDIN_FILENO, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) ::_exit(0);  // nobody waits for it any more
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool next_request(ForeignRequest& request) {
  return ::recv(STDIN_FILENO, &request, sizeof request, MSG_WAITALL) == static_cast<ssize_t>(sizeof request);
}

std::string answer(const ForeignReader& reader, const ForeignRequest& request) {
  const auto& [name, column] = *std::next(reader.group().columns.begin(), static_cast<std::ptrdiff_t>(request.column));
  if (column.kind == ForeignKind::kInteger) {
    std::vector<std::int64_t> values(request.count);
    reader.read_integers(name, request.first, values);
    return bytes_of<std::int64_t>(values);
  }
  if (column.kind == ForeignKind::kReal) {
    std::vector<double> values(request.count);
    reader.read_reals(name, request.first, values);
    return bytes_of<double>(values);
  }
  std::vector<std::string> values(request.count);
  reader.read_texts(name, request.first, values);
  return bytes_of_texts(values);
}

template <class Work>
void reply(const std::string& title, Work work) {
  const itimerval limit{{0, 0}, {kForeignSeconds, 0}};
  ::setitimer(ITIMER_PROF, &limit, nullptr);
  ForeignReply head;
  std::string payload;
  try {
    payload = work();
  } catch (const Error& error) {
    head.code = static_cast<std::int64_t>(error.code());
    payload = error.what();
  } catch (const std::exception& error) {
    head.code = static_cast<std::int64_t>(ExitCode::kInput);
    payload = fmt::format("{} is damaged: {}; write the file again", title, error.what());
  }
  head.size = payload.size();
  send({reinterpret_cast<const char*>(&head), sizeof head});
  send(payload);
  if (head.code != 0) ::_exit(0);
}

}  // namespace

void serve_foreign_file(const std::string& path, const std::string& title, int socket, pid_t parent) {
  leave_parent(socket, parent);
  std::unique_ptr<ForeignReader> reader;
  reply(title, [&] {
    reader = std::make_unique<ForeignReader>(path, title);
    return describe(reader->group());
  });
  ForeignRequest request;
  while (next_request(request)) reply(title, [&] { return answer(*reader, request); });
  ::_exit(0);
}

}  // namespace spendlens::store
