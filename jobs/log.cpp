#include "log.hpp"

#include <fmt/core.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "spendlens/core/readable.hpp"

namespace spendlens::jobs {

namespace {

std::string& log_stage() {
  static std::string stage;
  return stage;
}

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
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  formatter->add_flag<StageFlag>('*').add_flag<MessageFlag>('V').set_pattern(
      fmt::format("%Y-%m-%dT%H:%M:%S.%eZ %l rank={} stage=%* %V", rank));
  auto logger = spdlog::stderr_color_mt("spendlens");
  logger->set_formatter(std::move(formatter));
  logger->set_level(common.quiet ? spdlog::level::err : spdlog::level::from_str(common.log_level));
  spdlog::set_default_logger(logger);
}

void set_log_stage(const std::string& stage) {
  log_stage() = stage;
  std::ranges::replace(log_stage(), ' ', '-');
}

}  // namespace spendlens::jobs
