#include "formats/impact_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "formats/clauses.hpp"
#include "formats/csv.hpp"
#include "formats/figures.hpp"
#include "formats/rescored.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

std::string count(std::uint64_t units) {
  return std::to_string(units);
}

std::string signed_text(const Rational& value, int digits) {
  return (value > 0 ? "+" : "") + to_display(value, digits);
}

/// Half up to so many decimals: means and percentages.
std::string shortened(const Rational& value, int digits, bool sign) {
  const Rational short_value = round(value, {RoundingMode::half_up, digits});
  return sign ? signed_text(short_value, digits) : to_decimal(short_value, digits);
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "";
  return shortened(Rational(part) * 100 / Rational(whole), 1, false) + "%";
}

class Builder {
 public:
  Builder(const Impact& impact, Standings& standings, const std::vector<std::string>& identity)
      : impact_(impact),
        standings_(standings),
        identity_(identity),
        from_(impact.pairing.from()),
        to_(impact.pairing.to()),
        digits_(total_digits(impact.pairing)),
        same_grades_(impact.pairing.same_grades()) {}

  Report build() {
    report_.from = ruleset_name(from_);
    report_.to = ruleset_name(to_);
    headline();
    figures();
    grades();
    clauses();
    distribution();
    for (const GroupingImpact& grouping : impact_.groupings) group(grouping);
    movers(true);
    movers(false);
    hanging();
    not_compared();
    return std::move(report_);
  }

 private:
  static Text ruleset_name(const Ruleset& ruleset) {
    return ruleset.name + (ruleset.version.empty() ? "" : " " + ruleset.version);
  }

  ReportTable& table(const char* id, Text title, Text note, std::vector<Text> headings,
                     std::vector<bool> numeric) {
    ReportTable made;
    made.id = id;
    made.title = std::move(title);
    made.note = std::move(note);
    made.headings = std::move(headings);
    made.numeric = std::move(numeric);
    report_.tables.push_back(std::move(made));
    return report_.tables.back();
  }

  Rational change() const { return from_grains(impact_.new_sum - impact_.old_sum); }
  Rational mean(const Rational& sum) const {
    return impact_.compared == 0 ? Rational(0) : Rational(sum / Rational(impact_.compared));
  }

  void headline() {
    const std::uint64_t all = impact_.compared;
    Text& text = report_.headline;
    if (all == 0) {
      text = {"没有可比的单位年度。", "No unit-year could be compared."};
      return;
    }
    text.zh = fmt::format(
        "{} 个单位年度可比：新规则使 {} 个（{}）提高、{} 个（{}）降低、{} 个不变，平均变化 {} 分。", all,
        impact_.raised, percent(impact_.raised, all), impact_.lowered, percent(impact_.lowered, all),
        impact_.unchanged, shortened(mean(change()), 2, true));
    text.en = fmt::format(
        "{} unit-years compared: the new rules raise {} ({}), lower {} ({}) and leave {} unchanged; the mean "
        "change is {} points.",
        all, impact_.raised, percent(impact_.raised, all), impact_.lowered, percent(impact_.lowered, all),
        impact_.unchanged, shortened(mean(change()), 2, true));
    if (same_grades_) {
      text.zh += fmt::format("等级升 {} 个、降 {} 个。", impact_.graded_up, impact_.graded_down);
      text.en += fmt::format(" {} rise by grade, {} fall.", impact_.graded_up, impact_.graded_down);
    }
    std::optional<std::size_t> most;
    const auto weight = [&](std::size_t i) {
      return Integer(impact_.clauses[i].gain - impact_.clauses[i].loss);
    };
    for (std::size_t i = 0; i < impact_.clauses.size(); ++i) {
      if (weight(i) > 0 && (!most || weight(i) > weight(*most))) most = i;
    }
    if (!most) return;
    const Text label = clause_label(impact_.pairing.clauses()[*most]);
    const ClauseImpact& clause = impact_.clauses[*most];
    const std::string net = shortened(mean(from_grains(clause.gain + clause.loss)), 2, true);
    text.zh += fmt::format("影响最大的是“{}”：平均 {} 分。", label.zh, net);
    text.en += fmt::format(" What moves most is \"{}\": {} points on average.", label.en, net);
  }

