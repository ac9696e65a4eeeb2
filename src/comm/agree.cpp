#include "spendlens/comm/agree.hpp"

#include <fmt/core.h>

#include <array>
#include <new>
#include <string>
#include <system_error>

#include "spendlens/comm/objects.hpp"
#include "spendlens/core/threads.hpp"

namespace spendlens::comm {

namespace {

template <class Kind>
[[noreturn]] void raise_on_all(Kind error) {
  error.set_known_to_all();
  throw error;
}

/// The type that belongs to the code, so that what callers catch does not depend on the number of ranks.
[[noreturn]] void raise(int code, const std::string& message) {
  switch (static_cast<ExitCode>(code)) {
    case ExitCode::kUsage:
      raise_on_all(UsageError(message));
    case ExitCode::kInput:
      raise_on_all(InputError(message));
    case ExitCode::kIo:
      raise_on_all(IoError(message));
    case ExitCode::kInternal:
      raise_on_all(InternalError(message));
    default:
      raise_on_all(Error(static_cast<ExitCode>(code), message));
  }
}

/// Throws the worst failure of all ranks, or returns their largest answer.
std::int64_t decide(Communicator& communicator, const std::exception_ptr& failure, std::int64_t answer) {
  const Failure mine = describe(failure);
  if (communicator.size() == 1) {
    if (failure) raise(mine.code, mine.message);
    return answer;
  }
  // Worst code first, then the lowest rank: one number whose maximum names both.
  const std::int64_t verdict_of_mine = mine.code == 0 ? 0 : std::int64_t{mine.code} * (1 << 24) - communicator.rank();
  std::array<std::int64_t, 2> largest = {verdict_of_mine, answer};
  communicator.all_reduce(std::span<std::int64_t>(largest), ReduceOp::kMax);
  const std::int64_t verdict = largest[0];
  if (verdict == 0) return largest[1];
  const int code = static_cast<int>((verdict + (1 << 24) - 1) >> 24);
  const int rank = static_cast<int>(std::int64_t{code} * (1 << 24) - verdict);
  std::string message = mine.message;
  broadcast_object(communicator, message, rank);
  raise(code, fmt::format("{} (rank {} of {})", message, rank, communicator.size()));
}

}  // namespace

Failure describe(const std::exception_ptr& failure) {
  if (!failure) return {};
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    return {static_cast<int>(error.code()), error.what()};
  } catch (const std::bad_alloc&) {
    return {static_cast<int>(ExitCode::kIo), "out of memory; use more ranks, or a smaller --memory"};
  } catch (const std::system_error& error) {  // a file, or a thread that cannot be started
    if (error.code() == std::errc::resource_unavailable_try_again)
      return {static_cast<int>(ExitCode::kIo), thread_refusal(error.code().message())};
    return {static_cast<int>(ExitCode::kIo), fmt::format("{}; run it again when that is mended", error.what())};
  } catch (const std::exception& error) {
    return {static_cast<int>(ExitCode::kInternal),
            fmt::format("{}; this is a defect of spendlens, report it with this line", error.what())};
  } catch (...) {
    return {static_cast<int>(ExitCode::kInternal),
            "an exception of unknown type; this is a defect of spendlens, report it with this line"};
  }
}

void agree(Communicator& communicator, const std::function<void()>& work) {
  (void)agree_on_max(communicator, [&work] {
    work();
    return std::int64_t{0};
  });
}

void agree(Communicator& communicator, std::exception_ptr failure) { (void)decide(communicator, failure, 0); }

std::int64_t agree_on_max(Communicator& communicator, const std::function<std::int64_t()>& work) {
  std::exception_ptr failure;
  std::int64_t answer = 0;
  try {
    answer = work();
  } catch (...) {
    failure = std::current_exception();
  }
  return decide(communicator, failure, answer);
}

}  // namespace spendlens::comm
