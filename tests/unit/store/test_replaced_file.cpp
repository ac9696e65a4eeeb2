#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

#include "scratch_directory.hpp"
#include "spendlens/store/column_file.hpp"

using namespace spendlens;
using namespace spendlens::store;

namespace {

constexpr std::uint64_t kRows = 1000;

/// Versions of a file that differ in their rows alone.
void publish(const std::string& path, std::int64_t value) {
  FileSpec spec;
  spec.attributes = {{"format", std::string("test")}};
  spec.columns = {{"/t/amount", element_type<std::int64_t>(), kRows, "", "", {}}};
  comm::LocalCommunicator communicator;
  ColumnFileWriter writer(communicator, path, spec);
  writer.write<std::int64_t>("/t/amount", 0, std::vector<std::int64_t>(kRows, value));
  writer.publish();
}

}  // namespace

TEST_CASE("A file that is replaced while it is opened is one version of it, with that version's sums") {
  const test::ScratchDirectory scratch;
  const std::string path = scratch.file("f.h5");
  publish(path, -1);
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (std::int64_t value = 0; value < 100; ++value) publish(path, value);
    done = true;
  });
  std::vector<std::string> faults;
  std::int64_t last = -1;
  do {
    try {
      const ColumnFileReader reader(path);
      const std::vector<std::int64_t> values = reader.read_all<std::int64_t>("/t/amount");
      if (values != std::vector<std::int64_t>(kRows, values.front()) || values.front() < last)
        faults.push_back("mixed, or older than before");
      last = values.front();
      comm::LocalCommunicator communicator;
      verify_all_blocks(communicator, reader.file(), reader.sums());
    } catch (const std::exception& error) {
      faults.push_back(error.what());
    }
  } while (!done);
  writer.join();
  CHECK(faults == std::vector<std::string>());
}

TEST_CASE("What was opened stays what it was when it is replaced or removed") {
  const test::ScratchDirectory scratch;
  const std::string path = scratch.file("f.h5");
  publish(path, 1);
  const ColumnFileReader reader(path);
  CHECK(reader.file().is_in_place());

  publish(path, 2);

  CHECK_FALSE(reader.file().is_in_place());
  CHECK(reader.read_all<std::int64_t>("/t/amount") == std::vector<std::int64_t>(kRows, 1));
  CHECK_FALSE(reader.sums() == sums_of(path));
  CHECK_FALSE(reader.file().identity().is_same(ColumnFileReader(path).file().identity()));
  std::filesystem::remove(path);
  CHECK_FALSE(reader.file().is_in_place());
}
