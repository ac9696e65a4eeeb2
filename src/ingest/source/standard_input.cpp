#include "ingest/source/standard_input.hpp"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "spendlens/comm/launcher.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

namespace {

std::optional<std::chrono::steady_clock::time_point> ended_at;  ///< set where this process copied standard input

}  // namespace

void copy_standard_input(const std::string& path) {
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
  ended_at = std::chrono::steady_clock::now();
  copy.close();
}

void require_whole_standard_input() {
  if (ended_at && !comm::launcher_outlived(*ended_at))
    throw IoError("standard input broke off: its launcher is gone; run it again");
}

}  // namespace spendlens::ingest
