#include "dsl/format.hpp"

#include <doctest/doctest.h>

#include "tests/dsl/formatted.hpp"

namespace rubric::dsl {

namespace {

using engine::Language;

/// What lines of this kind stand under, in canonical form.
const std::string head = "规则集 甲\n";
const std::string item = head + "指标 甲  5分\n";
const std::string english_item = "ruleset x\nindicator x  5 points\n";

struct Line {
  std::string typed, printed;
};

void compare(const std::string& above, const std::vector<Line>& lines) {
  for (const Line& line : lines) {
    CAPTURE(line.typed);
    CHECK(formatted(above + line.typed + "\n") == above + line.printed + "\n");
    CHECK(formatted(above + line.printed + "\n") == above + line.printed + "\n");
  }
}

}  // namespace

TEST_CASE("header lines") {
  compare(head, {
                    {"版本：2024。", "  版本  2024"},
                    {"适用 2024年1月1日 至 2024年12月31日", "  适用  2024-01-01 至 2024-12-31"},
                    {"适用 2024-01-01起", "  适用  2024-01-01 起"},
                    {"依据  璧山区（2024年度）；试行", "  依据  璧山区（2024年度）；试行"},
                    {"标识 单位;年度", "  标识  单位、年度"},
                    {"满分 １００ 分", "  满分  100分"},
                    {"满分 …", "  满分  未明确"},
                    {"满分 不计分", "  满分  不计分"},
                    {"单项 四舍五入 保留两位小数", "  单项  四舍五入保留2位小数"},
                    {"单项 不取整(推定)", "  单项  不取整（推定）"},
                    {"单项 不取整(推定：表上 #没有)", "  单项  不取整（推定：表上 #没有）"},
                    {"总分 上限为100分,四舍六入五成双取整数", "  总分  最高100分，四舍六入五成双取整数"},
                    {"承接 省级/2023.rules", "  承接  省级/2023.rules"},
                });
  CHECK(formatted("规则集 “甲 乙”\n") == "规则集 甲 乙\n");
  CHECK(formatted("公式库：甲。\n引用 ../b.rules") == "公式库 甲\n  引用  ../b.rules\n");
}

TEST_CASE("data, parameters, formulas, grades stand in columns") {
  compare(
      head,
      {
          {"数据\n上访批次 批 >=0 整数\n参保率 百分比 ０%-100%\n公示 是否\n得分 分 0分(含)至5分(不含) "
           "可填多个",
           "数据\n  上访批次  批  ≥0  整数\n  参保率    %   0%至100%\n  公示      是否\n"
           "  得分      分  0分(含)至5分(不含)  可填多个"},
          {"数据\n\"得 分\" 万 ＞０\n效果 好;中;差 可不填\n金额 元 ≥0 列名 实付;「“付”数」",
           "数据\n  “得 分”  万元  ＞0\n  效果     好、中、差  可不填\n"
           "  金额     元    ≥0  列名 实付、「“付”数」"},
          {"参数\n公开率目标＝98%\n优良天数目标 300天", "参数\n  公开率目标     98%\n  优良天数目标  300天"},
          {"公式 率=((甲+乙))/（丙-丁）*2，四舍五入保留一位小数的百分数\n分母为零：无法计算",
           "公式 率 ＝ (甲 ＋ 乙) ÷ (丙 － 丁) × 2，四舍五入保留1位小数的百分数\n  分母为零  无法计算"},
          {"公式 门槛\n依据 通知\n地区 为 中部;西部 40%\n其余：(-3%)",
           "公式 门槛\n  依据  通知\n  地区 为 中部、西部  40%\n  其余                (-3%)"},
          {"等级 按取整后总分\n90分（含）以上 优\n80分（含）-90分：良\n其余 差",
           "等级  按取整后总分\n  ≥90分                 优\n  80分(含)至90分(不含)  良\n"
           "  其余                  差"},
          {"替换 公式 甲 = 1", "替换 公式 甲 ＝ 1"},
      });
}

TEST_CASE("heads") {
  compare(head, {
                    {"一级指标：产出（50分）", "一级指标 产出  50分"},
                    {"二级指标 数量指标 20分 均分", "二级指标 数量指标  20分  均分"},
                    {"一级指标 无", "一级指标 无"},
                    {"三级指标 爱卫工作4分", "指标 爱卫工作  4分"},
                    {"指标 爱卫工作(分值5分)", "指标 爱卫工作  5分"},
                    {"指标 爱卫工作 ?分", "指标 爱卫工作  分值未明确"},
                    {"指标 “推进 改革”  10分（推定:按上年）", "指标 推进 改革  10分（推定：按上年）"},
                    {"指标 “考核满90分” 不计分", "指标 考核满90分  不计分"},
                    {"一级指标 “考核满90分”", "一级指标 “考核满90分”"},
                    {"一级指标 “无”", "一级指标 “无”"},
                    {"指标 推进“综合代办”改革 10分", "指标 推进“综合代办”改革  10分"},
                    {"指标 长名称\n……的后半 10分", "指标 长名称的后半  10分"},
                    {"加分 获得表彰 上限3分", "加分 获得表彰  最高3分"},
                    {"减分 审计问题 最高30分", "减分 审计问题  最多30分"},
                    {"减分 审计问题 不封顶", "减分 审计问题  不封顶"},
                    {"取消 三级指标 甲（5分）", "取消 指标 甲  5分"},
                    {"一票否决 重大事故\n当 事故 >= 2起\n结果 等级不高于 中",
                     "一票否决 重大事故\n  当    事故 ≥ 2起\n  结果  等级不高于 中"},
                    {"一票否决 甲\n当 …\n结果 注明 不得评优",
                     "一票否决 甲\n  当    未明确\n  结果  注明 “不得评优”"},
                });
}

TEST_CASE("clauses that keep an indicator from being a row") {
  compare(item, {
                    {"依据：每发现一处扣3分。", "  依据  每发现一处扣3分"},
                    {"扣分 主街 每发现一处扣3分,小街 每处扣1分,扣满10分为止",
                     "  扣分  主街 每1处扣3分，小街 每1处扣1分，最多扣10分"},
                    {"扣分 率 超过130%的部分每满10个百分点扣1分，最高5分",
                     "  扣分  率 超过130%的部分，每10个百分点扣1分，不足10个百分点的不扣，最多扣5分"},
                    {"扣分 未公示,扣2分", "  扣分  未公示，扣2分"},
                    {"扣分 问题 > 0处，扣满分的10%", "  扣分  问题 ＞ 0处，扣满分的10%"},
                    {"不得分 率<60%", "  不得分  率 ＜ 60%"},
                    {"不适用 项目数=0个,得满分", "  不适用  项目数 ＝ 0个，得满分"},
                    {"不适用 剔除,全表折算", "  不适用  剔除，全表折算"},
                    {"分母为零 按100%", "  分母为零  按 100%"},
                    {"缺数：不得分", "  缺数  不得分"},
                    {"取整 只舍不入保留一位小数", "  取整  只舍不入保留1位小数"},
                    {"须说明 率>130%,理由 原因", "  须说明  率 ＞ 130%，理由 原因"},
                    {"二者择其一，就高", "  择一  就高"},
                    {"择一 按 选用", "  择一  按 选用"},
                    {"择一 …", "  择一  未明确"},
                });
}

TEST_CASE("实际, 目标, 计分") {
  const auto cell = [](const std::string& typed, const std::string& printed) {
    CAPTURE(typed);
    CHECK(formatted(item + typed) == "规则集 甲\n指标 甲  5分 ｜ " + printed + "\n");
  };
  cell("实际 －变动率*（1+2）-3", "实际 －变动率 × (1 ＋ 2) － 3");
  cell("实际 (甲 且 乙) 或 (丙 且 (丁 或 戊))", "实际 甲 且 乙 或 丙 且 (丁 或 戊)");
  cell("实际 绝对值（甲-乙）/甲,四舍五入取整数", "实际 绝对值(甲 － 乙) ÷ 甲，四舍五入取整数");
  cell("实际 个数(甲>=3,乙 为 高;低)", "实际 个数(甲 ≥ 3，乙 为 高、低)");
  cell("实际 排名(总量,从高到低,并列占位,同 类型)", "实际 排名(总量，从高到低，并列占位，同 类型)");
  cell("目标 不低于 90％", "目标 ≥90%");
  cell("目标：<= -30%", "目标 ≤-30%");
  cell("目标 > 上年", "目标 ＞ 上年");
  cell("目标 <=次年03月31日", "目标 ≤次年3月31日");
  cell("目标 ≤当年6月底", "目标 ≤当年6月底");
  cell("目标 ≤15工作日", "目标 ≤15个工作日");
  cell("目标 为 高;较高", "目标 为 高、较高");
  cell("目标 效果明显。", "目标 效果明显");
  cell("目标 ?", "目标 未明确");
  cell("计分 按完成比例计算得分，满分为止", "计分 按比例");
  cell("计分 按比例，上限12分", "计分 按比例，最高12分");
  cell("计分 达到目标得全分，否则得0分", "计分 达标得满分，否则不得分");
  cell("计分 同 “服务对象满意度”", "计分 同 服务对象满意度");
  cell("计分 酌情 得分,0分至5分,理由 原因", "计分 酌情 得分，0分至5分，理由 原因");
  cell("计分 实得分=（1-10*率）*满分", "计分 得分＝(1 － 10 × 率) × 满分");
  cell("计分 每新发现一处扣3分，扣完止", "计分 每1处扣3分，扣完为止");
  cell("计分 一处扣0.2分，累计不超过1分", "计分 每1处扣0.2分，最多扣1分");
  cell("计分 每个村扣1分，不封顶", "计分 每1个村扣1分，不封顶");
  cell("计分 每缺一项减1分，扣完为止，最多扣1分", "计分 每少1项扣1分，扣完为止，最多扣1分");
  cell("计分 每降一个百分点扣0.5分，不足1个百分点按比例扣，扣完为止",
       "计分 每低于1个百分点扣0.5分，不足1个百分点的按比例扣，扣完为止");
  cell("计分 每高于1名扣1分，扣完为止", "计分 每多1名扣1分，扣完为止");
  cell("计分 每超1日扣1分，扣完为止", "计分 每超过1日扣1分，扣完为止");
  cell("计分 每低于1天扣1分，扣完为止", "计分 每少1天扣1分，扣完为止");
  cell("计分 每满5个扣1分，扣完为止", "计分 每5个扣1分，不足5个的不扣，扣完为止");
  cell("计分 每满5个加1分，上限5分", "计分 每5个得1分，不足5个的不计，最高5分");
}

TEST_CASE("加 in a 加分, 得 in an 指标") {
  compare(head + "加分 甲  最高3分\n",
          {{"计分 每次得1分", "  计分  每1次加1分"},
           {"逐项\n省级 每次得1分，最多2分", "  逐项\n    省级  每1次加1分，最高2分"}});
}

TEST_CASE("steps of a rate are 个百分点, as far as the file says that it is one") {
  const std::string data = head + "数据\n  甲  %     0%至100%\n  乙  万元  ≥0\n  丙  次    ≥0\n";
  const auto step = [&](const std::string& actual) {
    const std::string text = formatted(data + "指标 甲  5分\n实际 " + actual +
                                       "\n目标 ≥100%\n计分 每低于5%扣1分，不足5%的按5%计，扣完为止\n");
    const std::size_t at = text.find("每");
    return text.substr(at, text.find("扣1分") - at);
  };
  CHECK(step("甲") == "每低于5个百分点");
  CHECK(step("乙 ÷ 乙") == "每低于5个百分点");
  CHECK(step("丙 ÷ 丙") == "每低于5个百分点");
  CHECK(step("绝对值(1 － 甲)") == "每低于5%");
  CHECK(step("丙") == "每低于5%");
  CHECK(step("别处的数据") == "每低于5%");
}

TEST_CASE("tables") {
  compare(
      item,
      {
          {"分档\n≧90%：5分\n80%(含)-90%计4分\n低于80%不得分",
           "  分档\n    ≥90%                5分\n    80%(含)至90%(不含)  4分\n    ＜80%               0分"},
          {"分档\n[80%，90%) 基本满意 4分\n0-80%(不含) “不 满意” 扣1.5分\n2起及以上 不扣分",
           "  分档\n    80%(含)至90%(不含)  基本满意   4分\n    0%(含)至80%(不含)   “不 满意”  3.5分\n"
           "    ≥2起                           满分"},
          {"分档\n结余<=上年结转 满分的40%\n甲 至 乙 2分\n60%(不含)以下 扣满分的10%\n其余 0分",
           "  分档\n    结余 ≤ 上年结转  满分的40%\n    甲 至 乙         2分\n    ＜60%            4.5分\n"
           "    其余             0分"},
          {"分档\n≤30天 10分\n30天(不含)至60天(含) 9分至8分,按比例\n＞60天 7分至0分,酌情 评分（推定）",
           "  分档\n    ≤30天                 10分\n    30天(不含)至60天(含)   9分至8分，按比例\n"
           "    ＞60天                 7分至0分，酌情 评分（推定）"},
          {"分档\n≥100% 5分\n80%(含)至100%(不含) 12.5分\n其余 满分",
           "  分档\n    ≥100%                 5分\n    80%(含)至100%(不含)  12.5分\n    其余                 "
           "满分"},
          {"定性 比例\n达成 80%(含)至100%(含)，未给比例按100%\n好;较好 5分\n未达成 0%（含）-60%",
           "  定性 比例\n    达成      80%(含)至100%(含)，未给比例按100%\n    好、较好   5分\n"
           "    未达成     0%(含)至60%(不含)"},
          {"逐项\n已制定制度：得1分\n公示天数>=7天 满分的40%",
           "  逐项\n    已制定制度      1分\n    公示天数 ≥ 7天  满分的40%"},
          {"就高\n国家级 5分\n省级，每次得3分，最高不超过6分",
           "  就高\n    国家级  5分\n    省级    每1次得3分，最高6分"},
          {"插值\n60%：0分\n95% 满分", "  插值\n    60%  0分\n    95%  满分"},
      });
}

TEST_CASE("an unmarked range over whole numbers includes both ends; any other is for the checker") {
  const std::string data = head + "数据\n  户数  户  ≥0  整数\n  得分  分  ≥0\n";
  const std::string whole = data + "指标 甲  5分\n  实际  户数\n  分档\n";
  CHECK(formatted(whole + "0-60 1分\n其余 5分\n") ==
        whole + "    0(含)至60(含)  1分\n    其余           5分\n");
  const std::string other = data + "指标 甲  5分\n  实际  得分\n  分档\n";
  CHECK(formatted(other + "0-60 1分\n60分以上 5分\n") == other + "    0至60     1分\n    60分以上  5分\n");
}

TEST_CASE("levels are compared with 为") {
  const std::string data = head + "数据\n  设备  高、低\n  标准  分  ≥0\n";
  CHECK(formatted(data + "指标 甲 5分\n不得分 设备=低\n实际 设备\n目标 ＝高\n") ==
        data + "指标 甲  5分\n  不得分  设备 为 低\n  实际  设备\n  目标  为 高\n");
  CHECK(formatted(data + "指标 甲 5分\n目标 ＝标准\n") == data + "指标 甲  5分 ｜ 目标 ＝ 标准\n");
}

TEST_CASE("samples") {
  const std::string above = head + "样例 甲\n";
  compare(above, {
                     {"金额 140.32万\n率 ＞ 93％|用时 95%以上 | 效果 缺",
                      "  金额 140.32万元 ｜ 率 ＞93% ｜ 用时 ≥95% ｜ 效果 缺"},
                     {"村得分 75分;68分 ｜ 率 0%至5% ｜ 日 2024年3月1日",
                      "  村得分 75分、68分 ｜ 率 0%至5% ｜ 日 2024-03-01"},
                     {"应得 执行率 10.00分,自报 0分", "  应得 执行率  10.00分，自报 0分"},
                     {"应得 “总分” 73.71分至93.71分", "  应得 总分  73.71分 至 93.71分"},
                     {"应得 等级 中等 至 优秀", "  应得 等级  中等 至 优秀"},
                     {"应得 甲 无法计算", "  应得 甲  无法计算"},
                     {"自报 总分 98分", "  自报 总分  98分"},
                 });
  // As many on a line as fit.
  std::string one_each, filled = above + "  ";
  for (int i = 1; i <= 20; ++i) {
    one_each += "名称很长的数据" + std::to_string(i) + " 10" + "万元\n";
    filled += "名称很长的数据" + std::to_string(i) + " 10万元";
    filled += i % 5 == 0 ? (i < 20 ? "\n  " : "\n") : " ｜ ";
  }
  CHECK(formatted(above + one_each) == filled);
}

TEST_CASE("English") {
  compare("ruleset x\n",
          {
              {"in force 2024-01-01 onwards", "  in force  2024-01-01 onwards"},
              {"identity unit、year", "  identity  unit; year"},
              {"total at most 1 points，half up to 1 places", "  total  at most 1 point, half up to 1 place"},
              {"data\nawards times ≥0 whole\nbudget wanyuan >0\nlevel met;not_met",
               "data\n  awards  times    >= 0  whole\n  budget  wanyuan  > 0\n  level   met; not_met"},
              {"subsection Quantity 20points split evenly", "subsection Quantity  20 points  split evenly"},
              {"bonus Awards at most 1points", "bonus Awards  at most 1 point"},
              {"veto A\nwhen a>=2\nthen note none", "veto A\n  when  a >= 2\n  then  note \"none\""},
          });
  compare(english_item,
          {
              {"zero if paid<60%", "  zero if  paid < 60%"},
              {"not applicable if n=0,drop,rescale all", "  not applicable if  n = 0, drop, rescale all"},
              {"minus r，over 130%，deduct 1points per 10pp，part steps ignored，at most 5points",
               "  minus  r, over 130%, deduct 1 point per 10 pp, part steps ignored, at most 5 points"},
              {"tiers\n≥90% 5points\n80%(incl) to 90% good 4points\notherwise 10% of full",
               "  tiers\n    >= 90%                           5 points\n"
               "    80% (incl) to 90% (excl)  good   4 points\n"
               "    otherwise                       10% of full"},
          });
  CHECK(formatted(english_item + "actual a/b\ntarget >=100%\nscore =(1-a)*full") ==
        "ruleset x\nindicator x  5 points | actual a / b | target >= 100% | score = (1 - a) * full\n");
}

TEST_CASE("simple indicators are rows, in columns with their neighbours") {
  CHECK(formatted("规则集 甲\n"
                  "指标 资金支出规范率 5分\n实际 支出规范率\n目标 >=100%\n计分 按比例\n"
                  "指标 群众上访 5分|实际 上访批次|计分 每1批扣1分，扣完为止\n"
                  "指标 重大安全事故 7分|实际 事故|目标 ＝0起|计分 达标得满分，否则不得分\n"
                  "一级指标 效益\n"
                  "指标 只有分值 1分\n"
                  "指标 乙 1分（推定）|实际 丙（推定：按上年）\n"
                  "指标 有依据 1分|依据 乙|实际 丙\n") ==
        "规则集 甲\n"
        "指标 资金支出规范率  5分 ｜ 实际 支出规范率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
        "指标 群众上访  5分       ｜ 实际 上访批次   ｜ 计分 每1批扣1分，扣完为止\n"
        "指标 重大安全事故  7分   ｜ 实际 事故       ｜ 目标 ＝0起 ｜ 计分 达标得满分，否则不得分\n"
        "一级指标 效益\n"
        "指标 只有分值  1分\n"
        "指标 乙  1分（推定） ｜ 实际 丙（推定：按上年）\n"
        "指标 有依据  1分\n"
        "  依据  乙\n"
        "  实际  丙\n");
  CHECK(formatted(item + "其中 甲 3分|实际 甲\n其中 乙乙 2分|实际 乙|目标 ≥1\n其中 丙\n扣分 丙，扣1分\n") ==
        item +
            "  其中 甲  3分   ｜ 实际 甲\n"
            "  其中 乙乙  2分 ｜ 实际 乙 ｜ 目标 ≥1\n"
            "  其中 丙\n"
            "    扣分  丙，扣1分\n");
}

TEST_CASE("a row that does not fit beside its neighbours becomes lines") {
  const std::string wide =
      "指标 执行率  10分 ｜ 实际 用款额度 ÷ 预算数，四舍五入保留1位小数的百分数 ｜ 目标 ≥100% ｜ 计分 "
      "按比例\n";
  const std::string narrow =
      "指标 参保率  5分 ｜ 实际 参保率 ｜ 目标 ≥95% ｜ 计分 "
      "每低于1个百分点扣0.5分，不足1个百分点的按比例扣，扣完为止\n";
  const std::string last = "指标 群众上访  5分 ｜ 实际 上访批次 ｜ 计分 每1批扣1分，扣完为止\n";
  CHECK(formatted(head + narrow) == head + narrow);
  CHECK(formatted(head + wide + narrow + last) ==
        head + wide +
            "指标 参保率  5分\n  实际  参保率\n  目标  ≥95%\n"
            "  计分  每低于1个百分点扣0.5分，不足1个百分点的按比例扣，扣完为止\n" +
            last);
}

TEST_CASE("comments and empty lines stay where they are") {
  const std::string text =
      "# 第一行\n"
      "\n"
      "规则集 甲    # 名称\n"
      "  # 表头\n"
      "  满分  100分    # 满分\n"
      "\n"
      "# 数据从这里起\n"
      "\n"
      "数据    # 两项\n"
      "  甲    %     ≥0            # 甲注\n"
      "  # 中间\n"
      "  乙乙  万元  ≥0  可不填    # 乙注\n"
      "指标 甲  5分 ｜ 实际 甲 ｜ 计分 按比例    # 行末\n"
      "指标 乙  5分    # 行首\n"
      "  实际  乙\n"
      "  计分  按比例\n"
      "\n"
      "指标 丙  5分\n"
      "  实际  甲    # 行中\n"
      "  计分  按比例\n"
      "# 以下样例\n"
      "样例 甲\n"
      "  甲 1%    # 一个\n"
      "  乙乙 1万元 ｜ “丙 #1” 1\n"
      "  # 结果\n"
      "  应得 甲  1分\n"
      "\n"
      "# 完\n";
  CHECK(formatted(text) == text);
  CHECK(formatted(testing::replaced(text, "    #", " ＃")) == text);
}

TEST_CASE("empty lines: one of several, none within a declaration or at the ends") {
  CHECK(formatted("\n\n\n规则集 甲\n\n满分 1分\n\n\n\n指标 甲 1分\n\n实际 甲\n\n\n# 注\n\n\n\n") ==
        "规则集 甲\n  满分  1分\n\n指标 甲  1分 ｜ 实际 甲\n\n# 注\n");
  CHECK(formatted("规则集 甲\r\n\r\n指标 甲 1分\r\n ｜ \r\n实际 甲") ==
        "规则集 甲\n\n指标 甲  1分 ｜ 实际 甲\n");
}

TEST_CASE("continued lines") {
  // A printed text stays broken where it was, the rest is joined; a comment in the middle moves above.
  CHECK(formatted(item + "依据 第一句； ＃ 一\n……第二句\n ... 第三句。 # 三\n") ==
        item + "  依据  第一句；    # 一\n    …… 第二句\n    …… 第三句    # 三\n");
  CHECK(formatted(item + "扣分 甲 每处扣1分， # 一\n……乙 每处扣2分\n……，扣完为止 # 二\n") ==
        item + "  # 一\n  扣分  甲 每1处扣1分，乙 每1处扣2分，扣完为止    # 二\n");
  CHECK(formatted(head + "指标 长名称  # 一\n…… 的后半 5分\n") == head + "# 一\n指标 长名称的后半  5分\n");
  CHECK(formatted("ruleset a\n... b\n") == "ruleset a b\n");
  CHECK(formatted("ruleset x\nindicator x  5 points\nbasis one;\n...two\n") ==
        english_item + "  basis  one;\n    ... two\n");
  // What does not fit is broken at a comma or before a sign.
  std::string sum = "公式 和 ＝ 第一项数据";
  for (int i = 2; i <= 12; ++i) sum += " ＋ 第" + std::to_string(i) + "项数据";
  const std::string broken = testing::replaced(sum, " ＋ 第11项", "\n  …… ＋ 第11项");
  CHECK(formatted(head + sum + "\n") == head + broken + "\n");
  CHECK(formatted(head + broken + "\n") == head + broken + "\n");
}

TEST_CASE("a file with a line that cannot be read stays as it is") {
  const std::string text = "规则集 甲\n  指标 乙   5分\n目标 ≥\n实际   丙";
  const Reading reading(text);
  CHECK(reading.problems.size() == 1);
  CHECK(format(reading.source, reading.tree, Language::zh) == text);
  CHECK(format(reading.source, reading.tree, Language::en) == text);
}

TEST_CASE("translation: words, signs, units and numbers change, names and titles stay") {
  const std::string zh =
      "规则集 甲 “乙”\n"
      "  适用  2024-01-01 起\n"
      "  标识  单位、年度\n"
      "数据\n"
      "  金额    万元  ≥0\n"
      "  用时    日    ≥0\n"
      "  批次    批    ≥0  整数\n"
      "  有项目  是否\n"
      "指标 甲 5 points  5分（推定：按上年）\n"
      "  不得分  有项目 为 否\n"
      "  实际  最大(金额，1.2亿元) × 满分\n"
      "  计分  每多1批扣1分，不足1批的按1批计，扣完为止\n"
      "样例 甲\n"
      "  金额 1万元 ｜ 用时 3日 ｜ 批次 2批 ｜ 有项目 是\n"
      "  应得 总分  1分\n"
      "  自报 等级  优\n";
  const std::string en =
      "ruleset 甲 “乙”\n"
      "  in force  2024-01-01 onwards\n"
      "  identity  单位; 年度\n"
      "data\n"
      "  金额    wanyuan  >= 0\n"
      "  用时    日       >= 0\n"
      "  批次    批       >= 0  whole\n"
      "  有项目  yes/no\n"
      "indicator 甲 5 points  5 points (assumed: 按上年)\n"
      "  zero if  有项目 is no\n"
      "  actual  max(金额, 1.2 yiyuan) * full\n"
      "  score  deduct 1 point per 1批 above, part steps count whole, down to 0\n"
      "sample 甲\n"
      "  金额 1 wanyuan | 用时 3日 | 批次 2批 | 有项目 yes\n"
      "  expect total  1 point\n"
      "  claimed grade  优\n";
  CHECK(translated(zh, Language::en) == en);
  CHECK(translated(en, Language::zh) == zh);
}

TEST_CASE("translation: what would be read as something else is quoted") {
  const std::string zh =
      "规则集 甲\n公式 either ＝ or ＋ bonus\n指标 甲  1分 ｜ 实际 full\n一级指标 Over  5 points\n";
  const std::string en = translated(zh, Language::en);
  CHECK(en ==
        "ruleset 甲\nformula either = \"or\" + \"bonus\"\nindicator 甲  1 point | actual \"full\"\n"
        "section \"Over  5 points\"\n");
  CHECK(Reading(en).places() == "");
}

}  // namespace rubric::dsl
