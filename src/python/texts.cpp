#include "texts.hpp"

#include <nanobind/stl/vector.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <numeric>

#include "spendlens/core/error.hpp"

namespace spendlens::python {

namespace {

template <class Offset>
Texts texts_between(const Input<Offset>& offsets, const Input<std::uint8_t>& bytes) {
  std::vector<std::string_view> views;
  if (offsets.shape(0) == 0) return {};
  views.reserve(offsets.shape(0) - 1);
  const auto* const text = reinterpret_cast<const char*>(bytes.data());
  for (std::size_t i = 0; i + 1 < offsets.shape(0); ++i) {
    const Offset begin = offsets.data()[i];
    const Offset end = offsets.data()[i + 1];
    if (begin < 0 || end < begin || static_cast<std::size_t>(end) > bytes.shape(0))
      throw InputError("a column of texts has offsets beyond its bytes");
    views.emplace_back(text + begin, static_cast<std::size_t>(end - begin));
  }
  return {std::move(views), nb::make_tuple(nb::cast(offsets), nb::cast(bytes)), false};
}

std::int64_t number_of(std::string_view digits) {
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

/// A number that sorts as the first eight bytes do, or of an integer as itself.
std::uint64_t head_of(std::string_view text, bool is_integer) {
  if (is_integer) return static_cast<std::uint64_t>(number_of(text)) ^ (std::uint64_t{1} << 63);
  std::uint64_t head = 0;
  for (std::size_t i = 0; i < sizeof head; ++i)
    head = head << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  return head;
}

}  // namespace

Texts Texts::of_objects(nb::list objects) {
  std::vector<std::string_view> views;
  views.reserve(objects.size());
  nb::list written;
  for (nb::handle object : objects) {
    nb::object text = nb::borrow(object);
    if (!PyUnicode_Check(object.ptr())) {
      if (object.is_none()) throw InputError("an id is None: every row needs a customer");
      text = nb::str(object);
      written.append(text);
    }
    Py_ssize_t length = 0;
    const char* const bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &length);
    if (bytes == nullptr) throw nb::python_error();
    views.emplace_back(bytes, static_cast<std::size_t>(length));
  }
  return {std::move(views), nb::make_tuple(objects, written), false};
}

Texts Texts::of_integers(const Input<std::int64_t>& values) {
  constexpr std::size_t kDigits = 20;
  auto* const digits = new std::vector<char>(values.shape(0) * kDigits);
  const nb::capsule keeper(digits, [](void* memory) noexcept { delete static_cast<std::vector<char>*>(memory); });
  std::vector<std::string_view> views;
  views.reserve(values.shape(0));
  char* to = digits->data();
  for (const std::int64_t value : span_of(values)) {
    const char* const end = std::to_chars(to, to + kDigits, value).ptr;
    views.emplace_back(to, static_cast<std::size_t>(end - to));
    to += kDigits;
  }
  return {std::move(views), keeper, true};
}

Texts Texts::of_offsets(const Input<std::int32_t>& offsets, const Input<std::uint8_t>& bytes) {
  return texts_between(offsets, bytes);
}

Texts Texts::of_large_offsets(const Input<std::int64_t>& offsets, const Input<std::uint8_t>& bytes) {
  return texts_between(offsets, bytes);
}

Texts Texts::of_views(const Input<std::uint8_t>& views, const nb::list& buffers) {
  constexpr std::size_t kWidth = 16;
  constexpr std::int32_t kInline = 12;
  std::vector<std::span<const std::uint8_t>> bytes;
  for (nb::handle buffer : buffers) bytes.push_back(span_of(nb::cast<Input<std::uint8_t>>(buffer)));
  std::vector<std::string_view> texts;
  texts.reserve(views.shape(0) / kWidth);
  for (std::size_t at = 0; at + kWidth <= views.shape(0); at += kWidth) {
    std::int32_t head[4];  // length, four bytes of the text, buffer, place
    std::memcpy(head, views.data() + at, kWidth);
    if (head[0] >= 0 && head[0] <= kInline) {
      texts.emplace_back(reinterpret_cast<const char*>(views.data()) + at + 4, static_cast<std::size_t>(head[0]));
      continue;
    }
    const auto buffer = static_cast<std::size_t>(head[2]);
    if (head[0] < 0 || head[2] < 0 || head[3] < 0 || buffer >= bytes.size() ||
        static_cast<std::size_t>(head[0]) + static_cast<std::size_t>(head[3]) > bytes[buffer].size())
      throw InputError("a column of texts has views beyond its bytes");
    texts.emplace_back(reinterpret_cast<const char*>(bytes[buffer].data()) + head[3],
                       static_cast<std::size_t>(head[0]));
  }
  return {std::move(texts), nb::make_tuple(nb::cast(views), buffers), false};
}

Texts Texts::of_codes(const Texts& dictionary, nb::object owner, const Input<std::int64_t>& codes) {
  std::vector<std::string_view> views;
  views.reserve(codes.shape(0));
  for (const std::int64_t code : span_of(codes)) {
    if (code < 0 || static_cast<std::size_t>(code) >= dictionary.size())
      throw InputError("a column of texts has a code that its dictionary lacks, or a null");
    views.push_back(dictionary.views_[static_cast<std::size_t>(code)]);
  }
  return {std::move(views), std::move(owner), dictionary.are_integers_};
}

Texts Texts::joined(const std::vector<const Texts*>& parts, nb::list owners) {
  std::vector<std::string_view> views;
  for (const Texts* part : parts) views.insert(views.end(), part->views_.begin(), part->views_.end());
  return {std::move(views), std::move(owners), !parts.empty() && parts.front()->are_integers_};
}

bool Texts::before(std::string_view a, std::string_view b) const {
  return are_integers_ ? number_of(a) < number_of(b) : a < b;
}

std::vector<std::uint64_t> Texts::ascending() const {
  const auto less = [this](std::string_view a, std::string_view b) { return before(a, b); };
  if (std::is_sorted(views_.begin(), views_.end(), less)) return {};
  // Most texts differ in their first bytes: these are compared as one number, and the texts seldom.
  struct Entry {
    std::uint64_t head;
    std::uint64_t index;
  };
  std::vector<Entry> entries;
  entries.reserve(size());
  for (const std::string_view text : views_) entries.push_back({head_of(text, are_integers_), entries.size()});
  std::ranges::sort(entries, [&](const Entry& a, const Entry& b) {
    if (a.head != b.head) return a.head < b.head;
    if (are_integers_) return a.index < b.index;
    const int order = views_[a.index].compare(views_[b.index]);
    return order != 0 ? order < 0 : a.index < b.index;
  });
  std::vector<std::uint64_t> order;
  order.reserve(size());
  for (const Entry& entry : entries) order.push_back(entry.index);
  return order;
}

nb::list Texts::to_objects() const {
  nb::list objects;
  for (const std::string_view text : views_) objects.append(nb::str(text.data(), text.size()));
  return objects;
}

nb::object Texts::to_integers() const {
  std::vector<std::int64_t> numbers;
  numbers.reserve(size());
  for (const std::string_view text : views_) numbers.push_back(number_of(text));
  return to_numpy(std::move(numbers));
}

nb::tuple Texts::to_offsets() const {
  std::vector<std::int64_t> offsets{0};
  offsets.reserve(size() + 1);
  for (const std::string_view text : views_) offsets.push_back(offsets.back() + static_cast<std::int64_t>(text.size()));
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(offsets.back()));
  auto* to = bytes.data();
  for (const std::string_view text : views_) {
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    to += text.size();
  }
  return nb::make_tuple(to_numpy(std::move(offsets)), to_numpy(std::move(bytes)));
}

}  // namespace spendlens::python
