#include "engine/prove.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/evaluate.hpp"
#include "engine/witness.hpp"

namespace rubric::engine {
namespace {

/// A range of values as rules write it: "80%(含)至90%(不含)", "＜60%", "89.5分".
Text range_text(const Interval& range, const Unit& unit) {
  const auto in = [&](Language language) {
    const bool zh = language == Language::zh;
    const auto number = [&](const Bound& end) { return to_text(end.value, unit, language); };
    const auto mark = [&](const Bound& end) {
      return std::string(zh ? (end.open ? "(不含)" : "(含)") : (end.open ? " (excl)" : " (incl)"));
    };
    if (range.is_point()) return number(range.low);
    if (range.low.infinite && range.high.infinite) return std::string(zh ? "任何数" : "any number");
    if (range.low.infinite)
      return (range.high.open ? (zh ? "＜" : "< ") : (zh ? "≤" : "<= ")) + number(range.high);
    if (range.high.infinite)
      return (range.low.open ? (zh ? "＞" : "> ") : (zh ? "≥" : ">= ")) + number(range.low);
    return number(range.low) + mark(range.low) + (zh ? "至" : " to ") + number(range.high) + mark(range.high);
  };
  return {in(Language::zh), in(Language::en)};
}

const Text claims[] = {{"各档有没有缺口", "whether its table has a gap"},
                       {"每一档用不用得上", "whether every row decides somewhere"},
                       {"做得更好会不会反而得分低", "whether doing better can score less"},
                       {"总分是不是都有等级", "whether every total has a grade"},
                       {"每个等级得不得得到", "whether every grade can be got"}};
const Text too_many{"分段太多", "there are too many pieces"};
const Text several{"它同时取决于几项数据", "it depends on several data at once"};
const Text no_unit{"没有找到能重算的单位", "no unit that shows it was found"};

/// Adds a range to those before it, to the last one if nothing lies between them.
void join(std::vector<Interval>& ranges, const Interval& next, const Rational& grid) {
  if (!ranges.empty() && !ranges.back().high.infinite) {
    const Bound& end = ranges.back().high;
    const bool touches = grid != 0 ? end.value + grid >= next.low.value
                                   : end.value == next.low.value && !(end.open && next.low.open);
    if (touches) {
      ranges.back() = hull(ranges.back(), next);
      return;
    }
  }
  ranges.push_back(next);
}

/// One indicator or part: its claims.
class ItemProof {
 public:
  ItemProof(const Ruleset& ruleset, const Plan& plan, const Item& item, const ItemSlots& slots,
            std::vector<Finding>& findings)
      : ruleset_(ruleset), plan_(plan), item_(item), slots_(slots), findings_(findings) {}

  void run() {
    const bool table = item_.form == Form::tiers || item_.form == Form::levels;
    const std::optional<Op> goal = direction();
    if (!table && !goal) return;
    find_data();
    x_ = variable();
    if (x_ == none) {
      if (table) undecided(Claim::covered, several);
      return;
    }
    const Step& step = plan_.steps[x_];
    const Datum* datum = step.op == Op::input ? &ruleset_.data[step.index] : nullptr;
    unit_ = datum ? datum->unit : ruleset_.exprs[item_.actual].unit;
    level_ = datum && datum->kind != Kind::quantity;
    std::vector<Slot> watched{slots_.raw};
    watched.insert(watched.end(), slots_.conditions.begin(), slots_.conditions.end());
    if (step.whole && (level_ || unit_.scale == 1)) grid_ = 1;
    if (step.op == Op::round) grid_ = power_of_tenth(plan_.roundings[step.index].digits);
    const auto found = pieces(ruleset_, plan_, x_, range_of(ruleset_, plan_, x_), grid_, watched);
    if (!found) {
      undecided(table ? Claim::covered : Claim::monotone, too_many);
      return;
    }
    pieces_ = *found;
    if (table) {
      covered();
      rows();
    }
    if (goal && slots_.actual != none && !level_) monotone_in_each_case(*goal == Op::greater_equal);
  }

 private:
  Finding& add(Claim claim, Verdict verdict) {
    Finding finding;
    finding.claim = claim;
    finding.verdict = verdict;
    finding.subject = item_.title;
    finding.line = item_.line;
    finding.unit = unit_;
    finding.data = data_;
    findings_.push_back(std::move(finding));
    return findings_.back();
  }
  void undecided(Claim claim, const Text& reason) { add(claim, Verdict::undecided).reason = reason; }

  /// greater_equal where more is better, less_equal where less is; nothing where the target does not say.
  std::optional<Op> direction() const {
    if (!item_.target || item_.target->value == none || slots_.actual == none) return std::nullopt;
    const Op op = item_.target->comparison;
    if (op == Op::greater_equal || op == Op::greater) return Op::greater_equal;
    if (op == Op::less_equal || op == Op::less) return Op::less_equal;
    return std::nullopt;
  }

