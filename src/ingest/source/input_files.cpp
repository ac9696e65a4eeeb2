#include "ingest/source/input_files.hpp"

#include <fmt/format.h>
#include <utf8.h>

#include <algorithm>
#include <filesystem>

#include "ingest/source/decoded_text.hpp"
#include "ingest/source/file_formats.hpp"
#include "ingest/source/file_window.hpp"
#include "ingest/source/input_digest.hpp"
#include "ingest/source/standard_input.hpp"
#include "ingest/source/table_input.hpp"
#include "ingest/source/text_stream.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

[[noreturn]] void refuse_format(const InputFile& file, const OtherFormat& format, std::string_view within) {
  std::string way_out = format.way_out;
  const std::size_t at = way_out.find("FILE");
  if (at != std::string::npos && file.name != "-") {
    if (within.empty())
      way_out.replace(at, 4, file.path);
    else  // its programs read it without the gzip around it
      way_out = fmt::format("inflate it: gzip -dc {} > FILE; then {}", file.path, way_out);
  }
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

/// By the first bytes, not by the name; JSON is text here. What nothing here reads is refused by its name.
InputKind kind_of(const InputFile& input, const ImportOptions& options) {
  const store::File file = store::File::open_to_read(input.path);
  std::string head(kFormatBytes, '\0');
  head.resize(file.read_some(0, std::as_writable_bytes(std::span(head))));
  if (head.starts_with(kHdf5Signature)) return InputKind::kHdf5;
  if (head.starts_with(kGzipSignature)) return InputKind::kGzip;
  if (begins_zstd(head)) return InputKind::kZstd;
  if (head.starts_with(kParquetSignature)) return InputKind::kTable;
  if (begins_json(head)) return InputKind::kPlain;
  std::string tail(
      std::min<std::uint64_t>(kFormatBytes, input.bytes - std::min<std::uint64_t>(input.bytes, head.size())), '\0');
  tail.resize(file.read_some(input.bytes - tail.size(), std::as_writable_bytes(std::span(tail))));
  const std::optional<OtherFormat> other = other_format(head, tail);
  if (!(other && other->holds_files) && begins_hdf5(file, input.bytes)) return InputKind::kHdf5;
  // What is said to be in another encoding than it is is told later.
  const bool is_decoded = options.encoding != "utf-8" && unicode_encoding(head);
  if (other && !is_decoded) refuse_format(input, *other, "");
  return InputKind::kPlain;
}

/// The text at a CSV file's beginning, long enough to hold any header, in UTF-8. Finds the file's encoding.
std::string beginning_of(InputFile& file, const ImportOptions& options) {
  const std::size_t most = 2 * kMaxRecordBytes;
  std::string head(kFormatBytes, '\0');
  head.resize(raw_stream(file)->read(head));
  file.encoding = encoding_of(head, options.encoding, file.title());
  if (file.kind != InputKind::kPlain && file.encoding.empty())
    if (const auto other = other_format(head, ""))
      refuse_format(file, *other, file.kind == InputKind::kGzip ? ", within gzip" : ", within zstd");
  std::string text(most, '\0');
  text.resize(text_stream(file)->read(text));
  return text;
}

/// Where the header or the first record begins: behind the mark, the lines that are to be skipped, blank ones and
/// comments.
std::size_t beginning_of_records(const std::string& text, const InputFile& file, const RecordScanner& scanner,
                                 const ImportOptions& options) {
  std::size_t position = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  for (std::uint64_t line = 0; line < options.skip_lines; ++line) {
    const std::size_t end = text.find('\n', position);
    if (end == std::string::npos)
      throw InputError(
          fmt::format("{}: nothing follows the {} lines that --skip-lines passes over; give a smaller number",
                      file.title(), options.skip_lines));
    position = end + 1;
  }
  while (true) {
    const std::size_t end = text.find('\n', position);
    const bool is_passed_over =
        text.find_first_not_of('\r', position) == end || scanner.is_comment(std::string_view(text).substr(position));
    if (end == std::string::npos || !is_passed_over) return position;
    position = end + 1;
  }
}

void require_text(const std::string& record, const InputFile& file) {
  if (record.find('\0') != std::string::npos)
    throw InputError(
        file.title() +
        " is no text: its first line holds a byte 0; CSV in UTF-8, gzip of it, or flat HDF5 can be imported");
  const std::size_t lone = record.find('\r');
  if (lone != std::string::npos && lone + 1 < record.size() && record[lone + 1] != '\n')
    throw InputError(
        file.title() +
        ": its lines end with a carriage return alone, which no CSV reader takes for a line's end; write it with line feeds");
}

std::vector<std::string> foreign_names(InputFile& file, const RecordScanner& scanner,
                                       std::map<std::string, std::string>& passed_over) {
  file.header = foreign_header(file, scanner.dialect(), passed_over);
  std::vector<std::string_view> fields;
  std::string storage;
  scanner.split(file.header, fields, storage);
  return {fields.begin(), fields.end()};
}

/// Columns of HDF5 whose floats are money or times.
void note_columns(InputFile& file, const std::vector<std::string>& header, const FieldMap& map) {
  for (const std::size_t field : money_fields(file.records))
    if (map.index[field] >= 0) file.money_columns.push_back(header[static_cast<std::size_t>(map.at(field))]);
  for (const std::size_t field : time_fields(file.records))
    if (map.index[field] >= 0) file.time_columns.push_back(header[static_cast<std::size_t>(map.at(field))]);
}

/// A dataset of HDF5 that is no column is ignored, unless a field is looked for under its name.
void pass_over(const InputFile& file, const std::string& name, const std::string& reason,
               const std::map<std::string, std::string>& columns, Inputs& inputs) {
  for (const char* field : field_names(file.records)) {
    const auto named = columns.find(field_key(file.records, field));
    if (name == (named == columns.end() ? field : named->second))
      throw InputError(fmt::format("{}: '{}' is no column that can be read: {}", file.title(), readable(name), reason));
  }
  inputs.ignored.push_back(field_key(file.records, name));
}

/// What is kept while rank 0 looks at the files.
struct Looking {
  const ImportOptions& options;
  const std::string& directory;
  const RecordScanner& scanner;
  TableInspector tables;
};

/// A file with its fields' columns, as soon as its header is known.
class MappedFile {
 public:
  /// `name` is what messages call the file.
  MappedFile(const Looking& looking, std::string name, const InputFile& file, const std::vector<std::string>& header)
      : options_(looking.options),
        name_(std::move(name)),
        records_(file.records),
        columns_(chosen_columns(name_, header, options_.columns, options_.column_choices, records_)) {}

  [[nodiscard]] const std::map<std::string, std::string>& columns() const { return columns_; }

  [[nodiscard]] FieldMap map(const std::vector<std::string>& header, std::vector<std::string>& ignored) const {
    return map_fields(name_, header, columns_, ignored, records_,
                      {options_.constants, options_.where, options_.ignored_columns});
  }

 private:
  const ImportOptions& options_;
  std::string name_;
  RecordKind records_;
  std::map<std::string, std::string> columns_;
};

void pass_over_all(const InputFile& file, const std::map<std::string, std::string>& reasons,
                   const std::map<std::string, std::string>& columns, Inputs& inputs) {
  for (const auto& [column, reason] : reasons) pass_over(file, column, reason, columns, inputs);
}

/// Of a table the columns that are read are known before its records are.
FieldMap map_table(Looking& looking, const std::string& name, InputFile& file, Inputs& inputs) {
  const TableDescription table = open_table(looking.tables, file);
  std::vector<std::string> header;
  for (const TableColumn& column : table.columns) header.push_back(column.name);
  const MappedFile mapped(looking, name, file, header);
  pass_over_all(file, table.passed_over, mapped.columns(), inputs);
  inputs.columns.insert(mapped.columns().begin(), mapped.columns().end());
  keep_columns_read(file, table, mapped.map(header, inputs.ignored), looking.scanner.dialect());
  std::vector<std::string_view> fields;
  std::string storage;
  looking.scanner.split(file.header, fields, storage);
  std::vector<std::string> ignored;
  return mapped.map({fields.begin(), fields.end()}, ignored);
}

FieldMap map_file(Looking& looking, InputFile& file, Inputs& inputs) {
  const std::string name = file.name == "-" ? file.title() : file.name;
  if (holds_json(file, looking.options))
    for (const auto& [column, reason] :
         make_table_of_json(file, inputs.files.size(), looking.options, looking.directory))
      pass_over(file, column, reason, looking.options.columns, inputs);
  if (file.kind == InputKind::kTable) return map_table(looking, name, file, inputs);
  std::map<std::string, std::string> passed_over;
  const std::vector<std::string> header = file.kind == InputKind::kHdf5
                                              ? foreign_names(file, looking.scanner, passed_over)
                                              : read_header(file, looking.scanner, looking.options);
  const MappedFile mapped(looking, name, file, header);
  pass_over_all(file, passed_over, mapped.columns(), inputs);
  inputs.columns.insert(mapped.columns().begin(), mapped.columns().end());
  FieldMap map = mapped.map(header, inputs.ignored);
  note_columns(file, header, map);
  return map;
}

/// Of an order's lines the first says the amount: there must be such a column.
void require_order_amount(const ImportOptions& options, const InputFile& file, const FieldMap& map) {
  if (options.is_order_amount_first && file.records == RecordKind::kTransactions && !map.has(Field::kAmount))
    throw InputError(fmt::format(
        "{}: --order-amount first needs a column of amounts; give it with --column amount=NAME", file.title()));
}

void index(Inputs& inputs, const std::vector<std::string>& paths, RecordKind records, Looking& looking) {
  for (const std::string& path : paths) {
    InputFile file = find_input(path, records, looking.options, looking.directory);
    inputs.maps.push_back(map_file(looking, file, inputs));
    require_order_amount(looking.options, file, inputs.maps.back());
    inputs.files.push_back(std::move(file));
  }
}

void index_query(Inputs& inputs, Looking& looking) {
  if (looking.options.query.empty()) return;
  InputFile file;
  for (const auto& [column, reason] : make_table_of_query(file, looking.options, looking.directory))
    pass_over(file, column, reason, looking.options.columns, inputs);
  inputs.maps.push_back(map_file(looking, file, inputs));
  inputs.files.push_back(std::move(file));
}

/// What says the sign of an amount says it once and whole.
void require_signs(const ImportOptions& options) {
  const auto is_named = [&](const char* field) { return options.columns.find(field) != options.columns.end(); };
  if (is_named("debit") != is_named("credit"))
    throw UsageError("--debit and --credit need each other: the columns of money out and money in");
  if (is_named("debit") && options.constants.contains("amount"))
    throw UsageError("--debit and --credit take the amount's place; leave --constant amount=VALUE out");
  if (is_named("debit") && is_named("amount"))
    throw UsageError("--debit and --credit take the amount's place; leave --column amount=NAME out");
  if (is_named("direction") == options.directions.empty())
    throw UsageError(
        "a column of directions needs to be named with its values, as --direction type=sale:debit,refund:credit");
  if (is_named("debit") && is_named("direction"))
    throw UsageError("--debit and --credit say the direction themselves; leave --direction out");
  if (options.spend_positive && (is_named("debit") || is_named("direction")))
    throw UsageError(fmt::format("--amounts spend-positive and {} say the sign twice; leave --amounts out",
                                 is_named("debit") ? "--debit with --credit" : "--direction"));
}

void require_constant(const ImportOptions& options, const std::string& field, const std::string& value) {
  if (std::find(kFieldNames.begin() + kFirstNamedField, kFieldNames.end(), field) != kFieldNames.end())
    throw UsageError(fmt::format("--constant {}={}: {} is read from a column alone", field, readable(value), field));
  if (const auto column = options.columns.find(field); column != options.columns.end())
    throw UsageError(
        fmt::format("{} is given by --column {}={} and by --constant; give one", field, field, column->second));
  if (value.empty() || value.size() > ledger::kMaxTextBytes || value.find('\0') != std::string::npos ||
      !utf8::is_valid(value.begin(), value.end()))
    throw UsageError(fmt::format("--constant {}={} is no text of 1 to {} bytes of UTF-8", field, readable(value),
                                 ledger::kMaxTextBytes));
}

void require_number(const char* option, const std::string& given, const std::string& name) {
  const bool is_number = !name.empty() && name.size() < 8 && name[0] != '0' &&
                         std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number)
    throw UsageError(
        fmt::format("{} {}: without a header columns are named by their numbers, from 1", option, readable(given)));
}

