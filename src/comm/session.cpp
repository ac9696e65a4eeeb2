#include "spendlens/comm/session.hpp"

#include <mpi.h>

#include <cstdlib>
#include <exception>

#include "comm/mpi_communicator.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::comm {

bool Session::launched() {
  // Set by mpirun and by srun's PMIx plugin for each rank, whatever the number of ranks.
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"})
    if (std::getenv(name) != nullptr) return true;
  return false;
}

Session::Session(int* argc, char*** argv, bool use_mpi) {
  if (!use_mpi || !launched()) {
    communicator_ = std::make_unique<LocalCommunicator>();
    return;
  }
  int provided = MPI_THREAD_SINGLE;
  MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &provided);
  started_ = true;
  if (provided < MPI_THREAD_FUNNELED) throw InternalError("this MPI library does not support threads (FUNNELED)");
  communicator_ = std::make_unique<MpiCommunicator>(MPI_COMM_WORLD);
}

Session::~Session() {
  if (!started_ || std::uncaught_exceptions() > 0) return;
  communicator_.reset();
  MPI_Finalize();
}

void Session::abort(int code) {
  if (started_) MPI_Abort(MPI_COMM_WORLD, code);
  std::_Exit(code);
}

}  // namespace spendlens::comm
