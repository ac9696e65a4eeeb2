#include "report/record/record_text.hpp"

#include <fmt/chrono.h>

#include <ctime>
#include <filesystem>

namespace spendlens::report {

std::string instant_text(CommandRecord::Time time) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(milliseconds / 1000)),
                     milliseconds % 1000);
}

std::uint64_t bytes_of_all(const std::vector<RecordedData>& data) {
  std::uint64_t bytes = 0;
  for (const RecordedData& one : data) bytes += one.bytes.value_or(0);
  return bytes;
}

std::string absolute_path(const CommandRecord& record, const std::string& path) {
  return (std::filesystem::path(record.directory) / path).lexically_normal().string();
}

}  // namespace spendlens::report
