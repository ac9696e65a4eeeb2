#include "report/publish_text.hpp"

#include <span>

#include "spendlens/store/file.hpp"

namespace spendlens::report {

void publish_text(const std::string& path, const std::string& text) {
  const std::string temporary = path + ".tmp";
  try {
    store::File file = store::File::create(temporary);
    file.write_at(0, std::as_bytes(std::span(text)));
    file.sync();
    file.close();
    store::rename_file(temporary, path);
  } catch (...) {
    try {
      store::remove_file(temporary);
    } catch (...) {  // the first error is the one to tell
    }
    throw;
  }
}

}  // namespace spendlens::report
