#include "comm/silence_watch.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace spendlens::comm {

namespace {

constexpr int kAnswer = 1;        // the last bit of a tag; the others number the round
constexpr int kRounds = 1 << 13;  // a tag may be up to 32,767
constexpr int kTests = 256;       // between two looks at the clock
constexpr double kLookSeconds = 0.05;

}  // namespace

SilenceWatch::SilenceWatch(MPI_Comm world) {
  MPI_Comm_dup(world, &communicator_);
  MPI_Comm_rank(world, &rank_);
  MPI_Comm_size(world, &size_);
}

void SilenceWatch::on_silence(double seconds, std::function<void(const Silence&)> tell) {
  seconds_ = seconds;
  grace_ = std::clamp(seconds / 15, 0.5, 2.0);
  tell_ = std::move(tell);
}

/// How much later than rank 0 this rank asks.
double SilenceWatch::delay() const { return 2 * grace_ * std::bit_width(static_cast<unsigned>(rank_)); }

void SilenceWatch::wait(MPI_Request& request) {
  int done = 0;
  for (int i = 0; i < kTests; ++i) {
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (done != 0) return;
  }
  const auto start = Clock::now();
  double next_look = kLookSeconds;
  next_after_ = seconds_ + delay();
  asking_ = false;
  for (;;) {
    for (int i = 0; i < kTests; ++i) {
      MPI_Test(&request, &done, MPI_STATUS_IGNORE);
      if (done != 0) return;
    }
    const double waited = std::chrono::duration<double>(Clock::now() - start).count();
    if (waited < next_look) continue;
    next_look = waited + kLookSeconds;
    if (tell_) look_around(waited);
  }
}

void SilenceWatch::finish() { take_messages(0, false); }

void SilenceWatch::look_around(double waited) {
  std::erase_if(sent_, [](MPI_Request& request) {
    int done = 0;
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    return done != 0;
  });
  take_messages(waited, true);
  if (asking_ && waited > asked_after_ + grace_) judge(waited);
  if (asking_ || waited < next_after_) return;
  asked_after_ = waited;
  ask();
}

void SilenceWatch::take_messages(double waited, bool answering) {
  for (;;) {
    int there = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, communicator_, &there, &status);
    if (there == 0) return;
    MPI_Recv(nullptr, 0, MPI_BYTE, status.MPI_SOURCE, status.MPI_TAG, communicator_, MPI_STATUS_IGNORE);
    if (!answering) continue;
    if ((status.MPI_TAG & kAnswer) == 0) {
      send(status.MPI_SOURCE, status.MPI_TAG | kAnswer);
      if (status.MPI_SOURCE < rank_) next_after_ = std::max(next_after_, waited + seconds_ + delay());
    } else if (asking_ && status.MPI_TAG >> 1 == round_) {
      answered_[static_cast<std::size_t>(status.MPI_SOURCE)] = true;
    }
  }
}

void SilenceWatch::ask() {
  asking_ = true;
  round_ = (round_ + 1) % kRounds;
  answered_.assign(static_cast<std::size_t>(size_), false);
  for (int rank = 0; rank < size_; ++rank)
    if (rank != rank_) send(rank, round_ << 1);
}

void SilenceWatch::judge(double waited) {
  asking_ = false;
  next_after_ = 2 * waited + delay();
  Silence silence{{}, size_, waited};
  for (int rank = 0; rank < size_; ++rank) {
    const bool waits = answered_[static_cast<std::size_t>(rank)];
    if (waits && rank < rank_) return;  // that one tells, when it has waited as long
    if (!waits && rank != rank_) silence.ranks.push_back(rank);
  }
  if (!silence.ranks.empty()) tell_(silence);
}

void SilenceWatch::send(int rank, int tag) {
  sent_.emplace_back();
  MPI_Isend(nullptr, 0, MPI_BYTE, rank, tag, communicator_, &sent_.back());
}

}  // namespace spendlens::comm