  /// The slot that the score is a function of: 实际, or the only datum that it reads.
  Slot variable() const {
    if (slots_.actual != none) return plan_.steps[slots_.actual].op == Op::constant ? none : slots_.actual;
    return data_.size() == 1 ? only_input_ : none;
  }

  /// The data that the score reads.
  void find_data() {
    std::set<Slot> seen;
    std::vector<Slot> open{slots_.raw};
    while (!open.empty()) {
      const Slot slot = open.back();
      open.pop_back();
      if (slot == none || !seen.insert(slot).second) continue;
      const Step& step = plan_.steps[slot];
      if (step.op == Op::input) data_.push_back(step.index), only_input_ = slot;
      for (const Slot operand : step.operands) open.push_back(operand);
    }
    std::sort(data_.begin(), data_.end());
  }

  /// A unit whose 实际 lies in the piece.
  std::optional<UnitData> unit_in(const Interval& piece) const {
    const UnitData plain = plain_unit(ruleset_);
    if (level_) {
      UnitData unit = plain;
      const Datum& datum = ruleset_.data[plan_.steps[x_].index];
      const auto place = static_cast<std::size_t>(numerator(piece.low.value));
      const bool yes_no = datum.kind == Kind::yes_no;
      if (!yes_no && place >= datum.levels.size()) return std::nullopt;
      unit.cells[plan_.steps[x_].index] =
          read_cell(yes_no ? (place ? "是" : "否") : datum.levels[place], datum);
      return unit;
    }
    std::vector<Rational> tries{short_number(piece, unit_)};
    for (const Bound* end : {&piece.low, &piece.high}) {
      if (!end->infinite && !end->open) tries.push_back(end->value);
    }
    for (const Rational& value : tries) {
      if (auto unit = with_value(ruleset_, plan_, plain, x_, value)) return unit;
    }
    return std::nullopt;
  }

  void covered() {
    bool open = false;
    std::vector<Interval> gaps;
    for (const Piece& piece : pieces_) {
      const Shape& raw = piece.shapes[0];
      if (raw.faulty == Truth::no || raw.why != FaultKind::no_row) continue;
      if (raw.faulty == Truth::maybe) open = true;
      if (raw.faulty == Truth::maybe) continue;
      join(gaps, piece.x, grid_);
    }
    for (const Interval& gap : gaps) {
      const std::optional<UnitData> unit = unit_in(gap);
      const bool shows = unit && !evaluate_exact(plan_, *unit)[slots_.raw].possible;
      Finding& finding = add(Claim::covered, shows ? Verdict::refuted : Verdict::undecided);
      finding.where = gap;
      if (shows) finding.units = {*unit};
      if (!shows) finding.reason = no_unit;
    }
    if (gaps.empty() && open) undecided(Claim::covered, several);
    if (gaps.empty() && !open) add(Claim::covered, Verdict::proved);
  }

  /// Which rows are the first that holds, in some piece that a unit can be in.
  void rows() {
    const std::size_t count = slots_.conditions.size();
    std::vector<bool> possible(count, false);
    std::vector<std::vector<const Piece*>> decided(count);
    for (const Piece& piece : pieces_) {
      Truth earlier = Truth::no;
      for (std::size_t i = 0; i < count && earlier != Truth::yes; ++i) {
        const Shape& condition = piece.shapes[1 + i];
        const bool settled = condition.faulty == Truth::no && condition.range.is_point();
        const Truth holds = !settled ? Truth::maybe : condition.range.low.value == 1 ? Truth::yes : Truth::no;
        if (holds == Truth::no) continue;
        possible[i] = true;
        if (holds == Truth::yes && earlier == Truth::no) decided[i].push_back(&piece);
        earlier = holds;
      }
    }
    for (std::size_t i = 0; i < count; ++i) row(i, possible[i], decided[i]);
  }

  void row(std::size_t i, bool possible, const std::vector<const Piece*>& decided) {
    // A datum takes every value of its range. What is computed may not take all of its own, so a unit is
    // sought.
    const bool plain = plan_.steps[x_].op == Op::input;
    const bool reached = std::any_of(decided.begin(), decided.end(),
                                     [&](const Piece* piece) { return plain || unit_in(piece->x); });
    const Verdict verdict = reached ? Verdict::proved : possible ? Verdict::undecided : Verdict::refuted;
    Finding& finding = add(Claim::reachable, verdict);
    if (verdict == Verdict::undecided) finding.reason = decided.empty() ? several : no_unit;
    const bool tiers = item_.form == Form::tiers;
    finding.line = tiers ? item_.tiers[i].line : item_.levels[i].line;
    finding.row = tiers ? item_.tiers[i].condition_text : level_names(ruleset_, item_, item_.levels[i]);
  }

