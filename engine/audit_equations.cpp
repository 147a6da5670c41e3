// Sums and rates of the figures that a report prints, as the headings of its columns say (equation.hpp).
//
// A difference is classed before it is called a slip: rounded or truncated, within the rounding of the
// figures, or gone once one figure, or else every one of the right side, is read in 万元 in place of 元 (or
// the reverse). Such a change of unit, and the change of one figure to another number, are offered only if no
// other change of a single figure does the same.

#include <algorithm>
#include <array>

#include "engine/rate.hpp"

namespace rubric::engine {

namespace {

/// Whether two figures are one: those of one name are, unless two columns of that name say different things.
bool same(const PrintedFigure& a, const PrintedFigure& b) {
  return a.name == b.name && a.datum == b.datum && a.printed.value == b.printed.value;
}

/// One equation with its figures, as far as it can be checked.
struct Checked {
  const Equation* equation = nullptr;
  std::vector<PrintedFigure> figures;  // the left side first, then the operands
  bool holds = true;

  Text formula() const { return equation->text; }
  std::vector<Rational> operands() const {
    std::vector<Rational> values;
    for (std::size_t k = 1; k < figures.size(); ++k) values.push_back(figures[k].printed.value);
    return values;
  }
  std::optional<Interval> range() const {
    std::vector<Interval> spans;
    for (std::size_t k = 1; k < figures.size(); ++k) spans.push_back(span_of(figures[k].printed));
    return evaluate(*equation, spans);
  }
  /// How the left side agrees with the right one; `apart` too where a divisor is zero.
  Agreement agrees() const {
    const std::optional<Rational> right = evaluate(*equation, operands());
    if (!right) return Agreement::apart;
    return agreement(figures[0].printed, *right, range().value_or(Interval::point(*right)));
  }
  /// Whether figures that are printed as these are can be as an inequality says.
  bool may_hold(const Rational& right) const {
    const Interval own = span_of(figures[0].printed), other = range().value_or(Interval::point(right));
    switch (equation->relation) {
      case Equation::Relation::at_most:
        return less_equal(own, other) != Truth::no;
      case Equation::Relation::below:
        return less(own, other) != Truth::no;
      case Equation::Relation::above:
        return less(other, own) != Truth::no;
      default:
        return less_equal(other, own) != Truth::no;
    }
  }
};

struct SignWord {
  Equation::Relation relation;
  Text word;
};
const Text& sign_word(Equation::Relation relation) {
  static const std::array<SignWord, 4> words{{{Equation::Relation::at_most, {"不大于", "at most"}},
                                              {Equation::Relation::at_least, {"不小于", "at least"}},
                                              {Equation::Relation::below, {"小于", "below"}},
                                              {Equation::Relation::above, {"大于", "above"}}}};
  return std::find_if(words.begin(), words.end(),
                      [&](const SignWord& row) { return row.relation == relation; })
      ->word;
}

class Equations {
 public:
  explicit Equations(Auditor& audit) : audit_(audit) {}

  void run() {
    for (const ClaimedEquation& claimed : audit_.claims.equations) {
      if (claimed.left.printed.state == Printed::State::blank) continue;
      Checked checked{claimed.equation.get(), {claimed.left}, true};
      for (const PrintedFigure& figure : claimed.right)
        checked.figures.push_back(figure.datum ? of_data(figure) : figure);
      if (!usable(checked)) continue;
      check(checked);
      all_.push_back(std::move(checked));
    }
    repair();
  }

 private:
  /// A figure of the unit's data. Where its column has a unit of its own, the digits are of that unit.
  PrintedFigure of_data(PrintedFigure figure) const {
    const Cell& cell = audit_.data.cells[*figure.datum];
    const Unit& declared = audit_.ruleset.data[*figure.datum].unit;
    Printed& printed = figure.printed = read_printed(cell.text, declared);
    if (cell.state != Cell::State::known || !cell.values.empty() || !printed.is_number()) return figure;
    if (printed.value == cell.value.low.value || printed.value == 0) return figure;
    const Rational scale = cell.value.low.value / printed.value * printed.unit.scale;
    printed.value = cell.value.low.value;
    printed.unit = {declared.dimension, scale, Text()};
    for (const std::string& word : unit_words()) {
      const Unit unit = find_unit(word);
      if (agree(unit, declared) && unit.scale == scale && printed.unit.word.zh.empty()) printed.unit = unit;
    }
    return figure;
  }

