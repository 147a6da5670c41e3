#include "engine/goal.hpp"

#include <algorithm>
#include <map>
#include <queue>
#include <set>

#include "engine/calendar.hpp"
#include "engine/entry.hpp"
#include "engine/evaluate.hpp"
#include "engine/goal_axis.hpp"
#include "engine/specialize.hpp"

namespace rubric::engine {
namespace {

/// Bounds on the work: stretches looked at for one datum, pairs of data, and boxes of values of all pairs.
constexpr int max_stretches = 1500;
constexpr int max_screened = 5000;
constexpr int max_boxes = 3000;

class Seeker {
 public:
  Seeker(const Ruleset& ruleset, const Plan& plan, const UnitData& unit, const Aim& aim,
         const std::vector<DatumId>& fixed)
      : ruleset_(ruleset), plan_(plan), unit_(unit), aim_(aim), fixed_(fixed) {}

  GoalAnswer run() {
    answer_.now = evaluate(plan_, unit_);
    answer_.already = aim_.met_by(answer_.now);
    find_axes();
    if (answer_.already) return std::move(answer_);
    worst_ = worst_case();
    all_given_ = given(unit_);
    bound_everything();
    if (answer_.out_of_reach) {
      for (const Axis& axis : axes_) answer_.alone.push_back({axis.datum, {}, {}, {}});
      return std::move(answer_);
    }
    for (const Axis& axis : axes_) alone(axis);
    pairs();
    const bool single = std::any_of(answer_.alone.begin(), answer_.alone.end(),
                                    [](const Alone& one) { return !one.nearest.empty(); });
    if (!single && answer_.pairs.empty()) several();
    return std::move(answer_);
  }

 private:
  // --- what can be changed ---

  void find_axes() {
    std::set<DatumId> read;
    for (const Step& step : plan_.steps) {
      if (step.op == Op::input) read.insert(step.index);
    }
    for (DatumId id = 0; id < ruleset_.data.size(); ++id) {
      const Datum& datum = ruleset_.data[id];
      const Cell& cell = unit_.cells[id];
      if (datum.cohort || !read.count(id)) continue;
      const bool asked = std::find(fixed_.begin(), fixed_.end(), id) != fixed_.end();
      const bool number =
          cell.state != Cell::State::not_applicable && datum.kind != Kind::text && !datum.many;
      if (asked || datum.fixed || !number) {
        answer_.fixed.push_back(id);
        continue;
      }
      axes_.push_back(axis(id));
    }
  }

  Axis axis(DatumId id) const {
    const Datum& datum = ruleset_.data[id];
    const Cell& cell = unit_.cells[id];
    Axis axis;
    axis.datum = id;
    axis.step = entry_step(datum, cell);
    Interval domain = datum.domain;
    if (datum.kind == Kind::date)
      domain = Interval::closed(*day_number(1900, 1, 1), *day_number(9999, 12, 31));
    const auto numbers = integers_within(multiply(domain, Interval::point(1 / axis.step)));
    if (numbers && !numbers->low.infinite) axis.low = numerator(numbers->low.value);
    if (numbers && !numbers->high.infinite) axis.high = numerator(numbers->high.value);
    if (cell.state == Cell::State::known) axis.now = floor(Rational(cell.value.low.value / axis.step));
    axis.span = 1;
    if (datum.kind == Kind::date) {
      axis.span = 365;
    } else if (!domain.low.infinite && !domain.high.infinite) {
      axis.span = domain.high.value - domain.low.value;
    } else if (axis.now && *axis.now != 0) {
      axis.span = axis.value(abs(*axis.now));
    } else {
      axis.span = datum.unit.scale;
    }
    if (axis.span == 0) axis.span = 1;
    return axis;
  }

  // --- what a stretch of values gives ---

  /// The ends of a range; for an end without a bound, values far out.
  static std::vector<Rational> extremes(const Interval& range, const Rational& scale) {
    std::vector<Rational> values;
    for (const Bound* end : {&range.low, &range.high}) {
      if (!end->infinite) {
        if (!end->open) values.push_back(end->value);
        continue;
      }
      const bool up = end == &range.high;
      const Bound& other = up ? range.low : range.high;
      const Rational from = other.infinite ? Rational(0) : other.value;
      for (const int far : {1, 100, 1000000})
        values.push_back(up ? Rational(from + scale * far) : Rational(from - scale * far));
    }
    return values;
  }

