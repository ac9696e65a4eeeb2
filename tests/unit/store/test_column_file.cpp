#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <numeric>

#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/column_file.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;
using namespace spendlens::store;

namespace {

constexpr std::uint64_t kRows = 1000;

FileSpec table_spec() {
  FileSpec spec;
  spec.attributes = {{"format", std::string("test")}};
  spec.columns = {{"/t/amount", {ElementKind::kI64, 8}, kRows, "cents", "", {}},
                  {"/t/flag", {ElementKind::kU8, 1}, kRows, "", "", {}},
                  {"/t/name", text_type(4), kRows, "", "", {}}};
  return spec;
}

/// Writes this rank's share of the table.
void write_share(comm::Communicator& communicator, const ColumnFileWriter& writer) {
  const ItemRange share =
      part_of(kRows, static_cast<std::uint64_t>(communicator.rank()), static_cast<std::uint64_t>(communicator.size()));
  const std::uint64_t n = share.end - share.begin;
  std::vector<std::int64_t> amounts(n);
  std::iota(amounts.begin(), amounts.end(), static_cast<std::int64_t>(share.begin) - 500);
  const std::vector<std::uint8_t> flags(n, 1);
  std::vector<char> names(n * 4, '\0');
  for (std::uint64_t i = 0; i < n; ++i) names[4 * i] = static_cast<char>('a' + (share.begin + i) % 26);
  writer.write<std::int64_t>("/t/amount", share.begin, amounts);
  writer.write<std::uint8_t>("/t/flag", share.begin, flags);
  writer.write_texts("/t/name", share.begin, names);
}

void publish_table(const std::string& path, int ranks) {
  test::run_ranks(ranks, [&](comm::Communicator& communicator) {
    ColumnFileWriter writer(communicator, path, table_spec());
    write_share(communicator, writer);
    writer.publish();
  });
}

}  // namespace

TEST_CASE("A published file is read back") {
  const test::ScratchDirectory scratch;
  publish_table(scratch.file("f.h5"), 1);
  const ColumnFileReader reader(scratch.file("f.h5"));

  CHECK(reader.layout().text("format") == "test");
  const auto amounts = reader.read_all<std::int64_t>("/t/amount");
  REQUIRE(amounts.size() == kRows);
  CHECK(amounts.front() == -500);
  CHECK(amounts.back() == 499);
  CHECK(reader.read_all_texts("/t/name").at(27) == "b");
  std::vector<std::int64_t> some(3);
  reader.read<std::int64_t>("/t/amount", 500, some);
  CHECK(some == std::vector<std::int64_t>{0, 1, 2});
  std::vector<char> names(8);
  reader.read_texts("/t/name", 1, names);
  CHECK(std::string(names.data(), 8) == std::string("b\0\0\0c\0\0\0", 8));
  const ColumnFileReader same(scratch.file("f.h5"), reader.layout());
  CHECK(same.read_all<std::int64_t>("/t/amount") == amounts);
}

TEST_CASE("Publishing leaves the file and its sums, nothing else") {
  const test::ScratchDirectory scratch;
  publish_table(scratch.file("f.h5"), 2);
  CHECK(scratch.num_entries() == 2);
  CHECK_NOTHROW(verify_metadata(scratch.file("f.h5")));
}

TEST_CASE("Any number of ranks writes the same bytes") {
  const test::ScratchDirectory scratch;
  publish_table(scratch.file("1.h5"), 1);
  publish_table(scratch.file("3.h5"), 3);
  publish_table(scratch.file("7.h5"), 7);
  CHECK(test::file_bytes(scratch.file("1.h5")) == test::file_bytes(scratch.file("3.h5")));
  CHECK(test::file_bytes(scratch.file("1.h5")) == test::file_bytes(scratch.file("7.h5")));
  CHECK(test::file_bytes(scratch.file("1.h5.sum")) == test::file_bytes(scratch.file("7.h5.sum")));
}

TEST_CASE("A writer that is destroyed unpublished leaves nothing and keeps what was there") {
  const test::ScratchDirectory scratch;
  publish_table(scratch.file("f.h5"), 1);
  const std::string before = test::file_bytes(scratch.file("f.h5"));
  {
    comm::LocalCommunicator communicator;
    const ColumnFileWriter writer(communicator, scratch.file("f.h5"), {});
    CHECK(std::filesystem::exists(writer.temporary_path()));
  }
  CHECK(scratch.num_entries() == 2);
  CHECK(test::file_bytes(scratch.file("f.h5")) == before);
}

