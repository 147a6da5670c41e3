// Units for random rulesets: cells that sit where scores break.

#include <algorithm>
#include <map>

#include "tests/reference/evaluate.hpp"
#include "tests/reference/generate.hpp"

namespace rubric::reference {
namespace {

using Do = Expr::Do;

/// Where the value of a datum, or of a quotient of two data, decides something.
struct Marks {
  std::map<std::size_t, std::vector<Fraction>> of_datum;
  struct Quotient {
    std::size_t top, bottom;
    std::vector<Fraction> values;
  };
  std::vector<Quotient> quotients;
};

class Collector {
 public:
  explicit Collector(const Ruleset& ruleset) : ruleset_(ruleset) {}

  Marks run() {
    for (const auto* list : {&ruleset_.items, &ruleset_.bonuses, &ruleset_.penalties}) {
      for (const Item& one : *list) item(one);
    }
    for (const Named& named : ruleset_.named) {
      for (const Named::Row& row : named.rows) {
        condition(row.condition);
        condition(row.value);
      }
    }
    for (const Veto& veto : ruleset_.vetoes) condition(veto.condition);
    return std::move(marks_);
  }

 private:
  std::optional<Fraction> constant(const ExprPtr& e) const {
    if (!e) return std::nullopt;
    if (e->what == Do::literal) return e->value;
    const bool parameter = e->what == Do::named && ruleset_.named[e->index].parameter;
    return parameter ? std::optional(ruleset_.named[e->index].rows.front().value->value) : std::nullopt;
  }

  void note(const ExprPtr& e, const std::vector<Fraction>& values) {
    if (!e || values.empty()) return;
    if (e->what == Do::datum) {
      std::vector<Fraction>& all = marks_.of_datum[e->index];
      all.insert(all.end(), values.begin(), values.end());
    }
    const bool quotient =
        e->what == Do::divide && e->operands[0]->what == Do::datum && e->operands[1]->what == Do::datum;
    if (quotient) marks_.quotients.push_back({e->operands[0]->index, e->operands[1]->index, values});
  }

  void condition(const ExprPtr& e) {
    if (!e) return;
    if (e->what >= Do::less && e->what <= Do::not_equal) {
      if (const auto value = constant(e->operands[1])) note(e->operands[0], {*value});
    }
    for (const ExprPtr& operand : e->operands) condition(operand);
  }

  static void around(const Fraction& bound, const Step& step, std::vector<Fraction>& values) {
    for (int i = -3; i <= 3; ++i) values.push_back(bound + Fraction(i) * step.size);
  }

  void pool(const Pool& p, const ExprPtr& actual) {
    condition(p.condition);
    for (const Step& step : p.steps) {
      std::vector<Fraction> values;
      around(step.beyond.value_or(Fraction(0)), step, values);
      note(step.quantity && step.quantity->what == Do::actual ? actual : step.quantity, values);
    }
  }

  void item(const Item& one) {
    const Scoring s = scoring_of(ruleset_, one);
    std::vector<Fraction> values;
    const std::optional<Fraction> target = s.target ? constant(s.target->value) : std::nullopt;
    if (target) values.push_back(*target);
    if (s.steps) around(target.value_or(Fraction(0)), s.steps->steps.front(), values);
    for (const TierRow& row : s.tiers) {
      if (const auto bound = constant(row.bound)) values.push_back(*bound);
      if (row.range && row.range->low) values.push_back(row.range->low->value);
      if (row.range && row.range->high) values.push_back(row.range->high->value);
      condition(row.condition);
    }
    for (const Knot& knot : s.knots) values.push_back(knot.at);
    for (const ExprPtr& gate : one.zero_if) {
      condition(gate);
      const bool own = !gate->operands.empty() && gate->operands[0]->what == Do::actual;
      if (const auto value = own ? constant(gate->operands[1]) : std::nullopt) values.push_back(*value);
    }
    if (s.base == Base::proportional && target) ties(one, *target, values);
    note(one.actual, values);
    condition(one.actual);
    condition(s.formula);
    for (const NotApplicable& clause : one.not_applicable) condition(clause.condition);
    for (const Pool& p : s.deductions) pool(p, one.actual);
    for (const CheckRow& row : s.checks) {
      condition(row.condition);
      if (row.counted) pool(*row.counted, nullptr);
    }
    if (s.share) shares(*s.share, s);
    for (const Item& part : one.parts) item(part);
  }

  void shares(std::size_t datum, const Scoring& s) {
    std::vector<Fraction>& all = marks_.of_datum[datum];
    all.push_back(1);
    for (const LevelRow& row : s.levels) {
      if (row.fixed) continue;
      all.push_back(row.band.low->value);
      all.push_back(row.band.high->value);
    }
  }