  void figures() {
    const auto add = [&](const char* zh, const char* en, std::string value) {
      report_.figures.emplace_back(Text(zh, en), std::move(value));
    };
    report_.old_mean = shortened(mean(from_grains(impact_.old_sum)), 2, false);
    report_.new_mean = shortened(mean(from_grains(impact_.new_sum)), 2, false);
    add("可比单位年度", "unit-years compared", count(impact_.compared));
    add("提高", "raised", count(impact_.raised));
    add("降低", "lowered", count(impact_.lowered));
    add("不变", "unchanged", count(impact_.unchanged));
    add("原平均分", "old mean", report_.old_mean);
    add("新平均分", "new mean", report_.new_mean);
    add("不能比较", "not comparable", count(impact_.apart));
  }

  void grades() {
    if (impact_.transitions.empty()) return;
    std::vector<Text> headings{{"原等级＼新等级", "old grade \\ new grade"}};
    std::vector<bool> numeric{false};
    for (const Grade& grade : to_.grades) {
      headings.emplace_back(grade.name);
      numeric.push_back(true);
    }
    headings.emplace_back("合计", "all");
    numeric.push_back(true);
    ReportTable& made = table("grades", {"等级变动", "Grade transitions"},
                              {"一行是原等级，一列是新等级，格里是单位年度数。",
                               "Rows are old grades, columns new ones; cells count unit-years."},
                              std::move(headings), std::move(numeric));
    made.chart = ReportTable::Chart::matrix;
    std::vector<std::uint64_t> sums(to_.grades.size() + 1, 0);
    for (std::size_t i = 0; i < from_.grades.size(); ++i) {
      std::vector<std::string> row{from_.grades[i].name};
      std::uint64_t all = 0;
      for (std::size_t k = 0; k < to_.grades.size(); ++k) {
        const std::uint64_t units = impact_.transitions[i][k];
        row.push_back(count(units));
        all += units;
        sums[k] += units;
      }
      sums.back() += all;
      row.push_back(count(all));
      made.rows.push_back(std::move(row));
    }
    made.rows.push_back({"合计 all"});
    for (const std::uint64_t units : sums) made.rows.back().push_back(count(units));
  }

  void clauses() {
    ReportTable& made = table(
        "clauses", {"每条改动的贡献", "What each change adds"},
        {"每个单位的变化按各种先后次序平均分到各条改动（沙普利值），用分数精确计算，各条相加正好等于总变化。“"
         "每单位平均”是全部可比单位年度的平均。图的左边不从 0 分开始，只看各条长短相差多少。",
         "Each unit's change is split over the changes as the average over all orders of making them "
         "(Shapley "
         "values), in exact fractions; they add up to the change. Means are over all unit-years compared. "
         "The chart does not begin at 0: "
         "compare differences."},
        {{"改动", "clause"},
         {"改法", "how"},
         {"得分提高的单位", "units raised"},
         {"提高合计", "sum of gains"},
         {"得分降低的单位", "units lowered"},
         {"降低合计", "sum of losses"},
         {"净变化合计", "net sum"},
         {"准确值", "exactly"},
         {"每单位平均", "mean"},
         {"等级步数", "grade steps"}},
        {false, false, true, true, true, true, true, true, true, true});
    made.chart = ReportTable::Chart::waterfall;
    made.charted = 8;
    const int digits = digits_.change();
    Integer gain = 0, loss = 0, steps = 0;
    for (std::size_t i = 0; i < impact_.clauses.size(); ++i) {
      const ClauseImpact& clause = impact_.clauses[i];
      const Text label = clause_label(impact_.pairing.clauses()[i]);
      const Text how = change_label(impact_.pairing.clauses()[i]);
      const Rational net = from_grains(clause.gain + clause.loss);
      made.rows.push_back({label.in(to_.language), how.zh + " " + how.en, count(clause.raised),
                           signed_text(from_grains(clause.gain), digits), count(clause.lowered),
                           signed_text(from_grains(clause.loss), digits), signed_text(net, digits),
                           exact_text(net, true), shortened(mean(net), 4, true),
                           same_grades_ ? exact_text(from_grains(clause.grade_steps), true) : ""});
      gain += clause.gain;
      loss += clause.loss;
      steps += clause.grade_steps;
    }
    made.rows.push_back({"合计 all", "", "", signed_text(from_grains(gain), digits), "",
                         signed_text(from_grains(loss), digits), signed_text(change(), digits),
                         exact_text(change(), true), shortened(mean(change()), 4, true),
                         same_grades_ ? exact_text(from_grains(steps), true) : ""});
    if (const std::size_t all = count_changes(impact_.pairing); all > impact_.clauses.size()) {
      made.note.zh +=
          fmt::format("改动有 {} 处，多于逐条归因的上限 {} 处，相近的合在一起算。", all, max_clauses);
      made.note.en += fmt::format(
          " {} clauses differ, more than the {} that are attributed to one by one; those alike are put "
          "together.",
          all, max_clauses);
    }
    if (impact_.rounded == 0) return;
    made.note.zh += fmt::format(
        "其中 {} 个单位年度的分数除不尽到 {} 分之一分，合计前四舍五入到这一单位；逐个单位的 CSV 里是准确值。",
        impact_.rounded, grains_in_a_point().str());
    made.note.en += fmt::format(
        " Of {} unit-years the points are no whole multiple of 1/{}; they are rounded to it, half up, before "
        "they are added. The CSV of units has them exactly.",
        impact_.rounded, grains_in_a_point().str());
  }

