#include "formats/difference_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/entry.hpp"
#include "engine/witness.hpp"
#include "formats/text_table.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

using List = ItemDifference::List;
using Match = ItemDifference::Match;

}  // namespace

std::string DifferenceWords::ruleset(const Ruleset& rules) const {
  const std::string version = rules.version.empty() ? "" : say("（", " (") + rules.version + say("）", ")");
  return visible(rules.file) + say("：", ": ") + visible(rules.name + version);
}

std::string DifferenceWords::list(List of) const {
  if (of == List::bonuses) return say("加分", "bonus");
  return of == List::penalties ? say("减分", "penalty") : say("指标", "indicator");
}

std::string DifferenceWords::points(const Item& item) const {
  if (!item.points) return say("分值未写", "points unstated");
  return to_display(*item.points, 0) + say("分", " points");
}

/// "预算执行率（10分）", "预算执行率（10分 → 12分）".
std::string DifferenceWords::title(const ItemDifference& item) const {
  if (item.match == Match::added) return heading(now(item).title, points(now(item)));
  if (item.match == Match::removed) return heading(old(item).title, points(old(item)));
  const std::string name =
      item.match == Match::renamed ? old(item).title + " → " + now(item).title : now(item).title;
  const std::string a = points(old(item)), b = points(now(item));
  return heading(name, a == b ? b : a + " → " + b);
}

std::string DifferenceWords::quantity(const Quantity& q) const {
  if (q.datum != none) {
    const std::string& name = d_.joint.ruleset.data[q.datum].name;
    return q.absent ? name + say("不适用", " not applicable") : name;
  }
  const Ruleset& rules = q.of_after ? after_ : before_;
  if (q.expr == none) return say("计算值", "computed value");
  return rules.exprs[q.expr].name.empty() ? formula_text(rules, q.expr, language_) : rules.exprs[q.expr].name;
}

std::string DifferenceWords::range(const Quantity& q, const Interval& range) const {
  if (q.absent) return range.is_point() && range.low.value == 1 ? say("是", "yes") : say("否", "no");
  return q.datum != none ? range_text(range, d_.joint.ruleset.data[q.datum], language_)
                         : range_text(range, q.unit, language_);
}

/// "执行率 80%(含)至100%(不含)，类型 山区": only what narrows the data.
std::string DifferenceWords::where(const ItemDifference& item, const Region& region) const {
  std::string text;
  for (std::size_t i = 0; i < region.where.size(); ++i) {
    const Quantity& q = item.quantities[i];
    if (q.slot == none || region.where[i] == q.domain) continue;
    text += (text.empty() ? "" : say("，", ", ")) + visible(quantity(q)) + " " + range(q, region.where[i]);
  }
  return text.empty() ? say("所有单位", "all units") : text;
}

int DifferenceWords::digits(const ItemDifference& item) const {
  if (item.match == Match::removed) return item_digits(before_, old(item));
  const int new_digits = item_digits(after_, now(item));
  return item.match == Match::added ? new_digits : std::max(new_digits, item_digits(before_, old(item)));
}

std::string DifferenceWords::amount(const Rational& value, int digits) const {
  return to_display(abs(value), digits);
}

/// "少 2.00 分", "少 1.00 至 3.00 分", "最多少 1.00 分，最多多 2.00 分"; of a change that is bounded.
std::string DifferenceWords::change(const Interval& change, int digits) const {
  if (change.low.infinite || change.high.infinite) return say("差多少没有判定", "by how much is undecided");
  const Rational &low = change.low.value, &high = change.high.value;
  if (low == 0 && high == 0) return say("不变", "no change");
  if (low < 0 && high > 0) {
    return say("最多少 ", "at most ") + amount(low, digits) + say(" 分，最多多 ", " points less, at most ") +
           amount(high, digits) + say(" 分", " points more");
  }
  const bool less = high <= 0;
  const Bound &near = less ? change.high : change.low, &far = less ? change.low : change.high;
  const std::string word = less ? say("少", "less") : say("多", "more");
  const std::string most = amount(far.value, digits);
  const std::string up_to = far.open ? say("不到 ", "under ") : "";
  if (change.is_point()) return zh_ ? word + " " + most + " 分" : most + " points " + word;
  if (near.value == 0) {
    return zh_ ? "最多" + word + (far.open ? "不到 " : " ") + most + " 分"
               : "at most " + (far.open ? "(not quite) " : std::string()) + most + " points " + word;
  }
  const std::string least = amount(near.value, digits);
  return zh_ ? word + " " + least + " 至" + (far.open ? "不到 " : " ") + most + " 分"
             : least + " to " + up_to + most + " points " + word;
}

