#include "spendlens/core/threads.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <latch>
#include <system_error>
#include <thread>
#include <vector>

#include "spendlens/core/error.hpp"

namespace spendlens {

namespace {

/// What runs beside a team: the reader ahead, the heart of a lock, a thread of a library.
constexpr int kHelperThreads = 3;

std::size_t threads_of_process() {
  std::error_code none;
  const std::filesystem::directory_iterator tasks("/proc/self/task", none);
  return none ? 0 : static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

/// A thread that was joined counts towards the limits until the kernel has put it away.
void wait_for_threads(std::size_t count) {
  for (int i = 0; i < 1000 && threads_of_process() > count; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

}  // namespace

std::string thread_refusal(const std::string& reason) {
  return "cannot start a thread: " + reason +
         "; lift the limit on processes (ulimit -u, pids.max) or on memory, or use fewer --threads";
}

void require_threads(int count) {
  const std::size_t before = threads_of_process();
  std::latch all_there(1);
  std::string reason;
  {
    std::vector<std::jthread> threads;
    try {
      for (int i = 0; i < count; ++i) threads.emplace_back([&all_there] { all_there.wait(); });
    } catch (const std::system_error& error) {
      reason = error.code().message();
    }
    all_there.count_down();
  }
  wait_for_threads(before);
  if (!reason.empty()) throw IoError(thread_refusal(reason));
}

void start_team(int num_threads) {
  require_threads(num_threads - 1 + kHelperThreads);
  std::atomic<int> present{0};
#pragma omp parallel num_threads(num_threads)
  ++present;
  if (present < 1) throw InternalError("no thread of a team ran");
}

}  // namespace spendlens
