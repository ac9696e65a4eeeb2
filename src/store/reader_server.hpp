#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>

#include "spendlens/store/reader_process.hpp"

namespace spendlens::store {

/// What goes before each reply: an exit code (of a failure the payload is the message) and the payload's bytes.
struct ReplyHead {
  std::int64_t code = 0;
  std::uint64_t size = 0;
};

/// All that the child of ReaderProcess does. Dies quietly where the library crashes, by SIGPROF where it hangs, and
/// with `parent`.
[[noreturn]] void serve_reader(const ReaderTask& task, const std::function<void(ReaderServer&)>& serve, int socket,
                               pid_t parent);

}  // namespace spendlens::store
