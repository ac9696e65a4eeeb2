#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "spendlens/value/inputs.hpp"
#include "spendlens/value/model.hpp"

namespace spendlens::test {

/// Where expected figures of real logs lie; empty where they are absent, which is said.
inline std::filesystem::path expected_values() {
  const char* given = std::getenv("SPENDLENS_SHARED");
  const std::filesystem::path directory =
      std::filesystem::path(given != nullptr && *given != '\0' ? given : SHARED_DIRECTORY) / "expected/cohorts-value";
  if (std::filesystem::exists(directory)) return directory;
  std::cout << "skipped: no expected figures in " << directory.string()
            << "; name the folder that holds expected/ and data/ by the environment variable SPENDLENS_SHARED\n";
  return {};
}

inline nlohmann::json read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  return nlohmann::json::parse(file);
}

/// The customers of a file of expected scores: their inputs, and every further column as it is written.
struct RealLog {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::uint16_t> x, t_x, T;
  std::vector<Minor> repeat_spend;

  /// Of all customers, or of those in `only`.
  explicit RealLog(const std::filesystem::path& gzip, const std::set<std::string>& only = {}) {
    FILE* pipe = popen(("gzip -dc " + gzip.string()).c_str(), "r");
    std::string text;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text.push_back(static_cast<char>(c));
    if (pclose(pipe) != 0) throw std::runtime_error("cannot read " + gzip.string());
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      std::vector<std::string> cells;
      std::istringstream fields(line);
      for (std::string cell; std::getline(fields, cell, ',');) cells.push_back(cell);
      if (header.empty())
        header = cells;
      else if (only.empty() || only.count(cells[0]) > 0)
        add(cells);
    }
  }

  [[nodiscard]] value::InputColumns columns() const { return {x, t_x, T, repeat_spend}; }

  [[nodiscard]] const std::string& cell(std::size_t row, const std::string& column) const {
    for (std::size_t i = 0; i < header.size(); ++i)
      if (header[i] == column) return rows[row][i];
    throw std::runtime_error("no column " + column);
  }

  static Minor minor(const std::string& decimal) { return std::llround(std::stod(decimal) * 100); }

 private:
  void add(const std::vector<std::string>& cells) {
    rows.push_back(cells);
    x.push_back(static_cast<std::uint16_t>(std::stoi(cells[1])));
    t_x.push_back(static_cast<std::uint16_t>(std::stoi(cells[2])));
    T.push_back(static_cast<std::uint16_t>(std::stoi(cells[3])));
    repeat_spend.push_back(minor(cells[4]));
  }
};

inline std::set<std::string> sample_ids(const std::filesystem::path& directory) {
  std::set<std::string> ids;
  std::ifstream file(directory / "cdnow_sample_ids.txt");
  for (std::string id; file >> id;) ids.insert(id);
  return ids;
}

inline value::PurchaseParameters parameters_of(value::Model model, const nlohmann::json& values) {
  value::PurchaseParameters parameters{model, {}};
  for (std::size_t i = 0; i < values.size() && !values[i].is_null(); ++i) parameters.values[i] = values[i];
  return parameters;
}

inline constexpr value::Model kModelsWithDropout[] = {value::Model::kBgNbd, value::Model::kMbgNbd,
                                                      value::Model::kParetoNbd};

}  // namespace spendlens::test
