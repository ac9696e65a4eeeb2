#pragma once

#include <hdf5.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The thin layer over HDF5's C interface: handles that close themselves, calls checked in one place.
namespace spendlens::store::hdf5 {

/// An HDF5 identifier of any kind. Move-only; closes itself, silently, for a destructor has nobody to tell.
template <herr_t (*Close)(hid_t)>
class Handle {
 public:
  Handle() = default;
  explicit Handle(hid_t id) : id_(id) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) Close(id_);
  }

  [[nodiscard]] hid_t get() const { return id_; }
  /// Closes now; what HDF5 returned.
  herr_t close() { return id_ < 0 ? 0 : Close(std::exchange(id_, H5I_INVALID_HID)); }

 private:
  hid_t id_ = H5I_INVALID_HID;
};

/// Closes a file that was open for reading, whatever the system makes of it: where close() fails libhdf5 keeps half of
/// the file, and crashes at the end of the process.
herr_t close_after_reading(hid_t file);

using FileId = Handle<H5Fclose>;
using ReadFileId = Handle<close_after_reading>;
using GroupId = Handle<H5Gclose>;
using DatasetId = Handle<H5Dclose>;
using SpaceId = Handle<H5Sclose>;
using TypeId = Handle<H5Tclose>;
using AttributeId = Handle<H5Aclose>;
using PropertyId = Handle<H5Pclose>;
using ObjectId = Handle<H5Oclose>;

/// Starts the library and silences its own printing of errors. Again is harmless.
void start();

enum class Purpose { kCreate, kRead };

/// Turns HDF5's negative results into exceptions that name the file: IoError while creating, or where the system
/// refused something; InputError while reading.
class Check {
 public:
  Check(std::string path, Purpose purpose) : path_(std::move(path)), purpose_(purpose) {}

  template <class Result>
  Result operator()(Result result, std::string_view action) const {
    if (result < 0) fail(action);
    return result;
  }
  [[noreturn]] void fail(std::string_view action) const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  Purpose purpose_;
};

/// File access as all of the project's files are opened: no advisory locks (network file systems may lack them).
[[nodiscard]] PropertyId file_access(const Check& check);
[[nodiscard]] ReadFileId open_to_read(const Check& check);
/// One whose messages call it otherwise.
[[nodiscard]] ReadFileId open_to_read(const std::string& path, const Check& check);

struct Link {
  std::string name;
  bool is_hard = true;  ///< false: soft or external
};
/// The links of a group, by name.
[[nodiscard]] std::vector<Link> links_of(hid_t group, const Check& check);

}  // namespace spendlens::store::hdf5
