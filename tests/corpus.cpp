// Programs and data with what they must give written beside them: tests/corpus, docs, README and rulesets.
//
// In rules files a planted error is marked on its line by "# 错: E401" (or "# error: E401"), in data files by
// a cell "错: E801". What is reported must be exactly what is marked, so one slip costs one message; and
// every kind of message that the program has is provoked by some file, or by the test named in `elsewhere`.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "engine/evaluate.hpp"
#include "engine/number.hpp"
#include "engine/text.hpp"
#include "formats/claims.hpp"
#include "formats/scores.hpp"
#include "formats/unit_table.hpp"
#include "tests/files.hpp"
#include "tests/found.hpp"
#include "tests/program.hpp"
#include "tests/proof_cases.hpp"
#include "tests/rules.hpp"
#include "tests/widened.hpp"

using namespace rubric;
using namespace rubric::testing;

namespace {

Found found(const std::vector<engine::Diagnostic>& diagnostics) {
  Found result;
  for (const auto& d : diagnostics) result.insert(found_text(d.place.line, engine::kind(d.code).name));
  return result;
}

/// What a file's marks promise: after "错:" or "error:" the codes, split by blanks.
Found marked(const std::string& text) {
  Found result;
  std::uint32_t number = 0;
  for (const std::string& line : split(text, "\n")) {
    ++number;
    for (const std::string mark : {"错:", "# error:"}) {
      const std::size_t at = line.find(mark);
      if (at == std::string::npos) continue;
      const std::string rest = line.substr(at + mark.size());
      for (const std::string& word : split(rest.substr(0, rest.find_first_of(",\"")), " ")) {
        const bool code = word.size() == 4 && std::isupper(static_cast<unsigned char>(word[0]));
        if (code) result.insert(found_text(number, word));
      }
      break;
    }
  }
  return result;
}

std::vector<engine::Diagnostic> of_rules(const std::string& file) {
  const Rules rules(file, read(project(file)));
  std::vector<engine::Diagnostic> all = rules.problems;
  const auto differences = rules.differences();
  all.insert(all.end(), differences.begin(), differences.end());
  return all;
}

const std::string data_rules = "tests/corpus/diagnostics/data/rules.rules";

/// Everything that scoring a data file says.
std::vector<engine::Diagnostic> of_data(const std::string& file) {
  const Rules rules(data_rules, read(project(data_rules)));
  REQUIRE_MESSAGE(rules.plan.has_value(), shown(rules.problems));
  std::vector<engine::Diagnostic> all;
  const auto reader = formats::open_table(project(file), "", all);
  if (!reader) return all;
  formats::UnitTable units(rules.ruleset, *reader, all);
  for (formats::UnitRow unit; units.next(unit);) {
    all.insert(all.end(), unit.faults.begin(), unit.faults.end());
    const auto outcome = engine::evaluate(*rules.plan, unit.data);
    const auto faults = formats::outcome_faults(rules.ruleset, *rules.plan, unit.place, outcome);
    all.insert(all.end(), faults.begin(), faults.end());
  }
  return all;
}

const std::string claims_folder = "tests/corpus/diagnostics/claims/";

/// Everything that auditing a claims file says, by the program itself.
Found of_claims(const std::string& file) {
  const Run run = program({"audit", claims_folder + "rules.rules", claims_folder + "units.csv", "--claims",
                           file, "--format", "json"});
  CHECK(run.status <= 1);
  Found result;
  for (const auto& d : nlohmann::json::parse(run.out)) {
    result.insert(found_text(d["line"].get<std::uint32_t>(), d["code"].get<std::string>()));
  }
  for (const std::string& line : split(run.err, "\n")) {
    const std::size_t at = line.find("[W");
    if (at != std::string::npos) {
      result.insert(found_text(static_cast<std::uint32_t>(std::stoul(line.substr(file.size() + 1))),
                               line.substr(at + 1, 4)));
    }
  }
  return result;
}

std::set<std::string> codes(const Found& found) {
  std::set<std::string> result;
  for (const std::string& one : found) result.insert(one.substr(one.find(' ') + 1));
  return result;
}

/// Kinds that no file can provoke, with the test that does.
struct Elsewhere {
  std::string code, file, test;
};
const Elsewhere elsewhere[] = {
    {"E001", "tests/corpus.cpp", "rules files that are no text"},
    {"E002", "tests/corpus.cpp", "rules files that are no text"},
    {"E003", "tests/corpus.cpp", "rules files that are no text"},
    {"E004", "tests/corpus.cpp", "rules files that are no text"},
    {"E116", "tests/dsl/reader_report.cpp", "no more than a thousand problems are listed"},
    {"E240", "tests/cli_goal.cpp", "goal: questions that cannot be asked of the rules"},
    {"E241", "tests/cli_goal.cpp", "goal: questions that cannot be asked of the rules"},
    {"E242", "tests/cli_goal.cpp", "goal: questions that cannot be asked of the rules"},
    {"E243", "tests/cli_goal.cpp", "diff and goal need rules that score"},
    {"E244", "tests/cli_goal.cpp", "goal: questions that cannot be asked of the rules"},
    {"E315", "tests/dsl/compose.cpp", "no more than sixteen files may build one upon the other"},
    {"E328", "tests/cli_score.cpp", "a library is checked but not scored"},
    {"N218", "tests/cli_check.cpp", "with --all what is good to know is told too"},
    {"N220", "tests/cli_check.cpp", "with --all what is good to know is told too"},
    {"N221", "tests/cli_check.cpp", "with --all what is good to know is told too"},
    {"N222", "tests/cli_check.cpp", "with data it is told which units a finding is about"},
    {"E701", "tests/formats/file.cpp", "what cannot be read is said"},
    {"E702", "tests/formats/file.cpp", "what cannot be read is said"},
    {"E703", "tests/formats/file.cpp", "a full disk is said and nothing is left"},
    {"E704", "tests/formats/encoding.cpp", "bytes that are in no encoding are refused where they stand"},
    {"E713", "tests/formats/csv.cpp", "bounds are named and later rows still read"},
    {"E714", "tests/formats/csv.cpp", "bounds are named and later rows still read"},
    {"E715", "tests/formats/csv.cpp", "bounds are named and later rows still read"},
    {"E716", "tests/formats/csv.cpp", "bounds are named and later rows still read"},
    {"E717", "tests/formats/csv.cpp", "a file without a header"},
    {"E734", "tests/cli_explain.cpp", "the unit is found by its identity, and a near miss is suggested"},
    {"E826", "tests/formats/scores.cpp", "a unit to which no indicator applies has no total"},
    {"E827", "tests/formats/scores.cpp",
     "what cannot be computed is told once, at the row, for the indicator"},
    {"E738", "tests/cli_versions.cpp", "a folder gives each row the version of its year"},
    {"E739", "tests/cli_versions.cpp", "two versions in force for one year are that row's fault"},
    {"E740", "tests/cli_versions.cpp", "a folder gives each row the version of its year"},
    {"E741", "tests/cli_versions.cpp", "folders that cannot be used say why"},
    {"E742", "tests/cli_versions.cpp", "folders that cannot be used say why"},
    {"E743", "tests/cli_versions.cpp", "folders that cannot be used say why"},
    {"E744", "tests/cli_versions.cpp", "folders that cannot be used say why"},
    {"E745", "tests/formats/score_stream.cpp",
     "JSON Lines from a pipe have the keys that matter in their beginning"},
    {"E950", "tests/cli_rescore.cpp", "rules without a total cannot be compared"},
    {"E951", "tests/cli_rescore.cpp", "no room for the temporary file: no results, and why"},
    {"N952", "tests/cli_rescore.cpp", "rulesets that do not differ are said not to"},
    {"N953", "tests/cli_rescore.cpp", "many changes are put together, and it is said how"},
    {"W954", "tests/cli_rescore.cpp", "a column to group by that is not there is said"},
    {"E955", "tests/cli_rescore.cpp", "a file given twice is refused, one without rows is said"},
    {"E956", "tests/engine/audit.cpp", "audit: a group's claimed score is that of its items"},
    {"N958", "tests/formats/claims.cpp",
     "a report that prints its total only lacks no items, one that prints some lacks the others"},
    {"E918", "tests/cli_report.cpp", "what is in the way of a report is said"},
    {"E919", "tests/cli_report.cpp", "what is in the way of a report is said"},
    {"E940", "tests/formats/xlsx.cpp", "a program without workbooks says so in both languages"},
    {"E970", "tests/cli_history.cpp",
     "what is no ledger, a newer one and a damaged one are left as they are"},
    {"E971", "tests/cli_history.cpp",
     "what is no ledger, a newer one and a damaged one are left as they are"},
    {"E972", "tests/cli_history.cpp",
     "what is no ledger, a newer one and a damaged one are left as they are"},
    {"E973", "tests/cli_history.cpp",
     "what is no ledger, a newer one and a damaged one are left as they are"},
    {"E974", "tests/cli_history.cpp", "a second writer waits, and then says that it could not"},
    {"E975", "tests/cli_history.cpp", "a file that may not grow: nothing is recorded and nothing is lost"},
    {"E976", "tests/cli_history.cpp",
     "what is no ledger, a newer one and a damaged one are left as they are"},
    {"E977", "tests/cli_history_import.cpp",
     "a file that cannot be recorded leaves nothing, and the others are recorded"},
    {"E978", "tests/cli_history_import.cpp",
     "a file that cannot be recorded leaves nothing, and the others are recorded"},
    {"E979", "tests/cli_history_import.cpp",
     "a file that cannot be recorded leaves nothing, and the others are recorded"},
    {"E980", "tests/cli_history.cpp", "a ledger keeps what was decided, and says what is known"},
    {"E981", "tests/cli_history.cpp", "rules and entries that are not there are said"},
    {"E982", "tests/cli_history.cpp", "a ledger keeps what was decided, and says what is known"},
    {"E983", "tests/cli_history.cpp", "rules and entries that are not there are said"},
    {"E984", "tests/cli_history.cpp", "rules and entries that are not there are said"},
    {"E985", "tests/cli_history.cpp", "verify finds what was changed behind the ledger's back"},
    {"E986", "tests/cli_history.cpp", "verify finds what was changed behind the ledger's back"},
    {"E987", "tests/cli_history_import.cpp",
     "a file that cannot be recorded leaves nothing, and the others are recorded"},
    {"E988", "tests/cli_history.cpp", "rules and entries that are not there are said"},
    {"W989", "tests/cli_history.cpp", "a clock that is behind is said, and entries stay in order"},
    {"E990", "tests/cli_history_decided.cpp",
     "a run that changes what was decided needs a reason, and leaves nothing without one"},
    {"E991", "tests/cli_history_import.cpp",
     "a correction has every column that what it corrects has values in"},
    {"E992", "tests/cli_history_import.cpp",
     "with a reason, what corrects nothing is refused unless it is said to be new"},
    {"E993", "tests/cli_history.cpp", "verify finds triggers that were dropped, changed or added"},
    {"N770", "tests/cli_audit.cpp",
     "audit: units without a claim are told, and a unit that stands twice in the data"},
    {"E762", "tests/formats/unit_table.cpp", "a missing identity column is said, with what it may be called"},
    {"E763", "tests/formats/unit_table.cpp",
     "a first row that is no header is said once, with the likely cause"},
    {"E764", "tests/engine/cell.cpp", "formula errors and dashes are told for what they are"},
    {"E767", "tests/cli_report.cpp", "an ending that a command does not write is refused"},
    {"W768", "tests/cli_score.cpp", "a file with a header alone is told to be empty"},
    {"N772", "tests/cli_score.cpp",
     "a column of % without a number above 1 is remarked on where the rules ask for more"},
    {"E769", "tests/corpus.cpp", "rules files that are no text"},
    {"W735", "tests/cli_score.cpp", "rows outside the rules' period are scored and counted in one warning"},
};

}  // namespace