std::string DifferenceWords::what(const ItemDifference& item, const Region& region) const {
  const int places = digits(item);
  switch (region.what) {
    case Region::What::only_before:
      return say("新规则没有得分", "the newer rules give no score");
    case Region::What::only_after:
      return say("旧规则没有得分", "the older rules give no score");
    case Region::What::differs:
      return change(region.change, places);
    default:
      break;
  }
  const std::string text = change(region.change, places);
  return region.unit ? say("有的单位不同，", "differs for some units: ") + text
                     : say("没有判定，差别不超出：", "undecided, no more than: ") + text;
}

std::string DifferenceWords::score(const Possible& of, int digits) const {
  const std::string text = score_text(of, digits, language_);
  return of.possible ? text + say("分", " points") : text;
}

/// The data of a unit that a pair of scores reads.
std::string DifferenceWords::data(const ItemDifference& item, const UnitData& unit) const {
  return data_text(d_.joint.ruleset, unit, read_by(item), language_);
}

std::string DifferenceWords::all_data(const UnitData& unit) const {
  std::vector<DatumId> all;
  for (DatumId id = 0; id < unit.cells.size(); ++id) {
    if (unit.cells[id].state == Cell::State::known && !d_.joint.ruleset.data[id].cohort) all.push_back(id);
  }
  return data_text(d_.joint.ruleset, unit, all, language_);
}

std::string DifferenceWords::grade(const Ruleset& rules, std::uint32_t grade) const {
  return grade == none ? say("没有等级", "no grade") : rules.grades[grade].name;
}

std::string DifferenceWords::grade_move(std::uint32_t from, std::uint32_t to) const {
  return grade(before_, from) + " → " + grade(after_, to);
}

std::string DifferenceWords::total(const Ruleset& rules, const Possible& of) const {
  return score_text(of, total_digits(rules), language_);
}

std::string DifferenceWords::totals(const GradeMove& move) const {
  return total(before_, move.total_before) + " → " + total(after_, move.total_after);
}

std::string DifferenceWords::rounding(const std::optional<Rounding>& of) const {
  return of ? rounding_text(*of, false, language_) : say("不取整", "not rounded");
}

/// The unit in which a ruleset has a joint datum.
std::string DifferenceWords::unit_word(const engine::Side& side, DatumId joint) const {
  const auto own = std::find(side.data.begin(), side.data.end(), joint);
  const Text& word = side.ruleset->data[static_cast<std::size_t>(own - side.data.begin())].unit.word;
  return word.zh.empty() ? say("不带单位的数", "a number without a unit") : text(word);
}

/// What the two say about the table as a whole, where they say something else.
std::vector<std::string> DifferenceWords::settings() const {
  std::vector<std::string> all;
  const auto compare = [&](std::string_view zh, std::string_view en, const std::string& a,
                           const std::string& b) {
    if (a != b) all.push_back(say(zh, en) + say("：", ": ") + a + " → " + b);
  };
  const auto most = [&](const Ruleset& rules) {
    return rules.total_most ? to_display(*rules.total_most, 0) + say("分", " points") : say("没有", "none");
  };
  compare("满分", "full marks", to_display(before_.full_marks, 0), to_display(after_.full_marks, 0));
  compare("单项取整", "rounding of indicators", rounding(before_.item_rounding),
          rounding(after_.item_rounding));
  compare("总分取整", "rounding of the total", rounding(before_.total_rounding),
          rounding(after_.total_rounding));
  compare("总分最高", "total at most", most(before_), most(after_));
  const auto basis = [&](const Ruleset& rules) {
    return rules.grade_by_rounded ? say("按取整后总分", "by the rounded total")
                                  : say("按取整前总分", "by the total before rounding");
  };
  if (!before_.grades.empty() && !after_.grades.empty())
    compare("等级", "grades", basis(before_), basis(after_));
  for (const DatumId id : d_.ranges_changed) {
    all.push_back(
        say("数据 ", "datum ") + visible(d_.joint.ruleset.data[id].name) +
        say(" 的范围不同：只比较两边都允许的值", ": its ranges differ; compared where both allow the value"));
  }
  for (const DatumId id : d_.units_changed) {
    const Side &old = d_.joint.before, &now = d_.joint.after;
    all.push_back(
        say("数据 ", "datum ") + visible(d_.joint.ruleset.data[id].name) +
        say(" 的单位不同：不带单位的数，旧规则读作", ": its units differ; a bare number is read as ") +
        unit_word(old, id) + say("，新规则读作", " by the older rules, as ") + unit_word(now, id) +
        say("", " by the newer ones"));
  }
  return all;
}

