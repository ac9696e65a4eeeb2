#include "ingest/source/input_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "ingest/source/file_formats.hpp"
#include "ingest/source/file_window.hpp"
#include "ingest/source/gzip_text.hpp"
#include "ingest/source/input_digest.hpp"
#include "ingest/source/standard_input.hpp"
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

[[noreturn]] void refuse_format(const InputFile& file, const OtherFormat& format, std::string_view within) {
  std::string way_out = format.way_out;
  const std::size_t at = way_out.find("FILE");
  if (at != std::string::npos && file.name != "-") way_out.replace(at, 4, file.path);
  throw InputError(fmt::format("{} is {}{}; {}", file.title(), format.name, within, way_out));
}

/// A block of the user's may lie before HDF5, 512 bytes long or a power of two times that, as MATLAB's files have it.
bool begins_hdf5(const store::File& file, std::uint64_t bytes) {
  std::string found(kHdf5Signature.size(), '\0');
  for (std::uint64_t at = 0; at + found.size() <= bytes; at = at == 0 ? 512 : 2 * at) {
    file.read_at(at, std::as_writable_bytes(std::span(found)));
    if (found == kHdf5Signature) return true;
  }
  return false;
}

/// By the first bytes, not by the name. What is neither CSV, gzip nor HDF5 is refused by its name.
InputKind kind_of(const InputFile& input) {
  const store::File file = store::File::open_to_read(input.path);
  std::string head(kFormatBytes, '\0');
  head.resize(file.read_some(0, std::as_writable_bytes(std::span(head))));
  if (head.starts_with(kHdf5Signature)) return InputKind::kHdf5;
  if (head.starts_with(kGzipSignature)) return InputKind::kGzip;
  std::string tail(std::min<std::uint64_t>(kFormatBytes, input.bytes - std::min<std::uint64_t>(input.bytes, head.size())), '\0');
  tail.resize(file.read_some(input.bytes - tail.size(), std::as_writable_bytes(std::span(tail))));
  const std::optional<OtherFormat> other = other_format(head, tail);
  if (!(other && other->holds_files) && begins_hdf5(file, input.bytes)) return InputKind::kHdf5;
  if (other) refuse_format(input, *other, "");
  return InputKind::kPlain;
}

/// The text at a CSV file's beginning, long enough to hold any header.
std::string beginning_of(const InputFile& file) {
  const std::size_t most = 2 * kMaxRecordBytes;
  if (file.kind != InputKind::kGzip) {
    FileWindow window(file.path, file.bytes);
    return std::string(window.from(0, most).substr(0, most));
  }
  std::string text(most, '\0');
  text.resize(GzipText(file.path, file.title()).read(text));
  if (const auto other = other_format(std::string_view(text).substr(0, kFormatBytes), "")) refuse_format(file, *other, ", within gzip");
  return text;
}

void read_header(InputFile& file, const RecordScanner& scanner) {
  const std::string text = beginning_of(file);
  const std::size_t mark = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  const RecordEnd end = scanner.record_end(text, mark, text.size() < 2 * kMaxRecordBytes);
  if (text.size() == mark) throw InputError(file.title() + " is empty: a header line with the names of the columns is needed");
  if (text.find('\0') < end.end)
    throw InputError(file.title() + " is no text: its first line holds a byte 0; CSV in UTF-8, gzip of it, or flat HDF5 can be imported");
  if (end.malformed || !end.complete) throw InputError(file.title() + ": the header line is no CSV record: a quote is not closed, text follows a closing quote, or it is too long");
  file.header = text.substr(mark, end.end - mark);
  const std::size_t lone = file.header.find('\r');
  if (lone != std::string::npos && lone + 1 < file.header.size() && file.header[lone + 1] != '\n')
    throw InputError(file.title() + ": its lines end with a carriage return alone, which no CSV reader takes for a line's end; write it with line feeds");
  file.data_begin = end.end;
  file.first_line = 1 + static_cast<std::uint64_t>(std::count(file.header.begin(), file.header.end(), '\n'));
}

