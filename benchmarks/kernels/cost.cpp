#include "kernels/cost.hpp"

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <ctime>

namespace spendlens::benchmarks {

namespace {

/// From the child's first stop to its second.
std::optional<std::uint64_t> steps_of(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return std::nullopt;
  std::uint64_t steps = 0;
  while (true) {
    if (ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) != 0) return std::nullopt;
    if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return std::nullopt;
    if (WSTOPSIG(status) == SIGSTOP) return steps;
    ++steps;
  }
}

std::optional<std::uint64_t> steps_with_stops(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child < 0) return std::nullopt;
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(1);
    raise(SIGSTOP);
    work();
    raise(SIGSTOP);
    _exit(0);
  }
  const std::optional<std::uint64_t> steps = steps_of(child);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  return steps;
}

}  // namespace

std::optional<std::uint64_t> count_instructions(const std::function<void()>& work) {
  const std::optional<std::uint64_t> all = steps_with_stops(work);
  const std::optional<std::uint64_t> nothing = steps_with_stops([] {});
  if (!all || !nothing || *all < *nothing) return std::nullopt;
  return *all - *nothing;
}

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::optional<double> cycles_per_second() {
#if defined(__x86_64__)
  constexpr std::uint64_t kMultiplications = 400'000;
  constexpr double kCyclesEach = 3;
  std::uint64_t value = 3;
  const double start = thread_seconds();
  for (std::uint64_t i = 0; i < kMultiplications / 10; ++i)
    asm volatile(
        "imul %0, %0\n imul %0, %0\n imul %0, %0\n imul %0, %0\n imul %0, %0\n"
        "imul %0, %0\n imul %0, %0\n imul %0, %0\n imul %0, %0\n imul %0, %0\n"
        : "+r"(value)
        :
        : "cc");
  const double seconds = thread_seconds() - start;
  return static_cast<double>(kMultiplications) * kCyclesEach / seconds;
#else
  return std::nullopt;
#endif
}

}  // namespace spendlens::benchmarks
