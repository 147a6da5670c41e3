// docs/phrasebook.md: every wording in its tables is put into a small ruleset and must score what stands
// beside it; every refused wording must be refused with its code, and what it is to be replaced by must be
// accepted.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <set>

#include "engine/text.hpp"
#include "tests/files.hpp"
#include "tests/rules.hpp"

using namespace rubric;
using namespace rubric::testing;

namespace {

using Lines = std::vector<std::string>;

struct Row {
  std::string text;
  Lines lines;           // what is to be written
  Lines given, results;  // accepted: examples, "完成率 45%" and "5分"
  std::string code;      // refused: with this code
  Lines instead;         // and written like this
};

bool starts(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

std::string trimmed(const std::string& text) {
  return std::string(engine::trim(text));
}

/// What stands in `…` in a table's cell.
Lines code_spans(const std::string& cell) {
  const Lines pieces = split(cell, "`");
  Lines found;
  for (std::size_t i = 1; i < pieces.size(); i += 2) found.push_back(pieces[i]);
  return found;
}

struct Page {
  std::string data;  // the declarations that all rows use
  std::vector<Row> rows;

  Page() {
    bool table = false, refused = false, declarations = false;
    for (const std::string& line : split(read(project("docs/phrasebook.md")), "\n")) {
      if (starts(line, "## ")) refused = contains(line, "refused");
      if (starts(line, "```")) {
        declarations = line == "```text";
      } else if (declarations) {
        data += line + "\n";
      } else if (starts(line, "|---")) {
        table = true;
      } else if (!starts(line, "|")) {
        table = false;
      } else if (table) {
        rows.push_back(row(line, refused));
      }
    }
  }

 private:
  static Row row(const std::string& line, bool refused) {
    CAPTURE(line);
    const Lines cells = split(line, "|");  // an empty one before the first and after the last
    REQUIRE(cells.size() == 6);
    Row one;
    one.text = line;
    one.lines = code_spans(cells[refused ? 1 : 2]);
    if (refused) {
      one.code = trimmed(cells[2]);
      one.instead = code_spans(cells[3]);
      return one;
    }
    for (const std::string& example : split(cells[3], "；")) {
      const Lines sides = split(example, " → ");
      REQUIRE(sides.size() == 2);
      one.given.push_back(trimmed(sides[0]));
      one.results.push_back(trimmed(sides[1]));
    }
    return one;
  }
};

const Page& page() {
  static const Page read_once;
  return read_once;
}

bool is_declaration(const std::string& line) {
  for (const std::string word : {"指标 ", "二级指标 ", "加分 ", "减分 ", "一票否决 ", "公式 ", "等级"}) {
    if (starts(line, word)) return true;
  }
  return false;
}

/// The title in a line 指标 …: up to its points or its first bar.
std::string title(const std::string& line) {
  std::string text = line.substr(std::string("指标 ").size());
  for (const std::string end : {" ｜", "  ", "（4分）"}) text = split(text, end)[0];
  return text;
}

/// A whole ruleset of these lines, with a sample if there is something to expect.
std::string whole(const Lines& lines, const std::string& given = "", const std::string& result = "") {
  std::string full_marks = "满分  未明确", item = "单项  不取整", total = "总分  最高1000分，不取整";
  std::string body, about = "示例";
  bool indicator = false, grades = false;
  std::optional<bool> clauses;
  for (const std::string& line : lines) {
    if (starts(line, "满分")) {
      full_marks = line;
    } else if (starts(line, "单项")) {
      item = line;
    } else if (starts(line, "总分")) {
      total = line;
    } else {
      if (!clauses) clauses = !is_declaration(line);
      if (starts(line, "指标 ")) about = title(line), indicator = true;
      grades = grades || starts(line, "等级");
      body += line + "\n";
    }
  }
  std::string text = "规则集 对照\n" + full_marks + "\n" + item + "\n" + total + "\n" + page().data;
  if (clauses.value_or(false)) {
    text += "指标 示例  10分\n";
  } else if (!indicator) {
    text += "指标 任务完成率  100分 ｜ 实际 任务完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n";
  }
  text += body;
  if (!grades)
    text += "等级  按取整后总分\n≥90分 优\n80分(含)至90分(不含) 良\n60分(含)至80分(不含) 中\n＜60分 差\n";
  if (result.empty()) return text;
  const bool of_all = starts(result, "总分") || starts(result, "等级");
  return text + "样例 例\n" + given + "\n应得 " + (of_all ? "" : about + "  ") + result + "\n";
}

}  // namespace

TEST_CASE("wordings of the phrasebook are accepted and score what stands beside them") {
  std::size_t accepted = 0;
  for (const Row& row : page().rows) {
    if (!row.code.empty()) continue;
    CAPTURE(row.text);
    for (std::size_t i = 0; i < row.given.size(); ++i) {
      const Rules rules("a.rules", whole(row.lines, row.given[i], row.results[i]));
      CHECK_MESSAGE(rules.plan.has_value(), shown(rules.problems));
      if (!rules.plan) continue;
      CHECK_MESSAGE(rules.differences().empty(), shown(rules.differences()));
      const auto samples = engine::run_samples(rules.ruleset, *rules.plan);
      CHECK((samples.size() == 1 && samples[0].checked == 1));
    }
    ++accepted;
  }
  CHECK(accepted >= 80);
}

TEST_CASE(
    "wordings that the phrasebook calls refused are refused with their code, and their cure is accepted") {
  std::size_t refused = 0;
  for (const Row& row : page().rows) {
    if (row.code.empty()) continue;
    CAPTURE(row.text);
    const Rules wrong("a.rules", whole(row.lines));
    std::set<std::string> codes;
    for (const auto& problem : wrong.problems) {
      const auto& kind = engine::kind(problem.code);
      if (kind.severity == engine::Severity::error) codes.emplace(kind.name);
    }
    CAPTURE(shown(wrong.problems));
    CHECK(codes == std::set<std::string>{row.code});
    const Rules right("a.rules", whole(row.instead));
    CHECK_MESSAGE(right.plan.has_value(), shown(right.problems));
    ++refused;
  }
  CHECK(refused >= 20);
}
