#include "spendlens/duckdb/connection.hpp"

#include <fmt/format.h>

#include <utility>

#include "duckdb/column_type.hpp"
#include "duckdb/connection_state.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::duckdb {

namespace {

constexpr std::size_t kMaxReasonBytes = 300;

class Configuration {
 public:
  explicit Configuration(const c::Functions& f) : f_(f) {
    if (f_.create_config(&handle) != 0) throw InternalError("DuckDB cannot be configured");
  }
  ~Configuration() { f_.destroy_config(&handle); }
  Configuration(const Configuration&) = delete;
  Configuration& operator=(const Configuration&) = delete;

  void set(const char* name, const std::string& value) {
    if (f_.set_config(handle, name, value.c_str()) != 0)
      throw InternalError(fmt::format("DuckDB does not take {}={}", name, value));
  }

  c::Handle handle = nullptr;

 private:
  const c::Functions& f_;
};

}  // namespace

[[noreturn]] void fail(const char* reason) {
  std::string_view text = reason == nullptr ? "DuckDB gives no reason" : reason;
  text = text.substr(0, text.find('\n'));
  throw InputError(readable(text, kMaxReasonBytes));
}

std::string_view Values::text(std::size_t row) const {
  const auto* const value = reinterpret_cast<const c::Text*>(data_ + row * sizeof(c::Text));
  const std::uint32_t size = value->here.size;
  return {size <= c::Text::kInlined ? value->here.bytes : value->elsewhere.bytes, size};
}

Connection::Connection(const Settings& settings) : state_(std::make_unique<State>()) {
  Configuration configuration(state_->f);
  configuration.set("threads", fmt::to_string(settings.threads));
  configuration.set("memory_limit", fmt::format("{}B", settings.memory_bytes));
  configuration.set("temp_directory", settings.temporary);
  configuration.set("autoinstall_known_extensions", "false");
  configuration.set("autoload_known_extensions", settings.extensions ? "true" : "false");
  char* reason = nullptr;
  if (state_->f.open_ext(nullptr, &state_->database, configuration.handle, &reason) != 0) {
    const std::string copy = reason == nullptr ? "" : reason;
    state_->f.free(reason);
    fail(copy.c_str());
  }
  if (state_->f.connect(state_->database, &state_->connection) != 0)
    throw InternalError("DuckDB's database in memory cannot be connected to");
}

Connection::~Connection() = default;

void Connection::execute(const std::string& sql) {
  c::Result result{};
  if (state_->f.query(state_->connection, sql.c_str(), &result) == 0) return state_->f.destroy_result(&result);
  const char* const reason = state_->f.result_error(&result);
  const std::string copy = reason == nullptr ? "" : reason;
  state_->f.destroy_result(&result);
  fail(copy.c_str());
}

void Connection::try_to_execute(const std::string& sql) noexcept {
  c::Result result{};
  static_cast<void>(state_->f.query(state_->connection, sql.c_str(), &result));
  state_->f.destroy_result(&result);
}

std::size_t Connection::count_statements(const std::string& sql) {
  c::Handle statements = nullptr;
  const c::Index count = state_->f.extract_statements(state_->connection, sql.c_str(), &statements);
  const char* const reason =
      count == 0 && statements != nullptr ? state_->f.extract_statements_error(statements) : nullptr;
  const std::string copy = reason == nullptr ? "" : reason;
  state_->f.destroy_extracted(&statements);
  if (!copy.empty()) fail(copy.c_str());
  return count;
}

std::string Connection::version() const { return state_->f.library_version(); }

struct Rows::State {
  const c::Functions& f = c::functions();
  c::Handle statement = nullptr;
  c::Handle pending = nullptr;
  c::Result result{};
  c::Handle chunk = nullptr;
  std::vector<Column> columns;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    f.destroy_data_chunk(&chunk);
    f.destroy_result(&result);
    f.destroy_pending(&pending);
    f.destroy_prepare(&statement);
  }
};

Rows::Rows(std::unique_ptr<State> state) : state_(std::move(state)) {}
Rows::~Rows() = default;
Rows::Rows(Rows&&) noexcept = default;

const std::vector<Column>& Rows::columns() const { return state_->columns; }

bool Rows::next() {
  state_->f.destroy_data_chunk(&state_->chunk);
  state_->chunk = state_->f.fetch_chunk(state_->result);
  if (state_->chunk != nullptr && state_->f.data_chunk_get_size(state_->chunk) > 0) return true;
  if (const char* const reason = state_->f.result_error(&state_->result); reason != nullptr && *reason != '\0')
    fail(reason);
  return false;
}

std::size_t Rows::size() const { return state_->f.data_chunk_get_size(state_->chunk); }

Values Rows::values(std::size_t column) const {
  const c::Handle vector = state_->f.data_chunk_get_vector(state_->chunk, column);
  return {state_->f.vector_get_data(vector), state_->f.vector_get_validity(vector)};
}

Rows Connection::query(const std::string& sql) {
  const c::Functions& f = state_->f;
  auto rows = std::make_unique<Rows::State>();
  if (f.prepare(state_->connection, sql.c_str(), &rows->statement) != 0) fail(f.prepare_error(rows->statement));
  if (f.pending_prepared_streaming(rows->statement, &rows->pending) != 0) fail(f.pending_error(rows->pending));
  if (f.execute_pending(rows->pending, &rows->result) != 0) fail(f.result_error(&rows->result));
  for (c::Index i = 0; i < f.column_count(&rows->result); ++i)
    rows->columns.push_back(column_of(f.column_logical_type(&rows->result, i), f.column_name(&rows->result, i)));
  return Rows(std::move(rows));
}

}  // namespace spendlens::duckdb
