#include "spendlens/store/publish.hpp"

#include <filesystem>
#include <span>

#include "spendlens/store/file.hpp"

namespace spendlens::store {

void sync_directory_of(const std::string& path) {
  sync_directory(std::filesystem::path(path).parent_path().string());
}

void publish_text(const std::string& path, const std::string& text) {
  const std::string temporary = path + ".tmp";
  try {
    File file = File::create(temporary);
    file.write_at(0, std::as_bytes(std::span(text)));
    file.sync();
    file.close();
    rename_file(temporary, path);
  } catch (...) {
    remove_leftover(temporary);
    throw;
  }
  sync_directory_of(path);
}

}  // namespace spendlens::store
