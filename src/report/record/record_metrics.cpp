#include <fmt/format.h>

#include <sstream>

#include "report/record/record_text.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::report {

namespace {

constexpr const char* kLastSuccess = "spendlens_command_last_success_timestamp_seconds";

/// A label's value between quotes.
std::string escaped(const std::string& text) {
  std::string value;
  for (const char c : printable(text)) {
    if (c == '\\' || c == '"') value.push_back('\\');
    value.push_back(c);
  }
  return value;
}

/// Files of several ledgers are read together: what a series is of must be told from all of them.
std::string target_of(const CommandRecord& record) {
  return record.target.empty() ? "" : absolute_path(record, record.target);
}

std::string seconds_text(CommandRecord::Time time) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  return fmt::format("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
}

/// The families of one file, each with its head and its samples.
class MetricsText {
 public:
  explicit MetricsText(const CommandRecord& record)
      : labels_(fmt::format("command=\"{}\",target=\"{}\"", escaped(record.command), escaped(target_of(record)))) {}

  void family(const char* name, const char* help) {
    name_ = name;
    text_ += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
  }
  void sample(const std::string& value, const std::string& label = "", const std::string& label_value = "") {
    text_ += fmt::format("{}{{{}{}}} {}\n", name_, labels_,
                         label.empty() ? "" : fmt::format(",{}=\"{}\"", label, escaped(label_value)), value);
  }
  void single(const char* name, const char* help, const std::string& value) {
    family(name, help);
    sample(value);
  }
  /// How a sample of this command begins.
  [[nodiscard]] std::string beginning(const char* name) const { return fmt::format("{}{{{}}} ", name, labels_); }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string labels_;
  std::string name_;
  std::string text_;
};

/// The value that the file had for this command; empty: none, or no number.
std::string earlier_value(const std::string& earlier, const std::string& beginning) {
  std::istringstream lines(earlier);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(beginning)) continue;
    const std::string value = line.substr(beginning.size());
    const bool is_number = !value.empty() && value.find_first_not_of("0123456789.") == std::string::npos;
    return is_number ? value : "";
  }
  return "";
}

void add_times(const CommandRecord& record, const std::string& earlier, MetricsText& metrics) {
  metrics.single("spendlens_command_start_timestamp_seconds", "When the command was started.",
                 seconds_text(record.started_at));
  const std::string end = seconds_text(record.ended_at.value_or(record.started_at));
  metrics.single("spendlens_command_end_timestamp_seconds", "When it ended.", end);
  const std::string success = record.exit_code == 0 ? end : earlier_value(earlier, metrics.beginning(kLastSuccess));
  if (!success.empty())
    metrics.single(kLastSuccess, "When it last ended with exit code 0, as far as this file has known it.", success);
  metrics.single("spendlens_command_duration_seconds", "How long it took.", fmt::format("{:.3f}", record.seconds));
  if (!record.stage_seconds.empty())
    metrics.family("spendlens_command_stage_duration_seconds", "How long a stage of it took.");
  for (const auto& [stage, seconds] : record.stage_seconds)
    metrics.sample(fmt::format("{:.3f}", seconds), "stage", stage);
}

void add_amounts(const CommandRecord& record, MetricsText& metrics) {
  if (!record.rows.empty()) metrics.family("spendlens_command_rows", "Rows by what became of them.");
  for (const auto& [what, number] : record.rows) metrics.sample(fmt::to_string(number), "state", what);
  if (record.customers)
    metrics.single("spendlens_command_customers", "Customers that it was about.", fmt::to_string(*record.customers));
  metrics.single("spendlens_command_input_bytes", "Bytes of what it read.",
                 fmt::to_string(record.bytes_read.value_or(bytes_of_all(record.inputs))));
  metrics.single("spendlens_command_output_bytes", "Bytes of what it wrote.",
                 fmt::to_string(record.bytes_written.value_or(bytes_of_all(record.outputs))));
  metrics.single("spendlens_command_peak_memory_bytes", "Resident memory of the rank that tells, at most.",
                 fmt::to_string(record.peak_memory_bytes));
  metrics.single("spendlens_command_ranks", "Ranks that it ran on.", fmt::to_string(record.ranks));
}

}  // namespace

std::string record_metrics(const CommandRecord& record, const std::string& earlier) {
  MetricsText metrics(record);
  metrics.family("spendlens_command_info", "Always 1; the labels say which spendlens ran.");
  metrics.sample("1", "version", record.version + " (" + record.commit + ")");
  metrics.single("spendlens_command_exit_code", "Its exit code; above 128 the number of a signal and 128.",
                 fmt::to_string(record.exit_code.value_or(-1)));
  metrics.single("spendlens_command_success", "1 where the exit code is 0, otherwise 0.",
                 record.exit_code == 0 ? "1" : "0");
  add_times(record, earlier, metrics);
  add_amounts(record, metrics);
  return metrics.text();
}

}  // namespace spendlens::report