/// Columns of HDF5 whose floats are money or times.
void note_columns(InputFile& file, const std::vector<std::string>& header, const FieldMap& map) {
  for (const std::size_t field : money_fields(file.records))
    if (map.has(field)) file.money_columns.push_back(header[static_cast<std::size_t>(map.at(field))]);
  for (const std::size_t field : time_fields(file.records))
    if (map.has(field)) file.time_columns.push_back(header[static_cast<std::size_t>(map.at(field))]);
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
    throw InputError(fmt::format("{} is {}; give {}", path, kind == store::PathKind::kDirectory ? "a directory" : "no regular file",
                                 kind == store::PathKind::kDirectory ? "the files in it" : fmt::format("a pipe as standard input, with --{} -", name_of(records))));
  file.bytes = store::File::open_to_read(file.path).size();
  file.kind = kind_of(file);
  return file;
}

/// A dataset of HDF5 that is no column is ignored, unless a field is looked for under its name.
void pass_over(const InputFile& file, const std::string& name, const std::string& reason, const ImportOptions& options, Inputs& inputs) {
  for (const char* field : field_names(file.records)) {
    const auto named = options.columns.find(field_key(file.records, field));
    if (name == (named == options.columns.end() ? field : named->second))
      throw InputError(fmt::format("{}: '{}' is no column that can be read: {}", file.title(), readable(name), reason));
  }
  inputs.ignored.push_back(field_key(file.records, name));
}

void look_at(Inputs& inputs, const std::vector<std::string>& paths, RecordKind records, const ImportOptions& options,
             const std::string& directory, const RecordScanner& scanner) {
  for (const std::string& path : paths) {
    InputFile file = found(path, records, directory);
    std::map<std::string, std::string> passed_over;
    if (file.kind == InputKind::kHdf5) file.header = foreign_header(file, scanner.delimiter(), passed_over);
    else read_header(file, scanner);
    for (const auto& [name, reason] : passed_over) pass_over(file, name, reason, options, inputs);
    std::vector<std::string_view> fields;
    std::string storage;
    scanner.split(file.header, fields, storage);
    const std::vector<std::string> header(fields.begin(), fields.end());
    inputs.maps.push_back(map_fields(file.name == "-" ? file.title() : file.name, header, options.columns, inputs.ignored, records));
    note_columns(file, header, inputs.maps.back());
    inputs.files.push_back(std::move(file));
  }
}

/// What says the sign of an amount says it once and whole.
void require_signs(const ImportOptions& options) {
  const auto is_named = [&](const char* field) { return options.columns.find(field) != options.columns.end(); };
  if (is_named("debit") != is_named("credit")) throw UsageError("--debit and --credit need each other: the columns of money out and money in");
  if (is_named("debit") && is_named("amount")) throw UsageError("--debit and --credit take the amount's place; leave --column amount=NAME out");
  if (is_named("direction") == options.directions.empty()) throw UsageError("a column of directions needs to be named with its values, as --direction type=sale:debit,refund:credit");
  if (is_named("debit") && is_named("direction")) throw UsageError("--debit and --credit say the direction themselves; leave --direction out");
  if (options.spend_positive && (is_named("debit") || is_named("direction")))
    throw UsageError(fmt::format("--amounts spend-positive and {} say the sign twice; leave --amounts out", is_named("debit") ? "--debit with --credit" : "--direction"));
}

}  // namespace

void require_use(const ImportOptions& options) {
  if (options.transactions.empty()) throw UsageError("no file of transactions is given");
  if (!options.liabilities.empty() && options.accounts.empty())
    throw UsageError("--liabilities without --accounts: a liability belongs to an account; give the accounts too");
  require_fields(options.columns);
  require_signs(options);
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
