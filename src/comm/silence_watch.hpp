#pragma once

#include <mpi.h>

#include <chrono>
#include <functional>
#include <vector>

#include "spendlens/comm/session.hpp"

namespace spendlens::comm {

/// Waits for collectives, and finds out for whom: of a rank that has waited long the others are asked whether they wait
/// too. Who does not answer is at work elsewhere, frozen, or gone. Questions and answers are messages of nothing but a
/// tag, on a communicator of their own. No wait that is short sends any.
///
/// Rank 0 asks first, rank 1 somewhat later unless a lower one asked it by then, ranks 2 and 3 later still, and so on.
/// The lowest rank that waits tells, so it is told as well where rank 0 is the one that is frozen.
class SilenceWatch {
 public:
  /// Collective over `world`.
  explicit SilenceWatch(MPI_Comm world);
  SilenceWatch(const SilenceWatch&) = delete;
  SilenceWatch& operator=(const SilenceWatch&) = delete;

  /// Does what Session::on_silence() says.
  void on_silence(double seconds, std::function<void(const Silence&)> tell);

  /// Returns when `request`, of a collective, is done.
  void wait(MPI_Request& request);

  /// Takes what questions are left. Local, after the last collective.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  void look_around(double waited);
  void take_messages(double waited, bool answering);
  void ask();
  void judge(double waited);
  void send(int rank, int tag);
  [[nodiscard]] double delay() const;

  MPI_Comm communicator_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
  double seconds_ = 30;
  double grace_ = 2;  ///< seconds that an answer may take
  std::function<void(const Silence&)> tell_;
  std::vector<MPI_Request> sent_;  // of messages without bytes: there is nothing to keep alive
  int round_ = 0;                  ///< of questions: an answer to an earlier one counts for nothing
  std::vector<bool> answered_;     ///< in this round
  bool asking_ = false;
  double asked_after_ = 0;  ///< seconds of this wait
  double next_after_ = 0;   ///< likewise: when to ask
};

}  // namespace spendlens::comm
