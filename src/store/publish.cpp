#include "spendlens/store/publish.hpp"

#include <filesystem>
#include <span>

#include "spendlens/store/file.hpp"
#include "spendlens/store/output_file.hpp"

namespace spendlens::store {

void sync_directory_of(const std::string& path) { sync_directory(std::filesystem::path(path).parent_path().string()); }

void publish_text(const std::string& path, const std::string& text) {
  require_plain_if_there(path);
  write_text(path, text);
}

void write_text(const std::string& path, const std::string& text) {
  OutputFile file(path);
  if (file.is_stream())
    file.append(std::as_bytes(std::span(text)));
  else
    file.write_at(0, std::as_bytes(std::span(text)));
  file.publish();
}

}  // namespace spendlens::store
