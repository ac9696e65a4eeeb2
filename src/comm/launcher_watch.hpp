#pragma once

namespace spendlens::comm {

/// Begins to note what launcher_outlived() has to know. To be called before MPI starts, which takes its time.
void watch_launcher();

}  // namespace spendlens::comm
