#include <nanobind/stl/string.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "arrow_abi.hpp"
#include "bindings.hpp"

// A table as a stream of one chunk, on the memory of numpy arrays: each exported array keeps them alive, whoever
// releases it and on whatever thread.

namespace spendlens::python {

namespace {

using Bytes = nb::ndarray<nb::ro, nb::device::cpu>;

/// A column to export: what its schema says, and its memory.
struct OutputColumn {
  std::string name;
  std::string format;
  std::int64_t length = 0;
  std::int64_t null_count = 0;
  std::vector<const void*> buffers;
  std::vector<nb::object> owners;
  std::unique_ptr<OutputColumn> dictionary;
  std::string metadata;
};

using Columns = std::vector<std::shared_ptr<OutputColumn>>;

std::string encoded(const nb::dict& pairs) {
  std::string bytes;
  const auto add_number = [&](std::size_t number) {
    const auto value = static_cast<std::int32_t>(number);
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  if (pairs.size() == 0) return bytes;
  add_number(pairs.size());
  for (const auto& [key, value] : pairs)
    for (nb::handle text : {key, value}) {
      const auto word = nb::cast<std::string>(text);
      add_number(word.size());
      bytes += word;
    }
  return bytes;
}

/// (name, format, length, null_count, [buffer or None], dictionary or None, {metadata})
std::unique_ptr<OutputColumn> column_from(nb::handle tuple) {
  auto column = std::make_unique<OutputColumn>();
  column->name = nb::cast<std::string>(tuple[0]);
  column->format = nb::cast<std::string>(tuple[1]);
  column->length = nb::cast<std::int64_t>(tuple[2]);
  column->null_count = nb::cast<std::int64_t>(tuple[3]);
  for (nb::handle buffer : nb::cast<nb::list>(tuple[4])) {
    column->buffers.push_back(buffer.is_none() ? nullptr : nb::cast<Bytes>(buffer).data());
    column->owners.push_back(nb::borrow(buffer));
  }
  if (!tuple[5].is_none()) column->dictionary = column_from(nb::object(tuple[5]));
  column->metadata = encoded(nb::cast<nb::dict>(tuple[6]));
  return column;
}

/// What an exported schema owns. Children are allocated by hand: a consumer may move them out.
struct SchemaMemory {
  std::string format;
  std::string name;
  std::string metadata;
  std::vector<ArrowSchema*> children;
};

void release_schema(ArrowSchema* schema) {
  for (std::int64_t i = 0; i < schema->n_children; ++i) {
    if (schema->children[i]->release != nullptr) schema->children[i]->release(schema->children[i]);
    delete schema->children[i];
  }
  if (schema->dictionary != nullptr) {
    if (schema->dictionary->release != nullptr) schema->dictionary->release(schema->dictionary);
    delete schema->dictionary;
  }
  delete static_cast<SchemaMemory*>(schema->private_data);
  schema->release = nullptr;
}

void fill_schema(ArrowSchema& schema, std::unique_ptr<SchemaMemory> memory, ArrowSchema* dictionary) {
  schema = {memory->format.c_str(),
            memory->name.c_str(),
            memory->metadata.empty() ? nullptr : memory->metadata.data(),
            kArrowNullable,
            static_cast<std::int64_t>(memory->children.size()),
            memory->children.data(),
            dictionary,
            release_schema,
            nullptr};
  schema.private_data = memory.release();
}

void fill_schema(ArrowSchema& schema, const OutputColumn& column) {
  ArrowSchema* dictionary = nullptr;
  if (column.dictionary) {
    dictionary = new ArrowSchema{};
    fill_schema(*dictionary, *column.dictionary);
  }
  fill_schema(schema, std::make_unique<SchemaMemory>(SchemaMemory{column.format, column.name, column.metadata, {}}),
              dictionary);
}

struct ArrayMemory {
  std::shared_ptr<Columns> columns;  ///< released with the interpreter's lock held: it owns objects of Python's
  std::vector<const void*> buffers;
  std::vector<ArrowArray*> children;
};

void release_array(ArrowArray* array) {
  for (std::int64_t i = 0; i < array->n_children; ++i) {
    if (array->children[i]->release != nullptr) array->children[i]->release(array->children[i]);
    delete array->children[i];
  }
  if (array->dictionary != nullptr) {
    if (array->dictionary->release != nullptr) array->dictionary->release(array->dictionary);
    delete array->dictionary;
  }
  array->release = nullptr;
  const nb::gil_scoped_acquire held;
  delete static_cast<ArrayMemory*>(array->private_data);
}

void fill_array(ArrowArray& array, const OutputColumn& column, const std::shared_ptr<Columns>& all) {
  auto* const memory = new ArrayMemory{all, column.buffers, {}};
  ArrowArray* dictionary = nullptr;
  if (column.dictionary) {
    dictionary = new ArrowArray{};
    fill_array(*dictionary, *column.dictionary, all);
  }
  array = {column.length,
           column.null_count,
           0,
           static_cast<std::int64_t>(memory->buffers.size()),
           0,
           memory->buffers.data(),
           nullptr,
           dictionary,
           release_array,
           memory};
}

struct StreamMemory {
  std::shared_ptr<Columns> columns;
  std::int64_t rows = 0;
  bool is_done = false;
};

StreamMemory& memory_of(ArrowArrayStream* stream) { return *static_cast<StreamMemory*>(stream->private_data); }

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  auto memory = std::make_unique<SchemaMemory>(SchemaMemory{"+s", "", "", {}});
  for (const auto& column : *memory_of(stream).columns) {
    memory->children.push_back(new ArrowSchema{});
    fill_schema(*memory->children.back(), *column);
  }
  fill_schema(*out, std::move(memory), nullptr);
  out->flags = 0;
  return 0;
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  StreamMemory& of = memory_of(stream);
  *out = {};
  if (of.is_done) return 0;
  of.is_done = true;
  auto* const memory = new ArrayMemory{of.columns, {nullptr}, {}};
  for (const auto& column : *of.columns) {
    memory->children.push_back(new ArrowArray{});
    fill_array(*memory->children.back(), *column, of.columns);
  }
  *out = {of.rows,
          0,
          0,
          1,
          static_cast<std::int64_t>(memory->children.size()),
          memory->buffers.data(),
          memory->children.data(),
          nullptr,
          release_array,
          memory};
  return 0;
}

void release_stream(ArrowArrayStream* stream) {
  const nb::gil_scoped_acquire held;
  delete static_cast<StreamMemory*>(stream->private_data);
  stream->release = nullptr;
}

void free_capsule(PyObject* capsule) {
  auto* const stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule, kStreamCapsule));
  if (stream == nullptr) return;
  if (stream->release != nullptr) stream->release(stream);
  delete stream;
}

nb::object export_stream(const nb::list& columns, std::int64_t rows) {
  auto kept = std::make_shared<Columns>();
  for (nb::handle column : columns) kept->push_back(column_from(column));
  auto* const stream = new ArrowArrayStream{
      get_schema, get_next, [](ArrowArrayStream*) -> const char* { return nullptr; }, release_stream, nullptr};
  stream->private_data = new StreamMemory{std::move(kept), rows, false};
  return nb::steal(PyCapsule_New(stream, kStreamCapsule, free_capsule));
}

}  // namespace

void bind_arrow_output(nb::module_& module) {
  module.def("export_stream", &export_stream, nb::arg("columns"), nb::arg("rows"));
}

}  // namespace spendlens::python