  /// Missing data where they are least favourable, as far as one at a time shows; used only to rule out.
  UnitData worst_case() const {
    UnitData data = unit_;
    for (DatumId id = 0; id < ruleset_.data.size(); ++id) {
      if (unit_.cells[id].state != Cell::State::missing && unit_.cells[id].state != Cell::State::bounded)
        continue;
      const Interval range = unit_.cells[id].value;
      std::optional<Rational> least;
      std::optional<Cell> chosen;
      for (const Rational& value : extremes(range, ruleset_.data[id].unit.scale)) {
        Cell cell = unit_.cells[id];
        cell.state = Cell::State::known;
        cell.value = Interval::point(value);
        data.cells[id] = cell;
        const Possible total = evaluate(plan_, data).total;
        if (!total.possible || total.range.low.infinite) continue;
        if (least && total.range.low.value >= *least) continue;
        least = total.range.low.value;
        chosen = std::move(cell);
      }
      data.cells[id] = chosen ? std::move(*chosen) : unit_.cells[id];
    }
    return data;
  }

  /// Whether the aim can be met at all by such an outcome.
  bool can_meet(const Outcome& outcome) const {
    if (aim_.grade) return outcome.grade.possible && outcome.grade.range.low.value <= Rational(*aim_.grade);
    return outcome.total.possible && less(outcome.total.range, Interval::point(aim_.total)) != Truth::yes;
  }

  static bool given(const UnitData& data) {
    return std::none_of(data.cells.begin(), data.cells.end(), [](const Cell& cell) {
      return cell.state == Cell::State::missing || cell.state == Cell::State::bounded;
    });
  }

  /// yes: every value of the stretches reaches the aim; no: none does. Of single values beside missing data
  /// it may stay open: bounds that miss the aim do not show that it is missed.
  Truth reaches(const std::vector<const Axis*>& axes, const std::vector<Stretch>& stretches) const {
    const Plan& plan = reduced(axes);
    UnitData data = unit_;
    for (std::size_t i = 0; i < axes.size(); ++i) put(data, *axes[i], stretches[i]);
    const Outcome outcome = evaluate(plan, data);
    if (aim_.met_by(outcome)) return Truth::yes;
    if (!can_meet(outcome)) return Truth::no;
    const bool settled =
        std::all_of(stretches.begin(), stretches.end(), [](const Stretch& s) { return s.single(); });
    if (settled && given(data)) return Truth::no;
    if (all_given_) return Truth::maybe;
    UnitData worst = worst_;
    for (std::size_t i = 0; i < axes.size(); ++i) put(worst, *axes[i], stretches[i]);
    return can_meet(evaluate(plan, worst)) ? Truth::maybe : Truth::no;
  }

  /// The plan with all other data settled; made once per set of data.
  const Plan& reduced(const std::vector<const Axis*>& axes) const {
    std::vector<DatumId> open;
    for (const Axis* axis : axes) open.push_back(axis->datum);
    const auto [place, fresh] = reduced_.try_emplace(open);
    if (fresh) place->second = specialize(plan_, unit_, open);
    return place->second;
  }

  /// The unit with these values entered as somebody would write them, scored again; nothing if it does not
  /// reach the aim.
  std::optional<Proposal> proposal(const std::vector<std::pair<const Axis*, Integer>>& moves) const {
    Proposal result;
    result.data = unit_;
    for (const auto& [axis, k] : moves) {
      std::optional<Cell> cell = entry(axis->value(k), ruleset_.data[axis->datum], ruleset_.language);
      if (!cell) return std::nullopt;
      result.data.cells[axis->datum] = *cell;
      result.changes.push_back({axis->datum, std::move(*cell), axis->cost(k)});
      result.cost += result.changes.back().cost;
    }
    result.outcome = evaluate(plan_, result.data);
    if (!aim_.met_by(result.outcome)) return std::nullopt;
    return result;
  }

  // --- one datum ---

  void alone(const Axis& axis) {
    Alone result;
    result.datum = axis.datum;
    std::vector<Stretch> open{{axis.low, axis.high}};  // the leftmost last
    std::vector<Stretch> reached, undecided;
    for (int work = 0; !open.empty(); ++work) {
      const Stretch stretch = open.back();
      open.pop_back();
      const Truth truth = reaches({&axis}, {stretch});
      if (truth == Truth::no) continue;
      if (truth == Truth::yes) {
        add(reached, stretch);
        continue;
      }
      const bool halved = work < max_stretches && !stretch.single();
      const std::optional<Integer> at = halved ? middle(axis, stretch) : std::nullopt;
      if (!at) {
        add(undecided, stretch);
        continue;
      }
      open.push_back({Integer(*at + 1), stretch.high});
      open.push_back({stretch.low, *at});
    }
    for (const Stretch& stretch : reached) result.reached.push_back(interval_of(axis, stretch));
    for (const Stretch& stretch : undecided) result.undecided.push_back(interval_of(axis, stretch));
    nearest(axis, reached, result);
    if (!result.nearest.empty()) cheapest_alone_[axis.datum] = result.nearest.front().cost;
    answer_.alone.push_back(std::move(result));
  }