  /// Conditions that 实际 has no part in are taken one way and the other: the claim must hold either way. A
  /// 扣分 line says itself what is taken off and when (as for going far beyond the target), so the claim is
  /// about the points before it.
  void monotone_in_each_case(bool more_is_better) {
    // 满分 × 目标 ÷ 实际, neither below zero, falls with 实际 whatever the target is.
    if (item_.form == Form::inverse && item_.zero_if.empty()) {
      add(Claim::monotone, Verdict::proved);
      return;
    }
    const Slot score = item_.deductions.empty() ? slots_.raw : slots_.base;
    const Interval domain = range_of(ruleset_, plan_, x_);
    const std::vector<Slot> conditions = independent_conditions(plan_, x_, score, most_cases);
    for (std::size_t which = 0; which < (std::size_t{1} << conditions.size()); ++which) {
      Assumed assumed;
      for (std::size_t i = 0; i < conditions.size(); ++i) assumed[conditions[i]] = (which >> i) & 1;
      const auto found = pieces(ruleset_, plan_, x_, domain, grid_, {score}, assumed);
      if (!found) {
        undecided(Claim::monotone, too_many);
        return;
      }
      pieces_ = *found;
      if (!monotone(more_is_better)) return;
    }
    add(Claim::monotone, Verdict::proved);
  }

  /// Whether the claim is proved on these pieces; if not, that is added.
  bool monotone(bool more_is_better) {
    const Trend wrong = more_is_better ? Trend::down : Trend::up;
    bool open = false;
    const Piece* before = nullptr;
    for (const Piece& piece : pieces_) {
      const Shape& raw = piece.shapes[0];
      if (raw.faulty == Truth::yes) continue;
      if (raw.trend == wrong && !raw.range.is_point()) {
        if (falls_within(piece, more_is_better)) return false;
        open = true;
      }
      open = open || raw.trend == Trend::unknown || raw.faulty == Truth::maybe;
      if (before) {
        const Interval& low = more_is_better ? before->shapes[0].range : raw.range;
        const Interval& high = more_is_better ? raw.range : before->shapes[0].range;
        if (less_equal(low, high) != Truth::yes) {
          if (falls_between(before->x, piece.x, more_is_better)) return false;
          open = true;
        }
      }
      before = &piece;
    }
    if (open) undecided(Claim::monotone, several);
    return !open;
  }

  bool falls_within(const Piece& piece, bool more_is_better) {
    const std::vector<Interval> halves = split(piece.x, {short_number(piece.x, unit_)});
    return halves.size() > 1 && falls_between(halves.front(), halves.back(), more_is_better);
  }

  /// Two units, 实际 of one in `low` and of the other in `high`: the better one with the lower score.
  bool falls_between(const Interval& low, const Interval& high, bool more_is_better) {
    std::optional<UnitData> worse = unit_in(more_is_better ? low : high);
    std::optional<UnitData> better = unit_in(more_is_better ? high : low);
    if (!worse || !better) return false;
    const Possible a = evaluate_exact(plan_, *worse)[slots_.raw],
                   b = evaluate_exact(plan_, *better)[slots_.raw];
    if (!a.possible || !b.possible || b.range.low.value >= a.range.low.value) return false;
    Finding& finding = add(Claim::monotone, Verdict::refuted);
    finding.where = hull(low, high);
    finding.scores = {a.range.low.value, b.range.low.value};
    finding.units = {std::move(*worse), std::move(*better)};
    return true;
  }

  static constexpr std::size_t most_cases = 6;  // conditions that are taken both ways

  const Ruleset& ruleset_;
  const Plan& plan_;
  const Item& item_;
  const ItemSlots& slots_;
  std::vector<Finding>& findings_;
  Slot x_ = none, only_input_ = none;
  std::vector<DatumId> data_;
  Unit unit_;
  Rational grid_ = 0;   // 实际 is a multiple of it; 0: any number
  bool level_ = false;  // 实际 is a level or yes/no
  std::vector<Piece> pieces_;
};

/// The grade scale: whether each possible total has a grade, and each grade a total.
class GradeProof {
 public:
  GradeProof(const Ruleset& ruleset, const Plan& plan, std::vector<Finding>& findings)
      : ruleset_(ruleset), plan_(plan), findings_(findings) {
    points_.dimension = Dimension::points;
    points_.word = {"分", "points"};
  }

