#include "spendlens/comm/object_reader.hpp"

#include <boost/archive/detail/archive_serializer_map.hpp>
#include <boost/archive/impl/archive_serializer_map.ipp>
#include <boost/archive/impl/basic_binary_iarchive.ipp>
#include <boost/archive/impl/basic_binary_iprimitive.ipp>

// Boost's library has these for its own archives alone.
namespace boost::archive {
using spendlens::comm::ObjectReader;
template class detail::archive_serializer_map<ObjectReader>;
template class basic_binary_iprimitive<ObjectReader, char, std::char_traits<char>>;
template class basic_binary_iarchive<ObjectReader>;
template class binary_iarchive_impl<ObjectReader, char, std::char_traits<char>>;
}  // namespace boost::archive
