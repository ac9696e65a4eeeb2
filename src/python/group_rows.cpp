#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "texts.hpp"

namespace spendlens::python {

namespace {

/// Customers by the order of their first row, and the customer of each row.
struct Codes {
  std::vector<std::string_view> customers;
  std::vector<std::uint32_t> of_row;
  bool ascend = true;  ///< no row is of a customer before that of the row above
};

/// The place of each customer: open addressing, hashes beside the places, so that a look-up seldom touches a text.
class Places {
 public:
  explicit Places(std::vector<std::string_view>& customers) : customers_(customers), slots_(1024) {}

  /// Has the processor fetch what the look-up of an id with that hash begins with.
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]); }

  /// The place of an id, which is added where it is new; `hash` is text_hash(id).
  std::uint32_t of(std::string_view id, std::uint64_t hash) {
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot slot = slots_[at];
      if (slot.place == kNone) return add(id, tag, at);
      if (slot.tag == tag && customers_[slot.place] == id) return slot.place;
    }
  }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  struct Slot {
    std::uint32_t place = kNone;
    std::uint32_t tag = 0;
  };

  std::uint32_t add(std::string_view id, std::uint32_t tag, std::size_t at) {
    if (customers_.size() == kNone) throw InputError("there are more than 4,294,967,294 customers");
    const auto place = static_cast<std::uint32_t>(customers_.size());
    customers_.push_back(id);
    slots_[at] = {place, tag};
    if (2 * customers_.size() > slots_.size()) grow();
    return place;
  }

  void grow() {
    std::vector<Slot> larger(4 * slots_.size());
    for (const Slot& slot : slots_) {
      if (slot.place == kNone) continue;
      std::size_t at = text_hash(customers_[slot.place]) & (larger.size() - 1);
      while (larger[at].place != kNone) at = (at + 1) & (larger.size() - 1);
      larger[at] = slot;
    }
    slots_ = std::move(larger);
  }

  std::vector<std::string_view>& customers_;
  std::vector<Slot> slots_;
};

Codes code_rows(std::span<const std::string_view> id_of_row) {
  constexpr std::size_t kAhead = 16;  // look-ups that wait for memory side by side
  Codes codes;
  codes.of_row.reserve(id_of_row.size());
  Places places(codes.customers);
  std::array<std::uint64_t, kAhead> hashes{};
  std::string_view last;
  for (std::size_t begin = 0; begin < id_of_row.size(); begin += kAhead) {
    const auto some = id_of_row.subspan(begin, std::min(kAhead, id_of_row.size() - begin));
    for (std::size_t i = 0; i < some.size(); ++i) {
      // The next row is often of the same customer: no look-up.
      const std::string_view before = i == 0 ? last : some[i - 1];
      if (begin + i > 0 && before == some[i]) continue;
      hashes[i] = text_hash(some[i]);
      places.prefetch(hashes[i]);
    }
    for (std::size_t i = 0; i < some.size(); ++i) {
      const std::string_view before = i == 0 ? last : some[i - 1];
      const bool is_same = begin + i > 0 && before == some[i];
      const std::uint32_t place = is_same ? codes.of_row.back() : places.of(some[i], hashes[i]);
      if (!codes.of_row.empty() && place < codes.of_row.back()) codes.ascend = false;
      codes.of_row.push_back(place);
    }
    last = some.back();
  }
  return codes;
}

/// Rows in ascending order of id, those of one in their order. There are fewer customers than rows: these are sorted,
/// and rows dealt to their places.
std::vector<std::uint64_t> rows_by_id(const Texts& texts) {
  Codes codes = code_rows(texts.views());
  const std::size_t customers = codes.customers.size();
  const Texts distinct(std::move(codes.customers), {}, texts.are_integers());
  std::vector<std::uint64_t> sorted = distinct.ascending();
  if (sorted.empty()) {
    sorted.resize(customers);
    std::iota(sorted.begin(), sorted.end(), std::uint64_t{0});
  }
  std::vector<std::uint64_t> next(customers, 0);
  for (const std::uint32_t code : codes.of_row) ++next[code];
  std::uint64_t begin = 0;
  for (const std::uint64_t customer : sorted) begin += std::exchange(next[customer], begin);
  std::vector<std::uint64_t> order(codes.of_row.size());
  for (std::size_t row = 0; row < order.size(); ++row) order[next[codes.of_row[row]]++] = row;
  return order;
}

}  // namespace