  static void add(std::vector<Stretch>& stretches, const Stretch& next) {
    const bool touches =
        !stretches.empty() && stretches.back().high && next.low && *stretches.back().high + 1 == *next.low;
    if (touches) {
      stretches.back().high = next.high;
    } else {
      stretches.push_back(next);
    }
  }

  /// The smallest change down and up.
  void nearest(const Axis& axis, const std::vector<Stretch>& reached, Alone& result) const {
    std::optional<Integer> below, above;
    for (const Stretch& stretch : reached) {
      const Integer k = nearest_in(axis, stretch);
      if (axis.now && k < *axis.now) {
        below = k;
      } else if (!above) {
        above = k;
      }
    }
    for (const auto& k : {below, above}) {
      if (!k) continue;
      if (auto found = proposal({{&axis, *k}})) result.nearest.push_back(std::move(*found));
    }
    std::stable_sort(result.nearest.begin(), result.nearest.end(),
                     [](const Proposal& a, const Proposal& b) { return a.cost < b.cost; });
  }

  // --- two data ---

  /// Values of two data; `cost` is that of the cheapest of them.
  struct Box {
    const Axis *a, *b;
    Stretch of_a, of_b;
    Rational cost;
    bool solved = false;        // its cheapest values reach the aim
    bool corner_fails = false;  // they are known not to
    std::size_t order = 0;
  };
  struct Dearer {
    bool operator()(const Box& x, const Box& y) const {
      if (x.cost != y.cost) return x.cost > y.cost;
      if (x.solved != y.solved) return y.solved;
      return x.order > y.order;
    }
  };

  /// The cheapest boxes first, of all pairs in one queue: the first whose cheapest values reach the aim is
  /// the cheapest pair.
  void pairs() {
    std::size_t order = 0;
    int work = 0, screened = 0;
    std::set<std::pair<DatumId, DatumId>> done;
    std::priority_queue<Box, std::vector<Box>, Dearer> queue;
    const auto push = [&](Box box) {
      ++work;
      const Integer a = nearest_in(*box.a, box.of_a), b = nearest_in(*box.b, box.of_b);
      box.cost = box.a->cost(a) + box.b->cost(b);
      box.order = order++;
      if (!worth(box)) return;
      const Truth truth = reaches({box.a, box.b}, {box.of_a, box.of_b});
      if (truth == Truth::no) return;
      box.solved = truth == Truth::yes ||
                   (!box.corner_fails && reaches({box.a, box.b}, {{a, a}, {b, b}}) == Truth::yes);
      queue.push(std::move(box));
    };
    for (std::size_t i = 0; i < axes_.size(); ++i) {
      for (std::size_t j = i + 1; j < axes_.size(); ++j) {
        if (++screened > max_screened) {
          answer_.pairs_complete = false;
          break;
        }
        const Axis &a = axes_[i], &b = axes_[j];
        const std::size_t before = queue.size();
        if (reaches({&a, &b}, {{a.low, a.high}, {b.low, b.high}}) != Truth::no) {
          for (const Stretch& s : sides(a)) {
            for (const Stretch& t : sides(b)) push({&a, &b, s, t, 0});
          }
        }
        if (queue.size() == before) reduced_.erase({a.datum, b.datum});
      }
    }
    while (!queue.empty() && answer_.pairs.size() < most_pairs) {
      const Box box = queue.top();
      queue.pop();
      if (done.count({box.a->datum, box.b->datum})) continue;
      if (box.solved) {
        done.insert({box.a->datum, box.b->datum});
        auto found = proposal({{box.a, nearest_in(*box.a, box.of_a)}, {box.b, nearest_in(*box.b, box.of_b)}});
        if (found)
          answer_.pairs.push_back(std::move(*found));
        else
          answer_.pairs_complete = false;
        continue;
      }
      if (work > max_boxes) {
        answer_.pairs_complete = false;
        return;
      }
      halve(box, push);
    }
  }

  /// A pair is of no use where one of the two does alone for no more.
  bool worth(const Box& box) const {
    for (const Axis* axis : {box.a, box.b}) {
      const auto alone = cheapest_alone_.find(axis->datum);
      if (alone != cheapest_alone_.end() && alone->second <= box.cost) return false;
    }
    return true;
  }

