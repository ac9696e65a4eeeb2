#include <fmt/core.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "spendlens/store/job_lock.hpp"

namespace spendlens::store {

namespace {

std::string first_line(const std::string& path) {
  std::ifstream stream(path);
  std::string line;
  std::getline(stream, line);
  return line;
}

struct ProcessStatus {
  std::string state;  ///< empty: not known
  std::uint64_t start = 0;
};

ProcessStatus status_of(std::int64_t pid) {
  const std::string line = first_line(fmt::format("/proc/{}/stat", pid));
  const std::size_t name_end = line.rfind(')');  // the name may hold anything
  if (name_end == std::string::npos) return {};
  std::istringstream fields(line.substr(name_end + 1));
  ProcessStatus status;
  fields >> status.state;
  std::string field;
  for (int number = 4; number <= 22; ++number) fields >> field;
  status.start = std::strtoull(field.c_str(), nullptr, 10);
  return status;
}

bool process_is_gone(std::int64_t pid, std::uint64_t start) {
  if (::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH) return true;
  const ProcessStatus status = status_of(pid);
  if (status.state.empty()) return false;
  return status.state == "Z" || status.state == "X" || status.start != start;
}

std::string process_space() {
  std::array<char, 64> name{};
  const ssize_t length = ::readlink("/proc/self/ns/pid", name.data(), name.size());
  return length > 0 ? std::string(name.data(), static_cast<std::size_t>(length)) : "unknown";
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_number(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

template <class Number>
bool read_number(const std::string& text, Number& number) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

/// What squeue says on both of its outputs, and whether it succeeded.
std::pair<std::string, bool> ask_squeue(const std::string& job) {
  const std::string command = fmt::format("timeout 20 squeue -h -j {} -o %T 2>&1", job);
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {"", false};
  std::string said;
  std::array<char, 256> piece{};
  while (std::fgets(piece.data(), static_cast<int>(piece.size()), pipe) != nullptr) said += piece.data();
  const int status = ::pclose(pipe);
  return {said, WIFEXITED(status) && WEXITSTATUS(status) == 0};
}

bool job_is_over(const std::string& job) {
  const auto [said, succeeded] = ask_squeue(job);
  if (!succeeded) return said.find("Invalid job id") != std::string::npos;
  for (const char* going : {"PENDING", "RUNNING", "SUSPENDED", "COMPLETING", "CONFIGURING", "STOPPED", "SIGNALING",
                            "STAGE_OUT", "RESIZING", "REQUEU"})
    if (said.find(going) != std::string::npos) return false;
  return true;
}

}  // namespace

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

LockHolder LockHolder::self() {
  LockHolder holder;
  holder.host = host_name();
  holder.boot = first_line("/proc/sys/kernel/random/boot_id");
  holder.processes = process_space();
  holder.pid = ::getpid();
  holder.start = status_of(holder.pid).start;
  holder.job = variable("SLURM_JOB_ID");
  if (!is_number(holder.job)) holder.job.clear();
  if (!read_number(variable("SLURM_RESTART_COUNT"), holder.restarts)) holder.restarts = 0;
  return holder;
}

std::string LockHolder::text() const {
  return fmt::format("host {}\nboot {}\nprocesses {}\npid {}\nstart {}\njob {}\nrestarts {}\n", host, boot, processes,
                     pid, start, job, restarts);
}

std::optional<LockHolder> LockHolder::parse(const std::string& text) {
  LockHolder holder;
  std::istringstream lines(text);
  std::string pid, start, restarts;
  for (auto& [word, value] :
       std::initializer_list<std::pair<std::string, std::string*>>{{"host ", &holder.host},
                                                                   {"boot ", &holder.boot},
                                                                   {"processes ", &holder.processes},
                                                                   {"pid ", &pid},
                                                                   {"start ", &start},
                                                                   {"job ", &holder.job},
                                                                   {"restarts ", &restarts}}) {
    std::string line;
    if (!std::getline(lines, line) || line.substr(0, word.size()) != word) return std::nullopt;
    *value = line.substr(word.size());
  }
  const bool numbers =
      read_number(pid, holder.pid) && read_number(start, holder.start) && read_number(restarts, holder.restarts);
  if (!numbers || holder.pid <= 0 || holder.host.empty() || (!holder.job.empty() && !is_number(holder.job)))
    return std::nullopt;
  return holder;
}

std::string LockHolder::name() const {
  return fmt::format("process {} on host {}{}", pid, host, job.empty() ? "" : ", job " + job);
}

bool provably_gone(const LockHolder& holder) {
  const LockHolder me = LockHolder::self();
  if (holder.host == me.host && holder.boot != me.boot) return true;
  // A process of another container is not seen from here.
  if (holder.host == me.host && holder.processes == me.processes) return process_is_gone(holder.pid, holder.start);
  if (holder.job.empty()) return false;
  if (holder.job == me.job) return holder.restarts < me.restarts;
  return job_is_over(holder.job);
}

}  // namespace spendlens::store
