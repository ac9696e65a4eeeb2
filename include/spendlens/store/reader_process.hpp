#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace spendlens::store {

/// What a process of its own reads, and by which library.
struct ReaderTask {
  std::string title;     ///< of the file, as messages call it
  std::string library;   ///< "the HDF5 library"
  unsigned seconds = 0;  ///< of processor time that each reply may take; a busy machine does not lengthen it. 0: any
};

/// The side of the process that reads.
class ReaderServer {
 public:
  ReaderServer(const ReaderTask& task, int socket) : task_(task), socket_(socket) {}

  /// Sends what `work` gives. Where it throws its error is sent, and the process ends.
  void reply(const std::function<std::string()>& work);
  /// Waits for the next question; false where nobody asks any more.
  [[nodiscard]] bool next_question(std::string& question);

 private:
  const ReaderTask& task_;
  int socket_;
};

/// A forked process that reads what is not trusted: the library parses and decodes there alone, so whatever it does on
/// a damaged file ends that process: a crash, or more processor time than any whole file takes. What comes back is
/// bytes, whose number is checked. The process ends with this object, and with the process that made it. Local; not for
/// several threads.
class ReaderProcess {
 public:
  /// `serve` runs in the forked process, which holds no file of this one and ends when `serve` returns. Throws IoError
  /// where there can be no process.
  ReaderProcess(ReaderTask task, const std::function<void(ReaderServer&)>& serve);
  ~ReaderProcess();
  ReaderProcess(const ReaderProcess&) = delete;
  ReaderProcess& operator=(const ReaderProcess&) = delete;

  /// The next reply, whether it was asked for or comes by itself. Throws what the process threw, and InputError
  /// "damaged" where it died.
  [[nodiscard]] std::string reply();
  [[nodiscard]] std::string ask(std::string_view question);
  /// What messages of this side call what is read.
  void read_from_now_on(const std::string& title) { task_.title = title; }

 private:
  void send(std::string_view bytes);
  void receive(char* bytes, std::size_t size);
  [[noreturn]] void judge_end();

  ReaderTask task_;
  int socket_ = -1;
  pid_t child_ = -1;
};

}  // namespace spendlens::store