  template <class Push>
  void halve(const Box& box, const Push& push) {
    const auto width = [](const Axis& axis, const Stretch& s) -> std::optional<Rational> {
      if (!s.low || !s.high) return std::nullopt;
      return Rational(axis.value(*s.high - *s.low) / axis.span);
    };
    // What costs something first: beside a missing datum, whose values all cost the same, the cheapest value
    // of the other one is soon found, and only then which value of the missing one goes with it.
    const bool pa = box.a->now && !box.of_a.single(), pb = box.b->now && !box.of_b.single();
    const auto wa = width(*box.a, box.of_a), wb = width(*box.b, box.of_b);
    const bool first = pa != pb ? pa : !wa || (wb && *wa >= *wb);
    const Axis& axis = first ? *box.a : *box.b;
    const Stretch& stretch = first ? box.of_a : box.of_b;
    const std::optional<Integer> at = stretch.single() ? std::nullopt : middle(axis, stretch);
    if (!at) {
      answer_.pairs_complete = false;
      return;
    }
    for (const Stretch& half : {Stretch{stretch.low, *at}, Stretch{Integer(*at + 1), stretch.high}}) {
      Box part = box;
      part.corner_fails = nearest_in(axis, half) == nearest_in(axis, stretch);  // `box` is not solved
      (first ? part.of_a : part.of_b) = half;
      push(std::move(part));
    }
  }

  // --- all data ---

  void bound_everything() {
    UnitData data = unit_;
    for (const Axis& axis : axes_) put(data, axis, {axis.low, axis.high});
    const Outcome outcome = evaluate(plan_, data);
    answer_.highest = outcome.total;
    answer_.best_grade = outcome.grade;
    answer_.out_of_reach = !can_meet(outcome);
  }

  /// Each datum in turn where the total is highest, then back to what it was where that does not hurt.
  void several() {
    std::vector<std::pair<const Axis*, Integer>> moves;
    UnitData data = unit_;
    for (const Axis& axis : axes_) {
      std::optional<Integer> best;
      std::optional<Rational> most = least_total(data);
      for (const Integer& k : tries(axis)) {
        UnitData other = data;
        put(other, axis, {k, k});
        const std::optional<Rational> total = least_total(other);
        if (!total || (most && *total <= *most)) continue;
        most = total;
        best = k;
      }
      if (!best) continue;
      put(data, axis, {*best, *best});
      moves.emplace_back(&axis, *best);
    }
    if (!proposal(moves)) return;
    for (std::size_t i = moves.size(); i-- > 0;) {
      auto fewer = moves;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      if (proposal(fewer)) moves = std::move(fewer);
    }
    answer_.more = proposal(moves);
  }

  std::optional<Rational> least_total(const UnitData& data) const {
    const Possible total = evaluate(plan_, data).total;
    if (!total.possible || total.range.low.infinite) return std::nullopt;
    return total.range.low.value;
  }

  /// Values of which one is likely to score best: the ends of the range, every level, and numbers that the
  /// rules compare with.
  std::vector<Integer> tries(const Axis& axis) const {
    std::vector<Integer> values;
    if (axis.low && axis.high && *axis.high - *axis.low < 20) {
      for (Integer k = *axis.low; k <= *axis.high; ++k) values.push_back(k);
      return values;
    }
    for (const auto& end : {axis.low, axis.high}) {
      if (end) values.push_back(*end);
    }
    const Integer now = axis.now.value_or(1);
    for (const Cell& cell : unit_.cells) {
      if (cell.state == Cell::State::known)
        values.push_back(floor(Rational(cell.value.low.value / axis.step)));
    }
    for (const int factor : {2, 10, 100}) values.push_back(Integer(now * factor));
    for (const Rational& number : plan_.constants) values.push_back(floor(Rational(number / axis.step)));
    values.erase(std::remove_if(values.begin(), values.end(),
                                [&](const Integer& k) {
                                  return (axis.low && k < *axis.low) || (axis.high && k > *axis.high);
                                }),
                 values.end());
    return values;
  }

  const Ruleset& ruleset_;
  const Plan& plan_;
  const UnitData& unit_;
  const Aim& aim_;
  const std::vector<DatumId>& fixed_;
  std::vector<Axis> axes_;
  UnitData worst_;
  bool all_given_ = false;  // the worst case is the unit itself
  mutable std::map<std::vector<DatumId>, Plan> reduced_;
  std::map<DatumId, Rational> cheapest_alone_;
  GoalAnswer answer_;
};

}  // namespace

bool Aim::met_by(const Outcome& outcome) const {
  const Possible& figure = grade ? outcome.grade : outcome.total;
  if (!figure.possible || figure.fault.kind != FaultKind::no_fault) return false;
  if (grade) return !figure.range.high.infinite && figure.range.high.value <= Rational(*grade);
  return !figure.range.low.infinite && figure.range.low.value >= total;
}

GoalAnswer seek_goal(const Ruleset& ruleset, const Plan& plan, const UnitData& unit, const Aim& aim,
                     const std::vector<DatumId>& fixed) {
  return Seeker(ruleset, plan, unit, aim, fixed).run();
}

}  // namespace rubric::engine
