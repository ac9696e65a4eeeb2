#include "standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string_view>

#include "log.hpp"
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
  constexpr std::string_view kOfError = "spendlens: ";
  const bool is_error = line.starts_with(kOfError);
  const std::string text = log_is_json() ? json_log_line(is_error ? "error" : "info",
                                                         std::string_view(line).substr(is_error ? kOfError.size() : 0))
                                         : printable(line) + '\n';
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

}  // namespace spendlens::jobs
