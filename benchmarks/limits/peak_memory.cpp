// Runs a command and appends one line to a file when it has ended: the most memory that it had resident at once, in
// bytes, as the kernel counts it (ru_maxrss). Started by mpirun before each rank, so that no peak falls between
// samples.
//   peak_memory FILE COMMAND [ARGUMENT]...
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <string>

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: peak_memory FILE COMMAND [ARGUMENT]...\n");
    return 2;
  }
  const pid_t child = fork();
  if (child < 0) {
    std::perror("peak_memory: fork");
    return 5;
  }
  if (child == 0) {
    execvp(argv[2], argv + 2);
    std::perror(argv[2]);
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) {
    std::perror("peak_memory: wait4");
    return 5;
  }
  const std::string line = std::to_string(usage.ru_maxrss * 1024) + "\n";
  const int file = open(argv[1], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0 || write(file, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    std::perror(argv[1]);
    return 5;
  }
  close(file);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
