// The printed table: each way of scoring as a sentence, merged cells, escaped text, and the command.
#include "formats/score_sheet.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "dsl/check.hpp"
#include "tests/files.hpp"
#include "tests/program.hpp"

using namespace rubric::testing;
using namespace rubric::formats;
using rubric::engine::Language;
using rubric::engine::Ruleset;

namespace {

Ruleset ruleset(const std::string& text) {
  std::vector<rubric::engine::Diagnostic> problems;
  const rubric::dsl::Source source("test.rules", text, problems);
  Ruleset result = rubric::dsl::read_rules(source, problems);
  for (const auto& problem : problems) {
    CAPTURE(problem.message(Language::en));
    CHECK(problem.severity() != rubric::engine::Severity::error);
  }
  return result;
}

const std::string head = R"(规则集 示例
  满分  10分
  单项  四舍五入保留2位小数
  总分  最高12分，四舍五入保留2位小数
数据
  预算    万元  ＞0
  执行    万元  ≥0
  满意度  %     0%至100%
  变动率  %     ≥-100%
  批次    批    ≥0  整数
  用时    天    ≥0
  公示    是否
  违规    是否
  效果    达成、部分达成、未达成
  比例    %     0%至100%
  打分    分    0分至10分
  理由    文字
)";

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

/// 评分标准 of the one indicator that these clauses make.
std::string standard(const std::string& clauses, Language language = Language::zh) {
  const ScoreSheet sheet = score_sheet(ruleset(head + "指标 甲  10分\n" + clauses), language);
  return joined(sheet.indicators.rows.at(0).at(2).lines);
}

struct Sentence {
  std::string clauses, zh, en;
};

