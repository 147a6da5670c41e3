// The scoring of an item as rules text: 目标, the sentence or table of 计分 in each form, and 扣分.

#include "tests/reference/printer.hpp"

namespace rubric::reference {

/// 目标, 计分 or a table, and 扣分. `item` is the indicator; nothing in a 评分方法.
std::vector<std::string> Printer::scoring(const Scoring& s, const Item* item, const Unit* unit) {
  std::vector<std::string> lines;
  unit_ = unit;
  if (s.target) lines.push_back(target(*s.target, item));
  if (item && item->method) {
    lines.push_back(say("计分  同 ", "score  same as ") + ruleset_.methods[*item->method].title);
  } else if (const std::string base = this->base(s, item); !base.empty()) {
    lines.push_back(base);
  }
  for (const Pool& pool : s.deductions) lines.push_back(deduction(pool));
  return lines;
}

std::string Printer::target(const Target& t, const Item* item) const {
  if (!t.value) return say("目标  为 ", "target  is ") + level_list(item->actual->index, t.levels);
  const bool literal = t.value->what == Do::literal;
  const std::string value = literal ? amount(t.value->value, t.value->unit) : expr(t.value);
  return say("目标  ", "target  ") + comparison(t.comparison) + (zh_ && literal ? "" : " ") + value;
}

std::string Printer::base(const Scoring& s, const Item* item) {
  std::string ceiling = s.ceiling ? comma() + say("最高", "at most ") + points(*s.ceiling) : "";
  const std::string score = say("计分  ", "score  ");
  switch (s.base) {
    case Base::proportional:
      return score + say("按比例", "proportional") + ceiling;
    case Base::inverse:
      return score + say("反向比例", "inverse") + ceiling;
    case Base::met:
      return score + say("达标得满分，否则不得分", "full if met, else 0");
    case Base::formula:
      return score + say("得分＝", "= ") + expr(s.formula) + ceiling;
    case Base::steps:
      return score + step(s.steps->steps.front(), s.steps->gain) + limits(*s.steps);
    case Base::tiers:
      return tiers(s);
    case Base::each:
    case Base::highest:
      return checks(s);
    case Base::levels:
      return levels(s, item);
    case Base::interpolate: {
      std::string text = say("插值", "interpolate");
      for (const Knot& knot : s.knots) text += "\n    " + amount(knot.at, unit_) + "  " + worth(knot.worth);
      return text;
    }
    default:
      return {};
  }
}

std::string Printer::step(const Step& s, bool gain) const {
  const bool rate = s.unit && s.unit->measure == Unit::Measure::rate;
  const std::string size = amount(s.size, s.unit, true);
  std::string text;
  if (s.beyond) {
    const bool above = s.way == Step::Way::above;
    text = zh_ ? (above ? "超过" : "低于") + amount(*s.beyond, s.unit) + "的部分，"
               : (above ? "over " : "under ") + amount(*s.beyond, s.unit) + ", ";
  }
  static constexpr const char* counts[] = {"", "多", "少", "相差"};
  static constexpr const char* rates[] = {"", "超过", "低于", "相差"};
  static constexpr const char* words[] = {"", " above", " below", " apart"};
  const auto way = static_cast<std::size_t>(s.beyond ? Step::Way::count : s.way);
  if (zh_) {
    text +=
        "每" + std::string(rate ? rates[way] : counts[way]) + size + (gain ? "得" : "扣") + worth(s.worth);
  } else {
    text += (gain ? "give " : "deduct ") + worth(s.worth) + " per " + size + words[way];
  }
  switch (s.part) {
    case Step::Part::ignored:
      return text + (zh_ ? "，不足" + size + "的" + (gain ? "不计" : "不扣") : ", part steps ignored");
    case Step::Part::pro_rata:
      return text + (zh_ ? "，不足" + size + "的按比例" + (gain ? "计" : "扣") : ", part steps pro rata");
    case Step::Part::whole:
      return text + (zh_ ? "，不足" + size + "的按" + size + "计" : ", part steps count whole");
    default:
      return text;
  }
}

std::string Printer::limits(const Pool& pool) const {
  std::string text;
  if (pool.to_zero) text += comma() + say("扣完为止", "down to 0");
  if (pool.most)
    text += comma() + (pool.gain ? say("最高", "at most ") : say("最多扣", "at most ")) + points(*pool.most);
  if (pool.unlimited) text += comma() + say("不封顶", "no limit");
  return text;
}

std::string Printer::deduction(const Pool& pool) const {
  const std::string head = say("扣分  ", "minus  ");
  if (pool.condition) return head + expr(pool.condition) + comma() + say("扣", "deduct ") + worth(pool.fixed);
  std::string text;
  for (const Step& s : pool.steps) {
    const std::string gap = zh_ ? " " : s.beyond ? ", " : ", ";
    text += (text.empty() ? "" : comma()) + expr(s.quantity) + gap + step(s, false);
  }
  return head + text + limits(pool);
}

std::string Printer::tiers(const Scoring& s) const {
  std::string text = say("分档", "tiers");
  for (const TierRow& row : s.tiers) {
    text += "\n    ";
    if (row.condition) {
      text += expr(row.condition);
    } else if (row.range) {
      text += range(*row.range, unit_);
    } else if (row.comparison) {
      const bool literal = row.bound->what == Do::literal;
      text += comparison(*row.comparison) + (zh_ && literal ? "" : " ");
      text += literal ? amount(row.bound->value, row.bound->unit) : expr(row.bound);
    } else {
      text += say("其余", "otherwise");
    }
    if (!row.label.empty()) text += "  " + row.label;
    text += "  " + worth(row.worth);
  }
  return text;
}

std::string Printer::checks(const Scoring& s) const {
  std::string text = s.base == Base::highest ? say("就高", "highest") : say("逐项", "each");
  for (const CheckRow& row : s.checks) {
    text += "\n    ";
    if (!row.counted) {
      text += expr(row.condition) + "  " + worth(row.worth);
      continue;
    }
    const Step& s0 = row.counted->steps.front();
    text += expr(s0.quantity) + "  " + step(s0, true) + limits(*row.counted);
  }
  return text;
}

std::string Printer::levels(const Scoring& s, const Item* item) const {
  std::string text = say("定性", "levels");
  if (s.share) text += "  " + name(ruleset_.data[*s.share].name);
  for (const LevelRow& row : s.levels) {
    text += "\n    " + level_list(item->actual->index, row.levels) + "  ";
    if (row.fixed) {
      text +=
          row.fixed->what == Worth::What::share ? to_text(row.fixed->amount * 100) + "%" : worth(*row.fixed);
      continue;
    }
    text += range(row.band, ruleset_.data[*s.share].unit);
    if (row.default_share)
      text += comma() + say("未给比例按", "default ") + to_text(*row.default_share * 100) + "%";
  }
  return text;
}

}  // namespace rubric::reference
