// The total: the grade scale, what rounding does to grades, and whether vetoes change anything.
//
// Units with totals of every height are put together from those in which single indicators get their most and
// their least; where a certain total is wanted, one indicator of such a unit is changed.

#include <algorithm>
#include <map>

#include "engine/evaluate.hpp"
#include "engine/grids.hpp"
#include "engine/proof.hpp"
#include "engine/witness.hpp"

namespace rubric::engine {
namespace {

const Text no_total{"没有找到总分合适的单位", "no unit with such a total was found"};

struct Scored {
  UnitData unit;
  std::vector<Possible> values;  // of every slot
};

class TotalProof {
 public:
  explicit TotalProof(Proof& proof) : proof_(proof), ruleset_(proof.ruleset), plan_(proof.plan) {
    points_.dimension = Dimension::points;
    points_.word = {"分", "points"};
    tries_ = std::max<std::size_t>(6, 120000 / (plan_.steps.size() + 1));
    if (tries_ > 1500) tries_ = 1500;
  }

  void run() {
    ladder();
    nothing_left();
    if (!ruleset_.grades.empty()) {
      grades_in_order();
      scale();
      if (ruleset_.total_rounding) rounding();
    }
    for (std::size_t i = 0; i < ruleset_.vetoes.size(); ++i) veto(i);
  }

 private:
  Finding& add(Question claim, Verdict verdict, std::uint32_t line) {
    Finding finding;
    finding.claim = claim;
    finding.verdict = verdict;
    finding.unit = points_;
    finding.line = line;
    proof_.findings.push_back(std::move(finding));
    return proof_.findings.back();
  }

  Slot graded() const { return ruleset_.grade_by_rounded ? plan_.total : plan_.limited; }

  const Rational* value(const Scored& unit, Slot slot) const {
    return slot != none && unit.values[slot].known() ? &unit.values[slot].range.low.value : nullptr;
  }

  std::vector<Possible> values_of(const UnitData& unit) const {
    return plan_.has_unknown ? evaluate_interval(plan_, unit) : evaluate_exact(plan_, unit);
  }

  void keep(UnitData unit) {
    Scored scored{std::move(unit), {}};
    scored.values = values_of(scored.unit);
    units_.push_back(std::move(scored));
  }

  /// All at their least, then one after the other at its most.
  void ladder() {
    for (const Sample& sample : ruleset_.samples) {
      if (units_.size() < 12) {
        UnitData unit = sample.data;
        for (std::size_t d = 0; d < unit.cells.size(); ++d) {
          if (unit.cells[d].state != Cell::State::known && unit.cells[d].state != Cell::State::not_applicable)
            unit.cells[d] = proof_.plain.cells[d];
        }
        if (!unit.year) unit.year = proof_.plain.year;
        keep(std::move(unit));
      }
    }
    UnitData unit = proof_.plain;
    keep(unit);
    const auto put = [&](const std::vector<DatumId>& data, const std::vector<Cell>& cells) {
      for (std::size_t i = 0; i < data.size(); ++i) unit.cells[data[i]] = cells[i];
    };
    const auto& all = proof_.extremes;
    const std::size_t rungs = std::min<std::size_t>(std::max<std::size_t>(all.size(), 1), 24);
    for (const Extremes& e : all) put(e.data, e.least);
    keep(unit);
    for (std::size_t rung = 0; rung < rungs; ++rung) {
      for (std::size_t i = rung; i < all.size(); i += rungs) put(all[i].data, all[i].most);
      keep(unit);
    }
  }

