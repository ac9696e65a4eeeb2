#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "spendlens/store/foreign_columns.hpp"

namespace spendlens::store {

/// What is asked of the reading process: elements [first, first + count) of a column, by its place among the columns by
/// name.
struct ForeignRequest {
  std::uint64_t column = 0;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

/// A forked process that reads one untrusted HDF5 file. libhdf5 parses and decodes there alone, so whatever it does on
/// a damaged file ends that process: a crash, or more processor time than any whole file takes. What comes back is
/// bytes, whose number is checked. The process ends with this object, and with the process that made it. Local; not for
/// several threads.
class ForeignProcess {
 public:
  /// Throws IoError where there can be no process. `title` is what messages call the file.
  ForeignProcess(const std::string& path, std::string title);
  ~ForeignProcess();
  ForeignProcess(const ForeignProcess&) = delete;
  ForeignProcess& operator=(const ForeignProcess&) = delete;

  /// The next reply; the first one, the description of the columns, comes unasked. Throws what the process threw, and
  /// InputError "damaged" where it died.
  [[nodiscard]] std::string reply();
  [[nodiscard]] std::string ask(const ForeignRequest& request);

 private:
  void receive(char* bytes, std::size_t size);
  [[noreturn]] void judge_end();

  std::string title_;
  int socket_ = -1;
  pid_t child_ = -1;
};

}  // namespace spendlens::store
