#include "ingest/input_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "ingest/file_window.hpp"
#include "ingest/gzip_text.hpp"
#include "ingest/input_digest.hpp"
#include "ingest/standard_input.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kHdf5Signature = "\x89HDF\r\n\x1a\n";
constexpr std::string_view kGzipSignature = "\x1F\x8B";

InputKind kind_of(const std::string& path) {
  std::string head(8, '\0');
  head.resize(store::File::open_to_read(path).read_some(0, std::as_writable_bytes(std::span(head))));
  if (head.starts_with(kHdf5Signature)) return InputKind::kHdf5;
  return head.starts_with(kGzipSignature) ? InputKind::kGzip : InputKind::kPlain;
}

/// The text at a CSV file's beginning, long enough to hold any header.
std::string beginning_of(const InputFile& file) {
  const std::size_t most = 2 * kMaxRecordBytes;
  if (file.kind == InputKind::kGzip) {
    std::string text(most, '\0');
    text.resize(GzipText(file.path).read(text));
    return text;
  }
  FileWindow window(file.path, file.bytes);
  return std::string(window.from(0, most).substr(0, most));
}

void read_header(InputFile& file, const RecordScanner& scanner, std::vector<std::string>& passed_over) {
  if (file.kind == InputKind::kHdf5) {
    file.header = foreign_header(file.path, scanner.delimiter(), passed_over);
    return;
  }
  const std::string text = beginning_of(file);
  const std::size_t mark = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  const RecordEnd end = scanner.record_end(text, mark, text.size() < 2 * kMaxRecordBytes);
  if (text.size() == mark) throw InputError(file.name + " is empty: a header line with the names of the columns is needed");
  if (end.malformed || !end.complete) throw InputError(file.name + ": the header line is no CSV record: a quote is not closed, text follows a closing quote, or it is too long");
  file.header = text.substr(mark, end.end - mark);
  const std::size_t lone = file.header.find('\r');
  if (lone != std::string::npos && lone + 1 < file.header.size() && file.header[lone + 1] != '\n')
    throw InputError(file.name + ": its lines end with a carriage return alone, which no CSV reader takes for a line's end; write it with line feeds");
  file.data_begin = end.end;
  file.first_line = 1 + static_cast<std::uint64_t>(std::count(file.header.begin(), file.header.end(), '\n'));
}

/// Columns of HDF5 whose floats are money.
void note_money_columns(InputFile& file, const std::vector<std::string>& header, const FieldMap& map) {
  for (const std::size_t field : money_fields(file.records))
    if (map.has(field)) file.money_columns.push_back(header[static_cast<std::size_t>(map.at(field))]);
}

/// A file as it was named on the command line.
InputFile found(const std::string& path, RecordKind records, const std::string& directory) {
  InputFile file;
  file.path = path;
  file.name = path.substr(path.find_last_of('/') + 1);
  file.records = records;
  if (path == "-") {
    file.path = directory + "/standard-input";
    copy_standard_input(file.path);
  }
  const store::PathKind kind = store::kind_of_path(file.path);
  if (kind == store::PathKind::kMissing) throw InputError(fmt::format("there is no file {} to import; check the path", path));
  if (kind != store::PathKind::kFile)
    throw InputError(fmt::format("{} is no regular file; give a pipe as standard input, with --{} -", path, name_of(records)));
  file.bytes = store::File::open_to_read(file.path).size();
  file.kind = kind_of(file.path);
  return file;
}

/// A dataset of HDF5 that is no column is ignored, unless a field is looked for under its name.
void pass_over(const InputFile& file, const std::string& name, const std::map<std::string, std::string>& columns,
               std::vector<std::string>& ignored) {
  for (const char* field : field_names(file.records)) {
    const auto named = columns.find(field_key(file.records, field));
    if (name == (named == columns.end() ? field : named->second))
      throw InputError(fmt::format("{}: '{}' is no column: a one-dimensional dataset of numbers or texts is needed (aprs as texts, joined by ';')",
                                   file.name, readable(name)));
  }
  ignored.push_back(field_key(file.records, name));
}

void look_at(Inputs& inputs, const std::vector<std::string>& paths, RecordKind records, const ImportOptions& options,
             const std::string& directory, const RecordScanner& scanner) {
  for (const std::string& path : paths) {
    InputFile file = found(path, records, directory);
    std::vector<std::string> passed_over;
    read_header(file, scanner, passed_over);
    for (const std::string& name : passed_over) pass_over(file, name, options.columns, inputs.ignored);
    std::vector<std::string_view> fields;
    std::string storage;
    scanner.split(file.header, fields, storage);
    const std::vector<std::string> header(fields.begin(), fields.end());
    inputs.maps.push_back(map_fields(file.name, header, options.columns, inputs.ignored, records));
    note_money_columns(file, header, inputs.maps.back());
    inputs.files.push_back(std::move(file));
  }
}

}  // namespace

void require_use(const ImportOptions& options) {
  if (options.transactions.empty()) throw UsageError("no file of transactions is given");
  if (!options.liabilities.empty() && options.accounts.empty())
    throw UsageError("--liabilities without --accounts: a liability belongs to an account; give the accounts too");
  require_fields(options.columns);
  std::ptrdiff_t standard_inputs = 0;
  for (const auto* paths : {&options.transactions, &options.accounts, &options.liabilities})
    standard_inputs += std::count(paths->begin(), paths->end(), "-");
  if (standard_inputs > 1) throw UsageError("standard input can be given once");
  const auto unused = [&](RecordKind kind, const std::vector<std::string>& paths) {
    const auto key = options.columns.lower_bound(field_key(kind, ""));
    if (paths.empty() && key != options.columns.end() && key->first.starts_with(field_key(kind, "")))
      throw UsageError(fmt::format("--column {}={}: no file of {} is given", key->first, key->second, name_of(kind)));
  };
  unused(RecordKind::kAccounts, options.accounts);
  unused(RecordKind::kLiabilities, options.liabilities);
}

std::vector<std::string> Inputs::names() const {
  std::vector<std::string> names;
  for (const InputFile& file : files) names.push_back(file.name);
  return names;
}

Inputs open_inputs(comm::Communicator& communicator, const ImportOptions& options, const std::string& directory, const RecordScanner& scanner) {
  Inputs inputs;
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    look_at(inputs, options.transactions, RecordKind::kTransactions, options, directory, scanner);
    look_at(inputs, options.accounts, RecordKind::kAccounts, options, directory, scanner);
    look_at(inputs, options.liabilities, RecordKind::kLiabilities, options, directory, scanner);
  });
  comm::broadcast_object(communicator, inputs.files, 0);
  comm::broadcast_object(communicator, inputs.maps, 0);
  comm::broadcast_object(communicator, inputs.ignored, 0);
  std::vector<FieldMap> of_transactions;
  for (std::size_t file = 0; file < inputs.files.size(); ++file)
    if (inputs.files[file].records == RecordKind::kTransactions) of_transactions.push_back(inputs.maps[file]);
  inputs.schema = schema_of(of_transactions);
  std::vector<Digest> blocks;
  for (const InputFile& file : inputs.files) {
    const auto of_file = digest_file(communicator, file.path, file.bytes);
    blocks.insert(blocks.end(), of_file.begin(), of_file.end());
    inputs.source.name += (inputs.source.name.empty() ? "" : " ") + file.name;
    inputs.source.bytes += file.bytes;
  }
  inputs.source.digest = digest_of_blocks(blocks);
  return inputs;
}

}  // namespace spendlens::ingest
