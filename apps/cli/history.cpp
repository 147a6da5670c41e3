// rubric history: the ledger of data, rules and runs. What its subcommands share, and init.

#include "history.hpp"

#include <fmt/format.h>

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "engine/calendar.hpp"
#include "engine/text.hpp"
#include "formats/text_table.hpp"

namespace rubric::cli {

using engine::Code;

namespace {

std::string now() {
  const std::time_t time = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&time, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text.data();
}

/// The user's name, as the environment or the system has it; without one the number.
std::string user() {
  for (const char* const name : {"USER", "LOGNAME", "USERNAME"}) {
    const char* const value = std::getenv(name);
    if (value && !engine::trim(value).empty()) return value;
  }
  const uid_t id = ::getuid();
  const passwd* const known = ::getpwuid(id);
  return known && *known->pw_name ? known->pw_name : "uid " + std::to_string(id);
}

bool like(const std::string& text, std::string_view pattern) {
  if (text.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (pattern[i] == '0' ? !digit : text[i] != pattern[i]) return false;
  }
  return true;
}

/// 2024-06-30, if there is such a day.
bool is_day(const std::string& text) {
  return like(text, "0000-00-00") && engine::read_date(text);
}

/// 2024-06-30T08:00:00Z, if there is such a moment.
bool is_moment(const std::string& text) {
  return like(text, "0000-00-00T00:00:00Z") && is_day(text.substr(0, 10)) && text.substr(11, 2) < "24" &&
         text.substr(14, 2) < "60" && text.substr(17, 2) < "60";
}

}  // namespace

void LedgerOptions::add(CLI::App& command) {
  command.add_option("LEDGER", path, "台账文件 / the ledger, one file")->required();
  command.add_option("--wait", wait, "别的程序在用台账时最多等多少秒 / how many seconds to wait for others")
      ->check(CLI::Range(0, 86'400));
  voice.add_option(command);
}

void LedgerOptions::add_signature(CLI::App& command) {
  command.add_option("--by", by, "谁记的（默认是当前用户）/ who records it (default: the user)")
      ->check([](const std::string& text) {
        return engine::trim(text).empty() ? "记录人不能是空的 / a name says something" : "";
      });
  command.add_option("--reason", reason, "为什么记、为什么更正 / why, and why something is corrected")
      ->check([](const std::string& text) {
        return engine::trim(text).empty() ? "原因不能是空的 / a reason says something" : "";
      });
}

void Years::add_option(CLI::App& command) {
  command
      .add_option("--years", text,
                  "年度，如 2024 或 2022..2024（默认全部）/ years, such as 2024 or 2022..2024 (default: all)")
      ->check([this](const std::string& given) -> std::string {
        const bool one = like(given, "0000"), two = like(given, "0000..0000");
        if (!one && !two) return "年度写成 2024 或 2022..2024 / years are written 2024 or 2022..2024";
        first = std::stoi(given.substr(0, 4));
        last = one ? first : std::stoi(given.substr(6));
        return first <= last ? "" : "年度先后颠倒了 / the years are the wrong way round";
      });
}

void on_ledger(const LedgerOptions& options, Access access, Exit& status,
               const std::function<void(formats::Ledger&, Findings&)>& action) {
  Findings out(options.voice.languages(engine::Language::zh));
  try {
    formats::Ledger ledger(options.path, access, options.wait * 1000);
    action(ledger, out);
  } catch (const formats::LedgerProblem& problem) {
    out.print(problem.diagnostic);
    // What the ledger does not have is found in a command that ran.
    const Code code = problem.diagnostic.code;
    raise(status, code == Code::E983 || code == Code::E984 ? findings : not_run);
  }
  out.finish();
}

formats::Signature signature(const LedgerOptions& options) {
  return {now(), options.by.empty() ? user() : options.by, options.reason};
}

engine::Diagnostic about(const formats::Ledger& ledger, Code code, std::vector<engine::Text> arguments) {
  engine::Place place;
  place.file = ledger.path();
  return {code, std::move(place), std::move(arguments), {}};
}

std::size_t add_heading(std::vector<std::string>& headings, const std::string& heading) {
  const auto same = [&](const std::string& other) {
    return engine::plain_text(other) == engine::plain_text(heading);
  };
  const auto place = std::find_if(headings.begin(), headings.end(), same);
  const auto number = static_cast<std::size_t>(place - headings.begin());
  if (place == headings.end()) headings.push_back(heading);
  return number;
}

void add_bom_option(CLI::App& command, bool& bom) {
  command.add_flag("--bom", bom,
                   "写入 BOM，便于 Excel、WPS 直接打开 / write a byte order mark for Excel and WPS");
}

std::string unit_words(const formats::Ledger& ledger, int year, std::int64_t known, const std::string& name) {
  return unit_name(formats::unit_parts(name, ledger.keys_of(year, known).size()));
}

void warn_of_clock(const formats::LedgerWriter& writer, const formats::Ledger& ledger, Findings& out) {
  if (!writer.later()) return;
  out.print(about(ledger, Code::W989, {now(), *writer.later()}));
}

std::optional<std::int64_t> entry_number(const std::string& text) {
  const std::string digits = text.substr(0, 1) == "#" ? text.substr(1) : text;
  const bool good =
      !digits.empty() && digits.size() < 18 && digits.find_first_not_of("0123456789") == std::string::npos;
  return good ? std::optional(std::stoll(digits)) : std::nullopt;
}

std::int64_t known_entry(const formats::Ledger& ledger, const std::string& when) {
  if (when.empty()) return ledger.last_entry();
  if (is_day(when)) return ledger.known_at(when + "T23:59:59Z");
  if (is_moment(when)) return ledger.known_at(when);
  if (const auto number = entry_number(when)) return ledger.entry(*number).id;
  ledger.file().fail(Code::E988, {formats::visible(when)});
}

void say_without_rules(const formats::Ledger& ledger, int year, const engine::Text& left_out, Findings& out) {
  const std::string text = std::to_string(year);
  out.print(about(ledger, Code::E983,
                  {engine::Text(" " + text + " 年度适用的规则，这一年" + left_out.zh,
                                "rules in force in " + text + "; that year is not " + left_out.en)}));
}

void add_history_init(CLI::App& history, Exit& status) {
  auto options = std::make_shared<LedgerOptions>();
  CLI::App* command = history.add_subcommand("init", "建一本台账 / make a ledger");
  command->footer("例 / example:  rubric history init 台账.ledger");
  options->add(*command);
  command->callback([options, &status] {
    on_ledger(*options, Access::create, status, [&](formats::Ledger& ledger, Findings&) {
      const bool fresh = ledger.found_version() == 0;
      fmt::print("{0}：{1} / {2}\n", formats::visible(options->path), fresh ? "台账已建好" : "已经是台账",
                 fresh ? "a ledger was made" : "it is a ledger already");
    });
  });
}

void add_history(CLI::App& app, Exit& status) {
  CLI::App* history = app.add_subcommand("history",
                                         "台账：各年数据、规则和计分，只增不改 / the ledger of data, "
                                         "rules and runs, only added to");
  history->require_subcommand(1);
  history->footer("例 / example:  rubric history init 台账.ledger");
  add_history_init(*history, status);
  add_history_import(*history, status);
  add_history_register(*history, status);
  add_history_score(*history, status);
  add_history_list(*history, status);
  add_history_show(*history, status);
  add_history_scores(*history, status);
  add_history_rescore(*history, status);
  add_history_verify(*history, status);
  add_history_export(*history, status);
}

}  // namespace rubric::cli
