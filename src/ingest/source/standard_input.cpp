#include "ingest/source/standard_input.hpp"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <thread>
#include <vector>

#include "spendlens/comm/session.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

namespace {

using std::chrono::milliseconds;

// What a launcher does that is killed: its ranks' standard input ends, and at once they have another parent and MPI ends them.
constexpr milliseconds kUntilOrphaned{300};
// What one does that is told to end: it wakes its ranks (SIGCONT), closes their standard input, and a second later ends them (SIGTERM).
constexpr milliseconds kUntilEnded{3000};

// As the process began: the launcher may be gone before anything is read.
const pid_t parent_at_start = ::getppid();

volatile sig_atomic_t woken = 0;

void note_waking(int) { woken = 1; }

/// Notes SIGCONT for as long as it lives.
class WakingWatch {
 public:
  WakingWatch() {
    struct sigaction action {};
    action.sa_handler = note_waking;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGCONT, &action, &before_);
  }
  ~WakingWatch() { sigaction(SIGCONT, &before_, nullptr); }
  WakingWatch(const WakingWatch&) = delete;
  WakingWatch& operator=(const WakingWatch&) = delete;

 private:
  struct sigaction before_ {};
};

/// Returns where the launcher lives on after the end of standard input; does not where it ends this process meanwhile.
void outlive_launcher() {
  const auto start = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - start < (woken != 0 ? kUntilEnded : kUntilOrphaned)) {
    if (::getppid() != parent_at_start) throw IoError("standard input broke off: its launcher is gone; run it again");
    std::this_thread::sleep_for(milliseconds(10));
  }
}

}  // namespace

void copy_standard_input(const std::string& path) {
  const WakingWatch watch;
  store::File copy = store::File::create(path);
  std::vector<std::byte> buffer(std::size_t{1} << 20);
  std::uint64_t written = 0;
  while (true) {
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw IoError("cannot read", "standard input", errno);
    if (count == 0) break;
    copy.write_at(written, std::span(buffer).first(static_cast<std::size_t>(count)));
    written += static_cast<std::uint64_t>(count);
  }
  if (comm::Session::launched()) outlive_launcher();
  copy.close();
}

}  // namespace spendlens::ingest
