#pragma once

#include <stdexcept>
#include <string>

namespace spendlens {

/// Exit codes of the executable; part of its contract, never renumber.
enum class ExitCode : int {
  kDone = 0,
  kUsage = 2,     ///< the command line, a profile or an argument is wrong
  kInput = 3,     ///< a file or ledger cannot be used as it is
  kRejected = 4,  ///< more rows were rejected than was allowed
  kIo = 5,        ///< the operating system refused a file operation
  kStopped = 6,   ///< stopped with a checkpoint; the same command goes on from it
  kInternal = 7,  ///< a defect of spendlens
  kShadow = 8,    ///< kernel and reference loop differ
  kInUse = 9,     ///< another job holds the output
  kGate = 10,     ///< a gate of diff does not hold
};

/// An error that ends a command. `what()` is one line: what went wrong, where (file, line, row, customer) and what to
/// do about it. It carries the exit code, so that the place that knows the cause also says whose fault it is.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}

  [[nodiscard]] ExitCode code() const noexcept { return code_; }

  /// True where all ranks have thrown this error together; false where the others may know nothing of it and be
  /// waiting.
  [[nodiscard]] bool known_to_all() const noexcept { return known_to_all_; }
  void set_known_to_all() noexcept { known_to_all_ = true; }

 private:
  ExitCode code_;
  bool known_to_all_ = false;
};

/// Wrong use: a command line, a profile, a call with arguments that do not fit.
class UsageError : public Error {
 public:
  explicit UsageError(const std::string& message) : Error(ExitCode::kUsage, message) {}
};

/// Data that cannot be used as it is.
class InputError : public Error {
 public:
  explicit InputError(const std::string& message) : Error(ExitCode::kInput, message) {}
};

/// A file operation that the operating system refused. The message ends with the system's own reason and what to do.
class IoError : public Error {
 public:
  /// `action` as in "cannot write", `errno_value` as errno was right after the call.
  IoError(const std::string& action, const std::string& path, int errno_value);
  explicit IoError(const std::string& message) : Error(ExitCode::kIo, message) {}
};

/// A defect of spendlens itself; never the data's or the caller's fault.
class InternalError : public Error {
 public:
  explicit InternalError(const std::string& message) : Error(ExitCode::kInternal, message) {}
};

}  // namespace spendlens
