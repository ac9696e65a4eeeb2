// Preloaded into a rank: one of its allocations throws, in the midst of whatever it is about.
//
//   SPENDLENS_NEW_COUNT=FILE             FILE.RANK gets the number of allocations of at least kBytes, at the end
//   SPENDLENS_NEW_FAULT="RANK N [WHAT]"  the N-th of these (from 1) throws std::bad_alloc on that rank; with WHAT
// "logic"
//                                        std::logic_error, which no allocation throws: a defect
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>

namespace {

constexpr std::size_t kBytes = 4096;

std::atomic<long> allocations{0};

int rank_of_process() {
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"})
    if (const char* rank = std::getenv(name)) return std::atoi(rank);
  return 0;
}

struct Order {
  long number = 0;  // 0: none
  bool logic = false;

  Order() {
    const char* text = std::getenv("SPENDLENS_NEW_FAULT");
    int rank = 0;
    long wanted = 0;
    char what[16] = "";
    if (text == nullptr || std::sscanf(text, "%d %ld %15s", &rank, &wanted, what) < 2 || rank != rank_of_process())
      return;
    number = wanted;
    logic = std::strcmp(what, "logic") == 0;
  }
};

const Order& order() {
  static const Order given;
  return given;
}

struct AtEnd {
  ~AtEnd() {
    const char* file = std::getenv("SPENDLENS_NEW_COUNT");
    if (file == nullptr) return;
    char name[4096];
    std::snprintf(name, sizeof name, "%s.%d", file, rank_of_process());
    if (std::FILE* out = std::fopen(name, "w")) {
      std::fprintf(out, "%ld\n", allocations.load());
      std::fclose(out);
    }
  }
} at_end;

}  // namespace

void* operator new(std::size_t bytes) {
  if (bytes >= kBytes && ++allocations == order().number) {
    if (order().logic) throw std::logic_error("an allocation that is no allocation");
    throw std::bad_alloc();
  }
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