void require_reading(const ImportOptions& options) {
  require_fields(options.constants, "--constant");
  for (const auto& [field, value] : options.constants) require_constant(options, field, value);
  if (!is_encoding(options.encoding))
    throw UsageError(fmt::format(
        "--encoding '{}' is not known here; give one as utf-8, utf-16, latin1 or cp1252 (iconv -l lists all)",
        readable(options.encoding)));
  if (options.has_header) return;
  for (const auto& [field, name] : options.columns)
    if (field == "debit" || field == "credit" || field == "direction")
      require_number(("--" + field).c_str(), name, name);
    else
      require_number("--column", field + "=" + name, name);
  for (const RowCondition& condition : options.where)
    require_number("--where", condition.column + (condition.equal ? "=" : "!=") + condition.value, condition.column);
}

}  // namespace

std::vector<std::string> read_header(InputFile& file, const RecordScanner& scanner, const ImportOptions& options) {
  const std::string text = beginning_of(file, options);
  const std::size_t begin = beginning_of_records(text, file, scanner, options);
  if (text.size() <= begin)
    throw InputError(
        file.title() + " is empty: " +
        (options.has_header ? "a header line with the names of the columns is needed" : "there is no record"));
  const RecordEnd end = scanner.record_end(text, begin, text.size() < 2 * kMaxRecordBytes);
  const std::string record = text.substr(begin, end.end - begin);
  require_text(record, file);
  if (end.malformed || !end.complete)
    throw InputError(fmt::format(
        "{}: the {} line is no CSV record: a quote is not closed, text follows a closing quote, or it is too long",
        file.title(), options.has_header ? "header" : "first"));
  std::vector<std::string_view> fields;
  std::string storage;
  scanner.split(record, fields, storage);
  file.data_begin = options.has_header ? end.end : begin;
  file.first_line = 1 + static_cast<std::uint64_t>(std::count(
                            text.begin(), text.begin() + static_cast<std::ptrdiff_t>(file.data_begin), '\n'));
  std::vector<std::string> names(fields.begin(), fields.end());
  if (options.has_header)
    file.header = record;
  else
    for (std::size_t column = 0; column < names.size(); ++column) names[column] = fmt::to_string(column + 1);
  return names;
}