  /// A unit whose `slot` (a total) is `wanted`: one that is kept, with one indicator changed.
  std::optional<UnitData> with_total(Slot slot, const Rational& wanted) {
    for (const Scored& scored : units_) {
      const Rational* now = value(scored, slot);
      if (now && *now == wanted) return scored.unit;
    }
    if (plan_.has_unknown) return std::nullopt;
    for (std::size_t u = units_.size(); u-- > 0;) {
      const Rational* now = value(units_[u], slot);
      if (!now) continue;
      for (std::size_t i = 0; i < plan_.items.size(); ++i) {
        const Rational* own = value(units_[u], plan_.items[i].score);
        if (!own || ruleset_.items[i].form == Form::unscored) continue;
        const Rational score = *own + wanted - *now;
        if (score < 0 || score > ruleset_.items[i].points.value_or(ruleset_.full_marks)) continue;
        if (tries_ == 0) return std::nullopt;
        --tries_;
        std::optional<UnitData> unit = changed(units_[u].unit, i, score);
        if (!unit) continue;
        const Possible got = evaluate_exact(plan_, *unit)[slot];
        if (got.known() && got.range.low.value == wanted) return unit;
      }
    }
    return std::nullopt;
  }

  std::optional<UnitData> changed(const UnitData& unit, std::size_t i, const Rational& score) {
    auto& slice = slices_[i];
    if (!slice)
      slice = std::make_shared<Slice>(plan_, std::vector<Slot>{plan_.items[i].score, plan_.items[i].raw});
    return with_value(ruleset_, slice->plan(), unit, slice->at(plan_.items[i].score), score);
  }

  // --- 折算 ---

  /// Adds the conditions under which the points that are left are none; one that never holds where some
  /// points cannot be dropped.
  void no_points(Slice& slice, Slot points, std::vector<Slot>& all) const {
    const Step step = slice.plan().steps[points];  // the slice grows
    const auto constant = [&](Slot slot) -> const Rational* {
      const Step& of = slice.plan().steps[slot];
      return of.op == Op::constant ? &slice.plan().constants[of.index] : nullptr;
    };
    if (step.op == Op::add) {
      no_points(slice, step.operands[0], all);
      no_points(slice, step.operands[1], all);
      return;
    }
    if (const Rational* own = constant(points)) {
      if (*own != 0) all.push_back(slice.constant(0));
      return;
    }
    const bool picks = step.op == Op::choose && constant(step.operands[1]) && constant(step.operands[2]);
    if (picks && *constant(step.operands[1]) == 0 && *constant(step.operands[2]) != 0) {
      all.push_back(step.operands[0]);
    } else {
      all.push_back(slice.apply(Op::equal, points, slice.constant(0)));
    }
  }

  /// Where every indicator of a 折算 may be 剔除, such a unit has no total (E826), and so no grade.
  void nothing_left() {
    for (Slot slot = 0; slot < plan_.steps.size() && none_left_.zh.empty(); ++slot) {
      const Step& step = plan_.steps[slot];
      if (step.op != Op::divide || step.why != FaultKind::nothing_left) continue;
      const Slot points = step.operands[1];
      Slice slice(plan_, {points});
      std::vector<Slot> all;
      no_points(slice, slice.at(points), all);
      if (std::any_of(all.begin(), all.end(), [&](Slot s) { return never(slice.plan(), s); })) continue;
      const std::vector<DatumId> data = data_of(slice.plan(), all);
      const Slot holds = slice.all(all);
      const Answer answer = look_for(ruleset_, proof_.plain, slice, {holds});
      if (answer.exists == Truth::no) continue;
      none_left_ = {"参加折算的指标可能都不适用，那样算不出总分",
                    "it may be that none of the indicators applies"};
      if (answer.exists == Truth::yes) {
        none_left_.zh += "，例如 " + data_text(ruleset_, answer.unit, data, Language::zh);
        none_left_.en += ", for instance " + data_text(ruleset_, answer.unit, data, Language::en);
      }
    }
    if (none_left_.zh.empty()) return;
    add(Question::divisors, Verdict::undecided, ruleset_.items.front().line).reason = none_left_;
  }

  static bool never(const Plan& plan, Slot slot) {
    return plan.steps[slot].op == Op::constant && plan.constants[plan.steps[slot].index] == 0;
  }

  // --- the scale ---