  void run() {
    const Slot total = ruleset_.grade_by_rounded ? plan_.total : plan_.limited;
    const Interval possible = range_of(ruleset_, plan_, total);
    const bool rounded = ruleset_.grade_by_rounded && ruleset_.total_rounding;
    const Rational grid = rounded ? power_of_tenth(ruleset_.total_rounding->digits) : Rational(0);
    const auto found = pieces(ruleset_, plan_, total, possible, grid, {plan_.grade_before_veto});
    if (!found) return;
    std::vector<Interval> gaps;
    for (const Piece& piece : *found) {
      if (piece.shapes[0].faulty == Truth::yes) join(gaps, piece.x, grid);
    }
    for (const Interval& gap : gaps) add(Claim::grades_covered, Verdict::refuted).where = gap;
    if (gaps.empty()) add(Claim::grades_covered, Verdict::proved);
    for (std::size_t g = 0; g < ruleset_.grades.size(); ++g) {
      const bool within_reach = std::any_of(found->begin(), found->end(), [&](const Piece& piece) {
        return piece.shapes[0].faulty != Truth::yes && piece.shapes[0].range.contains(Rational(g));
      });
      const bool shown = within_reach && by_sample(g);
      if (within_reach && !shown) continue;  // neither out of reach nor shown to be got: nothing is claimed
      Finding& finding = add(Claim::grade_reachable, shown ? Verdict::proved : Verdict::refuted);
      finding.row = ruleset_.grades[g].name;
      finding.line = ruleset_.grades[g].line;
    }
  }

 private:
  Finding& add(Claim claim, Verdict verdict) {
    Finding finding;
    finding.claim = claim;
    finding.verdict = verdict;
    finding.unit = points_;
    finding.line = ruleset_.grades.front().line;
    findings_.push_back(std::move(finding));
    return findings_.back();
  }

  /// Whether some sample gets the grade.
  bool by_sample(std::size_t grade) const {
    return std::any_of(ruleset_.samples.begin(), ruleset_.samples.end(), [&](const Sample& sample) {
      const Possible got = evaluate(plan_, sample.data).grade;
      return got.known() && got.range.low.value == Rational(grade);
    });
  }

  const Ruleset& ruleset_;
  const Plan& plan_;
  std::vector<Finding>& findings_;
  Unit points_;
};

void prove_item(const Ruleset& ruleset, const Plan& plan, const Item& item, const ItemSlots& slots,
                std::vector<Finding>& findings) {
  if (item.form == Form::parts) {
    for (std::size_t i = 0; i < item.parts.size(); ++i)
      prove_item(ruleset, plan, item.parts[i], slots.parts[i], findings);
    return;
  }
  ItemProof(ruleset, plan, item, slots, findings).run();
}

}  // namespace

std::vector<Finding> prove(const Ruleset& ruleset, const Plan& plan) {
  std::vector<Finding> findings;
  const auto all = [&](const std::vector<Item>& items, const std::vector<ItemSlots>& slots) {
    for (std::size_t i = 0; i < items.size(); ++i) prove_item(ruleset, plan, items[i], slots[i], findings);
  };
  all(ruleset.items, plan.items);
  all(ruleset.bonuses, plan.bonuses);
  all(ruleset.penalties, plan.penalties);
  if (!ruleset.grades.empty()) GradeProof(ruleset, plan, findings).run();
  return findings;
}

std::vector<Diagnostic> to_diagnostics(const std::vector<Finding>& findings, const Ruleset& ruleset) {
  std::vector<Diagnostic> all;
  const auto points = [](const Rational& value) { return to_display(value, 0); };
  for (const Finding& f : findings) {
    Diagnostic d;
    d.place.file = ruleset.file;
    d.place.line = ruleset.taken_over.empty() ? f.line : 0;  // else the line may be in another file
    d.place.column = d.place.line ? 1 : 0;
    if (f.verdict == Verdict::proved) continue;
    const Text where = range_text(f.where, f.unit);
    const auto unit = [&](std::size_t i) {
      return Text(data_text(ruleset, f.units[i], f.data, Language::zh),
                  data_text(ruleset, f.units[i], f.data, Language::en));
    };
    if (f.verdict == Verdict::undecided) {
      d.code = Code::N209;
      d.arguments = {f.subject, claims[static_cast<std::size_t>(f.claim)], f.reason};
    } else if (f.claim == Claim::covered) {
      d.code = Code::E204;
      d.arguments = {f.subject, where, unit(0)};
      d.fixes.push_back(
          {Text("加一行“" + where.zh + "  …分”", "add a row “" + where.en + "  … points”"), ""});
    } else if (f.claim == Claim::reachable) {
      d.code = Code::W205;
      d.arguments = {f.row, f.subject};
    } else if (f.claim == Claim::monotone) {
      d.code = Code::W206;
      d.arguments = {f.subject, points(f.scores[0]), unit(0), points(f.scores[1]), unit(1)};
    } else if (f.claim == Claim::grades_covered) {
      d.code = Code::E207;
      d.arguments = {where};
    } else {
      d.code = Code::W208;
      d.arguments = {f.row};
    }
    all.push_back(std::move(d));
  }
  return all;
}

}  // namespace rubric::engine