  bool usable(const Checked& checked) {
    for (const PrintedFigure& figure : checked.figures) {
      const Place& place = place_of(checked, figure);
      if (!figure.printed.is_number()) {
        const Text what = figure.printed.state == Printed::State::blank
                              ? Text("没有填", "is empty")
                              : Text("印作“" + figure.printed.text + "”，不是确定的数",
                                     "is “" + figure.printed.text + "”, no definite number");
        audit_.report(Code::W946, place, {figure.name, what, checked.formula()});
        return false;
      }
      if (figure.printed.unit_word == "万" || figure.printed.unit_word == "亿") incomplete(figure, place);
    }
    if (!checked.equation->sum) return true;
    for (const PrintedFigure& figure : checked.figures) {
      if (agree(figure.printed.unit, checked.figures[0].printed.unit)) continue;
      if (without_unit(checked, checked.figures[0], figure) ||
          without_unit(checked, figure, checked.figures[0]))
        return false;
      audit_.report(
          Code::W947, checked.figures[0].place,
          {checked.equation->left, figure_text(checked.figures[0].printed), figure_text(figure.printed)});
      return false;
    }
    return true;
  }

  /// Says of a bare figure under a heading without a unit that it cannot be held against one with a unit.
  bool without_unit(const Checked& checked, const PrintedFigure& bare, const PrintedFigure& other) {
    if (!bare.printed.unit_word.empty() || !bare.printed.unit.word.zh.empty()) return false;
    const Text& unit = other.printed.unit.word;
    const Text what("的列名没有写单位（如“" + bare.name + "（" + unit.zh + "）”）",
                    "has no unit in its heading (as in “" + bare.name + " (" + unit.en + ")”)");
    audit_.report(Code::W946, place_of(checked, bare), {bare.name, what, checked.formula()});
    return true;
  }

  /// "10万": of what?
  void incomplete(const PrintedFigure& figure, const Place& place) {
    if (std::find(told_.begin(), told_.end(), figure.name) != told_.end()) return;
    told_.push_back(figure.name);
    audit_.report(Code::W916, place,
                  {figure.name, figure.printed.text, figure_text(figure.printed.value, figure.printed)});
  }

  void check(Checked& checked) {
    const PrintedFigure& left = checked.figures[0];
    const std::optional<Rational> right = evaluate(*checked.equation, checked.operands());
    if (!right) {
      return audit_.report(
          Code::W946, left.place,
          {checked.equation->left, Text("的除数是零", "divides by zero"), checked.formula()});
    }
    const Text worked_out = figure_text(*right, left.printed);
    const Rational apart = left.printed.value < *right ? Rational(*right - left.printed.value)
                                                       : Rational(left.printed.value - *right);
    const auto told = [&](Code code) {
      audit_.report(code, left.place,
                    {left.name, figure_text(left.printed), checked.formula(), worked_out,
                     figure_text(apart, left.printed)});
    };
    if (checked.equation->relation != Equation::Relation::equal) {
      if (holds(checked.equation->relation, left.printed.value, *right)) return;
      if (checked.may_hold(*right)) return told(Code::N928);
      checked.holds = false;
      return audit_.report(Code::E945, left.place,
                           {left.name, figure_text(left.printed), sign_word(checked.equation->relation),
                            checked.formula(), worked_out, figure_text(apart, left.printed)});
    }
    switch (checked.agrees()) {
      case Agreement::exact:
        return;
      case Agreement::truncated:
        return check_rate(audit_, left.place, left.name, left.printed, checked.formula(), *right);
      case Agreement::rounding:
        return told(Code::N928);
      default:
        break;
    }
    if (wrong_unit(checked)) return;
    checked.holds = false;
    if (checked.equation->sum) return told(Code::E929);
    check_rate(audit_, left.place, left.name, left.printed, checked.formula(), *right);
  }

  // --- 元 for 万元 ---

  /// Tells the one figure that is printed in the wrong unit, if there is just one, or that all of the right
  /// side are.
  bool wrong_unit(const Checked& checked) {
    std::optional<std::pair<std::size_t, Printed>> only;
    for (std::size_t k = 0; k < checked.figures.size(); ++k) {
      if (repeated(checked, k)) continue;
      const std::optional<Printed> other = in_other_unit(checked.figures[k].printed);
      if (!other || !reconciles(checked, k, *other)) continue;
      if (only) return false;
      only = {k, *other};
    }
    const std::optional<Checked> right = right_side_in_other_unit(checked);
    if (!only) return right && tell_right_side(checked, *right);
    const PrintedFigure& figure = checked.figures[only->first];
    const Text others =
        only->first == 0 && right
            ? Text("；也可能是等号右边各数的单位都写错了",
                   "; or all figures of the right side are in the wrong one")
            : Text("（只改一处的，没有别的改法）", " (no other single change of a unit does that)");
    audit_.report(
        Code::E930, place_of(checked, figure),
        {figure.name, figure_text(figure.printed), figure_text(only->second), whole(checked), others});
    return true;
  }

  static Text whole(const Checked& checked) { return checked.equation->left + "＝" + checked.equation->text; }
  static const Place& place_of(const Checked& checked, const PrintedFigure& figure) {
    return figure.place.file.empty() ? checked.figures[0].place : figure.place;
  }

