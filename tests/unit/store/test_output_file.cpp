#include <catch2/catch.hpp>
#include <filesystem>
#include <span>

#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/output_file.hpp"

using namespace spendlens;

namespace {

std::string text_of(const std::string& path) {
  const store::File file = store::File::open_to_read(path);
  std::string text(file.size(), '\0');
  file.read_at(0, std::as_writable_bytes(std::span(text)));
  return text;
}

void write(const store::OutputFile& output, const std::string& text) {
  output.write_at(0, std::as_bytes(std::span(text)));
}

void put(const std::string& path, const std::string& text) {
  store::OutputFile output(path);
  write(output, text);
  output.publish();
}

}  // namespace

TEST_CASE("An output leaves what bears the names of other programs' temporaries alone, and no temporary of its own") {
  const test::ScratchDirectory scratch;
  std::filesystem::create_directories(scratch.file("F.tmp/inner"));
  put(scratch.file("F"), "new");
  { const store::OutputFile unpublished(scratch.file("F")); }
  CHECK(text_of(scratch.file("F")) == "new");
  CHECK(std::filesystem::is_directory(scratch.file("F.tmp/inner")));
  CHECK(store::names_in_directory(scratch.file(""))->size() == 2);
}

TEST_CASE("Of two outputs under one name the last one published stays whole") {
  const test::ScratchDirectory scratch;
  store::OutputFile one(scratch.file("F"));
  store::OutputFile other(scratch.file("F"));
  write(one, "a longer text");
  write(other, "short");
  one.publish();
  CHECK(text_of(scratch.file("F")) == "a longer text");
  other.publish();
  CHECK(text_of(scratch.file("F")) == "short");
}

TEST_CASE("An output through a symbolic link writes its target, also one that is not there yet, and leaves the link") {
  const test::ScratchDirectory scratch;
  std::filesystem::create_directory(scratch.file("d"));
  std::filesystem::create_symlink("d/target", scratch.file("link"));
  for (const char* text : {"first", "second"}) {
    put(scratch.file("link"), text);
    CHECK(std::filesystem::is_symlink(scratch.file("link")));
    CHECK(text_of(scratch.file("d/target")) == text);
  }
}

TEST_CASE("An output to a device writes to it and a directory is refused") {
  const test::ScratchDirectory scratch;
  store::OutputFile null(std::string("/dev/null"));
  REQUIRE(null.is_stream());
  null.append(std::as_bytes(std::span("text")));
  null.publish();
  CHECK(std::filesystem::is_character_file("/dev/null"));
  store::OutputFile full(std::string("/dev/full"));
  CHECK_THROWS_AS(full.append(std::as_bytes(std::span("text"))), IoError);
  CHECK_THROWS_AS(store::OutputFile(scratch.file("")), IoError);
}
