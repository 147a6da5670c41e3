// The pages on diagnostic codes (docs/codes): every code has one, every page has a code, and the examples
// hold: a wrong one is reported with the page's code, a right one is not refused.
//
// Examples show only the lines that matter. The rest of the file stands here: a header, data and, where the
// example has no indicator, one on budget execution.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/prove.hpp"
#include "tests/files.hpp"
#include "tests/program.hpp"
#include "tests/rules.hpp"

using namespace rubric::testing;
using rubric::engine::Code;
using rubric::engine::Diagnostic;
using rubric::engine::DiagnosticKind;

namespace {

struct Example {
  bool zh = true, right = false;
  std::string kind, text;  // rules, csv, jsonl, text
  std::string data;        // the declarations that a data example is about
};

struct Page {
  std::string code, title, file;
  std::string zh, en;  // without the examples
  std::vector<Example> examples;
};

bool starts(const std::string& line, const std::string& start) {
  return line.compare(0, start.size(), start) == 0;
}

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {
    for (const std::string& text : split(read(project(file)), "\n")) line(text);
  }
  std::vector<Page> pages;

 private:
  void line(const std::string& text) {
    if (block_) return in_block(text);
    if (starts(text, "## ")) {
      const std::size_t blank = text.find(' ', 3);
      pages.push_back({text.substr(3, blank - 3), text.substr(blank + 1), file_, "", "", {}});
    } else if (starts(text, "### ")) {
      zh_ = text == "### 中文";
      data_ = "";
    } else if (starts(text, "```")) {
      block_ = true;
      example_ = {zh_, right_, text.substr(3), "", ""};
    } else if (text == "错：" || text == "Wrong:" || text == "对：" || text == "Right:") {
      right_ = text == "对：" || text == "Right:";
      declared_ = false;
    } else if (text == "规则里写的是：" || text == "In the rules:") {
      declared_ = true;
    } else if (!pages.empty()) {
      (zh_ ? pages.back().zh : pages.back().en) += text;
    }
  }

  void in_block(const std::string& text) {
    block_ = text != "```";
    if (block_) {
      example_.text += text + "\n";
    } else if (declared_) {
      data_ = example_.text;
    } else {
      example_.data = data_;
      pages.back().examples.push_back(example_);
    }
  }

  std::string file_, data_;
  Example example_;
  bool block_ = false, zh_ = true, right_ = false, declared_ = false;
};

const std::vector<Page>& pages() {
  static const std::vector<Page> all = [] {
    std::vector<Page> found;
    for (const std::string& file : files("docs/codes", ".md")) {
      const Reader reader(file);
      found.insert(found.end(), reader.pages.begin(), reader.pages.end());
    }
    return found;
  }();
  return all;
}

const std::string header_zh = R"(规则集 示例
  满分  10分
  单项  四舍五入保留2位小数
  总分  最高10分，四舍五入保留2位小数
)";
const std::string header_en = R"(ruleset Example
  full marks  10 points
  each item  half up to 2 places
  total  at most 10 points, half up to 2 places
)";
const std::string data_zh = R"(数据
  全年预算  万元  ＞0
  全年执行  万元  ≥0
  完成率    %     ≥0%
  满意度    %     0%至100%
  上访批次  批    ≥0  整数
  用时      天    ≥0
  项目数    个    ≥0  整数
  完成数    个    ≥0  整数
  已公示    是否
  效果      达成、部分达成、未达成
  比例      %     0%至100%
  评分      分    0分至10分
  村得分    分    0分至100分  可填多个
  报送日期  日期
  理由      文字
)";
const std::string data_en = R"(data
  budget         wanyuan  > 0
  executed       wanyuan  >= 0
  done_rate      %        >= 0%
  satisfaction   %        0% to 100%
  petitions      times    >= 0  whole
  taken          days     >= 0
  planned        items    >= 0  whole
  done           items    >= 0  whole
  published      yes/no
  effect         met; partly_met; not_met
  share          %        0% to 100%
  mark           points   0 points to 10 points
  village_marks  points   0 points to 100 points  many
  filed          date
  why            text
)";
const std::string indicator_zh =
    "指标 预算执行率  10分 ｜ 实际 全年执行 ÷ 全年预算 ｜ 目标 ≥100% ｜ 计分 按比例\n";
const std::string indicator_en =
    "indicator Budget execution  10 points | actual executed / budget | target >= 100% | score "
    "proportional\n";

/// An example as a whole file: clauses get an indicator, declarations what is still missing.
std::string whole_file(const Example& example) {
  const std::string& text = example.text;
  for (const char* const first : {"规则集", "公式库", "ruleset", "library"}) {
    if (starts(text, first)) return text;
  }
  const std::string frame = example.zh ? header_zh + data_zh : header_en + data_en;
  if (starts(text, " "))
    return frame + (example.zh ? "指标 示例  10分\n" : "indicator Example  10 points\n") + text;
  const std::string indicator = example.zh ? "\n指标 " : "\nindicator ";
  if (contains("\n" + text, indicator)) return frame + text;
  return frame + (example.zh ? indicator_zh : indicator_en) + text;
}