  /// The equation with every figure of its right side in the other unit, if there are several, all printed in
  /// one unit, and it holds so.
  static std::optional<Checked> right_side_in_other_unit(const Checked& checked) {
    Checked changed = checked;
    bool several = false;
    for (std::size_t k = 1; k < checked.figures.size(); ++k) {
      const PrintedFigure& figure = checked.figures[k];
      const std::optional<Printed> other = in_other_unit(figure.printed);
      if (!other || figure.printed.unit.scale != checked.figures[1].printed.unit.scale ||
          same(figure, checked.figures[0]))
        return std::nullopt;
      changed.figures[k].printed = *other;
      several = several || !same(figure, checked.figures[1]);
    }
    if (!several || changed.agrees() == Agreement::apart) return std::nullopt;
    return changed;
  }

  bool tell_right_side(const Checked& checked, const Checked& changed) {
    Text names, printed, right;
    const auto add = [](Text& list, const Text& text, const Text& between) {
      const bool first = list.zh.empty();
      list = {list.zh + (first ? "" : between.zh) + text.zh, list.en + (first ? "" : between.en) + text.en};
    };
    for (std::size_t k = 1; k < checked.figures.size(); ++k) {
      if (repeated(checked, k)) continue;
      add(names, checked.figures[k].name, {"”“", "” and “"});
      add(printed, figure_text(checked.figures[k].printed), {"、", ", "});
      add(right, figure_text(changed.figures[k].printed), {"、", ", "});
    }
    const Text others("（单位错得一样；只改一处对不上）",
                      " (all in the same wrong unit; no single change does that)");
    audit_.report(Code::E930, place_of(checked, checked.figures[1]),
                  {names, printed, right, whole(checked), others});
    return true;
  }

  /// Whether the same figure stands earlier in the equation.
  static bool repeated(const Checked& checked, std::size_t k) {
    for (std::size_t other = 0; other < k; ++other) {
      if (same(checked.figures[other], checked.figures[k])) return true;
    }
    return false;
  }

  static Checked with(const Checked& checked, const PrintedFigure& which, const Printed& printed) {
    Checked changed = checked;
    for (PrintedFigure& figure : changed.figures) {
      if (same(figure, which)) figure.printed = printed;
    }
    return changed;
  }

  static bool reconciles(const Checked& checked, std::size_t k, const Printed& printed) {
    return with(checked, checked.figures[k], printed).agrees() != Agreement::apart;
  }

  // --- one figure for another, across all equations ---

  void repair() {
    const auto failing = std::find_if(all_.begin(), all_.end(), [](const Checked& c) {
      return !c.holds && c.equation->relation == Equation::Relation::equal;
    });
    if (failing == all_.end()) return;
    std::optional<std::pair<std::size_t, Printed>> only;
    for (std::size_t k = 0; k < failing->figures.size(); ++k) {
      const std::optional<Printed> value = needed(*failing, k);
      if (!value || !all_hold_with(failing->figures[k], *value)) continue;
      if (only) return;  // another would do as well
      only = {k, *value};
    }
    if (!only) return;
    const PrintedFigure& figure = failing->figures[only->first];
    audit_.report(Code::N913, place_of(*failing, figure),
                  {figure.name, figure_text(figure.printed), figure_text(only->second)});
  }

  /// What figure `k` must be for the equation to hold, to the digits it is printed with.
  static std::optional<Printed> needed(const Checked& checked, std::size_t k) {
    const auto here = [&](const PrintedFigure& figure) { return same(figure, checked.figures[k]); };
    if (std::count_if(checked.figures.begin(), checked.figures.end(), here) > 1) return std::nullopt;
    const std::optional<Rational> exact =
        k == 0 ? evaluate(*checked.equation, checked.operands())
               : solve(*checked.equation, checked.operands(), k - 1, checked.figures[0].printed.value);
    if (!exact) return std::nullopt;
    Printed value = checked.figures[k].printed;
    const Rational in_unit =
        round(Rational(*exact / value.unit.scale), {RoundingMode::half_up, value.places});
    if (in_unit < 0 && value.value >= 0) return std::nullopt;
    value.value = in_unit * value.unit.scale;
    return value;
  }

  bool all_hold_with(const PrintedFigure& which, const Printed& printed) const {
    return std::all_of(all_.begin(), all_.end(), [&](const Checked& one) {
      const Checked changed = with(one, which, printed);
      if (one.equation->relation != Equation::Relation::equal) {
        const std::optional<Rational> right = evaluate(*one.equation, changed.operands());
        return right && (holds(one.equation->relation, changed.figures[0].printed.value, *right) ||
                         (one.holds && changed.may_hold(*right)));
      }
      return changed.agrees() == Agreement::exact || (one.holds && changed.agrees() != Agreement::apart);
    });
  }

  Auditor& audit_;
  std::vector<Checked> all_;
  std::vector<std::string> told_;
};

}  // namespace

void audit_equations(Auditor& audit) {
  Equations(audit).run();
}

}  // namespace rubric::engine
