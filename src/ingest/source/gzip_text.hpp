#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ingest/source/text_stream.hpp"
#include "spendlens/store/file.hpp"

struct inflate_state;

namespace spendlens::ingest {

/// The text of a gzip file, of one member or several, as a stream, by ISA-L; zeros after a member are padding. Local.
class GzipText final : public TextStream {
 public:
  /// `title` is what messages call the file.
  GzipText(const std::string& path, std::string title);
  ~GzipText() override;

  /// Fills as much of `text` as there is; less than all of it only at the end. Throws InputError naming the file where
  /// it is damaged or ends early.
  [[nodiscard]] std::size_t read(std::span<char> text) override;

 private:
  bool fill();
  bool begin_member();

  store::File file_;
  std::string title_;
  std::unique_ptr<inflate_state> state_;
  std::vector<std::byte> input_;
  std::uint64_t position_ = 0;
  bool in_member_ = false;
  bool has_more_ = false;      ///< text that was decoded and had no room yet, perhaps
  bool after_member_ = false;  ///< one has ended
};

}  // namespace spendlens::ingest
