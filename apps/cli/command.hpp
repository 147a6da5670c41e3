// What the commands share: exit statuses, printing findings, loading rules, opening data.
//
// Results go to standard output, findings and progress to standard error (docs/cli.md).
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/plan.hpp"
#include "formats/diagnostics.hpp"
#include "formats/file.hpp"
#include "formats/unit_table.hpp"

namespace rubric::cli {

/// 0: all well. 1: something is wrong with rules, data, samples or claims; results for all else are written.
/// 2: the command could not be run.
enum Exit : int { all_well = 0, findings = 1, not_run = 2 };

/// A command that has run into several things ends with the worst.
inline void raise(Exit& status, Exit to) {
  if (to > status) status = to;
}

/// --lang: zh, en or both, the file's own language first.
struct Voice {
  std::string choice;
  void add_option(CLI::App& command);
  formats::Languages languages(engine::Language file) const;
  engine::Language language(engine::Language file) const { return languages(file).first; }
};

/// Collects findings and prints them to standard error; past a bound only their number is told.
class Findings {
 public:
  explicit Findings(formats::Languages languages) : languages_(languages) {}
  void print(const engine::Diagnostic& diagnostic);
  void print(std::vector<engine::Diagnostic> diagnostics);
  /// Prints it however many were before: why a run ends, or what holds for all of it.
  void always(const engine::Diagnostic& diagnostic);
  void always(const std::vector<engine::Diagnostic>& diagnostics) {
    for (const engine::Diagnostic& one : diagnostics) always(one);
  }
  /// Says how many were not printed, if any, since it was last asked.
  void finish();
  bool errors() const { return errors_; }

 private:
  static constexpr int most = 200;
  formats::Languages languages_;
  int printed_ = 0, left_out_ = 0;
  bool errors_ = false;
};

struct Rules {
  engine::Ruleset ruleset;
  engine::Plan plan;
};

/// The bytes of a rules file that another one builds on or imports.
std::optional<std::string> open_rules(const std::string& path, engine::Text& why);

/// Reads and checks one rules file; `problems` gets what is wrong. `status` is not_run if it cannot be read
/// at all.
std::optional<engine::Ruleset> read_ruleset(const std::string& path,
                                            std::vector<engine::Diagnostic>& problems, Exit& status);

/// The same, findings printed, and compiled; nothing if there are errors.
std::optional<Rules> load_rules(const std::string& path, const Voice& voice, Exit& status);

/// Opens a table and says its encoding; findings are printed.
std::unique_ptr<formats::TableReader> open_table(const std::string& path, const std::string& format,
                                                 Findings& findings);

/// Says the encoding of a table, if it is not the usual one.
void say_encoding(const std::string& path, const formats::TableReader& reader);
/// Says that a data file has a header alone (W768).
void say_no_rows(const std::string& path, Findings& out);

/// A data file opened and bound to rules, its columns' faults printed.
struct Data {
  std::unique_ptr<formats::TableReader> reader;
  std::unique_ptr<formats::UnitTable> units;
};
Data bind_data(std::unique_ptr<formats::TableReader> reader, const engine::Ruleset& ruleset,
               Findings& findings);
std::optional<Data> open_data(const std::string& path, const std::string& format,
                              const engine::Ruleset& ruleset, Findings& findings);

/// Lets `write` fill the file `path` ("-": standard output), which appears whole or not at all. If that
/// fails, it is printed and `status` is not_run.
void write_output(const std::string& path, Findings& out, Exit& status,
                  const std::function<void(formats::OutputFile&)>& write);
/// The same with a text that is there.
void write_output(const std::string& path, const std::string& text, const Voice& voice, Exit& status);

/// "广普镇人民政府 2024": how a unit is called.
std::string unit_name(const std::vector<std::string>& key);

// Each adds one command to the program; `status` is what the program exits with.
void add_check(CLI::App& app, Exit& status);
void add_test(CLI::App& app, Exit& status);
void add_score(CLI::App& app, Exit& status);
void add_explain(CLI::App& app, Exit& status);
void add_diff(CLI::App& app, Exit& status);
void add_goal(CLI::App& app, Exit& status);
void add_audit(CLI::App& app, Exit& status);
void add_report(CLI::App& app, Exit& status);
void add_print(CLI::App& app, Exit& status);
void add_new(CLI::App& app, Exit& status);
void add_explain_code(CLI::App& app, Exit& status);
void add_fmt(CLI::App& app, Exit& status);
void add_dump(CLI::App& app, Exit& status);
void add_history(CLI::App& app, Exit& status);
void add_rescore(CLI::App& app, Exit& status);

}  // namespace rubric::cli
