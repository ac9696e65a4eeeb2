#include "store/hdf5.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::store::hdf5 {

namespace {

herr_t keep_first(unsigned depth, const H5E_error2_t* error, void* text) {
  if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

/// What the innermost failing function of HDF5 said.
std::string innermost_error() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
  return text;
}

/// HDF5 writes the system's reason into its message as "errno = 28".
int errno_in(const std::string& text) {
  const std::size_t at = text.find("errno = ");
  return at == std::string::npos ? 0 : std::atoi(text.c_str() + at + 8);
}

herr_t append_link(hid_t, const char* name, const H5L_info_t* info, void* links) noexcept {
  try {
    static_cast<std::vector<Link>*>(links)->push_back({name, info->type == H5L_TYPE_HARD});
  } catch (...) {  // out of memory; an exception must not cross the C library
    return -1;
  }
  return 0;
}

}  // namespace

void start() {
  if (H5open() < 0 || H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr) < 0)
    throw InternalError("the HDF5 library cannot be started");
}

void Check::fail(std::string_view action) const {
  const std::string said = innermost_error();
  const int system_reason = errno_in(said);
  const std::string reason = readable(said, 300);
  const std::string what = fmt::format("cannot {} in", action);
  if (system_reason != 0) throw IoError(what, path_, system_reason);
  // HDF5 does not say why an fstat() failed.
  if (purpose_ == Purpose::kCreate || reason.find("stat info") != std::string::npos)
    throw IoError(fmt::format("{} {}: HDF5 says: {}; run it again when that is mended", what, path_, reason));
  throw InputError(fmt::format("{}: cannot {}; the file is damaged or not what it should be (HDF5 says: {})", path_,
                               action, reason));
}

herr_t close_after_reading(hid_t file) {
  // The descriptor becomes one of nothing, whose close() cannot fail.
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  void* handle = nullptr;
  if (nothing >= 0 && H5Fget_vfd_handle(file, H5P_DEFAULT, &handle) >= 0)
    (void)::dup3(nothing, *static_cast<const int*>(handle), O_CLOEXEC);
  if (nothing >= 0) ::close(nothing);
  return H5Fclose(file);
}

PropertyId file_access(const Check& check) {
  PropertyId access(check(H5Pcreate(H5P_FILE_ACCESS), "set up file access"));
  check(H5Pset_file_locking(access.get(), false, true), "set up file access");
  return access;
}

ReadFileId open_to_read(const Check& check) { return open_to_read(check.path(), check); }

ReadFileId open_to_read(const std::string& path, const Check& check) {
  const PropertyId access = file_access(check);
  return ReadFileId(check(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()), "open as an HDF5 file"));
}

std::vector<Link> links_of(hid_t group, const Check& check) {
  std::vector<Link> links;
  hsize_t position = 0;
  check(H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, &position, append_link, &links), "list a group");
  return links;
}

}  // namespace spendlens::store::hdf5
