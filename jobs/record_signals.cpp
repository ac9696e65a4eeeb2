#include "record_signals.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <thread>
#include <utility>

#include "spendlens/core/error.hpp"

namespace spendlens::jobs {

namespace {

constexpr std::array<int, 4> kSignals = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};
using Handler = void (*)(int);

// What a handler may touch.
volatile sig_atomic_t pipe_end = -1;
volatile sig_atomic_t owner = 0;
Handler earlier_of_term = SIG_DFL;

void pass_on(int signal) {
  const int kept = errno;
  // A child that reads a file is ended as if there were no handler.
  if (::getpid() != owner) {
    if (signal != SIGTERM || earlier_of_term == SIG_DFL) {
      ::signal(signal, SIG_DFL);
      ::raise(signal);
    }
  } else {
    const auto number = static_cast<unsigned char>(signal);
    (void)!::write(pipe_end, &number, 1);
  }
  if (signal == SIGTERM && earlier_of_term != SIG_DFL) earlier_of_term(signal);
  errno = kept;
}

void wait_for_signals(int descriptor, const std::function<void(int, bool)>& tell) {
  for (unsigned char number = 0;;) {
    const ssize_t got = ::read(descriptor, &number, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got != 1) return;
    const bool is_caught = number == SIGTERM && earlier_of_term != SIG_DFL;
    tell(number, is_caught);
    if (is_caught) continue;
    ::signal(number, SIG_DFL);
    ::kill(::getpid(), number);
  }
}

}  // namespace

void tell_before_signals_end(std::function<void(int, bool)> tell) {
  std::array<int, 2> ends = {-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw IoError("cannot make", "a pipe", errno);
  pipe_end = ends[1];
  owner = ::getpid();
  std::thread(wait_for_signals, ends[0], std::move(tell)).detach();
  for (const int number : kSignals) {
    struct sigaction present {};
    sigaction(number, nullptr, &present);
    const bool is_caught = present.sa_handler != SIG_DFL;
    if (is_caught && (number != SIGTERM || present.sa_handler == SIG_IGN)) continue;
    if (number == SIGTERM) earlier_of_term = present.sa_handler;
    struct sigaction action {};
    action.sa_handler = pass_on;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, nullptr);
  }
}

}  // namespace spendlens::jobs
