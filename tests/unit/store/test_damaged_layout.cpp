#include <catch2/catch.hpp>

#include <random>

#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/layout.hpp"

using namespace spendlens;
using namespace spendlens::store;

namespace {

FileSpec spec_of_tables() {
  FileSpec spec;
  spec.attributes = {{"format", std::string("test")},
                     {"version", std::uint64_t{3}},
                     {"names", std::vector<std::string>{"a", "", "ccc"}}};
  for (const char* group : {"/one", "/two", "/two/three"}) {
    spec.group_attributes[group] = {{"description", std::string("A table")}};
    for (int i = 0; i < 12; ++i)
      spec.columns.push_back({group + ("/column" + std::to_string(i)),
                              i % 3 == 0 ? text_type(7) : element_type<double>(),
                              5,
                              "units",
                              "",
                              {"no", "yes"}});
  }
  return spec;
}

/// Reads the layout of a file of these bytes: it is refused by name, or every column lies inside of it.
void require_refused_or_inside(const std::string& path, const std::string& bytes) {
  File::create(path).write_at(0, std::as_bytes(std::span(bytes)));
  try {
    for (const auto& [name, place] : read_layout(path).columns) {
      REQUIRE(place.type.width > 0);
      REQUIRE(place.file_offset <= bytes.size());
      REQUIRE(place.length <= (bytes.size() - place.file_offset) / place.type.width);
    }
  } catch (const InputError& error) {
    REQUIRE_THAT(error.what(), Catch::Contains(path));
  }
}

}  // namespace

TEST_CASE("Whatever bytes of the metadata are changed, the layout is refused or lies inside the file") {
  const test::ScratchDirectory scratch;
  const std::string path = scratch.file("f.h5");
  std::uint64_t metadata = ~std::uint64_t{0};
  for (const auto& [name, place] : create_layout(path, spec_of_tables()).columns)
    metadata = std::min(metadata, place.file_offset);
  const std::string good = test::file_bytes(path);
  std::mt19937_64 random(15);
  const std::string special = std::string("\x00\x01\x7f\xff", 4);
  for (int round = 0; round < 8'000; ++round) {
    std::string bytes = good;
    for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes) {
      const std::size_t place = random() % metadata;
      const std::size_t length = std::min<std::size_t>(std::size_t{1} << random() % 4, metadata - place);
      for (std::size_t i = 0; i < length; ++i)
        bytes[place + i] = random() % 2 == 0 ? special[random() % 4] : static_cast<char>(random());
    }
    if (random() % 50 == 0) bytes.resize(random() % bytes.size());
    CAPTURE(round);
    require_refused_or_inside(path, bytes);
  }
}

TEST_CASE("Addresses that lead elsewhere within the metadata, or back, come to an end") {
  const test::ScratchDirectory scratch;
  const std::string path = scratch.file("f.h5");
  create_layout(path, spec_of_tables());
  const std::string good = test::file_bytes(path);
  std::vector<std::size_t> objects;
  for (std::size_t at = good.find("OHDR"); at != std::string::npos; at = good.find("OHDR", at + 1))
    objects.push_back(at);
  std::mt19937_64 random(16);
  REQUIRE(objects.size() > 30);
  for (int round = 0; round < 2'000; ++round) {
    // Wherever the address of one object stands, that of another one stands now.
    std::string bytes = good;
    const auto address = [](std::uint64_t value) {
      return std::string(reinterpret_cast<const char*>(&value), sizeof value);
    };
    const std::string from = address(objects[random() % objects.size()]);
    const std::string to = address(objects[random() % objects.size()]);
    for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + 8))
      bytes.replace(at, 8, to);
    CAPTURE(round);
    require_refused_or_inside(path, bytes);
  }
}