TEST_CASE("planted errors are reported where they are marked, and nothing else is") {
  std::vector<std::string> all = files("tests/corpus/errors", ".rules");
  for (const std::string& file : files("tests/corpus/diagnostics/rules", ".rules")) all.push_back(file);
  CHECK(all.size() > 100);
  for (const std::string& file : all) {
    CAPTURE(file);
    const auto diagnostics = of_rules(file);
    CAPTURE(shown(diagnostics));
    const Found expected = marked(read(project(file)));
    CHECK(!expected.empty());
    CHECK(found(diagnostics) == expected);
  }
}

TEST_CASE("faults of data are reported in their rows") {
  for (const std::string& file : files("tests/corpus/diagnostics/data", "")) {
    if (file == data_rules) continue;
    CAPTURE(file);
    const auto diagnostics = of_data(file);
    CAPTURE(shown(diagnostics));
    const Found expected = marked(read(project(file)));
    CHECK(!expected.empty());
    CHECK(found(diagnostics) == expected);
  }
}

TEST_CASE("findings about claims are reported in their rows") {
  for (const std::string& file : files(claims_folder, ".csv")) {
    if (file == claims_folder + "units.csv") continue;
    CAPTURE(file);
    CHECK(of_claims(file) == marked(read(project(file))));
  }
}

