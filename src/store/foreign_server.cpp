#include "store/foreign_server.hpp"

#include <cstring>
#include <iterator>
#include <memory>
#include <vector>

#include "store/foreign_bytes.hpp"
#include "store/foreign_reader.hpp"

namespace spendlens::store {

namespace {

constexpr unsigned kSeconds = 20;

std::string answer(const ForeignReader& reader, const ForeignRequest& request) {
  const auto& [name, column] = *std::next(reader.group().columns.begin(), static_cast<std::ptrdiff_t>(request.column));
  if (column.kind == ForeignKind::kInteger) {
    std::vector<std::int64_t> values(request.count);
    reader.read_integers(name, request.first, values);
    return bytes_of<std::int64_t>(values);
  }
  if (column.kind == ForeignKind::kReal) {
    std::vector<double> values(request.count);
    reader.read_reals(name, request.first, values);
    return bytes_of<double>(values);
  }
  std::vector<std::string> values(request.count);
  reader.read_texts(name, request.first, values);
  return bytes_of_texts(values);
}

}  // namespace

ReaderTask foreign_task(const std::string& title) { return {title, "the HDF5 library", kSeconds}; }

void serve_foreign_file(const std::string& path, const std::string& title, ReaderServer& server) {
  std::unique_ptr<ForeignReader> reader;
  server.reply([&] {
    reader = std::make_unique<ForeignReader>(path, title);
    return describe(reader->group());
  });
  for (std::string question; server.next_question(question);) {
    ForeignRequest request;
    if (question.size() != sizeof request) return;
    std::memcpy(&request, question.data(), sizeof request);
    server.reply([&] { return answer(*reader, request); });
  }
}

}  // namespace spendlens::store
