#include "report/export_writer.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <span>

#include "spendlens/core/error.hpp"

namespace spendlens::report {

namespace {

constexpr std::size_t kFlushBytes = 1 << 20;

std::string json_text(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void write_to_standard_output(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw IoError("cannot write", "standard output", errno);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

ExportWriter::ExportWriter(const ExportOptions& options, std::vector<std::string> names, std::size_t num_shown)
    : options_(options), names_(std::move(names)), num_shown_(std::min(num_shown, names_.size())) {
  for (const Where& where : options.where) {
    const auto place = std::find(names_.begin(), names_.end(), where.column);
    if (place == names_.end())
      throw UsageError(fmt::format("--where: table {} has no column '{}'; it has {}", options.table, where.column, fmt::join(names_, ", ")));
    filters_.emplace_back(static_cast<std::size_t>(place - names_.begin()), where.value);
  }
  if (options.output) file_ = store::File::create(*options.output + ".tmp");
  if (options.format == ExportFormat::kCsv)
    buffer_ = fmt::format("{}\n", fmt::join(std::span(names_).first(num_shown_), ","));
}

void ExportWriter::row(const std::vector<Field>& fields) {
  for (const auto& [index, value] : filters_)
    if (fields[index].text != value) return;
  if (options_.format == ExportFormat::kCsv) {
    for (std::size_t i = 0; i < num_shown_; ++i) {
      if (i > 0) buffer_.push_back(',');
      append_csv(fields[i]);
    }
  } else {
    for (std::size_t i = 0; i < num_shown_; ++i) {
      buffer_ += i == 0 ? "{\"" : ",\"";
      buffer_ += names_[i];
      buffer_ += "\":";
      append_json(fields[i]);
    }
    buffer_.push_back('}');
  }
  buffer_.push_back('\n');
  ++rows_;
  if (buffer_.size() >= kFlushBytes) flush();
}

void ExportWriter::append_csv(const Field& field) {
  if (!field.is_text) {
    buffer_ += field.text;
    return;
  }
  const bool formula = options_.spreadsheet_safe && !field.text.empty() &&
                       std::string_view("=+-@\t\r").find(field.text.front()) != std::string_view::npos;
  if (!formula && field.text.find_first_of(",\"\n\r") == std::string::npos) {
    buffer_ += field.text;
    return;
  }
  buffer_.push_back('"');
  if (formula) buffer_.push_back('\'');
  for (const char c : field.text) {
    if (c == '"') buffer_.push_back('"');
    buffer_.push_back(c);
  }
  buffer_.push_back('"');
}

void ExportWriter::append_json(const Field& field) {
  if (field.null) buffer_ += "null";
  else buffer_ += field.is_text ? json_text(field.text) : field.text;
}

void ExportWriter::flush() {
  if (options_.output) file_.write_at(written_, std::as_bytes(std::span(buffer_)));
  else write_to_standard_output(buffer_);
  written_ += buffer_.size();
  buffer_.clear();
}

std::uint64_t ExportWriter::finish() {
  flush();
  if (options_.output) {
    file_.sync();
    file_.close();
    store::rename_file(*options_.output + ".tmp", *options_.output);
  }
  return rows_;
}

}  // namespace spendlens::report