TEST_CASE("every kind of message is provoked by some file or test") {
  std::set<std::string> provoked;
  for (const std::string& file : files("tests/corpus", ".rules"))
    provoked.merge(codes(found(of_rules(file))));
  for (const std::string& file : files("tests/corpus/diagnostics/data", "")) {
    if (file != data_rules) provoked.merge(codes(found(of_data(file))));
  }
  for (const std::string& file : files(claims_folder, ".csv")) provoked.merge(codes(of_claims(file)));
  for (const std::string& file : files("tests/corpus/proofs", ".rules"))  // tests/engine/prove.cpp
    provoked.merge(codes(marked(read(project(file)))));
  for (const ProofCase& one : proof_cases())  // tests/engine/prove_cases.cpp
    provoked.insert(one.codes.begin(), one.codes.end());
  for (const Elsewhere& one : elsewhere) {
    CAPTURE(one.code);
    const std::string source = read(project(one.file));
    const std::size_t test = source.find("TEST_CASE(\"" + one.test + "\")");
    REQUIRE(test != std::string::npos);
    const std::string body = source.substr(test, source.find("\n}", test) - test);
    CHECK(contains(body, one.code));
    CHECK(provoked.insert(one.code).second);  // otherwise a file provokes it already
  }
  for (const auto& kind : engine::all_kinds()) {
    CAPTURE(kind.name);
    CHECK(provoked.count(std::string(kind.name)) == 1);
  }
}

