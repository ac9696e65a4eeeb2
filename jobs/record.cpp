#include "record.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "commit.hpp"
#include "exit_codes.hpp"
#include "record_data.hpp"
#include "record_signals.hpp"
#include "shared_paths.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/store/job_lock.hpp"
#include "standard_streams.hpp"

namespace spendlens::jobs {

namespace {

constexpr int kAboveSignals = 128;
constexpr const char* kNotKept = "(not kept)";

struct Recording {
  report::RecordPlaces places;
  report::CommandRecord record;
  report::CommandRecord begun;  ///< as it began: what the thread that waits for signals may read
  NamedPaths paths;
  std::string customer;  ///< whom an error may name, and a record does not
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  bool is_begun = false;
  bool is_without_a_place = false;  ///< it could not be written when it began, which was told then
  std::mutex writing;
  bool is_ended = false;
};

/// Never destroyed: a thread may wait with it until the process is gone.
Recording& recording() {
  static Recording& all = *new Recording;
  return all;
}

std::string random_uuid() {
  std::random_device random;
  const auto word = [&random] { return static_cast<std::uint32_t>(random()); };
  const std::uint32_t second = word();
  const std::uint32_t third = word();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:04x}{:08x}", word(), second >> 16, second & 0xFFF,
                     0x8000 | (third & 0x3FFF), third >> 16, word());
}

/// What tells who a customer is, or may hold a password, is not kept: an inline query, an id.
std::vector<std::string> kept_arguments(std::span<char*> words) {
  const auto is_secret = [](const std::string& option, const std::string& value) {
    return option == "--customer" || (option == "--query" && !value.ends_with(".sql"));
  };
  const auto without_id = [](const std::string& condition) {
    const auto sign = condition.find_first_of("=!<>");
    return sign != std::string::npos && condition.starts_with("customer_id")
               ? condition.substr(0, condition.find_first_not_of("=!<>", sign)) + kNotKept
               : condition;
  };
  std::vector<std::string> kept;
  std::string before;
  for (const char* each : words.subspan(1)) {
    const std::string word = each;
    const auto equals = word.find('=');
    const std::string option = word.substr(0, equals);
    if (equals != std::string::npos && is_secret(option, word))
      kept.push_back(option + "=" + kNotKept);
    else if (is_secret(before, word))
      kept.emplace_back(kNotKept);
    else if (before == "--where")
      kept.push_back(without_id(word));
    else if (option == "--where" && equals != std::string::npos)
      kept.push_back(option + "=" + without_id(word.substr(equals + 1)));
    else
      kept.push_back(word);
    before = word;
  }
  return kept;
}

std::string outcome_of(int code) {
  if (code > kAboveSignals) return fmt::format("ended by signal {}", code - kAboveSignals);
  for (const ExitCodeText& text : exit_code_texts())
    if (static_cast<int>(text.code) == code) return text.meaning;
  return "unknown";
}

/// Before anything is written: no output may be an input, or another output.
void require_outputs_apart(const CommandLine& line, const report::RecordPlaces& places) {
  const NamedPaths paths = line.command == nullptr ? NamedPaths() : paths_named_by(*line.command);
  std::vector<NamedOutput> outputs;
  for (const NamedPath& one : paths)
    if (one.use == PathUse::kWritten) outputs.push_back({one.option, one.path});
  for (const auto& [option, path] : {std::pair("--record", places.record), std::pair("--metrics", places.metrics),
                                     std::pair("--lineage", places.lineage)})
    if (!path.empty()) outputs.push_back({option, path});
  require_apart(outputs, paths);
}

void describe_command(const CommandLine& line, report::CommandRecord& record) {
  record.version = SPENDLENS_VERSION;
  record.commit = kCommit;
  record.host = store::host_name();
  record.arguments = kept_arguments(line.words);
  std::error_code unknown;
  record.directory = std::filesystem::current_path(unknown).string();
  if (line.command == nullptr) return;
  record.command = line.command->get_name();
  recording().paths = paths_named_by(*line.command);
  record.target = target_of(recording().paths);
}

void end_with(report::CommandRecord& record, int code) {
  record.exit_code = code;
  record.outcome = outcome_of(code);
  record.ended_at = std::chrono::system_clock::now();
  record.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - recording().start).count();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  record.peak_memory_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// In a thread of its own, while the command is at work: the record says that it did not come to an end. One that stops