  void scale() {
    const Interval possible = range_of(ruleset_, plan_, graded());
    const bool rounded = ruleset_.grade_by_rounded && ruleset_.total_rounding;
    const Rational grid = rounded ? power_of_tenth(ruleset_.total_rounding->digits) : Rational(0);
    const auto found = pieces(ruleset_, plan_, graded(), possible, grid, {plan_.grade_before_veto});
    if (!found) {
      Finding& finding = add(Question::grades_covered, Verdict::undecided, ruleset_.grades.front().line);
      finding.reason = {"分段太多", "there are too many pieces"};
      return;
    }
    std::vector<Interval> gaps;
    for (const Piece& piece : *found) {
      if (piece.shapes[0].faulty == Truth::yes) join(gaps, piece.x, grid);
    }
    for (const Interval& where : gaps) gap(where);
    if (gaps.empty()) {
      const bool all = none_left_.zh.empty();
      const Verdict verdict = all ? Verdict::proved : Verdict::undecided;
      add(Question::grades_covered, verdict, ruleset_.grades.front().line).reason = none_left_;
    }
    for (std::size_t g = 0; g < ruleset_.grades.size(); ++g) {
      std::vector<Interval> ranges;
      for (const Piece& piece : *found) {
        if (piece.shapes[0].faulty != Truth::yes && piece.shapes[0].range.contains(Rational(g)))
          ranges.push_back(piece.x);
      }
      reachable(g, ranges);
    }
  }

  /// 1: `a` lies above `b`; -1: below; 0: neither.
  static int above(const Interval& a, const Interval& b) {
    if (a.low.infinite != b.low.infinite) return b.low.infinite ? 1 : -1;
    if (!a.low.infinite && a.low.value != b.low.value) return a.low.value > b.low.value ? 1 : -1;
    if (a.high.infinite != b.high.infinite) return a.high.infinite ? 1 : -1;
    if (!a.high.infinite && a.high.value != b.high.value) return a.high.value > b.high.value ? 1 : -1;
    return 0;
  }

  /// Grades are written by the total, upwards or downwards, and one name is not written here and there.
  void grades_in_order() {
    const std::vector<Grade>& grades = ruleset_.grades;
    const auto tell = [&](std::size_t g, Text why) {
      Finding& finding = add(Question::grades_in_order, Verdict::refuted, grades[g].line);
      finding.row = grades[g].name;
      finding.reason = std::move(why);
    };
    int way = 0;
    for (std::size_t g = 1; g < grades.size(); ++g) {
      const Grade &before = grades[g - 1], &own = grades[g];
      if (own.range.low.infinite && own.range.high.infinite) continue;  // 其余
      const int here = above(before.range, own.range);
      if (way != 0 && here == -way)
        return tell(g,
                    {"“" + before.name + "”和“" + own.name + "”与其他各行的顺序相反",
                     "“" + before.name + "” and “" + own.name + "” stand the other way round than the rest"});
      if (here != 0) way = here;
    }
    for (std::size_t g = 2; g < grades.size(); ++g) {
      for (std::size_t first = 0; first + 1 < g; ++first) {
        if (grades[first].name != grades[g].name || grades[g - 1].name == grades[g].name) continue;
        return tell(g, {"“" + grades[g].name + "”写了两处，中间隔着“" + grades[g - 1].name + "”",
                        "“" + grades[g].name + "” stands twice, with “" + grades[g - 1].name + "” between"});
      }
    }
  }

  std::vector<Rational> totals_in(const Interval& range) const {
    std::vector<Rational> all{short_number(range, points_)};
    for (const Bound* end : {&range.low, &range.high}) {
      if (!end->infinite && !end->open) all.push_back(end->value);
    }
    return all;
  }

  void gap(const Interval& where) {
    Finding& finding = add(Question::grades_covered, Verdict::refuted, ruleset_.grades.front().line);
    finding.where = where;
    if (plan_.grade != none) {
      finding.slice = std::make_shared<Slice>(plan_, std::vector<Slot>{plan_.grade});
      finding.aim = {finding.slice->at(plan_.grade), FaultKind::no_grade};
    }
    for (const Rational& total : totals_in(where)) {
      if (auto unit = with_total(graded(), total)) {
        finding.units = {std::move(*unit)};
        finding.scores = {total};
        return;
      }
    }
  }