TEST_CASE("every message has both languages, in a clerk's words, and a code that tells how grave it is") {
  for (const auto& kind : engine::all_kinds()) {
    CAPTURE(kind.name);
    CHECK(!kind.zh.empty());
    CHECK(!kind.en.empty());
    CHECK(kind.name[0] == (kind.severity == engine::Severity::error     ? 'E'
                           : kind.severity == engine::Severity::warning ? 'W'
                                                                        : 'N'));
    for (const std::string word :
         {"令牌", "语法树", "解析器", "字段", "对象", "token", "parser", "syntax tree", "null"}) {
      CHECK_FALSE(contains(std::string(kind.zh), word));
      CHECK_FALSE(contains(std::string(kind.en), word));
    }
  }
}

TEST_CASE("rules files that are no text") {
  const auto only = [](const std::string& text) {
    const Rules rules("a.rules", text);
    REQUIRE(rules.problems.size() == 1);
    return std::string(engine::kind(rules.problems[0].code).name) + " " +
           rules.problems[0].message(engine::Language::zh);
  };
  CHECK(contains(only(""), "E001"));
  CHECK(contains(only("\xEF\xBB\xBF \r\n\t　\n"), "E001"));
  CHECK(contains(only("规则集 甲\n\x01"), "E002 不是文本文件：第 15 个字节是 0x01"));
  CHECK(contains(only(std::string("\x7F\x45LF\0", 5)), "E002"));
  CHECK(contains(only("规则集 \xB9\xE6"), "E003 不是 UTF-8 文本：从第 11 个字节起"));
  CHECK(contains(only(std::string("\xFF\xFE\xC4\x89", 4)), "E769 这是 UTF-16 编码的文本，不能当规则文件读"));
  CHECK(contains(only("PK\x03\x04\x14"), "E769 这是 Word、Excel 一类的文档，不能当规则文件读"));
  CHECK(contains(only("规则集 甲\n" + std::string(dsl::Source::max_bytes, '#')), "E004"));
}

