#include <nanobind/stl/string.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "arrow_abi.hpp"
#include "bindings.hpp"
#include "spendlens/core/error.hpp"

// What a stream of Arrow's holds, as numpy arrays on the very memory of its buffers: each array keeps alive the chunk
// that it is of. What the bytes mean is for the package's _arrow.py to say.

namespace spendlens::python {

namespace {

/// A chunk that is released with the last array that shows its memory.
nb::capsule keep(const ArrowArray& chunk) {
  auto* const kept = new ArrowArray(chunk);
  return {kept, [](void* array) noexcept {
            auto* const owned = static_cast<ArrowArray*>(array);
            if (owned->release != nullptr) owned->release(owned);
            delete owned;
          }};
}

nb::object bytes_at(const void* memory, std::size_t size, nb::handle owner) {
  static const std::uint8_t kNothing = 0;
  const auto* const bytes = memory == nullptr ? &kNothing : static_cast<const std::uint8_t*>(memory);
  return view(std::span<const std::uint8_t>(bytes, memory == nullptr ? 0 : size), owner);
}

/// Bytes of one entry of a column of a fixed width; 0 of others.
std::size_t width_of(const std::string& format) {
  if (format == "c" || format == "C") return 1;
  if (format == "s" || format == "S" || format == "e") return 2;
  if (format == "i" || format == "I" || format == "f" || format == "tdD" || format == "tts" || format == "ttm")
    return 4;
  if (format == "l" || format == "L" || format == "g" || format == "tdm" || format.starts_with("ts") ||
      format == "ttu" || format == "ttn" || format.starts_with("tD"))
    return 8;
  if (format.starts_with("d:"))
    return format.ends_with(",256") ? 32 : format.ends_with(",64") ? 8 : format.ends_with(",32") ? 4 : 16;
  return 0;
}

template <class Offset>
std::size_t last_offset(const void* offsets, std::size_t entries) {
  if (offsets == nullptr || entries == 0) return 0;
  const Offset last = static_cast<const Offset*>(offsets)[entries];
  return last < 0 ? 0 : static_cast<std::size_t>(last);
}

/// The buffers behind the validity bits, as many bytes as entries up to the last one need.
nb::list buffers_of(const std::string& format, const ArrowArray& array, nb::handle owner) {
  const auto entries = static_cast<std::size_t>(array.length + array.offset);
  nb::list buffers;
  const auto add = [&](std::int64_t index, std::size_t size) {
    buffers.append(bytes_at(array.buffers[index], size, owner));
  };
  if (const std::size_t width = width_of(format); width != 0 && array.n_buffers >= 2) {
    add(1, entries * width);
  } else if (format == "b" && array.n_buffers >= 2) {
    add(1, (entries + 7) / 8);
  } else if ((format == "u" || format == "z") && array.n_buffers >= 3) {
    add(1, (entries + 1) * sizeof(std::int32_t));
    add(2, last_offset<std::int32_t>(array.buffers[1], entries));
  } else if ((format == "U" || format == "Z") && array.n_buffers >= 3) {
    add(1, (entries + 1) * sizeof(std::int64_t));
    add(2, last_offset<std::int64_t>(array.buffers[1], entries));
  } else if ((format == "vu" || format == "vz") && array.n_buffers >= 3) {
    add(1, entries * 16);
    const auto* const sizes = static_cast<const std::int64_t*>(array.buffers[array.n_buffers - 1]);
    for (std::int64_t i = 2; i + 1 < array.n_buffers; ++i) add(i, static_cast<std::size_t>(sizes[i - 2]));
  }
  return buffers;
}

nb::dict column_of(const ArrowSchema& schema, const ArrowArray& array, nb::handle owner) {
  const std::string format = schema.format;
  nb::dict column;
  column["name"] = nb::str(schema.name == nullptr ? "" : schema.name);
  column["format"] = nb::str(schema.format);
  column["length"] = array.length;
  column["offset"] = array.offset;
  const bool has_bits = array.n_buffers > 0 && array.buffers[0] != nullptr && array.null_count != 0 && format != "n";
  column["validity"] =
      has_bits ? bytes_at(array.buffers[0], static_cast<std::size_t>(array.length + array.offset + 7) / 8, owner)
               : nb::none();
  column["buffers"] = buffers_of(format, array, owner);
  column["dictionary"] = schema.dictionary != nullptr && array.dictionary != nullptr
                             ? nb::object(column_of(*schema.dictionary, *array.dictionary, owner))
                             : nb::none();
  return column;
}

/// The columns of one chunk: the children of a struct, or the chunk itself.
nb::list chunk_of(const ArrowSchema& schema, ArrowArray& array) {
  const nb::capsule owner = keep(array);
  nb::list columns;
  if (std::strcmp(schema.format, "+s") != 0) {
    columns.append(column_of(schema, array, owner));
    return columns;
  }
  if (array.offset != 0) throw InputError("a table that is a slice of a struct with nulls cannot be read");
  for (std::int64_t i = 0; i < schema.n_children; ++i)
    columns.append(column_of(*schema.children[i], *array.children[i], owner));
  return columns;
}

struct ReleaseSchema {
  ArrowSchema schema{};
  ~ReleaseSchema() {
    if (schema.release != nullptr) schema.release(&schema);
  }
};

nb::list read_stream(nb::capsule capsule) {
  auto* const stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), kStreamCapsule));
  if (stream == nullptr) throw nb::python_error();
  if (stream->release == nullptr) throw UsageError("the stream was read before");
  const auto refuse = [&](const char* what) {
    const char* const reason = stream->get_last_error(stream);
    throw InputError(std::string(what) + (reason == nullptr ? "" : std::string(": ") + reason));
  };
  ReleaseSchema of;
  if (stream->get_schema(stream, &of.schema) != 0) refuse("a stream has no schema");
  nb::list chunks;
  nb::list names;
  for (std::int64_t i = 0; i < of.schema.n_children; ++i) names.append(nb::str(of.schema.children[i]->name));
  chunks.append(names);
  for (;;) {
    ArrowArray array{};
    int code = 0;
    {
      const nb::gil_scoped_release released;
      code = stream->get_next(stream, &array);
    }
    if (code != 0) refuse("a stream cannot be read");
    if (array.release == nullptr) return chunks;
    chunks.append(chunk_of(of.schema, array));
  }
}

nb::list read_array(nb::capsule schema_capsule, nb::capsule array_capsule) {
  auto* const schema = static_cast<ArrowSchema*>(PyCapsule_GetPointer(schema_capsule.ptr(), kSchemaCapsule));
  auto* const array = static_cast<ArrowArray*>(PyCapsule_GetPointer(array_capsule.ptr(), kArrayCapsule));
  if (schema == nullptr || array == nullptr) throw nb::python_error();
  if (array->release == nullptr) throw UsageError("the array was read before");
  ArrowArray taken = *array;
  array->release = nullptr;
  nb::list chunks;
  chunks.append(nb::list());
  chunks.append(chunk_of(*schema, taken));
  return chunks;
}

}  // namespace

void bind_arrow_input(nb::module_& module) {
  module.def("read_stream", &read_stream, nb::arg("capsule"));
  module.def("read_array", &read_array, nb::arg("schema"), nb::arg("array"));
}

}  // namespace spendlens::python
