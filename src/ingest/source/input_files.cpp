#include "ingest/source/input_files.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "ingest/source/find_input.hpp"
#include "ingest/source/header_text.hpp"
#include "ingest/source/input_digest.hpp"
#include "ingest/source/table_input.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

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
  for (const auto& [key, column] : columns)
    if (column == name && name_in_key(file.records, key))
      throw InputError(fmt::format("{}: '{}' is no column that can be read: {}", file.title(), readable(name), reason));
  inputs.ignored.push_back(field_key(file.records, name));
}

/// What is kept while rank 0 looks at the files.
struct Looking {
  const ImportOptions& options;
  const std::string& directory;
  const RecordScanner& scanner;
  bool has_accounts;
  TableInspector tables;
  /// Keys of attributes and their columns, where not the options name them but the first file of customers
  std::map<std::string, std::string> attributes;
};

/// Every column of a file of customers but the id is an attribute, unless some are named.
std::map<std::string, std::string> attributes_in(const std::string& file, const std::vector<std::string>& header,
                                                 const std::map<std::string, std::string>& columns,
                                                 const std::vector<std::string>& ignored) {
  std::map<std::string, std::string> attributes;
  const auto named = columns.find(field_key(RecordKind::kCustomers, kCustomerFieldNames.front()));
  const std::string id = in_lower_case(named == columns.end() ? kCustomerFieldNames.front() : named->second);
  for (const std::string& column : column_names(header)) {
    if (in_lower_case(column) == id || std::find(ignored.begin(), ignored.end(), column) != ignored.end()) continue;
    const std::string name = column_name_of(column);
    if (!ledger::is_column_name(name) || !attributes.emplace(named_key(RecordKind::kCustomers, name), column).second)
      throw InputError(fmt::format(
          "{}: the column '{}' cannot give its attribute a name of its own; name those to read, as --attribute NAME='{}'",
          file, readable(column), readable(column)));
  }
  if (attributes.empty() || attributes.size() > ledger::kMaxAttributes)
    throw InputError(fmt::format(
        "{}: it has {} columns beside the customers' ids, and a ledger takes 1 to {} attributes; name those to read with --attribute NAME=COLUMN",
        file, attributes.size(), ledger::kMaxAttributes));
  return attributes;
}

/// A file with its fields' columns, as soon as its header is known.
class MappedFile {
 public:
  /// `name` is what messages call the file.
  MappedFile(Looking& looking, std::string name, const InputFile& file, const std::vector<std::string>& header)
      : options_(looking.options),
        has_accounts_(looking.has_accounts),
        name_(std::move(name)),
        records_(file.records),
        columns_(chosen_columns(name_, header, options_.columns, options_.column_choices, records_)),
        named_(named_columns(records_, options_)) {
    if (records_ != RecordKind::kCustomers || !named_.empty()) return;
    if (looking.attributes.empty())
      looking.attributes = attributes_in(name_, header, columns_, options_.ignored_columns);
    columns_.insert(looking.attributes.begin(), looking.attributes.end());
    for (const auto& [key, column] : looking.attributes) named_.push_back(*name_in_key(records_, key));
  }

  [[nodiscard]] const std::map<std::string, std::string>& columns() const { return columns_; }

  [[nodiscard]] FieldMap map(const std::vector<std::string>& header, std::vector<std::string>& ignored) const {
    return map_fields(name_, header, columns_, ignored, records_,
                      {options_.constants, options_.where, options_.ignored_columns, named_, has_accounts_});
  }

 private:
  const ImportOptions& options_;
  bool has_accounts_;
  std::string name_;
  RecordKind records_;
  std::map<std::string, std::string> columns_;
  std::vector<std::string> named_;  ///< dimensions or attributes
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

}  // namespace

std::vector<std::string> Inputs::names() const {
  std::vector<std::string> names;
  for (const InputFile& file : files) names.push_back(file.name);
  return names;
}

Inputs open_inputs(comm::Communicator& communicator, const ImportOptions& options, const std::string& directory,
                   const RecordScanner& scanner, bool has_accounts) {
  Inputs inputs;
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    Looking looking{options, directory, scanner, has_accounts, {}, {}};
    index(inputs, options.transactions, RecordKind::kTransactions, looking);
    index_query(inputs, looking);
    index(inputs, options.accounts, RecordKind::kAccounts, looking);
    index(inputs, options.liabilities, RecordKind::kLiabilities, looking);
    index(inputs, options.customers, RecordKind::kCustomers, looking);
    inputs.attributes = named_columns(RecordKind::kCustomers, options);
    for (const auto& [key, column] : looking.attributes)
      inputs.attributes.push_back(*name_in_key(RecordKind::kCustomers, key));
  });
  comm::broadcast_object(communicator, inputs.files, 0);
  comm::broadcast_object(communicator, inputs.maps, 0);
  comm::broadcast_object(communicator, inputs.ignored, 0);
  comm::broadcast_object(communicator, inputs.columns, 0);
  comm::broadcast_object(communicator, inputs.attributes, 0);
  std::vector<FieldMap> of_transactions;
  for (std::size_t file = 0; file < inputs.files.size(); ++file)
    if (inputs.files[file].records == RecordKind::kTransactions) of_transactions.push_back(inputs.maps[file]);
  inputs.schema = schema_of(of_transactions, named_columns(RecordKind::kTransactions, options).size());
  std::vector<Digest> blocks;
  for (const InputFile& file : inputs.files) {
    const auto of_file = digest_file(communicator, file.source.empty() ? file.path : file.source, file.bytes);
    inputs.digests.push_back(digest_of_blocks(of_file));
    blocks.insert(blocks.end(), of_file.begin(), of_file.end());
    inputs.source.name += (inputs.source.name.empty() ? "" : " ") + file.name;
    inputs.source.bytes += file.bytes;
  }
  inputs.source.digest = digest_of_blocks(blocks);
  return inputs;
}

}  // namespace spendlens::ingest