/// in order tells more in a moment, unless it is killed before. Otherwise no other end is written any more: whoever
/// would waits for the end of the process.
void tell_of_signal(int signal, bool is_caught) {
  Recording& all = recording();
  std::unique_lock<std::mutex> lock(all.writing);
  if (all.is_ended) return;
  if (!is_caught) static_cast<void>(lock.release());
  try {
    if (report::is_ended_there(all.places, all.begun)) return;
    report::CommandRecord record = all.begun;
    record.error = fmt::format("ended by signal {}", signal);
    end_with(record, kAboveSignals + signal);
    report::RecordPlaces places = all.places;
    if (is_caught) places.lineage.clear();  // where nothing can be taken back
    report::write_ended_record(places, record, true);
  } catch (const std::exception&) {  // the process ends all the same, and has no line to tell it by
  }
}

/// A launcher that is told to end has its ranks end, and kills those that are left as soon as one has.
void leave_rank_0_time(int, bool is_caught) {
  if (!is_caught) std::this_thread::sleep_for(std::chrono::milliseconds(500));
}

void write_end(int code) {
  Recording& all = recording();
  if (code == 0) all.record.error.clear();
  add_named_data(all.paths, code == 0 || code == static_cast<int>(ExitCode::kGate), all.record);
  end_with(all.record, code);
  const std::lock_guard<std::mutex> lock(all.writing);
  all.is_ended = true;
  report::write_ended_record(all.places, all.record);
}

}  // namespace

report::CommandRecord& command_record() { return recording().record; }

std::string CommandLine::value_of(std::string_view option) const {
  for (std::size_t i = 1; i < words.size() && std::string_view(words[i]) != "--"; ++i) {
    const std::string_view word = words[i];
    if (word == option) return i + 1 < words.size() ? words[i + 1] : "";
    if (word.starts_with(option) && word.substr(option.size()).starts_with('='))
      return std::string(word.substr(option.size() + 1));
  }
  return "";
}

void begin_record(comm::Communicator& communicator, const CommandLine& line) {
  Recording& all = recording();
  const report::RecordPlaces places = {line.value_of("--record"), line.value_of("--metrics"),
                                       line.value_of("--lineage")};
  comm::agree(communicator, [&] { require_outputs_apart(line, places); });
  all.places = places;
  all.customer = line.value_of("--customer");
  if (!all.places.any()) return;
  report::CommandRecord& record = all.record;
  describe_command(line, record);
  record.ranks = communicator.size();
  std::pair<std::string, std::int64_t> mark;  // the same on all ranks: any of them may have to end it
  if (communicator.rank() == 0)
    mark = {random_uuid(),
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
                .count()};
  comm::broadcast_object(communicator, mark, 0);
  record.id = mark.first;
  record.started_at = report::CommandRecord::Time(std::chrono::milliseconds(mark.second));
  record.outcome = "at work, or killed";
  all.begun = record;
  all.is_begun = true;
  all.is_without_a_place = true;
  comm::agree(communicator, [&] {
    tell_before_signals_end(communicator.rank() == 0 ? tell_of_signal : leave_rank_0_time);
    if (communicator.rank() != 0) return;
    {
      const std::lock_guard<std::mutex> lock(all.writing);
      report::write_begun_record(all.places, record);
    }
    add_data_before(all.paths, record);
  });
  all.is_without_a_place = false;
}

void note_error(const std::string& message) {
  std::string& error = recording().record.error;
  error = message;
  const std::string named = "'" + readable(recording().customer, 64) + "'";
  const auto at = recording().customer.empty() ? std::string::npos : error.find(named);
  if (at != std::string::npos) error.replace(at, named.size(), kNotKept);
}

int end_record(comm::Communicator& communicator, int code) {
  if (!recording().is_begun) return code;
  int failed = 0;
  if (communicator.rank() == 0) try {
      write_end(code);
    } catch (...) {
      const comm::Failure failure = comm::describe(std::current_exception());
      if (!recording().is_without_a_place) print_error_line("spendlens: " + failure.message);
      failed = failure.code;
    }
  communicator.broadcast(std::as_writable_bytes(std::span(&failed, 1)), 0);
  return code == 0 ? failed : code;
}

void end_record_alone(int code, const std::string& message) noexcept {
  if (!recording().is_begun) return;
  try {
    note_error(message);
    write_end(code);
  } catch (const std::exception&) {  // the process is about to end with a line of its own
  }
}

}  // namespace spendlens::jobs
