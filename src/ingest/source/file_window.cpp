#include "ingest/source/file_window.hpp"

#include <algorithm>
#include <cstring>

#include "ingest/csv/line_feeds.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::uint64_t kStepBytes = std::uint64_t{1} << 20;

}  // namespace

std::string_view FileWindow::from(std::uint64_t position, std::uint64_t min_bytes) {
  const std::uint64_t wanted_end = std::min(file_bytes_, position + min_bytes);
  if (position < begin_ || wanted_end > begin_ + buffer_.size()) {
    const std::uint64_t end = std::min(file_bytes_, position + min_bytes + kStepBytes);
    // What is there already is kept: records are walked in order.
    std::uint64_t kept = 0;
    if (position >= begin_ && position < begin_ + buffer_.size()) {
      kept = begin_ + buffer_.size() - position;
      std::memmove(buffer_.data(), buffer_.data() + (position - begin_), kept);
    }
    buffer_.resize(end - position);
    begin_ = position;
    if (buffer_.size() > kept) file_.read_at(position + kept, std::as_writable_bytes(std::span(buffer_)).subspan(kept));
  }
  return std::string_view(buffer_.data(), buffer_.size()).substr(position - begin_);
}

std::uint64_t FileWindow::record_end(const RecordScanner& scanner, std::uint64_t position) {
  for (std::uint64_t bytes = 4096;; bytes *= 4) {
    const std::string_view text = from(position, bytes);
    const RecordEnd end = scanner.record_end(text, 0, position + text.size() == file_bytes_, position, open_quote_);
    if (end.complete) return position + end.end;
  }
}

std::uint64_t FileWindow::first_record_from(const RecordScanner& scanner, std::uint64_t start, std::uint64_t limit) {
  while (start < limit) {
    // Many records of one window at a time; the one that is cut off by its end is looked at anew.
    const std::string_view text = from(start, scanner.max_bytes() + 1);
    const bool at_end = start + text.size() == file_bytes_;
    std::size_t position = 0;
    while (position < text.size() && start + position < limit) {
      const RecordEnd end = scanner.record_end(text, position, at_end, start, open_quote_);
      if (!end.complete) break;
      position = end.end;
    }
    start = position > 0 ? start + position : record_end(scanner, start);
  }
  return start;
}

std::uint64_t FileWindow::next_line(std::uint64_t position) {
  while (position < file_bytes_) {
    const std::string_view text = from(position, 4096);
    if (const auto found = text.find('\n'); found != std::string_view::npos) return position + found + 1;
    position += text.size();
  }
  return file_bytes_;
}

FileWindow::Lines FileWindow::lines(std::uint64_t begin, std::uint64_t end) {
  Lines lines;
  while (begin < end) {
    const std::string_view text = from(begin, std::min(kStepBytes, end - begin)).substr(0, end - begin);
    lines.count += count_line_feeds(text);
    lines.has_quote = lines.has_quote || text.find('"') != std::string_view::npos;
    begin += text.size();
  }
  return lines;
}

}  // namespace spendlens::ingest
