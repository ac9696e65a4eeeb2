#include "comm/launcher_watch.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "spendlens/comm/launcher.hpp"
#include "spendlens/comm/session.hpp"

namespace spendlens::comm {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

// What a launcher does that is told to end: it closes its ranks' standard input, wakes them (SIGCONT), and a second
// later ends them (SIGTERM). One that is killed is gone at once: the ranks have another parent. On a busy machine each
// step may be late.
constexpr milliseconds kFromEndToWaking{1000};
constexpr seconds kFromWakingToEnd{10};
constexpr seconds kFromEarlierWakingToEnd{3};  // of one that came before this process could note it

// As the process began: the launcher may be gone before anything is read.
const pid_t parent_at_start = ::getppid();
const Clock::time_point began_at = Clock::now();

std::atomic<Clock::rep> woken_at{0};
static_assert(std::atomic<Clock::rep>::is_always_lock_free);

/// Others than the launcher wake a process too: a shell, a debugger.
void note_waking(int, siginfo_t* sent, void*) {
  if (sent->si_pid == ::getppid()) woken_at = Clock::now().time_since_epoch().count();
}

Clock::time_point known_at(Clock::time_point end) {
  Clock::time_point known = std::max(began_at + kFromEarlierWakingToEnd, end + kFromEndToWaking);
  if (const Clock::rep woken = woken_at; woken != 0)
    known = std::max(known, Clock::time_point(Clock::duration(woken)) + kFromWakingToEnd);
  return known;
}

}  // namespace

void watch_launcher() {
  struct sigaction action {};
  action.sa_sigaction = note_waking;
  action.sa_flags = SA_RESTART | SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(SIGCONT, &action, nullptr);
}

bool launcher_outlived(Clock::time_point end) {
  if (!Session::launched()) return true;
  do {
    if (::getppid() != parent_at_start) return false;
    std::this_thread::sleep_for(milliseconds(10));
  } while (Clock::now() < known_at(end));
  return ::getppid() == parent_at_start;
}

}  // namespace spendlens::comm