TEST_CASE("Publishing replaces what was there") {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("f.h5"), "something else");
  test::write_bytes(scratch.file("f.h5.tmp"), "left over by a job that was killed");
  publish_table(scratch.file("f.h5"), 1);
  CHECK(scratch.num_entries() == 2);
  CHECK(ColumnFileReader(scratch.file("f.h5")).layout().columns.size() == 3);
}

TEST_CASE("The writer reads back what it wrote and counts its bytes") {
  const test::ScratchDirectory scratch;
  comm::LocalCommunicator communicator;
  const ColumnFileWriter writer(communicator, scratch.file("f.h5"), table_spec());
  write_share(communicator, writer);
  std::vector<std::int64_t> amounts(2);
  writer.read<std::int64_t>("/t/amount", 998, amounts);
  CHECK(amounts == std::vector<std::int64_t>{498, 499});
  CHECK(writer.bytes_written() == kRows * 13);
}

TEST_CASE("A column at the end may get its length late: the file is the one that knew it from the start") {
  const test::ScratchDirectory scratch;
  const auto with_tail = [](std::uint64_t rows) {
    FileSpec spec = table_spec();
    spec.columns.push_back({"/tail/value", {ElementKind::kU32, 4}, rows, "", "", {}});
    spec.columns.push_back({"/tail/other", {ElementKind::kU8, 1}, rows, "", "", {}});
    return spec;
  };
  const auto publish = [&](const std::string& path, bool late, std::uint64_t rows) {
    test::run_ranks(2, [&](comm::Communicator& communicator) {
      ColumnFileWriter writer(communicator, path, with_tail(late ? 0 : rows));
      write_share(communicator, writer);
      if (late) writer.extend(with_tail(rows));
      if (communicator.rank() == 1 && rows > 0) {
        writer.write<std::uint32_t>("/tail/value", 0, std::vector<std::uint32_t>(rows, 7));
        writer.write<std::uint8_t>("/tail/other", 0, std::vector<std::uint8_t>(rows, 8));
      }
      writer.publish();
    });
    return ColumnFileReader(path).read_all<std::uint32_t>("/tail/value").size();
  };
  for (const std::uint64_t rows : std::initializer_list<std::uint64_t>{0, 1, 5'000}) {
    REQUIRE(publish(scratch.file("late.h5"), true, rows) == rows);
    REQUIRE(publish(scratch.file("known.h5"), false, rows) == rows);
    REQUIRE(test::file_bytes(scratch.file("late.h5")) == test::file_bytes(scratch.file("known.h5")));
  }
}

TEST_CASE("Writing what was not announced is an internal error") {
  const test::ScratchDirectory scratch;
  comm::LocalCommunicator communicator;
  const ColumnFileWriter writer(communicator, scratch.file("f.h5"), table_spec());
  const std::vector<std::int64_t> amounts(2);
  const std::vector<std::uint32_t> others(2);
  CHECK_THROWS_AS(writer.write<std::int64_t>("/t/none", 0, amounts), InternalError);
  CHECK_THROWS_AS(writer.write<std::int64_t>("/t/amount", kRows - 1, amounts), InternalError);
  CHECK_THROWS_AS(writer.write<std::int64_t>("/t/amount", ~std::uint64_t{0}, amounts), InternalError);
  CHECK_THROWS_AS(writer.write<std::uint32_t>("/t/amount", 0, others), InternalError);
  CHECK_THROWS_AS(writer.write_texts("/t/name", 0, std::vector<char>(5)), InternalError);
}

TEST_CASE("Reading what is not there is an input error that names file and column") {
  const test::ScratchDirectory scratch;
  publish_table(scratch.file("f.h5"), 1);
  const ColumnFileReader reader(scratch.file("f.h5"));
  std::vector<std::int64_t> amounts(2);
  std::vector<std::uint32_t> others(2);
  CHECK_THROWS_WITH(reader.read<std::int64_t>("/t/none", 0, amounts),
                    Catch::Contains("/t/none") && Catch::Contains("f.h5"));
  CHECK_THROWS_AS(reader.read<std::int64_t>("/t/amount", kRows - 1, amounts), InputError);
  CHECK_THROWS_AS(reader.read<std::int64_t>("/t/amount", ~std::uint64_t{0}, amounts), InputError);
  CHECK_THROWS_AS(reader.read<std::uint32_t>("/t/amount", 0, others), InputError);
}

TEST_CASE("A truncated or changed file is refused before HDF5 parses it") {
  const test::ScratchDirectory scratch;
  const std::string path = scratch.file("f.h5");
  publish_table(path, 1);
  const std::string bytes = test::file_bytes(path);

  test::write_bytes(path, bytes.substr(0, bytes.size() / 2));
  CHECK_THROWS_WITH(ColumnFileReader(path), Catch::Contains("cut off"));
  test::write_bytes(path, bytes);
  test::flip_bit(path, 60);
  CHECK_THROWS_AS(ColumnFileReader(path), InputError);
}

TEST_CASE("A writer in a missing directory fails on every rank and leaves nothing") {
  const test::ScratchDirectory scratch;
  std::atomic<int> failed{0};
  test::run_ranks(3, [&](comm::Communicator& communicator) {
    try {
      const ColumnFileWriter writer(communicator, scratch.file("none/f.h5"), table_spec());
    } catch (const IoError&) {
      ++failed;
    }
  });
  CHECK(failed == 3);
}

TEST_CASE("A file that the system does not let grow is an input/output error, and the process ends in order") {
  const test::ScratchDirectory scratch;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      comm::LocalCommunicator communicator;
      const ColumnFileWriter writer(communicator, scratch.file("f.h5"), table_spec());
    } catch (const IoError& error) {
      std::exit(static_cast<int>(error.code()));  // libhdf5's work at the end of a process included
    }
    ::_exit(99);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == static_cast<int>(ExitCode::kIo));
  CHECK(scratch.num_entries() == 0);
}