  void reachable(std::size_t g, const std::vector<Interval>& ranges) {
    Finding& finding = add(Question::grade_reachable, Verdict::refuted, ruleset_.grades[g].line);
    finding.row = ruleset_.grades[g].name;
    const Truth vetoed = by_veto(g);
    if (vetoed == Truth::yes) finding.verdict = Verdict::proved;
    if (vetoed == Truth::yes || (vetoed == Truth::no && ranges.empty())) return;
    for (const Scored& scored : units_) {
      const Rational* got = value(scored, plan_.grade);
      if (got && *got == Rational(g)) {
        finding.verdict = Verdict::proved;
        return;
      }
    }
    for (const Interval& range : ranges) {
      for (const Rational& total : totals_in(range)) {
        const auto unit = with_total(graded(), total);
        if (!unit) continue;
        const Possible grade = values_of(*unit)[plan_.grade];
        if (grade.known() && grade.range.low.value == Rational(g)) {
          finding.verdict = Verdict::proved;
          return;
        }
      }
    }
    finding.verdict = Verdict::undecided;
    finding.information = true;
    finding.reason = no_total;
  }

  /// Whether a veto puts some unit into the grade.
  Truth by_veto(std::size_t g) const {
    Truth result = Truth::no;
    for (std::size_t i = 0; i < ruleset_.vetoes.size(); ++i) {
      const Veto& veto = ruleset_.vetoes[i];
      const bool of_grade =
          veto.outcome == Veto::Outcome::grade_at_most || veto.outcome == Veto::Outcome::grade_becomes;
      if (!of_grade || veto.grade != g) continue;
      const Slot holds = plan_.veto_conditions[i];
      const Slice slice(plan_, std::vector<Slot>{holds});
      const Answer answer = look_for(ruleset_, proof_.plain, slice, {slice.at(holds)}, Cells::any);
      if (answer.exists == Truth::no) continue;
      result = Truth::maybe;
      const auto gets_it = [&](const Scored& scored) {
        const Rational* grade = value(scored, plan_.grade);
        return grade && *grade == Rational(g);
      };
      if (answer.exists == Truth::yes && among_vetoed(i, answer.unit, data_of(plan_, {holds}), gets_it))
        return Truth::yes;
    }
    return result;
  }

  std::size_t grade_of(const Rational& total) const {
    std::size_t g = 0;
    while (g < ruleset_.grades.size() && !ruleset_.grades[g].range.contains(total)) ++g;
    return g;
  }

  /// Whether some total before rounding lies in one grade and after it in another.
  void rounding() {
    const Rounding& r = *ruleset_.total_rounding;
    const Rational grid = power_of_tenth(r.digits);
    const std::uint32_t line = ruleset_.grades.front().line;
    if (Grids::multiple(Grids(plan_).of(plan_.limited), grid)) {
      add(Question::grade_stable, Verdict::proved, line);
      return;
    }
    for (const Grade& grade : ruleset_.grades) {
      for (const Bound* end : {&grade.range.low, &grade.range.high}) {
        if (end->infinite) continue;
        for (const int eighths : {-4, -2, 4, 2, -1, 1, -6, 6}) {
          const Rational before = end->value + grid * eighths / 8;
          const Rational after = round(before, r);
          const std::size_t own = grade_of(before), other = grade_of(after);
          if (own == other || own == ruleset_.grades.size() || other == ruleset_.grades.size()) continue;
          std::optional<UnitData> unit = with_total(plan_.limited, before);
          if (!unit) continue;
          Finding& finding = add(Question::grade_stable, Verdict::refuted, line);
          finding.information = true;
          finding.scores = {before, after};
          finding.row = ruleset_.grades[own].name;
          finding.other = ruleset_.grades[other].name;
          finding.units = {std::move(*unit)};
          return;
        }
      }
    }
    Finding& finding = add(Question::grade_stable, Verdict::undecided, line);
    finding.information = true;
    finding.reason = no_total;
  }

  // --- vetoes ---

