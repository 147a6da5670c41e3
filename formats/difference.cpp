#include "formats/difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/entry.hpp"
#include "engine/witness.hpp"
#include "formats/figures.hpp"
#include "formats/text_table.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

using Json = nlohmann::ordered_json;
using List = ItemDifference::List;
using Match = ItemDifference::Match;

/// The pieces of sentences that text and JSON share.
class Words {
 public:
  Words(const Difference& difference, Language language)
      : d_(difference),
        before_(*difference.joint.before.ruleset),
        after_(*difference.joint.after.ruleset),
        language_(language),
        zh_(language == Language::zh) {}

  std::string say(std::string_view zh, std::string_view en) const { return std::string(zh_ ? zh : en); }
  std::string text(const Text& of) const { return of.in(language_); }

  std::string ruleset(const Ruleset& rules) const {
    const std::string version = rules.version.empty() ? "" : say("（", " (") + rules.version + say("）", ")");
    return visible(rules.file) + say("：", ": ") + visible(rules.name + version);
  }

  std::string list(List of) const {
    if (of == List::bonuses) return say("加分", "bonus");
    return of == List::penalties ? say("减分", "penalty") : say("指标", "indicator");
  }

  const Item& old(const ItemDifference& item) const { return items_in(before_, item.list)[item.before]; }
  const Item& now(const ItemDifference& item) const { return items_in(after_, item.list)[item.after]; }

  std::string points(const Item& item) const {
    if (!item.points) return say("分值未写", "points unstated");
    return to_display(*item.points, 0) + say("分", " points");
  }

  /// "预算执行率（10分）", "预算执行率（10分 → 12分）".
  std::string title(const ItemDifference& item) const {
    if (item.match == Match::added) return heading(now(item).title, points(now(item)));
    if (item.match == Match::removed) return heading(old(item).title, points(old(item)));
    const std::string name =
        item.match == Match::renamed ? old(item).title + " → " + now(item).title : now(item).title;
    const std::string a = points(old(item)), b = points(now(item));
    return heading(name, a == b ? b : a + " → " + b);
  }

  std::string quantity(const Quantity& q) const {
    if (q.datum != none) {
      const std::string& name = d_.joint.ruleset.data[q.datum].name;
      return q.absent ? name + say("不适用", " not applicable") : name;
    }
    const Ruleset& rules = q.of_after ? after_ : before_;
    if (q.expr == none) return say("计算值", "computed value");
    return rules.exprs[q.expr].name.empty() ? formula_text(rules, q.expr, language_)
                                            : rules.exprs[q.expr].name;
  }

  std::string range(const Quantity& q, const Interval& range) const {
    if (q.absent) return range.is_point() && range.low.value == 1 ? say("是", "yes") : say("否", "no");
    return q.datum != none ? range_text(range, d_.joint.ruleset.data[q.datum], language_)
                           : range_text(range, q.unit, language_);
  }

  /// "执行率 80%(含)至100%(不含)，类型 山区": only what narrows the data.
  std::string where(const ItemDifference& item, const Region& region) const {
    std::string text;
    for (std::size_t i = 0; i < region.where.size(); ++i) {
      const Quantity& q = item.quantities[i];
      if (q.slot == none || region.where[i] == q.domain) continue;
      text += (text.empty() ? "" : say("，", ", ")) + visible(quantity(q)) + " " + range(q, region.where[i]);
    }
    return text.empty() ? say("所有单位", "all units") : text;
  }

  int digits(const ItemDifference& item) const {
    if (item.match == Match::removed) return item_digits(before_, old(item));
    const int new_digits = item_digits(after_, now(item));
    return item.match == Match::added ? new_digits : std::max(new_digits, item_digits(before_, old(item)));
  }

  std::string amount(const Rational& value, int digits) const { return to_display(abs(value), digits); }

