#include "duckdb/row_source.hpp"

#include "duckdb/column_type.hpp"
#include "duckdb/connection_state.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::duckdb {

RowsToFill::RowsToFill(void* chunk, const std::vector<Column>& columns) : capacity_(c::functions().vector_size()) {
  const c::Functions& f = c::functions();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    void* const vector = f.data_chunk_get_vector(chunk, i);
    vectors_.push_back({vector, static_cast<std::byte*>(f.vector_get_data(vector)), nullptr});
  }
}

void RowsToFill::set_null(std::size_t column, std::size_t row) {
  Vector& vector = vectors_[column];
  if (vector.valid == nullptr) {
    c::functions().vector_ensure_validity_writable(vector.handle);
    vector.valid = c::functions().vector_get_validity(vector.handle);
  }
  vector.valid[row / 64] &= ~(std::uint64_t{1} << (row % 64));
}

void RowsToFill::set_text(std::size_t column, std::size_t row, std::string_view text) {
  c::functions().vector_assign_string_element_len(vectors_[column].handle, row, text.data(), text.size());
}

void RowSource::offer_to(Connection& connection) {
  const c::Functions& f = c::functions();
  c::Handle function = f.create_table_function();
  f.table_function_set_name(function, kName);
  f.table_function_set_extra_info(function, this, nullptr);
  f.table_function_set_bind(function, bind);
  f.table_function_set_init(function, begin);
  f.table_function_set_function(function, next);
  const c::State outcome = f.register_table_function(connection.state_->connection, function);
  f.destroy_table_function(&function);
  if (outcome != 0) throw InternalError("DuckDB takes no rows of this program");
}

void RowSource::bind(void* info) {
  const c::Functions& f = c::functions();
  for (const Column& column : static_cast<RowSource*>(f.bind_get_extra_info(info))->columns_) {
    c::Handle type = type_of(column);
    f.bind_add_result_column(info, column.name.c_str(), type);
    f.destroy_logical_type(&type);
  }
}

void RowSource::begin(void* info) { c::functions().init_set_max_threads(info, 1); }

void RowSource::next(void* info, void* chunk) {
  const c::Functions& f = c::functions();
  auto& source = *static_cast<RowSource*>(f.function_get_extra_info(info));
  try {
    RowsToFill rows(chunk, source.columns_);
    f.data_chunk_set_size(chunk, source.fill_(rows));
  } catch (...) {
    source.error_ = std::current_exception();
    f.function_set_error(info, "the rows end with an error");
  }
}

}  // namespace spendlens::duckdb
