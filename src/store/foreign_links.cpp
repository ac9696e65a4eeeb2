#include "store/foreign_links.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::store {

namespace {

namespace fs = std::filesystem;

/// More soft and external links than that on the way to one object are a circle, for libhdf5 too.
constexpr int kMaxFollowed = 16;

bool is_below(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

std::string file_of(hid_t object, const hdf5::Check& check) {
  std::string name(static_cast<std::size_t>(check(H5Fget_name(object, nullptr, 0), "name a file")) + 1, '\0');
  check(H5Fget_name(object, name.data(), name.size()), "name a file");
  name.pop_back();
  return name;
}

}  // namespace

ObjectKey key_of(hid_t object, const hdf5::Check& check) {
  H5O_info_t info{};
  check(H5Oget_info2(object, &info, H5O_INFO_BASIC), "inspect an object");
  return {info.fileno, info.addr};
}

void ForeignLinks::refuse(const std::string& why) const {
  throw InputError(fmt::format("{}: the link '{}' {}; mend it, or remove it", check_.path(), readable(shown_), why));
}

hdf5::ObjectId ForeignLinks::open(hid_t group, const std::string& name, const std::string& shown) {
  shown_ = shown;
  followed_ = 0;
  return step(group, name);
}

hdf5::ObjectId ForeignLinks::step(hid_t group, const std::string& name) {
  H5L_info_t info{};
  check_(H5Lget_info(group, name.c_str(), &info, H5P_DEFAULT), fmt::format("read the link '{}'", readable(shown_)));
  if (info.type == H5L_TYPE_HARD)
    return hdf5::ObjectId(
        check_(H5Oopen(group, name.c_str(), H5P_DEFAULT), fmt::format("open '{}'", readable(shown_))));
  if (info.type != H5L_TYPE_SOFT && info.type != H5L_TYPE_EXTERNAL)
    refuse("is of a kind that only its own program can follow");
  if (++followed_ > kMaxFollowed) refuse("leads round in circles");
  std::string value(info.u.val_size + 1, '\0');
  check_(H5Lget_val(group, name.c_str(), value.data(), info.u.val_size, H5P_DEFAULT),
         fmt::format("read the link '{}'", readable(shown_)));
  if (info.type == H5L_TYPE_EXTERNAL) return leave(group, value);
  return walk(group, value.substr(0, value.find('\0')));
}

/// Component by component, so that no link on the way is followed by libhdf5, which would go anywhere.
hdf5::ObjectId ForeignLinks::walk(hid_t from, const std::string& path) {
  hdf5::ObjectId at(check_(H5Oopen(from, path.starts_with('/') ? "/" : ".", H5P_DEFAULT), "open a group"));
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    begin = end + 1;
    if (name.empty() || name == ".") continue;
    if (H5Iget_type(at.get()) != H5I_GROUP ||
        check_(H5Lexists(at.get(), name.c_str(), H5P_DEFAULT), "look for a link") <= 0)
      refuse(fmt::format("leads to '{}', which is not there", readable(path)));
    at = step(at.get(), name);
  }
  return at;
}

hdf5::ObjectId ForeignLinks::leave(hid_t group, const std::string& value) {
  const char* file = nullptr;
  const char* object = nullptr;
  check_(H5Lunpack_elink_val(value.data(), value.size() - 1, nullptr, &file, &object),
         fmt::format("read the link '{}'", readable(shown_)));
  std::error_code failure;
  const fs::path home = fs::weakly_canonical(fs::absolute(path_), failure).parent_path();
  const fs::path target = fs::weakly_canonical(fs::absolute(file_of(group, check_)).parent_path() / file, failure);
  if (failure || !is_below(target, home))
    refuse(fmt::format("leads out of the file's folder, to the file '{}'", readable(file)));
  const PathKind kind = kind_of_path(target);
  if (kind == PathKind::kMissing) refuse(fmt::format("leads to the file '{}', which is not there", readable(file)));
  if (kind != PathKind::kFile) refuse(fmt::format("leads to '{}', which is no plain file", readable(file)));
  hdf5::ReadFileId& other = others_[target];
  if (other.get() < 0) other = hdf5::open_to_read(hdf5::Check(target, hdf5::Purpose::kRead));
  return walk(other.get(), fmt::format("/{}", object));
}

}  // namespace spendlens::store