  void distribution() {
    ReportTable& made =
        table("totals", {"总分分布", "Distribution of totals"},
              {"下限含，上限不含；满分归入最后一段。两头没有单位的各段不列。",
               "The lower end belongs to a part, the upper one does not; full marks are in the last. Empty "
               "parts at either end are left out."},
              {{"总分", "total"}, {"原规则", "old rules"}, {"新规则", "new rules"}}, {false, true, true});
    made.chart = ReportTable::Chart::histogram;
    const auto used = [&](std::size_t i) { return impact_.old_parts[i] + impact_.new_parts[i] > 0; };
    std::size_t first = 0, end = impact_.old_parts.size();
    while (first < end && !used(first)) ++first;
    while (end > first && !used(end - 1)) --end;
    for (std::size_t i = first; i < end; ++i) {
      const Rational low = impact_.part * Rational(i);
      const std::string name = i + 1 == impact_.old_parts.size()
                                   ? "＞" + to_display(low, 0)
                                   : to_display(low, 0) + "–" + to_display(low + impact_.part, 0);
      made.rows.push_back({name, count(impact_.old_parts[i]), count(impact_.new_parts[i])});
    }
  }

  std::vector<std::string> group_row(const std::string& name, const GroupImpact& one) const {
    const Rational from = from_grains(one.old_sum), to = from_grains(one.new_sum);
    const Rational units = one.compared == 0 ? Rational(1) : Rational(one.compared);
    return {name,
            count(one.compared),
            shortened(from / units, 2, false),
            shortened(to / units, 2, false),
            shortened((to - from) / units, 4, true),
            signed_text(to - from, digits_.change()),
            count(one.raised),
            count(one.lowered),
            same_grades_ ? count(one.graded_up) : "",
            same_grades_ ? count(one.graded_down) : "",
            count(one.apart)};
  }

  void group(const GroupingImpact& grouping) {
    const std::string id = "by" + std::to_string(++groupings_);
    ReportTable& made = table(id.c_str(), {"按" + grouping.column, "By " + grouping.column}, {},
                              {grouping.column,
                               {"可比", "compared"},
                               {"原平均", "old mean"},
                               {"新平均", "new mean"},
                               {"平均变化", "mean change"},
                               {"变化合计", "sum of changes"},
                               {"提高", "raised"},
                               {"降低", "lowered"},
                               {"等级升", "grade up"},
                               {"等级降", "grade down"},
                               {"不能比较", "not comparable"}},
                              {false, true, true, true, true, true, true, true, true, true, true});
    made.chart = ReportTable::Chart::bars;
    made.charted = 4;
    for (const auto& [name, one] : grouping.values)
      made.rows.push_back(group_row(name.empty() ? "（空） blank" : name, one));
    if (!grouping.others) return;
    made.rows.push_back(group_row("其他 others", *grouping.others));
    made.note = {fmt::format("不同的值超过 {} 个，其余合在“其他”里。", max_group_values),
                 fmt::format("More than {} values; the rest are together in \"others\".", max_group_values)};
  }

