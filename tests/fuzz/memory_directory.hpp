#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "spendlens/store/file.hpp"

namespace spendlens::fuzz {

/// A directory of this process, in memory where the system has a place for that, empty at first and removed at the end.
class MemoryDirectory {
 public:
  MemoryDirectory() {
    std::error_code unknown;
    const bool shared = std::filesystem::is_directory("/dev/shm", unknown) && ::access("/dev/shm", W_OK) == 0;
    std::string pattern =
        (shared ? std::string("/dev/shm") : std::filesystem::temp_directory_path().string()) + "/spendlens-fuzz-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
  }
  ~MemoryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  MemoryDirectory(const MemoryDirectory&) = delete;
  MemoryDirectory& operator=(const MemoryDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }
  void write(const std::string& name, std::string_view bytes) const {
    store::File::create(file(name)).write_at(0, std::as_bytes(std::span(bytes)));
  }
  void clear() const {
    for (const auto& entry : std::filesystem::directory_iterator(path_)) std::filesystem::remove_all(entry.path());
  }

 private:
  std::string path_;
};

}  // namespace spendlens::fuzz
