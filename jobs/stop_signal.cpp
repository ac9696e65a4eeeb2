#include "stop_signal.hpp"

#include <signal.h>

#include <initializer_list>

namespace spendlens::jobs {

namespace {

volatile sig_atomic_t came = 0;

void remember(int) { came = 1; }

}  // namespace

void catch_stop_signals() {
  struct sigaction action {};
  action.sa_handler = remember;
  action.sa_flags = SA_RESTART;  // MPI's and HDF5's calls need not know of it
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGUSR1, SIGTERM}) sigaction(signal, &action, nullptr);
}

bool stop_signal_came() { return came != 0; }

}  // namespace spendlens::jobs
