#include "spendlens/store/layout.hpp"

#include <fmt/core.h>

#include "spendlens/core/error.hpp"

namespace spendlens::store {

namespace {

template <class Map>
const auto& find_or_throw(const Map& map, const std::string& name, const char* what) {
  const auto found = map.find(name);
  if (found == map.end())
    throw InputError(
        fmt::format("{} '{}' is missing; the file was written by something else, or is damaged", what, name));
  return found->second;
}

}  // namespace

ElementType text_type(std::uint32_t width) { return {ElementKind::kText, width}; }

std::string type_name(ElementType type) {
  switch (type.kind) {
    case ElementKind::kU8:
      return "u8";
    case ElementKind::kU16:
      return "u16";
    case ElementKind::kU32:
      return "u32";
    case ElementKind::kU64:
      return "u64";
    case ElementKind::kI64:
      return "i64";
    case ElementKind::kF32:
      return "f32";
    case ElementKind::kF64:
      return "f64";
    case ElementKind::kText:
      break;
  }
  return fmt::format("text[{}]", type.width);
}

const ColumnPlace& Layout::at(const std::string& path) const { return find_or_throw(columns, path, "column"); }

const ColumnPlace& Layout::at(const std::string& path, ElementKind kind) const {
  const ColumnPlace& place = at(path);
  if (place.type.kind != kind)
    throw InputError(
        fmt::format("column '{}' is of type {}, which it must not be; the file was written by something else", path,
                    type_name(place.type)));
  return place;
}

const std::string& Layout::text(const std::string& name) const {
  return find_or_throw(text_attributes, name, "attribute");
}

std::uint64_t Layout::integer(const std::string& name) const {
  return find_or_throw(integer_attributes, name, "attribute");
}

std::uint64_t Layout::integer_or_zero(const std::string& name) const {
  const auto found = integer_attributes.find(name);
  return found == integer_attributes.end() ? 0 : found->second;
}

}  // namespace spendlens::store
