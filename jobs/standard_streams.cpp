#include "standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "spendlens/core/readable.hpp"

namespace spendlens::jobs {

void claim_standard_descriptors() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest free number is the one that is missing. Standard output opened to read refuses each write.
    const int opened = ::open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY);
    if (opened >= 0 && opened != descriptor) ::close(opened);
  }
}

void print_error_line(const std::string& line) noexcept {
  const std::string text = printable(line) + '\n';
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

}  // namespace spendlens::jobs