InputFile find_input(const std::string& path, RecordKind records, const ImportOptions& options,
                     const std::string& directory) {
  InputFile file;
  file.path = path;
  file.name = name_with_partitions(path);
  file.records = records;
  if (path == "-") {
    file.path = directory + "/standard-input";
    copy_standard_input(file.path);
  }
  const store::PathKind kind = store::kind_of_path(file.path);
  if (kind == store::PathKind::kMissing)
    throw InputError(fmt::format("there is no file {} to import; check the path", path));
  if (kind != store::PathKind::kFile)
    throw InputError(fmt::format(
        "{} is {}; give {}", path, kind == store::PathKind::kDirectory ? "a directory" : "no regular file",
        kind == store::PathKind::kDirectory ? "the files in it"
                                            : fmt::format("a pipe as standard input, with --{} -", name_of(records))));
  file.bytes = store::File::open_to_read(file.path).size();
  file.kind = kind_of(file, options);
  return file;
}

void require_use(const ImportOptions& options) {
  if (options.transactions.empty() && options.query.empty())
    throw UsageError("no file of transactions is given; give one with --transactions, or a --query");
  if (!options.liabilities.empty() && options.accounts.empty())
    throw UsageError("--liabilities without --accounts: a liability belongs to an account; give the accounts too");
  require_fields(options.columns);
  require_reading(options);
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

Inputs open_inputs(comm::Communicator& communicator, const ImportOptions& options, const std::string& directory,
                   const RecordScanner& scanner) {
  Inputs inputs;
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    Looking looking{options, directory, scanner, {}};
    index(inputs, options.transactions, RecordKind::kTransactions, looking);
    index_query(inputs, looking);
    index(inputs, options.accounts, RecordKind::kAccounts, looking);
    index(inputs, options.liabilities, RecordKind::kLiabilities, looking);
  });
  comm::broadcast_object(communicator, inputs.files, 0);
  comm::broadcast_object(communicator, inputs.maps, 0);
  comm::broadcast_object(communicator, inputs.ignored, 0);
  comm::broadcast_object(communicator, inputs.columns, 0);
  std::vector<FieldMap> of_transactions;
  for (std::size_t file = 0; file < inputs.files.size(); ++file)
    if (inputs.files[file].records == RecordKind::kTransactions) of_transactions.push_back(inputs.maps[file]);
  inputs.schema = schema_of(of_transactions);
  std::vector<Digest> blocks;
  for (const InputFile& file : inputs.files) {
    const auto of_file = digest_file(communicator, file.source.empty() ? file.path : file.source, file.bytes);
    blocks.insert(blocks.end(), of_file.begin(), of_file.end());
    inputs.source.name += (inputs.source.name.empty() ? "" : " ") + file.name;
    inputs.source.bytes += file.bytes;
  }
  inputs.source.digest = digest_of_blocks(blocks);
  return inputs;
}

}  // namespace spendlens::ingest
