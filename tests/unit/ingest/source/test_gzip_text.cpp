#include <catch2/catch.hpp>

#include "gzip_file.hpp"
#include "ingest/source/gzip_text.hpp"
#include "read_in_steps.hpp"
#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;

namespace {

std::string read_all(const std::string& bytes, std::size_t at_a_time) {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("log.gz"), bytes);
  ingest::GzipText text(scratch.file("log.gz"), "log.gz");
  return test::read_in_steps(text, at_a_time);
}

}  // namespace

TEST_CASE("A gzip file of one member is read whole, whatever the steps") {
  const std::string text = test::noise(700'000);
  for (const std::size_t step : {std::size_t{1} << 20, std::size_t{4096}, std::size_t{700'000}, std::size_t{100'000}})
    CHECK(read_all(test::gzip(text), step) == text);
  CHECK(read_all(test::gzip("abc"), 1) == "abc");
  CHECK(read_all(test::gzip(""), 10).empty());
}

TEST_CASE("The members of a gzip file are one text") {
  CHECK(read_all(test::gzip("ab") + test::gzip("") + test::gzip("cd\n"), 3) == "abcd\n");
  const std::string text = test::noise(400'000);
  CHECK(read_all(test::gzip(text) + test::gzip(text), 65'536) == text + text);
}

TEST_CASE("A truncated gzip file is refused, wherever it ends") {
  const std::string bytes = test::gzip("customer_id,timestamp,amount\n") + test::gzip("a,2025-01-01,1\n");
  const std::size_t first = test::gzip("customer_id,timestamp,amount\n").size();
  for (std::size_t length = 1; length < bytes.size(); ++length) {
    if (length == first)
      CHECK(read_all(bytes.substr(0, length), 10) == "customer_id,timestamp,amount\n");
    else
      CHECK_THROWS_WITH(read_all(bytes.substr(0, length), 10),
                        Catch::Contains("log.gz") && Catch::Contains("truncated"));
  }
}

TEST_CASE("A damaged gzip file is refused") {
  std::string bytes = test::gzip(test::noise(10'000));
  for (const std::size_t place : {std::size_t{0}, std::size_t{5000}, bytes.size() - 8, bytes.size() - 1}) {
    std::string damaged = bytes;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x15);
    CHECK_THROWS_AS(read_all(damaged, 1000), InputError);
  }
  CHECK_THROWS_WITH(read_all(bytes + "garbage", 1000), Catch::Contains("log.gz") && Catch::Contains("damaged"));
}

TEST_CASE("Zeros after a member are padding, other bytes are not") {
  const std::string zeros(700'000, '\0');
  CHECK(read_all(test::gzip("ab") + zeros, 3) == "ab");
  CHECK(read_all(test::gzip("ab") + zeros + test::gzip("cd"), 3) == "abcd");
  CHECK_THROWS_AS(read_all(test::gzip("ab") + zeros + "garbage", 3), InputError);
  CHECK_THROWS_AS(read_all(zeros, 3), InputError);
}