// --- the reference and the rulesets ---

namespace {

/// The ```rules blocks of a page, each with the number of its first line.
std::vector<std::pair<int, std::string>> blocks(const std::string& page) {
  std::vector<std::pair<int, std::string>> found;
  bool inside = false;
  int number = 0;
  for (const std::string& line : split(read(project(page)), "\n")) {
    ++number;
    if (!inside && line == "```rules") {
      inside = true;
      found.emplace_back(number + 1, "");
    } else if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      found.back().second += line + "\n";
    }
  }
  CHECK_FALSE(inside);
  return found;
}

void check_ruleset(const Rules& rules) {
  CAPTURE(shown(rules.problems));
  REQUIRE_FALSE(engine::has_errors(rules.problems));
  CAPTURE(shown(rules.differences()));
  CHECK(rules.differences().empty());
  std::size_t checked = 0;
  for (const auto& result : engine::run_samples(rules.ruleset, *rules.plan)) checked += result.checked;
  CHECK(checked > 0);
}

}  // namespace

TEST_CASE("the rules on the pages are right and their samples pass") {
  std::size_t seen = 0;
  for (const std::string page : {"docs/language.md", "README.md"}) {
    for (const auto& [line, text] : blocks(page)) {
      const std::string where = page + ":" + std::to_string(line);
      CAPTURE(where);
      check_ruleset(Rules(where, text));
      ++seen;
    }
  }
  CHECK(seen >= 60);
}

TEST_CASE("every ruleset is right and its samples pass") {
  const std::vector<std::string> all = files("rulesets", ".rules");
  CHECK(all.size() >= 6);
  for (const std::string& file : all) {
    CAPTURE(file);
    const Rules rules(file, read(project(file)));
    if (rules.ruleset.library) {
      CHECK_MESSAGE(rules.problems.empty(), shown(rules.problems));
    } else {
      check_ruleset(rules);
    }
  }
}

TEST_CASE("clauses that meet, and files that build on others, do what their samples say") {
  for (const std::string folder : {"tests/corpus/clauses", "tests/corpus/builds-on"}) {
    for (const std::string& file : files(folder, ".rules")) {
      CAPTURE(file);
      const Rules rules(file, read(project(file)));
      if (rules.ruleset.library) {
        CHECK_MESSAGE(rules.problems.empty(), shown(rules.problems));
      } else {
        check_ruleset(rules);
      }
    }
  }
}

// --- what a Chinese keyboard types ---

TEST_CASE("full-width signs, digits and blanks and CRLF mean the same") {
  std::mt19937 random(20240601);
  constexpr int rounds = 10;
  for (const char* const folder : {"rulesets/bishan", "rulesets/lusong", "rulesets/panlong"}) {
    for (const std::string& file : files(folder, ".rules")) {
      CAPTURE(file);
      const std::string text = read(project(file));
      const std::string meaning = engine::to_text(Rules(file, text).ruleset);
      CHECK(meaning.size() > 500);
      int changed = 0;
      for (int round = 0; round < rounds; ++round) {
        const std::string wide = widened(text, random);
        changed += wide != text;
        const Rules rules(file, wide);
        const bool same = rules.problems.empty() && engine::to_text(rules.ruleset) == meaning;
        if (!same || !rules.differences().empty()) {
          CAPTURE(shown(rules.problems));
          CAPTURE(shown(rules.differences()));
          CAPTURE(wide);
          CHECK(engine::to_text(rules.ruleset) == meaning);
          CHECK(rules.problems.empty());
          CHECK(rules.differences().empty());
          break;
        }
      }
      CHECK(changed == rounds);
    }
  }
}
