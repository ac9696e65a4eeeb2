#include "spendlens/comm/session.hpp"

#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <thread>
#include <utility>

#include "comm/launcher_watch.hpp"
#include "comm/mpi_communicator.hpp"
#include "comm/silence_watch.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::comm {

/// A communicator that no other collective uses: whoever is in one of those cannot be mistaken for one who has failed.
struct Session::ShutdownSignals {
  MPI_Comm communicator = MPI_COMM_NULL;
};

int Session::launched_rank() {
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"})
    if (const char* rank = std::getenv(name); rank != nullptr) return std::max(0, std::atoi(rank));
  return 0;
}

bool Session::launched() {
  // Set by mpirun and by srun's PMIx plugin for each rank, whatever the number of ranks.
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"})
    if (std::getenv(name) != nullptr) return true;
  return false;
}

Session::Session(int* argc, char*** argv) {
  if (!launched()) {
    communicator_ = std::make_unique<LocalCommunicator>();
    return;
  }
  watch_launcher();
  int provided = MPI_THREAD_SINGLE;
  MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &provided);
  started_ = true;
  if (provided < MPI_THREAD_FUNNELED) throw InternalError("this MPI library does not support threads (FUNNELED)");
  watch_ = std::make_unique<SilenceWatch>(MPI_COMM_WORLD);
  communicator_ = std::make_unique<MpiCommunicator>(MPI_COMM_WORLD, *watch_);
  farewell_ = std::make_unique<ShutdownSignals>();
  MPI_Comm_dup(MPI_COMM_WORLD, &farewell_->communicator);
}

Session::~Session() {
  if (!started_ || std::uncaught_exceptions() > 0) return;
  communicator_->barrier();  // MPI would wait for the last rank too, but say nothing
  watch_->finish();
  communicator_.reset();
  // A launcher that ends all ranks when the first has ended with an error meets the others on their way out, with the
  // same code.
  std::signal(SIGTERM, SIG_IGN);
  MPI_Finalize();
}

void Session::on_silence(double seconds, std::function<void(const Silence&)> tell) {
  if (watch_) watch_->on_silence(seconds, std::move(tell));
}

bool Session::all_fail(double seconds) {
  if (!farewell_) return true;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Ibarrier(farewell_->communicator, &request);
  for (int done = 0;;) {
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (done != 0) return true;
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void Session::abort(int code) {
  if (started_) MPI_Abort(MPI_COMM_WORLD, code);
  std::_Exit(code);
}

}  // namespace spendlens::comm
