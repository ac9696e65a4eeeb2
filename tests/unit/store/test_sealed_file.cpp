#include <catch2/catch.hpp>

#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/sealed_file.hpp"

using namespace spendlens;

namespace {

void write_sealed(const std::string& path, const std::string& text) {
  store::SealedFileWriter writer(path);
  writer.write(std::as_bytes(std::span(text)));
  writer.publish();
}

}  // namespace

TEST_CASE("A sealed file gives back what was written, in pieces too") {
  const test::ScratchDirectory scratch;
  const std::string text(600'000, 'x');
  write_sealed(scratch.file("a"), text);
  CHECK(store::read_sealed(scratch.file("a")) == text);
  CHECK(scratch.num_entries() == 1);

  store::SealedFileReader reader(scratch.file("a"));
  std::string part(10, ' ');
  reader.read(std::as_writable_bytes(std::span(part)));
  CHECK(part == text.substr(0, 10));
  CHECK(reader.remaining() == text.size() - 10);
  std::string more(text.size(), ' ');
  CHECK_THROWS_AS(reader.read(std::as_writable_bytes(std::span(more))), InputError);
}

TEST_CASE("A sealed file that is not published is not there") {
  const test::ScratchDirectory scratch;
  { const store::SealedFileWriter writer(scratch.file("a")); }
  CHECK(scratch.num_entries() == 0);
}

TEST_CASE("Any changed bit and any lost byte of a sealed file is told") {
  const test::ScratchDirectory scratch;
  write_sealed(scratch.file("a"), "some bytes");
  const std::string good = test::file_bytes(scratch.file("a"));
  for (std::size_t byte = 0; byte < good.size(); ++byte) {
    test::write_bytes(scratch.file("b"), good);
    test::flip_bit(scratch.file("b"), byte);
    CHECK_THROWS_AS(store::read_sealed(scratch.file("b")), InputError);
    test::write_bytes(scratch.file("b"), good.substr(0, byte));
    CHECK_THROWS_AS(store::read_sealed(scratch.file("b")), InputError);
  }
  test::write_bytes(scratch.file("b"), good + "x");
  CHECK_THROWS_AS(store::read_sealed(scratch.file("b")), InputError);
}
