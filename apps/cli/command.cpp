#include "command.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "dsl/check.hpp"
#include "engine/compile.hpp"
#include "formats/file.hpp"
#include "formats/text_table.hpp"
#include "say.hpp"

namespace rubric::cli {

using namespace engine;  // the vocabulary of every signature here

void Voice::add_option(CLI::App& command) {
  command
      .add_option("--lang", choice,
                  "language of messages: zh, en or both (default: both, the rules' own first)")
      ->check(CLI::IsMember({"zh", "en", "both"}));
}

formats::Languages Voice::languages(Language file) const {
  if (choice == "zh") return {Language::zh, false};
  if (choice == "en") return {Language::en, false};
  return {file, true};
}

void Findings::print(const Diagnostic& diagnostic) {
  if (printed_ < most) {
    ++printed_;
    always(diagnostic);
    return;
  }
  errors_ = errors_ || diagnostic.severity() == Severity::error;
  ++left_out_;
}

void Findings::always(const Diagnostic& diagnostic) {
  errors_ = errors_ || diagnostic.severity() == Severity::error;
  say("{}", formats::to_text(diagnostic, languages_));
}

void Findings::print(std::vector<Diagnostic> diagnostics) {
  formats::sort_by_place(diagnostics);
  for (const Diagnostic& d : diagnostics) print(d);
}

void Findings::finish() {
  if (left_out_ == 0) return;
  say("另有 {0} 条没有列出 / {0} more are not listed\n", left_out_);
  left_out_ = 0;
}

std::optional<std::string> open_rules(const std::string& path, Text& why) {
  std::string bytes;
  const auto problem = formats::read_file(path, dsl::Source::max_bytes, bytes);
  if (!problem) return bytes;
  why = {problem->message(Language::zh), problem->message(Language::en)};
  return std::nullopt;
}

std::optional<Ruleset> read_ruleset(const std::string& path, std::vector<Diagnostic>& problems,
                                    Exit& status) {
  std::string bytes;
  if (auto problem = formats::read_file(path, dsl::Source::max_bytes, bytes)) {
    problems.push_back(std::move(*problem));
    raise(status, not_run);
    return std::nullopt;
  }
  const dsl::Source source(path, std::move(bytes), problems);
  Ruleset ruleset = dsl::read_rules(source, problems, open_rules);
  if (has_errors(problems)) raise(status, findings);
  return ruleset;
}

std::optional<Rules> load_rules(const std::string& path, const Voice& voice, Exit& status) {
  std::vector<Diagnostic> problems;
  std::optional<Ruleset> ruleset = read_ruleset(path, problems, status);
  if (ruleset && ruleset->library && !has_errors(problems)) {
    engine::Place place;
    place.file = path;
    problems.push_back({engine::Code::E328, std::move(place), {}, {}});
    raise(status, findings);
  }
  Findings out(voice.languages(ruleset ? ruleset->language : Language::zh));
  out.print(problems);
  out.finish();
  if (!ruleset || has_errors(problems)) return std::nullopt;
  Plan plan = compile(*ruleset);
  return Rules{std::move(*ruleset), std::move(plan)};
}

std::unique_ptr<formats::TableReader> open_table(const std::string& path, const std::string& format,
                                                 Findings& out) {
  std::vector<Diagnostic> problems;
  auto reader = formats::open_table(path, format, problems);
  out.print(problems);
  if (reader) say_encoding(path, *reader);
  return reader;
}

void say_encoding(const std::string& path, const formats::TableReader& reader) {
  if (reader.encoding() == "UTF-8") return;
  say("{}: 按 {} 编码读取 / read as {}\n", formats::visible(path), reader.encoding(), reader.encoding());
}

void say_no_rows(const std::string& path, Findings& out) {
  engine::Place place;
  place.file = path;
  out.always({engine::Code::W768, std::move(place), {}, {}});
}

Data bind_data(std::unique_ptr<formats::TableReader> reader, const Ruleset& ruleset, Findings& out) {
  Data data;
  data.reader = std::move(reader);
  std::vector<Diagnostic> problems;
  data.units = std::make_unique<formats::UnitTable>(ruleset, *data.reader, problems);
  out.print(problems);
  return data;
}

std::optional<Data> open_data(const std::string& path, const std::string& format, const Ruleset& ruleset,
                              Findings& out) {
  auto reader = open_table(path, format, out);
  if (!reader) return std::nullopt;
  return bind_data(std::move(reader), ruleset, out);
}

void write_output(const std::string& path, Findings& out, Exit& status,
                  const std::function<void(formats::OutputFile&)>& write) {
  formats::OutputFile file;
  std::optional<Diagnostic> problem = file.open(path);
  if (!problem) {
    write(file);
    problem = file.commit();
  }
  if (!problem) return;
  out.always(*problem);
  raise(status, not_run);
}

void write_output(const std::string& path, const std::string& text, const Voice& voice, Exit& status) {
  Findings out(voice.languages(Language::zh));
  write_output(path, out, status, [&](formats::OutputFile& file) { file.write(text); });
}

std::string unit_name(const std::vector<std::string>& key) {
  std::string name;
  for (const std::string& part : key) name += (name.empty() ? "" : " ") + part;
  return name;
}

}  // namespace rubric::cli