const Sentence sentences[] = {
    {"实际 执行 ÷ 预算 ｜ 目标 ≥100% ｜ 计分 按比例", "得分＝10分×(执行 ÷ 预算)÷100%，最高10分",
     "score = 10 points * (执行 / 预算) / 100%, at most 10 points"},
    {"实际 执行 ÷ 预算，四舍五入保留1位小数的百分数 ｜ 目标 ≥95% ｜ 计分 按比例，最高12分",
     "实际值＝执行 ÷ 预算，四舍五入保留1位小数的百分数\n得分＝10分×实际值÷95%，最高12分",
     "the actual value = 执行 / 预算, half up to 1 places of a percent\n"
     "score = 10 points * the actual value / 95%, at most 12 points"},
    {"实际 变动率 ｜ 目标 ≤-30% ｜ 计分 按比例", "得分＝10分×变动率÷(-30%)，最高10分、最低0分",
     "score = 10 points * 变动率 / (-30%), at most 10 points, at least 0"},
    {"实际 批次 ｜ 目标 ≤10批 ｜ 计分 反向比例", "批次 ≤ 10批的，得10分；超过的，得分＝10分×10批÷批次",
     "10 points if 批次 <= 10批; above it, score = 10 points * 10批 / 批次"},
    {"实际 公示 ｜ 计分 达标得满分，否则不得分", "公示为是的，得10分；否则不得分",
     "10 points if 公示 is yes, otherwise none"},
    {"实际 批次 ｜ 目标 ＝0批 ｜ 计分 达标得满分，否则不得分", "批次 ＝ 0批的，得10分；否则不得分",
     "10 points if 批次 = 0批, otherwise none"},
    {"实际 效果 ｜ 目标 为 达成、部分达成 ｜ 计分 达标得满分，否则不得分",
     "效果 为 达成、部分达成的，得10分；否则不得分", "10 points if 效果 is 达成; 部分达成, otherwise none"},
    {"实际 满意度 ｜ 目标 ≥90% ｜ 计分 每低于1个百分点扣0.5分，不足1个百分点的不扣，扣完为止",
     "从满分10分起扣：满意度低于90%的部分，每1个百分点扣0.5分，不足1个百分点的不扣，扣完为止",
     "starts from 10 points: 满意度 below 90%: 0.5 points off for each 1 pp, part steps ignored, down to 0"},
    {"实际 满意度 ｜ 目标 ＝90% ｜ 计分 每相差3个百分点扣1分，不足3个百分点的按比例扣，最多扣4分",
     "从满分10分起扣：满意度与90%相差的部分，每3个百分点扣1分，不足3个百分点的按比例扣，最多扣4分",
     "starts from 10 points: 满意度 apart from 90%: 1 point off for each 3 pp, part steps pro rata, at most "
     "4 "
     "points off"},
    {"实际 用时 ｜ 目标 ≤15天 ｜ 计分 每超过2天扣1分，不足2天的按2天计，扣完为止",
     "从满分10分起扣：用时超过15天的部分，每2天扣1分，不足2天的按2天计，扣完为止",
     "starts from 10 points: 用时 above 15 days: 1 point off for each 2 days, a part step counts as a whole "
     "one, down to 0"},
    {"实际 批次 ｜ 计分 每1批扣2分，扣完为止", "从满分10分起扣：批次 每1批扣2分，扣完为止",
     "starts from 10 points: 批次: 2 points off for each 1批, down to 0"},
    {"计分 得分＝(1 － 10 × 变动率) × 满分", "得分＝(1 － 10 × 变动率) × 10分，最高10分、最低0分",
     "score = (1 - 10 * 变动率) * 10 points, at most 10 points, at least 0"},
    {"计分 酌情 打分，0分至10分，理由 理由", "由评价人在0分至10分之间酌情给分（打分），须写明理由（理由）",
     "the evaluator gives from 0 points to 10 points (打分); the reason must be given (理由)"},
    {"实际 满意度\n分档\n≥90%  满意  10分\n80%(含)至90%(不含)  8分\n＜80%  0分",
     "按满意度分档：≥90%（满意）得10分；80%(含)至90%(不含)得8分；＜80%不得分",
     "by 满意度: >= 90% (满意): 10 points; 80% (incl) to 90% (excl): 8 points; < 80%: none"},
    {"实际 批次\n分档\n≤3批  10分\n≤6批  5分\n其余  0分",
     "按批次分档：≤3批得10分；≤6批得5分；其余不得分（自上而下，以最先符合的一档为准）",
     "by 批次: <= 3批: 10 points; <= 6批: 5 points; otherwise: none (the first that holds counts)"},
    {"实际 用时\n分档\n≤30天  10分\n30天(不含)至60天(含)  9分至8分，按比例\n＞60天  0分",
     "按用时分档：≤30天得10分；30天(不含)至60天(含)得9分至8分，档内按比例；＞60天不得分",
     "by 用时: <= 30 days: 10 points; 30 days (excl) to 60 days (incl): 9 points to 8 points, pro rata "
     "within "
     "the row; > 60 days: none"},
    {"逐项\n公示  4分\n满意度 ≥ 90%  6分", "逐项得分相加：公示为是的得4分；满意度 ≥ 90%的得6分",
     "each that holds adds: 公示 is yes: 4 points; 满意度 >= 90%: 6 points"},
    {"实际 效果\n定性\n达成  100%\n部分达成  70%\n未达成  0%",
     "按效果定性：达成得10分；部分达成得7分；未达成不得分",
     "by the level of 效果: 达成: 10 points; 部分达成: 7 points; 未达成: none"},
    {"实际 效果\n定性 比例\n达成  80%(含)至100%(含)，未给比例按100%\n部分达成、未达成  0%(含)至80%(不含)",
     "按效果定性：达成得分值的80%(含)至100%(含)，未给比例按100%；部分达成、未达成得分值的0%(含)至80%(不含)\n"
     "幅度内的比例由“比例”给出",
     "by the level of 效果: 达成: 80% (incl) to 100% (incl) of the points, 100% if no share is given; "
     "部分达成; 未达成: 0% (incl) to 80% (excl) of the points\nthe share within the band is given by “比例”"},
    {"实际 用时\n插值\n15天  满分\n30天  0分", "按用时插值：≤15天得10分；≥30天不得分；其间按直线比例计算",
     "by 用时, interpolated: <= 15 days: 10 points; >= 30 days: none; straight lines in between"},
    {"扣分 批次 每1批扣3分，最多扣6分\n扣分 违规，扣2分",
     "从满分10分起扣：\n扣分：批次 每1批扣3分，最多扣6分\n扣分：违规为是的，扣2分\n扣分后得分不低于0分",
     "starts from 10 points and loses:\nminus: 批次: 3 points off for each 1批, at most 6 points off\n"
     "minus: if 违规 is yes, 2 points off\nthe score does not fall below 0"},
    {"不适用 批次 ＝ 0批，剔除，全表折算\n不得分 满意度 ＜ 60%\n实际 满意度 ｜ 目标 ≥90% ｜ 计分 按比例\n"
     "缺数 不得分\n取整 只舍不入保留1位小数",
     "批次 ＝ 0批的，本项不适用：剔除本项，其余指标得分按满分折算\n满意度 ＜ 60%的，本项不得分\n"
     "得分＝10分×满意度÷90%，最高10分\n数据缺失的，不得分\n本项得分只舍不入保留1位小数",
     "if 批次 = 0批, the indicator does not apply: it is left out and the other indicators are rescaled to "
     "full "
     "marks\nif 满意度 < 60%, no points\nscore = 10 points * 满意度 / 90%, at most 10 points\n"
     "if data are missing, no points\nthis score is rounded down to 1 places"},
    {"其中 公示  4分 ｜ 实际 公示 ｜ 计分 达标得满分，否则不得分\n"
     "其中 满意  6分 ｜ 实际 满意度 ｜ 目标 ≥90% ｜ 计分 按比例",
     "以下各款得分相加：\n（1）公示（4分）：公示为是的，得4分；否则不得分\n"
     "（2）满意（6分）：得分＝6分×满意度÷90%，最高6分",
     "the sum of its parts:\n(1) 公示 (4 points): 4 points if 公示 is yes, otherwise none\n"
     "(2) 满意 (6 points): score = 6 points * 满意度 / 90%, at most 6 points"},
    {"计分 未明确", "原标准未明确怎样计分：得分按0分至10分的区间给出",
     "the standard does not say how it scores: the score is the interval from 0 to 10 points"},
};

