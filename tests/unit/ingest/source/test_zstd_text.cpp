#include <zstd.h>

#include <catch2/catch.hpp>

#include "ingest/source/zstd_text.hpp"
#include "read_in_steps.hpp"
#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;

namespace {

std::string frame(const std::string& text, int checksum = 1) {
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum);
  std::string bytes(ZSTD_compressBound(text.size()), '\0');
  bytes.resize(ZSTD_compress2(context, bytes.data(), bytes.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return bytes;
}

std::string skippable(std::size_t size) {
  return std::string("\x5A\x2A\x4D\x18", 4) + std::string(1, static_cast<char>(size)) + std::string(3, '\0') +
         std::string(size, 'x');
}

std::string read_all(const std::string& bytes, std::size_t at_a_time) {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("log.zst"), bytes);
  ingest::ZstdText text(scratch.file("log.zst"), "log.zst");
  return test::read_in_steps(text, at_a_time);
}

}  // namespace

TEST_CASE("A zstd file is read whole, whatever the steps") {
  const std::string text = test::noise(700'000);
  for (const std::size_t step : {std::size_t{1} << 20, std::size_t{4096}, std::size_t{700'000}, std::size_t{100'000}})
    for (const int checksum : {0, 1}) CHECK(read_all(frame(text, checksum), step) == text);
  const std::string even(3'000'000, 'a');  // a few bytes that become many
  CHECK(read_all(frame(even), 1000) == even);
  CHECK(read_all(frame(""), 10).empty());
}

TEST_CASE("The frames of a zstd file are one text, without what is to be skipped") {
  CHECK(read_all(skippable(5) + frame("ab") + frame("") + skippable(0) + frame("cd\n"), 3) == "abcd\n");
}

TEST_CASE("A truncated zstd file is refused, wherever it ends") {
  const std::string first = frame("customer_id,timestamp,amount\n");
  const std::string bytes = first + frame("a,2025-01-01,1\n");
  for (std::size_t length = 1; length < bytes.size(); ++length) {
    INFO(length);
    if (length == first.size())
      CHECK(read_all(bytes.substr(0, length), 10) == "customer_id,timestamp,amount\n");
    else
      CHECK_THROWS_WITH(read_all(bytes.substr(0, length), 10),
                        Catch::Contains("log.zst") && Catch::Contains("truncated"));
  }
}

TEST_CASE("Damaged zstd data and what follows a frame are refused") {
  std::string bytes = frame(test::noise(100'000));
  bytes[bytes.size() - 2] = static_cast<char>(bytes[bytes.size() - 2] ^ 1);
  CHECK_THROWS_WITH(read_all(bytes, 4096), Catch::Contains("log.zst: the zstd data is damaged"));
  CHECK_THROWS_AS(read_all(frame("a\n") + "text", 10), InputError);
}