std::vector<std::string> DifferenceWords::notes() const {
  std::vector<std::string> all;
  if (d_.joint.dated && d_.joint.year) {
    all.push_back(fmt::format(
        fmt::runtime(say("随年度变的日期按 {} 年比较。", "Dates that count from the year are those of {}.")),
        *d_.joint.year));
    if (d_.year_matters)
      all.push_back(say("其他年度没有比较，不能说两份规则相同。",
                        "Other years were not compared, so the two are not proved to be the same."));
  }
  all.push_back(
      say("以上对两份规则的数据范围都允许、数据齐全的所有单位成立。",
          "All this holds for every unit whose data are complete and within the ranges of both rulesets."));
  return all;
}

std::vector<std::string> DifferenceWords::vetoes() const {
  std::vector<std::string> all;
  const auto has = [](const Ruleset& rules, const std::string& title) {
    return std::any_of(rules.vetoes.begin(), rules.vetoes.end(),
                       [&](const Veto& v) { return v.title == title; });
  };
  for (const Veto& veto : after_.vetoes) {
    if (!has(before_, veto.title)) all.push_back(say("新增 一票否决 ", "added veto ") + visible(veto.title));
  }
  for (const Veto& veto : before_.vetoes) {
    if (!has(after_, veto.title)) all.push_back(say("取消 一票否决 ", "removed veto ") + visible(veto.title));
  }
  for (std::size_t i = 0; i < after_.vetoes.size(); ++i) {
    for (std::size_t j = 0; j < before_.vetoes.size(); ++j) {
      if (before_.vetoes[j].title == after_.vetoes[i].title && !same_veto(j, i))
        all.push_back(say("一票否决 ", "veto ") + visible(after_.vetoes[i].title) +
                      say("：条件或结果不同", ": condition or consequence differs"));
    }
  }
  return all;
}

std::string DifferenceWords::heading(const std::string& title, const std::string& points) {
  return visible(title) + "（" + points + "）";
}

bool DifferenceWords::same_veto(std::size_t old, std::size_t now) const {
  const Veto &a = before_.vetoes[old], &b = after_.vetoes[now];
  const Joint& joint = d_.joint;
  const Slot x = joint.before.at(joint.before.plan->veto_conditions[old]);
  const Slot y = joint.after.at(joint.after.plan->veto_conditions[now]);
  const bool same_grade = grade_or(before_, a.grade) == grade_or(after_, b.grade);
  return x == y && a.outcome == b.outcome && a.points == b.points && same_grade;
}

std::string DifferenceWords::grade_or(const Ruleset& rules, std::uint32_t grade) {
  return grade < rules.grades.size() ? rules.grades[grade].name : std::string();
}

std::vector<DatumId> DifferenceWords::read_by(const ItemDifference& item) const {
  std::vector<DatumId> data;
  const auto visit = [&](const Side& side, const std::vector<ItemSlots>& all, std::uint32_t place) {
    if (place == none) return;
    std::vector<Slot> open{side.at(all[place].score)};
    std::vector<bool> seen(d_.joint.plan.steps.size(), false);
    while (!open.empty()) {
      const Slot slot = open.back();
      open.pop_back();
      if (slot == none || seen[slot]) continue;
      seen[slot] = true;
      const Step& step = d_.joint.plan.steps[slot];
      if (step.op == Op::input) data.push_back(step.index);
      for (const Slot operand : step.operands) open.push_back(operand);
    }
  };
  visit(d_.joint.before, slots_in(*d_.joint.before.plan, item.list), item.before);
  visit(d_.joint.after, slots_in(*d_.joint.after.plan, item.list), item.after);
  std::sort(data.begin(), data.end());
  data.erase(std::unique(data.begin(), data.end()), data.end());
  return data;
}

}  // namespace rubric::formats
