#pragma once

#include <boost/archive/archive_exception.hpp>
#include <boost/archive/binary_iarchive_impl.hpp>
#include <boost/serialization/array_wrapper.hpp>
#include <boost/serialization/collection_size_type.hpp>
#include <cstddef>
#include <istream>
#include <string>

namespace spendlens::comm {

/// Boost's binary archive, of bytes that may be damaged: a text or list that says it has more elements than there are
/// bytes is not made room for. What does not fit throws boost::archive::archive_exception.
class ObjectReader final : public boost::archive::binary_iarchive_impl<ObjectReader, char, std::char_traits<char>> {
  using Base = boost::archive::binary_iarchive_impl<ObjectReader, char, std::char_traits<char>>;

 public:
  /// `stream` holds `num_bytes`, written without a header.
  ObjectReader(std::istream& stream, std::size_t num_bytes)
      : Base(stream, boost::archive::no_header), num_bytes_(num_bytes) {}

  // Boost's own code calls these.
  using Base::load;
  void load(std::string& text) {
    std::size_t length = 0;
    Base::load(length);
    require_room(length);
    text.resize(length);
    if (length > 0) load_binary(text.data(), length);
  }
  template <class T>
  void load_override(T& object) {
    Base::load_override(object);
  }
  void load_override(boost::serialization::collection_size_type& count) {
    Base::load_override(count);
    const std::size_t& elements = count;
    require_room(elements);
  }

 private:
  void require_room(std::size_t elements) const {
    if (elements > num_bytes_)
      throw boost::archive::archive_exception(boost::archive::archive_exception::input_stream_error);
  }

  std::size_t num_bytes_;
};

}  // namespace spendlens::comm

BOOST_SERIALIZATION_USE_ARRAY_OPTIMIZATION(spendlens::comm::ObjectReader)
