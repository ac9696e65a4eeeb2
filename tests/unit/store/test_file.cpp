#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/file_lock.hpp"

using namespace spendlens;
using store::File;

namespace {

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

std::string read_text(const File& file, std::uint64_t offset, std::size_t length) {
  std::string text(length, '\0');
  file.read_at(offset, std::as_writable_bytes(std::span(text)));
  return text;
}

}  // namespace

TEST_CASE("What is written at an offset is read there again") {
  const test::ScratchDirectory scratch;
  File file = File::create(scratch.file("a"));

  file.write_at(5, bytes_of("world"));
  file.write_at(0, bytes_of("hello"));
  file.sync();

  CHECK(file.size() == 10);
  CHECK(read_text(file, 3, 4) == "lowo");
  file.close();
  CHECK(read_text(File::open_to_read(scratch.file("a")), 0, 10) == "helloworld");
}

TEST_CASE("Creating a file empties it, opening it to write does not") {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("a"), "old");

  File::open_to_write(scratch.file("a")).write_at(0, bytes_of("c"));
  CHECK(test::file_bytes(scratch.file("a")) == "cld");
  File::create(scratch.file("a")).close();
  CHECK(test::file_bytes(scratch.file("a")).empty());
}

TEST_CASE("Reading past the end tells that the file ends early") {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("a"), "four");
  const File file = File::open_to_read(scratch.file("a"));

  CHECK_THROWS_AS(read_text(file, 2, 3), InputError);
  CHECK_THROWS_WITH(read_text(file, 2, 3), Catch::Contains("ends early") && Catch::Contains(scratch.file("a")));
}

TEST_CASE("Reading some bytes returns how many there were") {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("a"), "four");
  const File file = File::open_to_read(scratch.file("a"));
  std::array<std::byte, 8> buffer{};

  CHECK(file.read_some(1, buffer) == 3);
  CHECK(file.read_some(4, buffer) == 0);
}

TEST_CASE("A missing file is an input/output error that names the path") {
  const test::ScratchDirectory scratch;

  CHECK_THROWS_AS(File::open_to_read(scratch.file("none")), IoError);
  CHECK_THROWS_WITH(File::open_to_read(scratch.file("none")), Catch::Contains(scratch.file("none")));
  CHECK_THROWS_AS(File::create(scratch.file("none/a")), IoError);
}

TEST_CASE("What is no plain file is named for what it is, and not opened") {
  const test::ScratchDirectory scratch;
  const std::string pipe = scratch.file("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::filesystem::create_symlink(pipe, scratch.file("link to pipe"));

  for (const auto& [path, kind] : {std::pair(pipe, "a named pipe"),
                                   {scratch.file("link to pipe"), "a named pipe"},
                                   {scratch.path(), "a directory"},
                                   {std::string("/dev/zero"), "a device"}}) {
    CHECK_THROWS_AS(File::open_to_read(path), InputError);
    CHECK_THROWS_WITH(File::open_if_there(path), Catch::Contains(path) && Catch::Contains(kind));
    CHECK_THROWS_WITH(File::open_to_write(path), Catch::Contains(path) && Catch::Contains(kind));
  }
}

TEST_CASE("A symbolic link to a plain file is read through") {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("a"), "four");
  std::filesystem::create_symlink("a", scratch.file("link"));

  CHECK(read_text(File::open_to_read(scratch.file("link")), 0, 4) == "four");
}

TEST_CASE("A full disk is told with what to do") {
  const File full = File::create("/dev/full");

  CHECK_THROWS_AS(full.write_at(0, bytes_of("x")), IoError);
  CHECK_THROWS_WITH(full.write_at(0, bytes_of("x")),
                    Catch::Contains("No space left") && Catch::Contains("free some space"));
}

TEST_CASE("Directories are made with their parents, and again without an error") {
  const test::ScratchDirectory scratch;

  store::make_directories(scratch.file("a/b"));
  store::make_directories(scratch.file("a/b"));
  store::sync_directory(scratch.file("a/b"));

  CHECK(std::filesystem::is_directory(scratch.file("a/b")));
  test::write_bytes(scratch.file("file"), "");
  CHECK_THROWS_AS(store::make_directories(scratch.file("file")), IoError);
}

TEST_CASE("Removing a file that is not there is no error, renaming it is") {
  const test::ScratchDirectory scratch;

  CHECK_NOTHROW(store::remove_file(scratch.file("none")));
  CHECK_THROWS_AS(store::rename_file(scratch.file("none"), scratch.file("a")), IoError);
}

TEST_CASE("A lock that another holds is refused as in use, and free once it is gone") {
  const test::ScratchDirectory scratch;
  {
    const store::FileLock lock(scratch.file("lock"));
    try {
      const store::FileLock second(scratch.file("lock"));
      FAIL("the lock was given twice");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::kInUse);
      CHECK_THAT(error.what(), Catch::Contains(scratch.file("lock")));
    }
  }
  CHECK_NOTHROW(store::FileLock(scratch.file("lock")));
}

TEST_CASE("A reserved file has its length and reads as zeros") {
  const test::ScratchDirectory scratch;
  File file = File::create(scratch.file("a"));

  file.reserve(5000);
  file.write_at(4999, bytes_of("x"));

  CHECK(file.size() == 5000);
  CHECK(read_text(file, 4998, 2) == std::string("\0x", 2));
  file.reserve(0);
  CHECK(file.size() == 5000);
}

TEST_CASE("Space that no disk has is refused before anything is written") {
  const test::ScratchDirectory scratch;
  const File file = File::create(scratch.file("a"));
  CHECK_THROWS_AS(file.reserve(std::uint64_t{1} << 62), IoError);
}

TEST_CASE("A file in memory is written and read as any other") {
  const File memory = File::create_in_memory("layout");
  memory.write_at(3, bytes_of("hello"));
  CHECK(memory.path() == "layout");
  CHECK(memory.size() == 8);
  CHECK(read_text(memory, 4, 4) == "ello");
}