const std::string grouped = R"(规则集 分组
  版本  2025
  满分  10分
  单项  不取整
  总分  最高12分，四舍五入保留2位小数
数据
  完成率  %   0%至100%
  表彰    次  ≥0  整数
  弄虚作假  是否
公式 余数 ＝ 100% － 完成率
一级指标 产出  8分
二级指标 数量  5分
指标 甲  2分（推定） ｜ 实际 完成率 ｜ 目标 ≥90% ｜ 计分 按比例
指标 乙  3分 ｜ 实际 余数 ｜ 目标 ≤5% ｜ 计分 反向比例
二级指标 质量  3分
指标 丙  3分
  依据  按比例得分
  实际  完成率
  目标  ≥95%
  计分  按比例
一级指标 无
指标 丁  2分 ｜ 实际 完成率 ｜ 目标 ≥99% ｜ 计分 按比例
加分 表彰  最高3分 ｜ 实际 表彰 ｜ 计分 每1次加1分
一票否决 造假
  当  弄虚作假
  结果  总分为 0分
等级  按取整前总分
  ≥9分  优
  6分(含)至9分(不含)  中
  其余  差
)";

std::string row_text(const std::vector<SheetCell>& row) {
  std::string text;
  for (const SheetCell& cell : row) text += std::to_string(cell.rows) + ":" + joined(cell.lines) + "|";
  return text;
}

}  // namespace

TEST_CASE("each way of scoring is a sentence of the rules' meaning, in both languages") {
  for (const Sentence& sentence : sentences) {
    CAPTURE(sentence.clauses);
    CHECK(standard(sentence.clauses) == sentence.zh);
    CHECK(standard(sentence.clauses, Language::en) == sentence.en);
  }
}

TEST_CASE("the wording of the file does not show: what means the same prints the same") {
  CHECK(standard("实际 满意度\n分档\n90%(含)以上得10分\n80%(含)-90%计8分\n低于80%不得分") ==
        standard("实际 满意度\n分档\n≥90%  10分\n80%(含)至90%(不含)  8分\n＜80%  0分"));
  CHECK(standard("实际　批次 ｜ 计分　每发现一批扣２分，扣完止") ==
        standard("实际 批次 ｜ 计分 每1批扣2分，扣完为止"));
}

TEST_CASE("groups are merged cells, and a column that nothing uses is left out") {
  const ScoreSheet sheet = score_sheet(ruleset(grouped), Language::zh);
  const SheetTable& table = sheet.indicators;
  std::string names;
  for (const SheetColumn& column : table.columns) names += column.name + "|";
  CHECK(names == "一级指标|二级指标|三级指标|分值|评分标准|依据|");
  REQUIRE(table.rows.size() == 4);
  CHECK(row_text(table.rows[0]) ==
        "3:产出\n（8分）|2:数量\n（5分）|1:甲※|1:2|1:得分＝2分×完成率÷90%，最高2分|1:|");
  CHECK(row_text(table.rows[1]) == "0:|0:|1:乙|1:3|1:余数 ≤ 5%的，得3分；超过的，得分＝3分×5%÷余数|1:|");
  CHECK(row_text(table.rows[2]) ==
        "0:|1:质量\n（3分）|1:丙|1:3|1:得分＝3分×完成率÷95%，最高3分|1:按比例得分|");
  CHECK(row_text(table.rows[3]) == "1:|1:|1:丁|1:2|1:得分＝2分×完成率÷99%，最高2分|1:|");
  const std::string html = to_html(sheet);
  CHECK(contains(html, "rowspan=\"3\""));
  CHECK(contains(html, "rowspan=\"2\""));
  const ScoreSheet plain = score_sheet(ruleset(head + "指标 甲  10分 ｜ 计分 得分＝打分"), Language::en);
  CHECK(plain.indicators.columns.size() == 3);
}

