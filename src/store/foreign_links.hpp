#pragma once

#include <map>
#include <string>
#include <utility>

#include "store/hdf5.hpp"

namespace spendlens::store {

/// Which object an identifier stands for: its file and its address there.
using ObjectKey = std::pair<unsigned long, haddr_t>;
[[nodiscard]] ObjectKey key_of(hid_t object, const hdf5::Check& check);

/// Opens what the links of an untrusted file lead to: hard and soft ones, and external ones to plain files below the
/// file's own folder. Keeps the files open that were opened so.
class ForeignLinks {
 public:
  /// `path` is the file's own.
  ForeignLinks(const hdf5::Check& check, std::string path) : check_(check), path_(std::move(path)) {}

  /// The object under a name of a group; `shown` is what messages call it. Throws InputError naming the link where it
  /// leads to nothing, round in circles, out of the folder or is of an unknown kind.
  [[nodiscard]] hdf5::ObjectId open(hid_t group, const std::string& name, const std::string& shown);

 private:
  [[nodiscard]] hdf5::ObjectId step(hid_t group, const std::string& name);
  [[nodiscard]] hdf5::ObjectId walk(hid_t from, const std::string& path);
  [[nodiscard]] hdf5::ObjectId leave(hid_t group, const std::string& value);
  [[noreturn]] void refuse(const std::string& why) const;

  const hdf5::Check& check_;
  std::string path_;
  std::map<std::string, hdf5::ReadFileId> others_;
  std::string shown_;
  int followed_ = 0;
};

}  // namespace spendlens::store
