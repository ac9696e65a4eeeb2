#include <catch2/catch.hpp>

#include "spendlens/comm/objects.hpp"

using namespace spendlens;

TEST_CASE("Objects come back from their bytes") {
  const std::map<std::string, std::vector<int>> object = {{"a", {1, 2}}, {"", {}}};
  const std::string packed = comm::pack(object);
  CHECK(comm::unpack<std::map<std::string, std::vector<int>>>(std::as_bytes(std::span(packed))) == object);
}
