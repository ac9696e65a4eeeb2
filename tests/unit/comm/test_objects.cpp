#include <catch2/catch.hpp>

#include "spendlens/comm/objects.hpp"

using namespace spendlens;

TEST_CASE("Objects come back from their bytes") {
  const std::map<std::string, std::vector<int>> object = {{"a", {1, 2}}, {"", {}}};
  const std::string packed = comm::pack(object);
  CHECK(comm::unpack<std::map<std::string, std::vector<int>>>(std::as_bytes(std::span(packed))) == object);
}

TEST_CASE("Bytes that promise more than they hold are refused, and no room is made for what they promise") {
  const auto refused = [](const std::string& packed) {
    CHECK_THROWS_AS(comm::unpack<std::vector<std::uint64_t>>(std::as_bytes(std::span(packed))),
                    boost::archive::archive_exception);
    CHECK_THROWS_AS(comm::unpack<std::string>(std::as_bytes(std::span(packed))), boost::archive::archive_exception);
    CHECK_THROWS_AS((comm::unpack<std::map<std::string, std::string>>(std::as_bytes(std::span(packed)))),
                    boost::archive::archive_exception);
  };
  refused("");
  refused(std::string(40, '\xFF'));
  refused(std::string(5, '\0') + '\x40' + std::string(30, '\0'));
  const std::string packed = comm::pack(std::vector<std::uint64_t>(9, 1));
  for (std::size_t length = 0; length < packed.size(); ++length)
    CHECK_THROWS_AS(comm::unpack<std::vector<std::uint64_t>>(std::as_bytes(std::span(packed).first(length))),
                    boost::archive::archive_exception);
}