/// The codes of everything that reading a rules file and running its samples reports.
/// It stands in a folder with 省级.rules and others that examples build on or import.
std::set<std::string> codes_of_rules(const Example& example, bool& errors) {
  const std::string name = example.zh ? "示例.rules" : "example.rules";
  const Rules rules("tests/corpus/builds-on/" + name, whole_file(example));
  std::vector<Diagnostic> problems = rules.problems;
  const std::vector<Diagnostic> differences = rules.differences();
  problems.insert(problems.end(), differences.begin(), differences.end());
  if (rules.plan) {
    const auto proofs = rubric::engine::to_diagnostics(
        rubric::engine::prove(rules.ruleset, *rules.plan, rubric::engine::Report::all), rules.ruleset,
        rubric::engine::Report::all);
    problems.insert(problems.end(), proofs.begin(), proofs.end());
  }
  errors = rubric::engine::has_errors(problems);
  std::set<std::string> codes;
  for (const Diagnostic& problem : problems) codes.emplace(rubric::engine::kind(problem.code).name);
  return codes;
}

/// What scoring a data example says: the rules are its declarations and an indicator that leaves all open.
std::string said_of_data(const Example& example) {
  const Folder folder;
  const std::string indicator =
      example.zh ? "指标 示例  10分 ｜ 计分 未明确\n" : "indicator Example  10 points | score unstated\n";
  const std::string rules =
      folder.file("example.rules", (example.zh ? header_zh : header_en) + example.data + indicator);
  const std::string text = example.text == "\n" ? "" : example.text;
  const std::string data = folder.file("units." + example.kind, text);
  return program({"score", rules, data, "-o", folder / "scores.csv"}).err;
}

bool is_data(const Example& example) {
  return example.kind == "csv" || example.kind == "jsonl";
}

}  // namespace

TEST_CASE("every code has one page and every page a code") {
  std::map<std::string, const Page*> by_code;
  std::set<std::string> numbers;  // a number alone says which code it is
  for (const Page& page : pages()) {
    CAPTURE(page.code);
    CHECK(by_code.emplace(page.code, &page).second);
  }
  for (const DiagnosticKind& kind : rubric::engine::all_kinds()) {
    CAPTURE(kind.name);
    CHECK(by_code.erase(std::string(kind.name)) == 1);
    CHECK(numbers.emplace(kind.name.substr(1)).second);
  }
  for (const auto& [code, page] : by_code) FAIL_CHECK(page->file << ": no such code: " << code);
}

TEST_CASE("a page has a title, a text and both examples in both languages, in the file of its hundred") {
  for (const Page& page : pages()) {
    CAPTURE(page.code);
    REQUIRE(page.code.size() == 4);
    CHECK(page.file == std::string("docs/codes/e") + page.code[1] + ".md");
    CHECK(split(page.title, " · ").size() == 2);
    CHECK(page.zh.size() > 20);
    CHECK(page.en.size() > 20);
    for (const bool zh : {true, false}) {
      for (const bool right : {true, false}) {
        CHECK(std::count_if(page.examples.begin(), page.examples.end(),
                            [&](const Example& e) { return e.zh == zh && e.right == right; }) == 1);
      }
    }
  }
}

TEST_CASE(
    "the rules examples hold: the wrong one is reported with the page's code, the right one is accepted") {
  for (const Page& page : pages()) {
    for (const Example& example : page.examples) {
      if (example.kind != "rules") continue;
      CAPTURE(page.code);
      CAPTURE(example.text);
      bool errors = false;
      const std::set<std::string> codes = codes_of_rules(example, errors);
      std::string found;
      for (const std::string& code : codes) found += code + " ";
      CAPTURE(found);
      CHECK(codes.count(page.code) == (example.right ? 0 : 1));
      CHECK_FALSE((example.right && errors));
    }
  }
}

TEST_CASE("the data examples hold") {
  for (const Page& page : pages()) {
    for (const Example& example : page.examples) {
      if (!is_data(example)) continue;
      CAPTURE(page.code);
      CAPTURE(example.text);
      const std::string said = said_of_data(example);
      CAPTURE(said);
      CHECK(contains(said, "[" + page.code + "]") != example.right);
      CHECK_FALSE((example.right && contains(said, "错误[E")));
    }
  }
}

TEST_CASE("explain-code prints a page, in either case of letters, in one language or both") {
  const Run both = program({"explain-code", "E502"});
  CHECK(both.status == 0);
  CHECK(starts(both.out, "E502 "));
  CHECK(contains(both.out, "民法典"));
  CHECK(contains(both.out, "Wrong:"));
  CHECK_FALSE(contains(both.out, "```"));
  CHECK(program({"explain-code", "e502"}).out == both.out);
  CHECK(program({"explain-code", "[Ｅ５０２]"}).out == both.out);
  CHECK(program({"explain-code", "E502", "E502"}).out == both.out + "\n" + both.out);
  const Run zh = program({"explain-code", "E502", "--lang", "zh"});
  const Run en = program({"explain-code", "E502", "--lang", "en"});
  CHECK(both.out == zh.out + "\n" + en.out);
  CHECK_FALSE(contains(zh.out, "Wrong:"));
  CHECK_FALSE(contains(en.out, "错："));
}

TEST_CASE("explain-code without a code lists all with their titles") {
  const Run run = program({"explain-code", "--lang", "zh"});
  CHECK(run.status == 0);
  for (const DiagnosticKind& kind : rubric::engine::all_kinds()) {
    CAPTURE(kind.name);
    CHECK(contains("\n" + run.out, "\n" + std::string(kind.name) + "  "));
  }
}

TEST_CASE("an unknown code is said and the others are explained") {
  const Run run = program({"explain-code", "E999", "E301"});
  CHECK(run.status == 2);
  CHECK(contains(run.err, "E999"));
  CHECK(starts(run.out, "E301 "));
}
