#pragma once

#include <string>

namespace spendlens::ingest {

/// A folder of its own where the system keeps temporary files (TMPDIR), gone with this. Throws IoError. Local.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace spendlens::ingest
