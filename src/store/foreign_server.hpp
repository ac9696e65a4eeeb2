#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace spendlens::store {

/// Processor time that opening a file or answering a request may take. A busy machine does not lengthen it.
inline constexpr unsigned kForeignSeconds = 20;

/// What goes before each reply: an exit code (of a failure the payload is the message) and the payload's bytes.
struct ForeignReply {
  std::int64_t code = 0;
  std::uint64_t size = 0;
};

/// All that the child of ForeignProcess does: opens the file, describes its columns, answers ForeignRequests until the
/// socket is closed. Dies quietly where libhdf5 crashes, by SIGPROF where it hangs, and with `parent`.
[[noreturn]] void serve_foreign_file(const std::string& path, const std::string& title, int socket, pid_t parent);

}  // namespace spendlens::store
