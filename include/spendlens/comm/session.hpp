#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "spendlens/comm/communicator.hpp"

namespace spendlens::comm {

class SilenceWatch;

/// Ranks that others wait for.
struct Silence {
  std::vector<int> ranks;  ///< those that do not wait in a collective themselves, ascending; never empty
  int size = 1;            ///< all ranks of the job
  double seconds = 0;      ///< that the rank which tells has waited
};

/// Holds MPI for the life of a command. Under a launcher (mpirun, srun) it starts MPI at FUNNELED and gives the world
/// communicator; without one MPI is not started (it costs 0.4 s) and the one-rank communicator serves.
///
/// Finalizes in the destructor unless an exception is unwinding: a finalize that waits for ranks which never come would
/// hide the error. abort() ends all ranks at once.
class Session {
 public:
  /// True where the environment says that a launcher started this process.
  [[nodiscard]] static bool launched();

  /// The rank that the launcher has given this process, as the environment says before MPI starts; 0 without one.
  [[nodiscard]] static int launched_rank();

  Session(int* argc, char*** argv);
  /// Ends MPI, where it was started; from then on the process passes SIGTERM over, as it is about to end with its own
  /// code.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] Communicator& communicator() { return *communicator_; }

  /// `tell` is called, on the lowest rank that waits, in the thread that waits, when a collective has taken more than
  /// `seconds`, and again each time that has doubled. The wait goes on. Local; nothing is ever told before this call.
  void on_silence(double seconds, std::function<void(const Silence&)> tell);

  /// Called by a rank that failed alone, as far as it knows. True where every rank calls this within so many seconds:
  /// all can end in order then. False where others do not come, because they wait for this rank in a collective or are
  /// done: only abort() is left then.
  [[nodiscard]] bool all_fail(double seconds);

  /// Ends every rank with this code, now; for errors that cannot be agreed on. Does not return.
  [[noreturn]] void abort(int code);

 private:
  struct ShutdownSignals;

  std::unique_ptr<SilenceWatch> watch_;  ///< null without MPI
  std::unique_ptr<Communicator> communicator_;
  std::unique_ptr<ShutdownSignals> farewell_;  ///< null without MPI
  bool started_ = false;
};

}  // namespace spendlens::comm
