// What the subcommands of `rubric history` share: their options, the ledger opened, and scoring from it.
//
//   on_ledger(options, Access::write, status, [&](formats::Ledger& ledger, Findings& out) { … });
#pragma once

#include <functional>

#include "command.hpp"
#include "formats/ledger_scorer.hpp"
#include "formats/ledger_writer.hpp"
#include "formats/scores.hpp"

namespace rubric::cli {

struct LedgerOptions {
  std::string path, by, reason;
  int wait = 10;  // seconds
  Voice voice;

  void add(CLI::App& command);
  /// The options of what records something.
  void add_signature(CLI::App& command);
};

/// A span of years, "2022" or "2022..2024"; all years if empty.
struct Years {
  std::string text;
  int first = 0, last = 9999;
  void add_option(CLI::App& command);
  bool has(int year) const { return first <= year && year <= last; }
};

using Access = formats::Database::Access;

/// Does something with the ledger; what keeps it from being used is printed and `status` is not_run.
void on_ledger(const LedgerOptions& options, Access access, Exit& status,
               const std::function<void(formats::Ledger&, Findings&)>& action);

/// Now, by whom and why.
formats::Signature signature(const LedgerOptions& options);
/// A finding about the ledger as a whole.
engine::Diagnostic about(const formats::Ledger& ledger, engine::Code code,
                         std::vector<engine::Text> arguments);
/// Adds a heading to those of a table, if it is not among them, and says its place.
std::size_t add_heading(std::vector<std::string>& headings, const std::string& heading);

/// What messages call a unit of a year, as known: "临江区 财政局" where two columns name it.
std::string unit_words(const formats::Ledger& ledger, int year, std::int64_t known, const std::string& name);
/// Says that the clock is behind the ledger, if it is.
void warn_of_clock(const formats::LedgerWriter& writer, const formats::Ledger& ledger, Findings& out);

/// The number of an entry, "12" or "#12".
std::optional<std::int64_t> entry_number(const std::string& text);
/// The last entry known at "2024-06-30" (to the end of that day, UTC), "2024-06-30T08:00:00Z" or at entry
/// "12"; the newest if empty. Throws LedgerProblem if it is none of these.
std::int64_t known_entry(const formats::Ledger& ledger, const std::string& when);

/// The rules of an entry, or files that have yet to be recorded, read and compiled; nothing, with the
/// findings printed, if they have errors.
std::optional<Rules> rules_of(const formats::RulesFacts& facts, Findings& out);

/// Says that no rules are in force in a year, and what it is not for that: {"没有比较", "compared"}.
void say_without_rules(const formats::Ledger& ledger, int year, const engine::Text& left_out, Findings& out);

/// A rules file with all that it builds on and imports: as a ledger keeps it, and as it reads.
struct RulesToRecord {
  formats::RulesFacts facts;
  engine::Ruleset ruleset;
};
/// Nothing, with the findings printed, if it cannot be read or has errors.
std::optional<RulesToRecord> read_rules_to_record(const std::string& path, Findings& out, Exit& status);

/// All units of a year as known, in the order of imports and their rows.
class YearUnits {
 public:
  /// `data`, if given, takes the fingerprint of all that is read.
  YearUnits(const formats::Ledger& ledger, int year, std::int64_t known, const Rules& rules,
            formats::Sha256* data = nullptr);

  /// What is wrong with the columns of the imports.
  const std::vector<engine::Diagnostic>& problems() const { return problems_; }
  bool next(formats::ScoredUnit& unit);
  /// What is odd about columns as a whole (N772), of the rows that were read.
  std::vector<engine::Diagnostic> remarks() const;

 private:
  struct Part {
    std::unique_ptr<formats::LedgerTable> table;
    std::unique_ptr<formats::UnitTable> units;
  };
  void read_all();

  const Rules& rules_;
  engine::Ruleset alone_;  // the ruleset without figures over all units: they range over all imports
  std::vector<Part> parts_;
  std::size_t part_ = 0;
  std::vector<engine::Diagnostic> problems_;
  std::optional<formats::LedgerScorer> scorer_;  // of the part
  bool all_read_ = false;
  std::vector<std::pair<std::string, formats::UnitRow>> all_;  // with figures over all units
  std::size_t given_ = 0;
};

/// The titles of a ruleset's indicators.
std::vector<std::string> item_titles(const engine::Ruleset& ruleset);

/// One year of a run.
struct YearToWrite {
  std::int64_t run;
  formats::YearOfRun facts;
};
/// Recorded scores as CSV: the columns that name units, year, every indicator of these years, total, grade,
/// rules, run, remarks; of these units alone, as the ledger calls them, if there are any. How many rows were
/// written.
std::size_t write_recorded(const formats::Ledger& ledger, const std::vector<YearToWrite>& years,
                           const std::vector<std::string>& units, formats::OutputFile& file);
/// The option --bom, and what it puts at the beginning.
void add_bom_option(CLI::App& command, bool& bom);
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

void add_history_init(CLI::App& history, Exit& status);
void add_history_import(CLI::App& history, Exit& status);
void add_history_register(CLI::App& history, Exit& status);
void add_history_score(CLI::App& history, Exit& status);
void add_history_list(CLI::App& history, Exit& status);
void add_history_show(CLI::App& history, Exit& status);
void add_history_scores(CLI::App& history, Exit& status);
void add_history_rescore(CLI::App& history, Exit& status);
void add_history_verify(CLI::App& history, Exit& status);
void add_history_export(CLI::App& history, Exit& status);

}  // namespace rubric::cli
