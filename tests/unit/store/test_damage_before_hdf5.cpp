#include <catch2/catch.hpp>

#include <dlfcn.h>

#include <cstdint>
#include <random>

#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/column_file.hpp"

using namespace spendlens;
using namespace spendlens::store;

namespace {
int opened = 0;  ///< files that libhdf5 was asked to open
}

/// Stands before libhdf5's own, whose hid_t is 64 bits wide.
extern "C" std::int64_t H5Fopen(const char* path, unsigned flags, std::int64_t access) {
  ++opened;
  using Open = std::int64_t (*)(const char*, unsigned, std::int64_t);
  static const auto original = reinterpret_cast<Open>(::dlsym(RTLD_NEXT, "H5Fopen"));
  return original(path, flags, access);
}

namespace {

constexpr std::uint64_t kRows = 100;

std::string write_table(const test::ScratchDirectory& scratch) {
  const std::string path = scratch.file("t.h5");
  FileSpec spec;
  spec.attributes = {{"format", std::string("test")}};
  spec.columns = {{"/t/amount", {ElementKind::kI64, 8}, kRows, "cents", "", {}}};
  comm::LocalCommunicator communicator;
  ColumnFileWriter writer(communicator, path, spec);
  writer.write<std::int64_t>("/t/amount", 0, std::vector<std::int64_t>(kRows, 7));
  writer.publish();
  return path;
}

}  // namespace

TEST_CASE("A file of ours is read without libhdf5") {
  const test::ScratchDirectory scratch;
  const std::string path = write_table(scratch);
  opened = 0;
  CHECK(ColumnFileReader(path).read_all<std::int64_t>("/t/amount") == std::vector<std::int64_t>(kRows, 7));
  CHECK(opened == 0);
}

TEST_CASE("A file with any damage is refused, and libhdf5 is not asked to open it") {
  const test::ScratchDirectory scratch;
  const std::string path = write_table(scratch);
  const std::string good = test::file_bytes(path);
  std::mt19937 random(11);
  opened = 0;
  for (int trial = 0; trial < 500; ++trial) {
    std::string bytes = good;
    const std::size_t place = random() % good.size();
    if (trial % 4 == 0)
      bytes.resize(place);
    else if (trial % 4 == 1)
      bytes.append(1 + place, '\0');
    else
      bytes[place] = static_cast<char>(bytes[place] ^ (1 << random() % 8));
    test::write_bytes(path, bytes);
    CHECK_THROWS_AS(ColumnFileReader(path), InputError);
  }
  CHECK(opened == 0);
}