  std::vector<Text> unit_headings() const {
    std::vector<Text> headings;
    for (const std::string& name : identity_) headings.emplace_back(name);
    return headings;
  }

  static std::string grade(const Ruleset& ruleset, std::uint32_t place) {
    return place == none ? "" : ruleset.grades[place].name;
  }

  /// What moved the unit most, at most three clauses.
  std::string reasons(const Comparison& found) const {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < found.shares.size(); ++i) {
      if (found.shares[i] != 0) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return abs(found.shares[a]) > abs(found.shares[b]);
    });
    std::string text;
    for (std::size_t k = 0; k < order.size() && k < 3; ++k) {
      text += (k ? "；" : "") + clause_label(impact_.pairing.clauses()[order[k]]).in(to_.language) + " " +
              signed_text(found.shares[order[k]], digits_.change());
    }
    return text + (order.size() > 3 ? "；…" : "");
  }

  void movers(bool up) {
    const std::vector<ListedUnit>& list = up ? impact_.up : impact_.down;
    if (list.empty()) return;
    std::vector<Text> headings = unit_headings();
    std::vector<bool> numeric(headings.size(), false);
    for (const auto& [zh, en, number] :
         {std::tuple("原总分", "old total", true), std::tuple("新总分", "new total", true),
          std::tuple("变化", "change", true), std::tuple("等级", "grade", false),
          std::tuple("名次", "place", false), std::tuple("主要因为", "mainly by", false)}) {
      headings.emplace_back(zh, en);
      numeric.push_back(number);
    }
    ReportTable& made =
        table(up ? "up" : "down",
              up ? Text("提高最多的单位", "Largest rises") : Text("降低最多的单位", "Largest falls"),
              {"名次在同一年度的可比单位中排，同分同名次。",
               "Places are among the units compared of the same year; equal totals share one."},
              std::move(headings), std::move(numeric));
    for (const ListedUnit& unit : list) {
      const Comparison& found = unit.comparison;
      std::vector<std::string> row = unit.key;
      row.push_back(to_display(found.old_total, digits_.from));
      row.push_back(to_display(found.new_total, digits_.to));
      row.push_back(signed_text(found.new_total - found.old_total, digits_.change()));
      const std::string before = grade(from_, found.old_grade), after = grade(to_, found.new_grade);
      row.push_back(before == after ? after : before + "→" + after);
      row.push_back(
          fmt::format("{}→{}", standings_.old_place(unit.standing), standings_.new_place(unit.standing)));
      row.push_back(reasons(found));
      made.rows.push_back(std::move(row));
    }
  }

  void hanging() {
    if (impact_.hanging.empty()) return;
    std::vector<Text> headings = unit_headings();
    std::vector<bool> numeric(headings.size(), false);
    for (const auto& [zh, en, number] :
         {std::tuple("原总分", "old total", true), std::tuple("原等级", "old grade", false),
          std::tuple("新总分", "new total", true), std::tuple("新等级", "new grade", false),
          std::tuple("由取整决定", "decided by rounding", false)}) {
      headings.emplace_back(zh, en);
      numeric.push_back(number);
    }
    ReportTable& made = table(
        "rounding", {"等级取决于取整的单位", "Grades that hang on rounding"},
        {fmt::format("单项和总分都不取整，等级就会不同的：原规则下 {} 个，新规则下 {} 个。{}",
                     impact_.old_hanging, impact_.new_hanging, listed(impact_.hanging.size()).zh),
         fmt::format("Without rounding of indicators and total the grade would be another: {} under the old "
                     "rules, {} under the new ones.{}",
                     impact_.old_hanging, impact_.new_hanging, listed(impact_.hanging.size()).en)},
        std::move(headings), std::move(numeric));
    for (const ListedUnit& unit : impact_.hanging) {
      const Comparison& found = unit.comparison;
      std::vector<std::string> row = unit.key;
      row.push_back(to_display(found.old_total, digits_.from));
      row.push_back(grade(from_, found.old_grade));
      row.push_back(to_display(found.new_total, digits_.to));
      row.push_back(grade(to_, found.new_grade));
      row.emplace_back(unit.old_hangs && unit.new_hangs ? "原、新 both"
                       : unit.old_hangs                 ? "原 old"
                                                        : "新 new");
      made.rows.push_back(std::move(row));
    }
  }

  /// "这里列出前 200 个。" where a list is not whole.
  static Text listed(std::size_t shown) {
    if (shown < max_listed) return {"", ""};
    return {fmt::format("这里最多列出前 {} 个，其余见逐个单位的 CSV。", max_listed),
            fmt::format(" The first {} are listed, all are in the CSV of units.", max_listed)};
  }

  void not_compared() {
    if (impact_.not_compared.empty()) return;
    std::vector<Text> headings = unit_headings();
    std::vector<bool> numeric(headings.size(), false);
    for (const auto& [zh, en] :
         {std::pair("原总分", "old total"), std::pair("新总分", "new total"), std::pair("变化", "change"),
          std::pair("原等级", "old grade"), std::pair("新等级", "new grade"), std::pair("问题", "issue")}) {
      headings.emplace_back(zh, en);
      numeric.push_back(false);
    }
    ReportTable& made =
        table("apart", {"不能比较的单位", "Units that cannot be compared"},
              {fmt::format("缺数或数据有误，按其中一份规则算不出确定的总分；列出可能的区间，不计入以上各表。"
                           "变化的区间由两头相减而得，"
                           "可能比实际宽。共 {} 个。{}",
                           impact_.apart, listed(impact_.not_compared.size()).zh),
               fmt::format(
                   "Missing or faulty data leave a total open under one of the rulesets; what is possible is "
                   "shown, and no table above counts them. A change is the difference of two intervals and "
                   "may be wider "
                   "than the truth. {} in all.{}",
                   impact_.apart, listed(impact_.not_compared.size()).en)},
              std::move(headings), std::move(numeric));
    for (const ListedUnit& unit : impact_.not_compared) {
      const Comparison& found = unit.comparison;
      std::vector<std::string> row = unit.key;
      row.push_back(total_text(from_, found.old_outcome));
      row.push_back(total_text(to_, found.new_outcome));
      row.push_back(open_change(found, digits_.change(), Language::zh));
      row.push_back(from_.grades.empty() ? "" : grade_text(from_, found.old_outcome));
      row.push_back(to_.grades.empty() ? "" : grade_text(to_, found.new_outcome));
      row.push_back(unit.issue);
      made.rows.push_back(std::move(row));
    }
  }

  const Impact& impact_;
  Standings& standings_;
  const std::vector<std::string>& identity_;
  const Ruleset &from_, &to_;
  TotalDigits digits_;
  bool same_grades_;
  Report report_;
  int groupings_ = 0;
};

}  // namespace

