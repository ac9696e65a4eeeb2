#include "run_command.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <exception>
#include <span>
#include <utility>

#include "instruction_set.hpp"
#include "log.hpp"
#include "silence.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "standard_streams.hpp"

namespace spendlens::jobs {

namespace {

/// What was printed may still be on its way. A full disk or a closed pipe ends the command as an error of output.
int after_output(const comm::Communicator& communicator, int code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  say(communicator, "cannot write standard output: the disk is full, or its reader is gone");
  return static_cast<int>(ExitCode::kIo);
}

/// The end of what was not agreed on: the other ranks may have failed alike, or be waiting for this one.
int end_alone(comm::Session& session, const comm::Failure& failure) {
  const comm::Communicator& communicator = session.communicator();
  if (session.all_fail(kPatienceSeconds)) {
    say(communicator, failure.message);
    return failure.code;
  }
  print_error_line(
      fmt::format("spendlens: {} (rank {} of {})", failure.message, communicator.rank(), communicator.size()));
  end_record_alone(failure.code, failure.message);
  session.abort(failure.code);
}

/// Set while a command runs: for a library that ends the process by itself, as OpenMP does where it gets no thread.
comm::Session* running = nullptr;

/// A command's action, watched for exits that are not its own.
int act(comm::Session& session, const Action& action, comm::Communicator& communicator) {
  struct Watch {
    explicit Watch(comm::Session& session) { running = &session; }
    ~Watch() { running = nullptr; }
  } watch(session);
  return action(communicator);
}

/// Every rank reads its own environment, which need not be that of the others.
void read_environment(comm::Session& session) {
  comm::agree(session.communicator(), [&] {
    tell_of_silence(session);
    choose_instruction_set();
  });
}

}  // namespace

void say(const comm::Communicator& communicator, const std::string& message) {
  note_error(message);
  if (communicator.rank() == 0) print_error_line("spendlens: " + message);
}

void end_as_error() {
  if (running == nullptr) return;
  comm::Session* session = std::exchange(running, nullptr);
  print_error_line(fmt::format(
      "spendlens: a library ended the program (rank {} of {}), for the reason above; run it again when that is mended, or with fewer --threads",
      session->communicator().rank(), session->communicator().size()));
  end_record_alone(static_cast<int>(ExitCode::kIo), "a library ended the program");
  session->abort(static_cast<int>(ExitCode::kIo));
}

int run_on_root(comm::Session& session, const Action& action) {
  comm::Communicator& communicator = session.communicator();
  int code = 0;
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    comm::LocalCommunicator alone;
    try {
      code = act(session, action, alone);
    } catch (const Error&) {
      throw;
    } catch (...) {  // fmt's words for an output that is gone say less
      if (std::ferror(stdout) == 0) throw;
    }
    code = after_output(communicator, code);
  });
  communicator.broadcast(std::as_writable_bytes(std::span(&code, 1)), 0);
  return code;
}

int run_command(comm::Session& session, const CommandLine& line, const Command& command) {
  try {
    begin_record(session.communicator(), line);
    read_environment(session);
    if (command.on_root_only) return run_on_root(session, command.action);
    return after_output(session.communicator(), act(session, command.action, session.communicator()));
  } catch (const Error& error) {
    if (!error.known_to_all()) return end_alone(session, comm::describe(std::current_exception()));
    say(session.communicator(), error.what());
    return static_cast<int>(error.code());
  } catch (...) {
    if (std::ferror(stdout) != 0) return after_output(session.communicator(), 0);
    return end_alone(session, comm::describe(std::current_exception()));
  }
}

}  // namespace spendlens::jobs
