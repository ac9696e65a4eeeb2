#include "log.hpp"

#include <fmt/chrono.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "spendlens/core/readable.hpp"
#include "spendlens/report/json_text.hpp"

namespace spendlens::jobs {

namespace {

std::string& log_stage() {
  static std::string stage;
  return stage;
}

/// The rank where lines are objects of JSON; nothing: they are text.
std::optional<int>& json_rank() {
  static std::optional<int> rank;
  return rank;
}

std::string instant_text(std::chrono::system_clock::time_point time) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(milliseconds / 1000)),
                     milliseconds % 1000);
}

class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& to) override {
    const auto level = spdlog::level::to_string_view(message.level);
    const std::string line = json_log_line(std::string_view(level.data(), level.size()),
                                           std::string_view(message.payload.data(), message.payload.size()));
    to.append(line.data(), line.data() + line.size());
  }
  [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonFormatter>(); }
};

class StageFlag final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg&, const std::tm&, spdlog::memory_buf_t& to) override {
    to.append(log_stage().data(), log_stage().data() + log_stage().size());
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<StageFlag>(); }
};

/// The message, with nothing in it that a terminal would act on: it quotes names of files and texts of the input.
class MessageFlag final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& to) override {
    const std::string text = printable(std::string_view(message.payload.data(), message.payload.size()));
    to.append(text.data(), text.data() + text.size());
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<MessageFlag>();
  }
};

}  // namespace

void set_up_log(const CommonOptions& common, int rank) {
  auto logger = spdlog::stderr_color_mt("spendlens");
  if (common.log_format == "json") {
    json_rank() = rank;
    logger->set_formatter(std::make_unique<JsonFormatter>());
  } else {
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    formatter->add_flag<StageFlag>('*').add_flag<MessageFlag>('V').set_pattern(
        fmt::format("%Y-%m-%dT%H:%M:%S.%eZ %l rank={} stage=%* %V", rank));
    logger->set_formatter(std::move(formatter));
  }
  logger->set_level(common.quiet ? spdlog::level::err : spdlog::level::from_str(common.log_level));
  spdlog::set_default_logger(logger);
}

bool log_is_json() { return json_rank().has_value(); }

std::string json_log_line(std::string_view level, std::string_view message) {
  const nlohmann::ordered_json line = {{"time", instant_text(std::chrono::system_clock::now())},
                                       {"level", level == "warning" ? "warn" : level},
                                       {"rank", json_rank().value_or(0)},
                                       {"stage", log_stage()},
                                       {"message", message}};
  return report::json_text(line, -1) + "\n";
}

void set_log_stage(const std::string& stage) {
  log_stage() = stage;
  std::ranges::replace(log_stage(), ' ', '-');
}

}  // namespace spendlens::jobs