Grouped group_rows(std::span<const std::string_view> id_of_row) {
  Codes codes = code_rows(id_of_row);
  Grouped grouped;
  grouped.customers = std::move(codes.customers);
  grouped.offset.assign(grouped.customers.size() + 1, 0);
  for (const std::uint32_t code : codes.of_row) ++grouped.offset[code + 1];
  for (std::size_t i = 1; i < grouped.offset.size(); ++i) grouped.offset[i] += grouped.offset[i - 1];
  if (codes.ascend) return grouped;
  grouped.order.resize(codes.of_row.size());
  std::vector<std::uint64_t> next(grouped.offset.begin(), grouped.offset.end() - 1);
  for (std::size_t row = 0; row < codes.of_row.size(); ++row) grouped.order[next[codes.of_row[row]]++] = row;
  return grouped;
}

namespace {

/// The ways in which texts come to be.
void bind_making(nb::class_<Texts>& bound) {
  bound.def_static("of_objects", &Texts::of_objects)
      .def_static("of_integers", &Texts::of_integers, nb::arg("values").noconvert())
      .def_static("of_offsets", &Texts::of_offsets, nb::arg("offsets").noconvert(), nb::arg("bytes").noconvert())
      .def_static("of_large_offsets", &Texts::of_large_offsets, nb::arg("offsets").noconvert(),
                  nb::arg("bytes").noconvert())
      .def_static("of_views", &Texts::of_views, nb::arg("views").noconvert(), nb::arg("buffers"))
      .def_static(
          "of_codes",
          [](nb::handle dictionary, const Input<std::int64_t>& codes) {
            return Texts::of_codes(nb::cast<const Texts&>(dictionary), nb::borrow(dictionary), codes);
          },
          nb::arg("dictionary"), nb::arg("codes").noconvert())
      .def_static("joined",
                  [](const nb::list& parts) {
                    std::vector<const Texts*> texts;
                    for (nb::handle part : parts) texts.push_back(&nb::cast<const Texts&>(part));
                    return Texts::joined(texts, parts);
                  })
      .def_static("blank", [](std::size_t count) { return Texts(std::vector<std::string_view>(count), {}, false); });
}

/// What is asked of the order of texts, and of equal ones.
void bind_order(nb::class_<Texts>& bound) {
  bound
      .def("ascending",
           [](const Texts& texts) -> nb::object {
             std::vector<std::uint64_t> order;
             {
               const nb::gil_scoped_release released;
               order = texts.ascending();
             }
             return order.empty() ? nb::none() : to_numpy(std::move(order));
           })
      .def("rows_by_id",
           [](const Texts& texts) {
             std::vector<std::uint64_t> order;
             {
               const nb::gil_scoped_release released;
               order = rows_by_id(texts);
             }
             return to_numpy(std::move(order));
           })
      .def(
          "take",
          [](nb::handle self, const Input<std::uint64_t>& order) {
            const auto& texts = nb::cast<const Texts&>(self);
            std::vector<std::string_view> views;
            views.reserve(order.shape(0));
            for (const std::uint64_t at : span_of(order)) {
              if (at >= texts.size()) throw UsageError("an entry beyond the texts is asked for");
              views.push_back(texts.views()[at]);
            }
            return Texts(std::move(views), nb::borrow(self), texts.are_integers());
          },
          nb::arg("order").noconvert())
      .def("codes",
           [](nb::handle self) {
             const auto& texts = nb::cast<const Texts&>(self);
             Codes codes;
             {
               const nb::gil_scoped_release released;
               codes = code_rows(texts.views());
             }
             return nb::make_tuple(Texts(std::move(codes.customers), nb::borrow(self), texts.are_integers()),
                                   to_numpy(std::move(codes.of_row)));
           })
      .def("group", [](nb::handle self) {
        const auto& texts = nb::cast<const Texts&>(self);
        Grouped grouped;
        {
          const nb::gil_scoped_release released;
          grouped = group_rows(texts.views());
        }
        nb::object order = grouped.order.empty() ? nb::none() : to_numpy(std::move(grouped.order));
        return nb::make_tuple(Texts(std::move(grouped.customers), nb::borrow(self), texts.are_integers()),
                              to_numpy(std::move(grouped.offset)), order);
      });
}

}  // namespace

void bind_texts(nb::module_& module) {
  nb::class_<Texts> texts(module, "Texts");
  bind_making(texts);
  texts.def("__len__", &Texts::size)
      .def_prop_ro("are_integers", &Texts::are_integers)
      .def("to_objects", &Texts::to_objects)
      .def("to_integers", &Texts::to_integers)
      .def("to_offsets", &Texts::to_offsets);
  bind_order(texts);
}

}  // namespace spendlens::python