Report impact_tables(const Impact& impact, Standings& standings, const std::vector<std::string>& identity) {
  return Builder(impact, standings, identity).build();
}

Transition transition(const ReportTable& table, std::size_t row, std::size_t column) {
  const std::size_t grades = table.rows.size() - 1;  // and a row and a column of sums
  const bool square = table.chart == ReportTable::Chart::matrix && table.headings.size() == grades + 2;
  if (!square || row == grades || column == 0 || column > grades) return Transition::none;
  for (std::size_t i = 0; i < grades; ++i) {
    if (table.rows[i][0] != table.headings[i + 1].zh) return Transition::none;
  }
  if (table.rows[row][column] == "0") return Transition::none;
  return row + 1 == column ? Transition::same : row + 1 > column ? Transition::better : Transition::worse;
}

std::string to_csv(const ReportTable& table) {
  std::string text = "\xEF\xBB\xBF";
  for (std::size_t i = 0; i < table.headings.size(); ++i) {
    const Text& heading = table.headings[i];
    text += (i ? "," : "") +
            csv_cell(csv_text(heading.zh == heading.en ? heading.zh : heading.zh + " " + heading.en));
  }
  text += "\n";
  for (const std::vector<std::string>& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      text += (i ? "," : "") + csv_cell(table.numeric[i] ? row[i] : csv_text(row[i]));
    text += "\n";
  }
  return text;
}

}  // namespace rubric::formats