  void veto(std::size_t i) {
    const Veto& veto = ruleset_.vetoes[i];
    if (veto.condition == none || veto.outcome == Veto::Outcome::unstated) return;
    const Slot holds = plan_.veto_conditions[i];
    const auto slice = std::make_shared<Slice>(plan_, std::vector<Slot>{holds});
    const Answer answer = look_for(ruleset_, proof_.plain, *slice, {slice->at(holds)}, Cells::any);
    Finding finding;
    finding.claim = Question::veto_effective;
    finding.line = veto.line;
    finding.row = veto.title.empty() ? veto.condition_text : veto.title;
    finding.data = data_of(plan_, {holds});
    finding.slice = slice;
    finding.aim = {slice->at(holds)};
    finding.verdict = Verdict::proved;
    if (answer.exists == Truth::no) {
      finding.verdict = Verdict::refuted;
      finding.reason = {"数据范围里没有单位符合它的条件",
                        "the data ranges have no unit that meets its condition"};
    } else if (answer.exists == Truth::maybe) {
      finding.verdict = Verdict::undecided;
      finding.reason = answer.reason;
    } else if (veto.outcome != Veto::Outcome::note && !changes(i, answer.unit, finding.data)) {
      const Text why = idle(veto);
      finding.verdict = why.zh.empty() ? Verdict::undecided : Verdict::refuted;
      finding.information = why.zh.empty();
      finding.reason = why.zh.empty() ? no_total : why;
      if (!why.zh.empty()) finding.units = {answer.unit};
    }
    proof_.findings.push_back(std::move(finding));
  }

  /// Whether the veto lowers the total or the grade of some unit.
  bool changes(std::size_t i, const UnitData& meets, const std::vector<DatumId>& data) const {
    const Veto& veto = ruleset_.vetoes[i];
    return among_vetoed(i, meets, data, [&](const Scored& scored) {
      const Rational *total = value(scored, plan_.adjusted), *grade = value(scored, plan_.grade_before_veto);
      switch (veto.outcome) {
        case Veto::Outcome::total_becomes:
          return total && *total > veto.points;
        case Veto::Outcome::total_minus:
          return total && *total > 0 && veto.points > 0;
        default:
          return grade && *grade < Rational(veto.grade);
      }
    });
  }

  /// Whether it is so for one of the units, its data made such that the veto applies.
  template <class Is>
  bool among_vetoed(std::size_t i, const UnitData& meets, const std::vector<DatumId>& data,
                    const Is& is) const {
    for (std::size_t u = units_.size(); u-- > 0;) {
      Scored scored{units_[u].unit, {}};
      for (const DatumId d : data) scored.unit.cells[d] = meets.cells[d];
      scored.unit.year = meets.year;
      scored.values = values_of(scored.unit);
      const Rational* holds = value(scored, plan_.veto_conditions[i]);
      if (holds && *holds == 1 && is(scored)) return true;
    }
    return false;
  }

  Text idle(const Veto& veto) const {
    const Interval total = range_of(ruleset_, plan_, plan_.adjusted);
    const bool low = !total.high.infinite && total.high.value <= veto.points;
    if (veto.outcome == Veto::Outcome::total_becomes && low)
      return {"总分本来就不会更高", "the total is never higher than that"};
    if (veto.outcome == Veto::Outcome::total_minus && veto.points == 0)
      return {"减的是 0分", "it takes off 0 points"};
    const bool of_grade =
        veto.outcome == Veto::Outcome::grade_at_most || veto.outcome == Veto::Outcome::grade_becomes;
    if (of_grade && veto.grade == 0) return {"它说的已是最高的等级", "it names the best grade"};
    return {};
  }

  Proof& proof_;
  const Ruleset& ruleset_;
  const Plan& plan_;
  Unit points_;
  Text none_left_;  // why there may be units without a total; empty where every unit has one
  std::vector<Scored> units_;
  std::map<std::size_t, std::shared_ptr<Slice>> slices_;
  std::size_t tries_ = 0;  // units that are still computed in search of a total
};

}  // namespace

void prove_total(Proof& proof) {
  if (proof.ruleset.unscored) return;
  TotalProof(proof).run();
}

}  // namespace rubric::engine
