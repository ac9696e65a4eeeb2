#include "ingest/inspect/temporary_directory.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

TemporaryDirectory::TemporaryDirectory() {
  const char* const given = std::getenv("TMPDIR");
  path_ = fmt::format("{}/spendlens-XXXXXX", given == nullptr || *given == '\0' ? "/tmp" : given);
  if (::mkdtemp(path_.data()) == nullptr)
    throw IoError(fmt::format("cannot make a folder {}: {}; set TMPDIR to one that can be written to", path_,
                              std::strerror(errno)));
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace spendlens::ingest
