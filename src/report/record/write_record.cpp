#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "report/export/protected_files.hpp"
#include "report/record/record_text.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/output_file.hpp"
#include "spendlens/store/publish.hpp"
#include "spendlens/store/temporary_file.hpp"

namespace spendlens::report {

namespace {

/// A file of metrics is some kilobytes; of events the last ones are looked at.
constexpr std::uint64_t kMostRead = std::uint64_t{1} << 20;

void require_apart(const RecordPlaces& places) {
  if (!places.record.empty()) require_output_apart(places.record, "--record");
  if (!places.metrics.empty()) require_output_apart(places.metrics, "--metrics");
  if (!places.lineage.empty()) require_output_apart(places.lineage, "--lineage");
}

/// The end of what is there; empty where nothing is, or what is no plain file.
std::string text_there(const std::string& path) {
  if (path.empty() || store::kind_of_path(path) != store::PathKind::kFile) return "";
  const std::optional<store::File> file = store::File::open_if_there(path);
  if (!file) return "";
  const std::uint64_t size = file->size();
  std::string text(static_cast<std::size_t>(std::min(size, kMostRead)), '\0');
  const std::size_t got = file->read_some(size - text.size(), std::as_writable_bytes(std::span(text)));
  text.resize(got);
  return text;
}

/// In one write behind what others have written, so that their lines and this one stay whole.
void append_line(const std::string& path, const std::string& line) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor < 0) throw IoError("cannot write", path, errno);
  ssize_t written = -1;
  do written = ::write(descriptor, line.data(), line.size());
  while (written < 0 && errno == EINTR);
  const int failure = written < 0 ? errno : ENOSPC;
  ::close(descriptor);
  if (written != static_cast<ssize_t>(line.size())) throw IoError("cannot write", path, failure);
}

/// Whole or not at all, as all files; a pipe is not waited for.
void write_in_haste(const std::string& path, const std::string& text) {
  const std::string target = store::follow_links(path);
  const auto kind = store::kind_of_path(target);
  if (kind != store::PathKind::kFile && kind != store::PathKind::kMissing) return;
  store::File file = store::create_temporary(target);
  file.write_at(0, std::as_bytes(std::span(text)));
  file.rename_to(target);
}

}  // namespace

void write_begun_record(const RecordPlaces& places, const CommandRecord& record) {
  require_apart(places);
  // What is written to a pipe or a device cannot be replaced by the end of the command.
  const auto kind = places.record.empty() ? store::PathKind::kOther : store::kind_of_path(places.record);
  if (kind == store::PathKind::kFile || kind == store::PathKind::kMissing)
    store::write_text(places.record, record_json(record));
  if (!places.lineage.empty()) append_line(places.lineage, lineage_event(record));
}

void write_ended_record(const RecordPlaces& places, const CommandRecord& record, bool in_haste) {
  require_apart(places);
  const auto write = in_haste ? write_in_haste : store::write_text;
  if (!places.record.empty()) write(places.record, record_json(record));
  if (!places.metrics.empty()) write(places.metrics, record_metrics(record, text_there(places.metrics)));
  if (!places.lineage.empty()) append_line(places.lineage, lineage_event(record));
}

bool is_ended_there(const RecordPlaces& places, const CommandRecord& record) {
  if (const std::string text = text_there(places.record); text.find(record.id) != std::string::npos)
    return text.find("\n  \"exit_code\": null") == std::string::npos;
  const std::string events = text_there(places.lineage);
  for (std::size_t at = events.find(record.id); at != std::string::npos; at = events.find(record.id, at + 1)) {
    const std::size_t line = at == 0 ? 0 : events.rfind('\n', at) + 1;
    if (events.compare(line, 20, "{\"eventType\":\"START\"") != 0) return true;
  }
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(record.started_at.time_since_epoch()).count();
  return text_there(places.metrics).find(fmt::format("}} {}.{:03}\n", milliseconds / 1000, milliseconds % 1000)) !=
         std::string::npos;
}

}  // namespace spendlens::report
