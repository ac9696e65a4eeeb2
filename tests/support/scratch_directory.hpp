#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace spendlens::test {

/// A new directory that is removed with everything in it.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "spendlens-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  [[nodiscard]] std::string path() const { return path_; }
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }
  [[nodiscard]] std::size_t num_entries() const {
    const std::filesystem::directory_iterator entries(path_);
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
  }

 private:
  std::string path_;
};

inline std::string file_bytes(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

inline void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// Changes one bit of a file.
inline void flip_bit(const std::string& path, std::size_t offset) {
  std::string bytes = file_bytes(path);
  bytes.at(offset) = static_cast<char>(bytes.at(offset) ^ 1);
  write_bytes(path, bytes);
}

/// Runs a Python script given as text; what the script prints, and whether it succeeded.
struct ScriptResult {
  bool succeeded = false;
  std::string output;
};
inline ScriptResult run_python(const std::string& interpreter, const std::string& script,
                               const std::string& directory) {
  const std::string source = directory + "/script.py";
  const std::string output = directory + "/script.out";
  write_bytes(source, script);
  const std::string command = "cd '" + directory + "' && '" + interpreter + "' script.py > script.out 2>&1";
  const bool succeeded = std::system(command.c_str()) == 0;
  ScriptResult result{succeeded, file_bytes(output)};
  std::filesystem::remove(source);
  std::filesystem::remove(output);
  return result;
}

}  // namespace spendlens::test
