#pragma once

#include <cstdint>
#include <string>

/// What is used of DuckDB's C library, declared here, as it is found at run time: no header of it is needed to build.
/// The names are those of its duckdb.h, without their prefix; its functions of version 1.2 and later have these forms.
namespace spendlens::duckdb::c {

using Index = std::uint64_t;
using State = int;  ///< 0: done
using Handle = void*;

struct Result {
  Index deprecated_column_count;
  Index deprecated_row_count;
  Index deprecated_rows_changed;
  void* deprecated_columns;
  char* deprecated_error_message;
  void* internal_data;
};

/// Up to 12 bytes stand in the value itself.
union Text {
  static constexpr std::uint32_t kInlined = 12;
  struct {
    std::uint32_t size;
    char bytes[kInlined];
  } here;
  struct {
    std::uint32_t size;
    char prefix[4];
    const char* bytes;
  } elsewhere;
};
static_assert(sizeof(Text) == 16);

enum TypeId : int {
  kBoolean = 1,
  kInt8 = 2,
  kInt16 = 3,
  kInt32 = 4,
  kInt64 = 5,
  kUint8 = 6,
  kUint16 = 7,
  kUint32 = 8,
  kUint64 = 9,
  kFloat = 10,
  kDouble = 11,
  kTimestamp = 12,
  kDate = 13,
  kVarchar = 17,
  kBlob = 18,
  kDecimal = 19,
  kTimestampS = 20,
  kTimestampMs = 21,
  kTimestampNs = 22,
  kList = 24,
  kStruct = 25,
  kTimestampTz = 31,
  kArray = 33
};

using TableCallback = void (*)(Handle info);
using TableFunctionCallback = void (*)(Handle info, Handle chunk);

#define SPENDLENS_DUCKDB_FUNCTIONS(F)                                                        \
  F(const char*, library_version, ())                                                        \
  F(void, free, (void* pointer))                                                             \
  F(State, create_config, (Handle * config))                                                 \
  F(State, set_config, (Handle config, const char* name, const char* option))                \
  F(void, destroy_config, (Handle * config))                                                 \
  F(State, open_ext, (const char* path, Handle* database, Handle config, char** error))      \
  F(void, close, (Handle * database))                                                        \
  F(State, connect, (Handle database, Handle * connection))                                  \
  F(void, disconnect, (Handle * connection))                                                 \
  F(State, query, (Handle connection, const char* sql, Result* result))                      \
  F(void, destroy_result, (Result * result))                                                 \
  F(const char*, result_error, (Result * result))                                            \
  F(Index, column_count, (Result * result))                                                  \
  F(const char*, column_name, (Result * result, Index column))                               \
  F(Handle, column_logical_type, (Result * result, Index column))                            \
  F(Handle, fetch_chunk, (Result result))                                                    \
  F(Index, extract_statements, (Handle connection, const char* sql, Handle* statements))     \
  F(const char*, extract_statements_error, (Handle statements))                              \
  F(void, destroy_extracted, (Handle * statements))                                          \
  F(State, prepare, (Handle connection, const char* sql, Handle* statement))                 \
  F(const char*, prepare_error, (Handle statement))                                          \
  F(void, destroy_prepare, (Handle * statement))                                             \
  F(State, pending_prepared_streaming, (Handle statement, Handle * pending))                 \
  F(const char*, pending_error, (Handle pending))                                            \
  F(State, execute_pending, (Handle pending, Result * result))                               \
  F(void, destroy_pending, (Handle * pending))                                               \
  F(Index, data_chunk_get_size, (Handle chunk))                                              \
  F(void, data_chunk_set_size, (Handle chunk, Index size))                                   \
  F(Handle, data_chunk_get_vector, (Handle chunk, Index column))                             \
  F(void, destroy_data_chunk, (Handle * chunk))                                              \
  F(void*, vector_get_data, (Handle vector))                                                 \
  F(std::uint64_t*, vector_get_validity, (Handle vector))                                    \
  F(void, vector_ensure_validity_writable, (Handle vector))                                  \
  F(void, vector_assign_string_element_len, (Handle vector, Index row, const char*, Index))  \
  F(Index, vector_size, ())                                                                  \
  F(int, get_type_id, (Handle type))                                                         \
  F(void, destroy_logical_type, (Handle * type))                                             \
  F(Handle, create_logical_type, (int id))                                                   \
  F(Handle, create_decimal_type, (std::uint8_t width, std::uint8_t scale))                   \
  F(std::uint8_t, decimal_width, (Handle type))                                              \
  F(std::uint8_t, decimal_scale, (Handle type))                                              \
  F(Handle, list_type_child_type, (Handle type))                                             \
  F(Handle, array_type_child_type, (Handle type))                                            \
  F(Index, struct_type_child_count, (Handle type))                                           \
  F(char*, struct_type_child_name, (Handle type, Index child))                               \
  F(Handle, struct_type_child_type, (Handle type, Index child))                              \
  F(Handle, create_table_function, ())                                                       \
  F(void, destroy_table_function, (Handle * function))                                       \
  F(void, table_function_set_name, (Handle function, const char* name))                      \
  F(void, table_function_set_extra_info, (Handle function, void* info, void (*free)(void*))) \
  F(void, table_function_set_bind, (Handle function, TableCallback bind))                    \
  F(void, table_function_set_init, (Handle function, TableCallback init))                    \
  F(void, table_function_set_function, (Handle function, TableFunctionCallback next))        \
  F(State, register_table_function, (Handle connection, Handle function))                    \
  F(void*, bind_get_extra_info, (Handle info))                                               \
  F(void, bind_add_result_column, (Handle info, const char* name, Handle type))              \
  F(void, init_set_max_threads, (Handle info, Index threads))                                \
  F(void*, function_get_extra_info, (Handle info))                                           \
  F(void, function_set_error, (Handle info, const char* error))

struct Functions {
#define SPENDLENS_DUCKDB_POINTER(Return, name, parameters) Return(*name) parameters = nullptr;
  SPENDLENS_DUCKDB_FUNCTIONS(SPENDLENS_DUCKDB_POINTER)
#undef SPENDLENS_DUCKDB_POINTER
};

/// Loads the library that find_library() names, once in a process. Throws InputError where it cannot be loaded or is of
/// a version without these functions.
[[nodiscard]] const Functions& functions();

}  // namespace spendlens::duckdb::c