  /// Values whose points lie exactly between two roundings: 5分 × x ÷ 100% = 4.995分.
  void ties(const Item& one, const Fraction& target, std::vector<Fraction>& values) const {
    const std::optional<Rounding>& how = one.own_rounding ? one.rounding : ruleset_.item_rounding;
    if (!how || !one.points || *one.points == 0) return;
    Fraction grain = 1;
    for (int i = 0; i < how->how.digits; ++i) grain = grain / 10;
    for (const int odd : {1, 3, 5, 7, 33, 199}) {
      const Fraction points = *one.points - Fraction(odd, 2) * grain;
      const Fraction x = target * points / *one.points;
      if (points > 0 && ends(x, 14)) values.push_back(x);
    }
  }

  const Ruleset& ruleset_;
  Marks marks_;
};

class UnitMaker {
 public:
  UnitMaker(const Ruleset& ruleset, Random& random)
      : ruleset_(ruleset), random_(random), marks_(Collector(ruleset).run()), cells_(ruleset.data.size()) {}

  Cells run() {
    for (std::size_t i = 0; i < cells_.size(); ++i) first_value(i);
    for (const Marks::Quotient& q : marks_.quotients) {
      if (random_.chance(60)) settle_quotient(q);
    }
    for (std::size_t i = 0; i < cells_.size(); ++i) spoil(i);
    return std::move(cells_);
  }

 private:
  void set(std::size_t i, const Fraction& value) {
    const Datum& d = ruleset_.data[i];
    cells_[i].state = Cell::State::known;
    cells_[i].value = value;
    cells_[i].text = text(d, value);
  }

  bool try_set(std::size_t i, const Fraction& value) {
    const Datum& d = ruleset_.data[i];
    const bool fits = d.can_be(value) && (!d.unit || ends(value / d.unit->scale, 20));
    if (fits) set(i, value);
    return fits;
  }

  std::string text(const Datum& d, const Fraction& value) {
    if (d.kind == Datum::Kind::yes_no) return value == 1 ? "是" : "否";
    if (d.kind == Datum::Kind::level)
      return d.levels[static_cast<std::size_t>(static_cast<int>(value.top()))];
    const std::string digits = to_text(value / d.unit->scale);
    if (random_.chance(40)) return digits;
    if (d.unit->measure == Unit::Measure::money && random_.chance(40)) return to_text(value) + "元";
    return digits + d.unit->zh;
  }