  /// "少 2.00 分", "少 1.00 至 3.00 分", "最多少 1.00 分，最多多 2.00 分"; of a change that is bounded.
  std::string change(const Interval& change, int digits) const {
    if (change.low.infinite || change.high.infinite) return say("差多少没有判定", "by how much is undecided");
    const Rational &low = change.low.value, &high = change.high.value;
    if (low == 0 && high == 0) return say("不变", "no change");
    if (low < 0 && high > 0) {
      return say("最多少 ", "at most ") + amount(low, digits) +
             say(" 分，最多多 ", " points less, at most ") + amount(high, digits) +
             say(" 分", " points more");
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

  std::string what(const ItemDifference& item, const Region& region) const {
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

  std::string score(const Possible& of, int digits) const {
    const std::string text = score_text(of, digits, language_);
    return of.possible ? text + say("分", " points") : text;
  }

  /// The data of a unit that a pair of scores reads.
  std::string data(const ItemDifference& item, const UnitData& unit) const {
    return data_text(d_.joint.ruleset, unit, read_by(item), language_);
  }

  std::string all_data(const UnitData& unit) const {
    std::vector<DatumId> all;
    for (DatumId id = 0; id < unit.cells.size(); ++id) {
      if (unit.cells[id].state == Cell::State::known && !d_.joint.ruleset.data[id].cohort) all.push_back(id);
    }
    return data_text(d_.joint.ruleset, unit, all, language_);
  }

  std::string grade(const Ruleset& rules, std::uint32_t grade) const {
    return grade == none ? say("没有等级", "no grade") : rules.grades[grade].name;
  }

  std::string grade_move(std::uint32_t from, std::uint32_t to) const {
    return grade(before_, from) + " → " + grade(after_, to);
  }

  std::string total(const Ruleset& rules, const Possible& of) const {
    return score_text(of, total_digits(rules), language_);
  }

  std::string totals(const GradeMove& move) const {
    return total(before_, move.total_before) + " → " + total(after_, move.total_after);
  }

  std::string rounding(const std::optional<Rounding>& of) const {
    return of ? rounding_text(*of, false, language_) : say("不取整", "not rounded");
  }

  /// What the two say about the table as a whole, where they say something else.
  std::vector<std::string> settings() const {
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
      all.push_back(say("数据 ", "datum ") + visible(d_.joint.ruleset.data[id].name) +
                    say(" 的范围不同：只比较两边都允许的值",
                        ": its ranges differ; compared where both allow the value"));
    }
    return all;
  }

  std::vector<std::string> vetoes() const {
    std::vector<std::string> all;
    const auto has = [](const Ruleset& rules, const std::string& title) {
      return std::any_of(rules.vetoes.begin(), rules.vetoes.end(),
                         [&](const Veto& v) { return v.title == title; });
    };
    for (const Veto& veto : after_.vetoes) {
      if (!has(before_, veto.title))
        all.push_back(say("新增 一票否决 ", "added veto ") + visible(veto.title));
    }
    for (const Veto& veto : before_.vetoes) {
      if (!has(after_, veto.title))
        all.push_back(say("取消 一票否决 ", "removed veto ") + visible(veto.title));
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

  bool zh() const { return zh_; }
  const Ruleset& before() const { return before_; }
  const Ruleset& after() const { return after_; }

 private:
  static std::string heading(const std::string& title, const std::string& points) {
    return visible(title) + "（" + points + "）";
  }

  bool same_veto(std::size_t old, std::size_t now) const {
    const Veto &a = before_.vetoes[old], &b = after_.vetoes[now];
    const Joint& joint = d_.joint;
    const Slot x = joint.before.at(joint.before.plan->veto_conditions[old]);
    const Slot y = joint.after.at(joint.after.plan->veto_conditions[now]);
    const bool same_grade = grade_or(before_, a.grade) == grade_or(after_, b.grade);
    return x == y && a.outcome == b.outcome && a.points == b.points && same_grade;
  }

  static std::string grade_or(const Ruleset& rules, std::uint32_t grade) {
    return grade < rules.grades.size() ? rules.grades[grade].name : std::string();
  }

  std::vector<DatumId> read_by(const ItemDifference& item) const {
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

  const Difference& d_;
  const Ruleset &before_, &after_;
  Language language_;
  bool zh_;
};

class TextPrinter {
 public:
  TextPrinter(const Difference& difference, Language language) : d_(difference), w_(difference, language) {}

  std::string print() {
    line(0, w_.say("旧 ", "old ") + w_.ruleset(w_.before()));
    line(0, w_.say("新 ", "new ") + w_.ruleset(w_.after()));
    for (const std::string& text : w_.settings()) line(0, text);
    for (const ItemDifference& item : d_.items) this->item(item);
    same_items();
    for (const std::string& text : w_.vetoes()) line(0, text);
    totals();
    grades();
    notes();
    return std::move(out_);
  }

 private:
  void line(int indent, const std::string& text) {
    out_ += std::string(static_cast<std::size_t>(indent) * 2, ' ') + text + "\n";
  }

  void item(const ItemDifference& item) {
    const std::string name = w_.list(item.list) + " " + w_.title(item);
    if (item.match == Match::added) return line(0, w_.say("新增 ", "added: ") + name);
    if (item.match == Match::removed) return line(0, w_.say("取消 ", "removed: ") + name);
    const bool renamed = item.match == Match::renamed;
    if (item.verdict == Verdict::proved) {
      if (!renamed) return same_.push_back(&item);
      return line(0, w_.say("改名 ", "renamed: ") + name +
                         w_.say("：得分完全相同，已证明", ": equal scores, proved"));
    }
    line(0, (renamed ? w_.say("改名 ", "renamed: ") : std::string()) + name);
    for (const Region& region : item.regions) {
      line(1, w_.where(item, region) + w_.say("：", ": ") + w_.what(item, region));
      if (!region.unit) continue;
      const int places = w_.digits(item);
      line(2, w_.say("例如 ", "e.g. ") + visible(w_.data(item, *region.unit)) + w_.say("：", ": ") +
                  w_.score(region.before_score, places) + " → " + w_.score(region.after_score, places));
    }
    const bool complete = item.reason.zh.empty();
    if (complete) return line(1, w_.say("其余都相同：已证明", "equal elsewhere: proved"));
    line(1, w_.say("没有判定完：", "not decided in full: ") + w_.text(item.reason));
    if (item.regions.empty() || !item.same_drop) return;
    const bool all_gone_through = std::none_of(item.regions.begin(), item.regions.end(), [](const Region& r) {
      return r.what == Region::What::may_differ && !r.unit;
    });
    if (all_gone_through) line(1, w_.say("上列之外都相同：已证明", "equal outside the ranges above: proved"));
  }

  void same_items() {
    std::string names;
    for (const ItemDifference* item : same_)
      names += (names.empty() ? "" : w_.say("、", ", ")) + w_.title(*item);
    if (!names.empty()) line(0, w_.say("得分完全相同（已证明）：", "equal scores (proved): ") + names);
  }

  void totals() {
    if (d_.totals == Verdict::proved)
      return line(0, w_.say("总分：都相同，已证明", "totals: all equal, proved"));
    const int places = std::max(total_digits(w_.before()), total_digits(w_.after()));
    const std::string most = w_.change(d_.total_change, places);
    if (d_.totals == Verdict::undecided) {
      line(0, w_.say("总分：没有判定，没有找到总分不同的单位；差别不超出：",
                     "totals: undecided, no unit with another total was found; no more than: ") +
                  most);
      return;
    }
    line(0, w_.say("总分：", "totals: ") + most);
    for (const auto* move : {&d_.falls, &d_.rises}) {
      if (*move)
        unit(**move, move == &d_.falls ? w_.say("降得最多的例子 ", "largest fall found: ")
                                       : w_.say("升得最多的例子 ", "largest rise found: "));
    }
  }

  void unit(const GradeMove& move, const std::string& what) {
    const std::string from = w_.grade(w_.before(), move.before), to = w_.grade(w_.after(), move.after);
    line(1, what + w_.totals(move) +
                (from == to ? std::string() : w_.say("，", ", ") + w_.grade_move(move.before, move.after)));
    line(2, visible(w_.all_data(move.unit)));
  }

  void grades() {
    if (w_.before().grades.empty() && w_.after().grades.empty()) return;
    for (const GradeShift& shift : d_.shifts) {
      Unit points;
      points.dimension = Dimension::points;
      points.word = {"分", " points"};
      line(0, w_.say("同样的总分 ", "a total of ") +
                  range_text(shift.totals, points, w_.zh() ? Language::zh : Language::en) +
                  w_.say("：等级 ", ": grade ") + w_.grade_move(shift.before, shift.after));
    }
    if (d_.grades == Verdict::proved)
      return line(0, w_.say("等级：都相同，已证明", "grades: all equal, proved"));
    if (d_.moves.empty()) {
      return line(0, w_.say("等级：没有判定，没有找到等级不同的单位",
                            "grades: undecided, no unit with another grade was found"));
    }
    line(0, w_.say("等级有变化，例如：", "grades change, for example:"));
    for (const GradeMove& move : d_.moves) unit(move, w_.say("总分 ", "total "));
  }

  void notes() {
    if (d_.joint.dated && d_.joint.year) {
      line(0, fmt::format(fmt::runtime(w_.say("随年度变的日期按 {} 年比较。",
                                              "Dates that count from the year are those of {}.")),
                          *d_.joint.year));
    }
    line(0, w_.say("以上对两份规则的数据范围都允许、数据齐全的所有单位成立。",
                   "All this holds for every unit whose data are complete and within the ranges of both "
                   "rulesets."));
  }

  const Difference& d_;
  Words w_;
  std::vector<const ItemDifference*> same_;
  std::string out_;
};

// --- JSON ---

const char* word(Verdict verdict) {
  return verdict == Verdict::proved ? "equal" : verdict == Verdict::refuted ? "different" : "undecided";
}

Json number(const Bound& bound) {
  return bound.infinite ? Json() : Json(to_display(bound.value, 0, 12));
}

Json interval(const Interval& range) {
  return {{"low", number(range.low)},
          {"low_included", !range.low.infinite && !range.low.open},
          {"high", number(range.high)},
          {"high_included", !range.high.infinite && !range.high.open}};
}

/// A row of data: names of the newer rules where both have the datum.
Json row(const Difference& d, const UnitData& unit, Language language) {
  Json data = Json::object();
  for (const auto& side : {d.joint.after, d.joint.before}) {
    for (DatumId id = 0; id < side.data.size(); ++id) {
      const Cell& cell = unit.cells[side.data[id]];
      if (cell.state == Cell::State::missing || side.ruleset->data[id].cohort) continue;
      data[side.ruleset->data[id].name] = to_text(cell, d.joint.ruleset.data[side.data[id]], language);
    }
  }
  if (unit.year) data[language == Language::zh ? "年度" : "year"] = std::to_string(*unit.year);
  return data;
}

Json json(const Words& w, const Difference& d, const ItemDifference& item, Language language) {
  static const char* const matches[] = {"both", "renamed", "added", "removed"};
  static const char* const whats[] = {"differs", "may_differ", "only_old", "only_new"};
  Json entry{{"list", w.list(item.list)}, {"match", matches[static_cast<std::size_t>(item.match)]}};
  const bool has_old = item.before != none, has_new = item.after != none;
  entry["old"] = has_old ? Json(w.old(item).title) : Json();
  entry["new"] = has_new ? Json(w.now(item).title) : Json();
  entry["old_points"] = has_old ? Json(w.points(w.old(item))) : Json();
  entry["new_points"] = has_new ? Json(w.points(w.now(item))) : Json();
  if (!has_old || !has_new) return entry;
  entry["scores"] = word(item.verdict);
  entry["equal_elsewhere_proved"] = item.reason.zh.empty();
  if (!item.reason.zh.empty()) entry["reason"] = w.text(item.reason);
  Json regions = Json::array();
  for (const Region& region : item.regions) {
    Json where = Json::array();
    for (std::size_t i = 0; i < region.where.size(); ++i) {
      const Quantity& q = item.quantities[i];
      if (q.slot == none || region.where[i] == q.domain) continue;
      Json one{{"quantity", w.quantity(q)}, {"range", w.range(q, region.where[i])}};
      one.update(interval(region.where[i]));
      where.push_back(std::move(one));
    }
    Json part{{"where", where},
              {"what", whats[static_cast<std::size_t>(region.what)]},
              {"change", interval(region.change)},
              {"text", w.where(item, region) + w.say("：", ": ") + w.what(item, region)}};
    if (region.unit) {
      part["unit"] = row(d, *region.unit, language);
      part["old_score"] = w.score(region.before_score, w.digits(item));
      part["new_score"] = w.score(region.after_score, w.digits(item));
    }
    regions.push_back(std::move(part));
  }
  entry["regions"] = std::move(regions);
  return entry;
}

Json json(const Words& w, const Difference& d, const GradeMove& move, Language language) {
  return {{"old_total", w.total(w.before(), move.total_before)},
          {"new_total", w.total(w.after(), move.total_after)},
          {"old_grade", move.before == none ? Json() : Json(w.grade(w.before(), move.before))},
          {"new_grade", move.after == none ? Json() : Json(w.grade(w.after(), move.after))},
          {"unit", row(d, move.unit, language)}};
}

}  // namespace

std::string to_text(const Difference& difference, Language language) {
  return TextPrinter(difference, language).print();
}

std::string to_json(const Difference& difference, Language language) {
  const Words w(difference, language);
  Json items = Json::array(), shifts = Json::array(), moves = Json::array();
  for (const ItemDifference& item : difference.items) items.push_back(json(w, difference, item, language));
  for (const GradeShift& shift : difference.shifts) {
    Json one = interval(shift.totals);
    one["old"] = w.grade(w.before(), shift.before);
    one["new"] = w.grade(w.after(), shift.after);
    shifts.push_back(std::move(one));
  }
  for (const GradeMove& move : difference.moves) moves.push_back(json(w, difference, move, language));
  Json totals{{"totals", word(difference.totals)}, {"change", interval(difference.total_change)}};
  totals["largest_fall"] = difference.falls ? json(w, difference, *difference.falls, language) : Json();
  totals["largest_rise"] = difference.rises ? json(w, difference, *difference.rises, language) : Json();
  Json root{
      {"old", w.before().file},
      {"new", w.after().file},
      {"identical", difference.identical()},
      {"settings", w.settings()},
      {"vetoes", w.vetoes()},
      {"items", items},
      {"total", totals},
      {"grade_scale", shifts},
      {"grades", word(difference.grades)},
      {"grade_moves", moves},
      {"year", difference.joint.dated && difference.joint.year ? Json(*difference.joint.year) : Json()}};
  return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace rubric::formats