TEST_CASE("pandas makes a frame of a group's columns") {
  const test::ScratchDirectory scratch;
  publish_table(scratch.file("f.h5"), 2);
  const auto result = test::run_python(SPENDLENS_PYTHON, R"(
import h5py, pandas
g = h5py.File('f.h5', 'r')['t']
d = pandas.DataFrame({c: g[c][:] for c in g})
assert len(d) == 1000 and d['amount'].sum() == -500 and d['name'][27] == b'b', d
)",
                                       scratch.path());
  INFO(result.output);
  CHECK(result.succeeded);
}

TEST_CASE("A temporary that is kept is gone on with, a new one takes the place of one that is not") {
  const test::ScratchDirectory scratch;
  publish_table(scratch.file("whole.h5"), 1);
  test::run_ranks(2, [&](comm::Communicator& communicator) {
    ColumnFileWriter first(communicator, scratch.file("f.h5"), table_spec());
    write_share(communicator, first);
    first.sync();
    first.keep();
  });
  REQUIRE(std::filesystem::exists(scratch.file("f.h5.tmp")));
  // As an extension would leave it that was not published.
  File::open_to_write(scratch.file("f.h5.tmp"))
      .write_at(File::open_to_read(scratch.file("f.h5.tmp")).size(), std::as_bytes(std::span("more")));
  test::flip_bit(scratch.file("f.h5.tmp"), 100);
  test::run_ranks(3, [&](comm::Communicator& communicator) {
    ColumnFileWriter second(communicator, scratch.file("f.h5"), table_spec(), ColumnFileWriter::Start::kKept);
    second.publish();
  });
  CHECK(test::file_bytes(scratch.file("f.h5")) == test::file_bytes(scratch.file("whole.h5")));

  test::write_bytes(scratch.file("f.h5.tmp"), "left by a killed job");
  const File left = File::open_to_read(scratch.file("f.h5.tmp"));
  publish_table(scratch.file("f.h5"), 1);
  CHECK(left.size() == 20);
  CHECK(test::file_bytes(scratch.file("f.h5")) == test::file_bytes(scratch.file("whole.h5")));
}

TEST_CASE("A kept temporary that is cut off is refused, and stays") {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("f.h5.tmp"), "short");
  comm::LocalCommunicator communicator;
  CHECK_THROWS_WITH(ColumnFileWriter(communicator, scratch.file("f.h5"), table_spec(), ColumnFileWriter::Start::kKept),
                    Catch::Contains("cut off"));
  CHECK(test::file_bytes(scratch.file("f.h5.tmp")) == "short");
}