TEST_CASE("below the table stand bonus, vetoes, grades, formulas, rounding and notes") {
  const std::string text = to_markdown(score_sheet(ruleset(grouped), Language::zh));
  CHECK(contains(text, "| 表彰 | 3 | 表彰 每1次得1分，最高3分 |"));
  CHECK(contains(text, "| 造假 | 弄虚作假为是 | 总分为0分 |"));
  CHECK(contains(text, "| 优 | ≥9分 |\n| 中 | 6分(含)至9分(不含) |\n| 差 | 其余 |"));
  CHECK(contains(text, "- 余数 ＝ 100% － 完成率"));
  CHECK(contains(text, "1. 各指标得分：不取整。"));
  CHECK(contains(text,
                 "各指标得分相加，再加上加分，再执行一票否决，再以12分封顶，再按四舍五入保留2位小数取整"));
  CHECK(contains(text, "3. 等级按取整前的总分评定。"));
  CHECK(contains(text, "带※的内容原标准没有写明，系推定：甲。"));
}

TEST_CASE("text is escaped in both formats") {
  const std::string rules =
      "规则集 <script>alert(1)</script> & \"甲\"\n  满分 10分 ｜ 单项 不取整 ｜ 总分 不取整\n数据\n  打分 分 "
      "0分至10分\n"
      "指标 a*b_c`d[e]<f>  10分\n  依据  x<br>y & z\n  计分 得分＝打分\n";
  const ScoreSheet sheet = score_sheet(ruleset(rules), Language::zh);
  const std::string html = to_html(sheet);
  CHECK_FALSE(contains(html, "<script"));
  CHECK(contains(html, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;甲&quot;"));
  CHECK(contains(html, "x&lt;br&gt;y &amp; z"));
  const std::string text = to_markdown(sheet);
  CHECK(contains(text, "a\\*b\\_c\\`d\\[e\\]&lt;f\\>"));
  CHECK(contains(text, "x&lt;br\\>y &amp; z"));
}

TEST_CASE("every ruleset of the project prints: one page without scripts, links or loose rows") {
  for (const std::string& file : files("rulesets", ".rules")) {
    CAPTURE(file);
    const Run html = program({"print", file, "--format", "html"});
    if (html.status == 1 && contains(html.err, "公式库")) continue;  // a library is not a table
    REQUIRE(html.status == 0);
    for (const char* const banned : {"<script", "http:", "https:", "<link", "<img", "url("}) {
      CHECK_FALSE(contains(html.out, banned));
    }
    const Run text = program({"print", file});
    CHECK(text.status == 0);
    std::size_t columns = 0;
    for (const std::string& line : split(text.out, "\n")) {
      if (line.empty() || line[0] != '|') {
        columns = 0;
        continue;
      }
      const std::size_t bars =
          split(line, "|").size() - split(line, "\\|").size() + 1;  // an escaped bar is text
      if (columns == 0) columns = bars;
      CHECK(bars == columns);
    }
    const Run english = program({"print", file, "--lang", "en"});
    CHECK(english.status == 0);
    CHECK(contains(english.out, "## Calculation and rounding"));
  }
}

TEST_CASE("the format follows the output file's ending or --format") {
  const std::string rules = "rulesets/bishan/town-2024.rules";
  const Folder folder;
  CHECK(program({"print", rules, "-o", folder / "a.html"}).status == 0);
  CHECK(program({"print", rules, "-o", folder / "a.md"}).status == 0);
  CHECK(program({"print", rules, "-o", folder / "a.doc", "--format", "html"}).status == 0);
  CHECK(contains(read(folder / "a.html"), "<!DOCTYPE html>"));
  CHECK(read(folder / "a.doc") == read(folder / "a.html"));
  CHECK(read(folder / "a.md") == program({"print", rules}).out);
}

TEST_CASE("rules with errors are not printed, and a file that cannot be written is said") {
  const Folder folder;
  const Run bad = program({"print", "tests/corpus/errors/ten.rules", "-o", folder / "a.html"});
  CHECK(bad.status == 1);
  CHECK(folder.names().empty());
  CHECK(program({"print", "rulesets/bishan/town-2024.rules", "-o", folder / "no/a.html"}).status == 2);
  CHECK(program({"print", folder / "none.rules"}).status == 2);
}
