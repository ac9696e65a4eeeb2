#include "id_list.hpp"

#include <fmt/core.h>

#include <span>
#include <sstream>
#include <string_view>

#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::jobs {

namespace {

constexpr std::uint64_t kMostListBytes = std::uint64_t{1} << 30;
constexpr std::uint64_t kMostKeyBytes = 64 * 1024;
constexpr std::string_view kColumn = "customer_id";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// The first field of a line; quoted or not.
std::string first_field(std::string_view line, bool is_csv) {
  if (!line.starts_with('"')) return std::string(is_csv ? line.substr(0, line.find(',')) : line);
  std::string field;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (i + 1 >= line.size() || line[i + 1] != '"') return field;
      ++i;
    }
    field.push_back(line[i]);
  }
  return std::string(line);  // the quote is a part of the id
}

/// Bytes that are no text would be ids that nobody has, and whoever is to be forgotten would stay.
void require_text(const std::string& path, std::string_view text) {
  const auto starts = [text](std::string_view magic) { return text.starts_with(magic); };
  if (starts("\x1F\x8B") || starts("\x28\xB5\x2F\xFD"))
    throw UsageError(fmt::format("--customers {}: the file is compressed; inflate it first", path));
  if (starts("\xFF\xFE") || starts("\xFE\xFF") || text.find('\0') != std::string_view::npos)
    throw UsageError(fmt::format("--customers {}: the file is no text in UTF-8; write it as such, an id a line", path));
}

std::vector<std::string> parse_ids(const std::string& path, const std::string& text) {
  require_text(path, text);
  std::vector<std::string> ids;
  std::istringstream lines(text);
  bool is_csv = false;
  std::uint64_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (number == 1 && line.starts_with(kByteOrderMark)) line.erase(0, kByteOrderMark.size());
    if (line.ends_with('\r')) line.pop_back();
    const std::string id = first_field(line, number == 1 || is_csv);
    if (number == 1 && id == kColumn) {
      is_csv = true;
      continue;
    }
    ids.push_back(number == 1 ? first_field(line, false) : id);
    if (ids.back().size() > ledger::kMaxIdBytes)
      throw UsageError(fmt::format("--customers {}, line {}: {} bytes are no id of a customer, which has at most {}",
                                   path, number, ids.back().size(), ledger::kMaxIdBytes));
    if (ids.back().empty()) ids.pop_back();
  }
  if (ids.empty()) throw UsageError(fmt::format("--customers {}: there is no id in it", path));
  return ids;
}

std::string text_of(const std::string& path) {
  const store::File file = store::File::open_to_read(path);
  if (file.size() > kMostListBytes)
    throw UsageError(fmt::format("--customers {}: the file is longer than 1 GiB", path));
  std::string text(file.size(), '\0');
  file.read_at(0, std::as_writable_bytes(std::span(text)));
  return text;
}

}  // namespace

std::vector<std::string> ids_in_file(comm::Communicator& communicator, const std::string& path) {
  std::vector<std::string> ids;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) ids = parse_ids(path, text_of(path));
  });
  comm::broadcast_object(communicator, ids, 0);
  return ids;
}

std::string key_in_file(comm::Communicator& communicator, const std::string& path) {
  std::string key;
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0 || path.empty()) return;
    const store::File file = store::File::open_to_read(path);
    if (file.size() == 0 || file.size() > kMostKeyBytes)
      throw UsageError(
          fmt::format("--pseudonymize-key {}: {} bytes are no key; 32 bytes at random are a good one, as of "
                      "openssl rand -out FILE 32",
                      path, file.size()));
    key.resize(file.size());
    file.read_at(0, std::as_writable_bytes(std::span(key)));
  });
  comm::broadcast_object(communicator, key, 0);
  return key;
}

}  // namespace spendlens::jobs