  void first_value(std::size_t i) {
    const Datum& d = ruleset_.data[i];
    const auto found = marks_.of_datum.find(i);
    const int kind = random_.between(0, 99);
    if (d.unit && found != marks_.of_datum.end() && kind < 50) {
      const Fraction mark = random_.pick(found->second);
      if (try_set(i, mark + Fraction(random_.pick(std::vector<int>{0, 0, 1, -1})) * d.grain)) return;
    }
    if (kind < 60 && try_set(i, 0)) return;
    if (kind < 66 && d.range.low &&
        try_set(i, d.range.low->value + (d.range.low->open ? d.grain : Fraction(0))))
      return;
    if (kind < 74 && d.range.high &&
        try_set(i, d.range.high->value - (d.range.high->open ? d.grain : Fraction(0))))
      return;
    if (d.unit && kind < 78 && try_set(i, d.unit->scale * Fraction(1'000'000'007))) return;
    anywhere(i);
  }

  void anywhere(std::size_t i) {
    const Datum& d = ruleset_.data[i];
    if (d.kind == Datum::Kind::text) return set(i, 0);
    const Fraction wide =
        d.unit && d.unit->measure == Unit::Measure::rate ? Fraction(2) : Fraction(40) * d.grain;
    const Fraction low = d.range.low ? d.range.low->value : 0 - wide;
    const Fraction high = d.range.high ? d.range.high->value : low + wide;
    const int steps = static_cast<int>(floor((high - low) / d.grain).top());
    for (int tries = 0; tries < 20; ++tries) {
      if (try_set(i, low + Fraction(random_.between(0, std::max(steps, 1))) * d.grain)) return;
    }
    if (!try_set(i, low + d.grain)) set(i, high);
  }

  void settle_quotient(const Marks::Quotient& q) {
    const Fraction mark = random_.pick(q.values);
    const Datum& top = ruleset_.data[q.top];
    const Fraction wanted = mark * cells_[q.bottom].value;
    const Fraction beside = Fraction(random_.pick(std::vector<int>{0, 0, 1, -1})) * top.grain;
    if (!try_set(q.top, wanted + beside) && wanted > 0) try_set(q.top, floor(wanted / top.grain) * top.grain);
  }

  /// Cells that say 不适用, and a few that cannot be read.
  void spoil(std::size_t i) {
    const Datum& d = ruleset_.data[i];
    Cell& cell = cells_[i];
    if (d.may_not_apply && random_.chance(35)) {
      cell.state = Cell::State::not_applicable;
      cell.text = random_.chance(50) ? "不适用" : "无";
      return;
    }
    if (d.kind == Datum::Kind::text || !random_.chance(1)) return;
    cell.state = Cell::State::faulty;
    cell.text = "完成";
    if (d.unit && d.range.low && random_.chance(50))
      cell.text = to_text((d.range.low->value - d.grain) / d.unit->scale);
    if (!d.may_not_apply && random_.chance(20)) cell.text = "不适用";
  }

  const Ruleset& ruleset_;
  Random& random_;
  Marks marks_;
  Cells cells_;
};

Range common(const Range& a, const Range& b) {
  Range result = a;
  if (b.low && (!result.low || b.low->value > result.low->value ||
                (b.low->value == result.low->value && b.low->open))) {
    result.low = b.low;
  }
  if (b.high && (!result.high || b.high->value < result.high->value ||
                 (b.high->value == result.high->value && b.high->open))) {
    result.high = b.high;
  }
  return result;
}

}  // namespace

Cells random_unit(const Ruleset& ruleset, Random& random) {
  return UnitMaker(ruleset, random).run();
}

bool allowed(const Datum& datum, const Cell& cell, const Fraction& value) {
  return datum.can_be(value) && cell.range.holds(value);
}

void open_cell(const Ruleset& ruleset, Cells& cells, std::size_t datum, Random& random) {
  const Datum& d = ruleset.data[datum];
  const Cell before = cells[datum];
  Cell& cell = cells[datum];
  cell = {};
  cell.range = d.range;
  const bool bounded =
      d.kind == Datum::Kind::number && before.state == Cell::State::known && random.chance(50);
  if (!bounded) {
    cell.blank = true;
    cell.text = random.chance(50) ? "" : "缺";
    return;
  }
  struct Word {
    const char* text;
    bool low, open;
  };
  const Word word = random.pick(std::vector<Word>{
      {"≥", true, false}, {"＞", true, true}, {"≤", false, false}, {"＜", false, true}, {"超", true, true}});
  Range bound;
  (word.low ? bound.low : bound.high) = Edge{before.value, word.open};
  cell.range = common(d.range, bound);
  cell.text = word.text + to_text(before.value / d.unit->scale) + d.unit->zh;
  // The value itself and its neighbours: if none is left, the bound leaves nothing and the cell stays as it
  // was.
  const std::vector<Fraction> left = completions(ruleset, cells, datum);
  if (left.size() < 2) cells[datum] = before;
}

std::vector<Fraction> completions(const Ruleset& ruleset, const Cells& cells, std::size_t datum) {
  const Datum& d = ruleset.data[datum];
  const Cell& cell = cells[datum];
  const Marks marks = Collector(ruleset).run();
  std::vector<Fraction> values{0, 1};
  if (const auto found = marks.of_datum.find(datum); found != marks.of_datum.end()) {
    values.insert(values.end(), found->second.begin(), found->second.end());
  }
  for (const Range* range : std::initializer_list<const Range*>{&d.range, &cell.range}) {
    if (range->low) values.push_back(range->low->value);
    if (range->high) values.push_back(range->high->value);
  }
  // Where the datum is a target, or a tier's bound: what it is compared with.
  const auto compared = [&](const Item& item) {
    const Scoring s = scoring_of(ruleset, item);
    const auto about = [&](const ExprPtr& e) { return e && e->what == Do::datum && e->index == datum; };
    bool asked = s.target && about(s.target->value);
    for (const TierRow& row : s.tiers) asked = asked || about(row.bound);
    if (!asked) return;
    const Value value = actual_of(ruleset, cells, item);
    if (value.ok()) values.push_back(value.number);
  };
  for (const Item& item : ruleset.items) {
    compared(item);
    for (const Item& part : item.parts) compared(part);
  }
  const auto known = [&](std::size_t i) { return cells[i].state == Cell::State::known; };
  for (const Marks::Quotient& q : marks.quotients) {
    for (const Fraction& mark : q.values) {
      if (q.top == datum && known(q.bottom)) values.push_back(mark * cells[q.bottom].value);
      if (q.bottom == datum && known(q.top) && mark != 0) values.push_back(cells[q.top].value / mark);
    }
  }
  for (std::size_t i = 0; i < cells.size() && d.unit; ++i) {
    const Datum& other = ruleset.data[i];
    if (i != datum && known(i) && other.unit && other.unit->measure == d.unit->measure)
      values.push_back(cells[i].value);
  }
  if (d.kind == Datum::Kind::level) {
    for (std::size_t i = 0; i < d.levels.size(); ++i) values.push_back(static_cast<int>(i));
  }
  const Fraction scale = d.unit ? d.unit->scale : Fraction(1);
  const Fraction near = d.whole ? scale : scale * Fraction(1, 1'000'000'000);
  const Fraction far = scale * Fraction(Integer("1000000000000000000"), 1);
  std::vector<Fraction> all{far, 0 - far};
  const Fraction nearest = near / Fraction(Integer("1000000000000000000"), 1);
  for (const std::optional<Edge>& edge : {cell.range.low, cell.range.high}) {
    if (!edge || d.whole) continue;
    all.push_back(edge->value - nearest);
    all.push_back(edge->value + nearest);
  }
  for (const Fraction& value : values) {
    for (const Fraction& x : {value, value - near, value + near}) all.push_back(x);
    if (!d.whole) continue;
    all.push_back(floor(value / scale) * scale);
    all.push_back(ceiling(value / scale) * scale);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::erase_if(all, [&](const Fraction& value) { return !allowed(d, cell, value); });
  return all;
}

}  // namespace rubric::reference
