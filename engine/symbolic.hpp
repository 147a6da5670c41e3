// A plan worked out for many units at once: those of a part, which conditions on their data describe.
//
// Each figure is held as a quotient of two sums of data with what was done to it afterwards (rounding, steps,
// factors), where it is one, and always as an interval. A comparison is settled if only one outcome has a
// point in the part; else the first one that is not is kept as the split that would settle it.
#pragma once

#include <optional>
#include <vector>

#include "engine/plan.hpp"
#include "engine/unit_part.hpp"

namespace rubric::engine {

/// A figure over a part.
struct Symbol {
  struct Change {  // done to a value, in order: × factor + offset, or a rounding
    enum class What : unsigned char { line, floor, ceiling, round };
    What what = What::line;
    Rational factor = 1, offset = 0;
    Rounding rounding;
  };
  bool sound = true;    // it can have a value
  unsigned faults = 0;  // bits of the FaultKinds that it can have
  Interval range;
  bool formed = false;  // the value is the changes of top ÷ bottom
  Linear top, bottom = Linear::number(1);
  std::vector<Change> changes;

  const Rational* settled() const {
    return sound && faults == 0 && range.is_point() ? &range.low.value : nullptr;
  }
};

class SymbolicRun {
 public:
  SymbolicRun(const Plan& plan, const Sources& sources, const Part& part, int year)
      : plan_(plan), sources_(sources), part_(part), year_(year), figures_(plan.steps.size()) {}

  /// The figure of a slot; works out what it needs and no more.
  const Symbol& at(Slot slot);

  /// The same of a slot that holds yes or no: if it is neither for all units, how to split them is kept.
  Symbol condition(Slot slot);

  const std::optional<Split>& split() const { return split_; }

 private:
  Symbol figure(Slot slot);
  Symbol source(Variable v) const;
  Symbol value_of(const Step& step, const Symbol& a, const Symbol& b);
  Symbol line(const Symbol& a, const Rational& factor, const Rational& offset) const;
  Symbol sum(const Symbol& a, const Symbol& b, int sign) const;
  Symbol times(const Symbol& a, const Symbol& b) const;
  Symbol quotient(const Symbol& a, const Symbol& b);
  Symbol extreme(Op op, const Symbol& a, const Symbol& b);
  Symbol absolute(const Symbol& a);
  Symbol rounded(const Symbol& a, Symbol::Change change, Interval range) const;
  Symbol within(const Symbol& a, const Interval& set, FaultKind why);
  Symbol compare(Op op, const Symbol& a, const Symbol& b);
  Symbol logic(const Step& step);
  Symbol choose(const Step& step);
  Symbol form(Linear top, Linear bottom) const;
  Interval range_of_form(const Linear& top, const Linear& bottom) const;
  Truth lies_in(const Symbol& a, const Interval& set);
  bool possible(std::vector<Condition> more) const;

  const Plan& plan_;
  const Sources& sources_;
  const Part& part_;
  int year_;
  std::vector<std::optional<Symbol>> figures_;
  std::optional<Split> split_;
  int depth_ = 0;  // of figures that are being worked out
};

}  // namespace rubric::engine
