#pragma once

#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/array.hpp>
#include <boost/serialization/map.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/utility.hpp>
#include <boost/serialization/vector.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/comm/object_reader.hpp"

namespace spendlens::comm {

/// An object as bytes, by Boost.Serialization. For objects in messages between the ranks of one run, all of the same
/// build, and in checkpoints, which no other build reads; not a file format.
template <class T>
[[nodiscard]] std::string pack(const T& object) {
  std::ostringstream stream;
  boost::archive::binary_oarchive(stream, boost::archive::no_header) << object;
  return std::move(stream).str();
}

/// The object that was packed. Throws boost::archive::archive_exception where the bytes are too few for what they say.
template <class T>
[[nodiscard]] T unpack(std::span<const std::byte> bytes) {
  std::istringstream stream(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  T object{};
  ObjectReader(stream, bytes.size()) >> object;
  return object;
}

/// Rank root's object to everyone, in place. Collective.
template <class T>
void broadcast_object(Communicator& communicator, T& object, int root) {
  if (communicator.size() == 1) return;
  std::string packed = communicator.rank() == root ? pack(object) : std::string();
  std::uint64_t length = packed.size();
  communicator.broadcast(std::as_writable_bytes(std::span(&length, 1)), root);
  packed.resize(length);
  communicator.broadcast(std::as_writable_bytes(std::span(packed)), root);
  if (communicator.rank() != root) object = unpack<T>(std::as_bytes(std::span(std::as_const(packed))));
}

/// Everyone's object on `root`, in rank order; elsewhere empty. Collective.
template <class T>
[[nodiscard]] std::vector<T> gather_objects(Communicator& communicator, const T& object, int root) {
  const std::string packed = pack(object);
  const Gathered gathered = communicator.gather(std::as_bytes(std::span(packed)), root);
  std::vector<T> objects;
  if (communicator.rank() != root) return objects;
  for (int rank = 0; rank < communicator.size(); ++rank) objects.push_back(unpack<T>(gathered.from(rank)));
  return objects;
}

}  // namespace spendlens::comm
