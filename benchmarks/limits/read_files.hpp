#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace spendlens::benchmarks {

/// Bytes of these files together. Throws std::system_error.
[[nodiscard]] std::uint64_t size_of(const std::vector<std::string>& files);

/// Asks the system to forget what its page cache has of these files: written back first, for only clean pages go.
void evict(const std::vector<std::string>& files);

/// Reads every byte of the files once, in order, by pread into a buffer of 1 MiB, with `num_processes` processes that
/// take contiguous parts of about equal bytes. Returns the seconds from their common start to the last one's end.
/// Throws std::system_error where a file cannot be read.
[[nodiscard]] double read_once(const std::vector<std::string>& files, int num_processes);

}  // namespace spendlens::benchmarks
