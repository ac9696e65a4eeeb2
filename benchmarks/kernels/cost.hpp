#pragma once

#include <cstdint>
#include <functional>
#include <optional>

namespace spendlens::benchmarks {

/// How many instructions `work` runs, exactly: a child process does it step by step under its parent's eyes (ptrace),
/// so no counter of the processor is needed. About 2 µs an instruction. Nothing where the system does not allow it.
/// `work` must not start threads.
[[nodiscard]] std::optional<std::uint64_t> count_instructions(const std::function<void()>& work);

/// Seconds that this thread has been running: what others take from a busy core does not count.
[[nodiscard]] double thread_seconds();

/// The rate at which this core runs now, in cycles a second: from a chain of multiplications that wait for each other,
/// three cycles each on every x86-64 core of the last decade. Takes about a millisecond. Nothing on other machines.
[[nodiscard]] std::optional<double> cycles_per_second();

}  // namespace spendlens::benchmarks
