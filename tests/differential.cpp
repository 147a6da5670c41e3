// Random rulesets and random units: the text is read, compiled and run, and every figure must be the one that
// the naive reference evaluator (tests/reference) works out. Sets of open figures must hold what every
// completion of the open data gives.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "dsl/check.hpp"
#include "engine/compile.hpp"
#include "engine/evaluate.hpp"
#include "tests/reference/evaluate.hpp"
#include "tests/reference/generate.hpp"
#include "tests/reference/print.hpp"

namespace {

using namespace rubric;
using reference::Cells;
using reference::Fraction;
using reference::Random;

#ifdef RUBRIC_SANITIZE  // fewer, for it is slow
constexpr std::uint64_t ruleset_count = 60;
#else
constexpr std::uint64_t ruleset_count = 330;
#endif
constexpr int unit_count = 30;

/// Differences that are told in full; the others are only counted.
constexpr int most_told = 3;

Fraction fraction(const engine::Rational& value) {
  const engine::Integer top = numerator(value);
  const engine::Integer bottom = denominator(value);
  return {reference::Integer(top.backend()), reference::Integer(bottom.backend())};
}

unsigned fault_bit(engine::FaultKind kind) {
  switch (kind) {
    case engine::FaultKind::no_fault:
      return reference::no_fault;
    case engine::FaultKind::zero_denominator:
      return reference::zero_denominator;
    case engine::FaultKind::outside_band:
      return reference::outside_band;
    case engine::FaultKind::no_row:
      return reference::no_row;
    case engine::FaultKind::no_grade:
      return reference::no_grade;
    case engine::FaultKind::faulty_cell:
      return reference::faulty_cell;
    case engine::FaultKind::not_applicable:
      return reference::not_applicable_cell;
    default:
      return reference::nothing_left;
  }
}

/// A ruleset of the reference and what the program makes of its text.
struct Sheet {
  std::uint64_t seed = 0;
  reference::Ruleset model;
  std::string text;
  engine::Ruleset ruleset;
  engine::Plan plan;
  bool accepted = false;
};

std::string read(const std::string& text, engine::Ruleset& ruleset) {
  std::vector<engine::Diagnostic> problems;
  const dsl::Source source("generated.rules", text, problems);
  ruleset = dsl::read_rules(source, problems);
  std::string errors;
  for (const engine::Diagnostic& problem : problems) {
    if (problem.severity() != engine::Severity::error) continue;
    errors += std::string(engine::kind(problem.code).name) + " line " + std::to_string(problem.place.line) +
              ": " + problem.message(engine::Language::zh) + "\n";
  }
  return errors;
}

Sheet make_sheet(std::uint64_t seed) {
  Sheet sheet;
  sheet.seed = seed;
  Random random(seed);
  sheet.model = random_ruleset(random, seed % 3 == 0 ? reference::Sharing::never : reference::Sharing::some);
  sheet.text = print(sheet.model, reference::Tongue::zh);
  const std::string errors = read(sheet.text, sheet.ruleset);
  sheet.accepted = errors.empty();
  if (sheet.accepted) sheet.plan = compile(sheet.ruleset);
  CHECK_MESSAGE(sheet.accepted, "seed " << seed << " is refused:\n" << errors << sheet.text);
  return sheet;
}

const std::vector<Sheet>& sheets() {
  static const std::vector<Sheet> all = [] {
    std::vector<Sheet> made;
    for (std::uint64_t seed = 1; seed <= ruleset_count; ++seed) {
      Sheet sheet = make_sheet(seed);
      if (sheet.accepted) made.push_back(std::move(sheet));
    }
    return made;
  }();
  return all;
}

/// The unit as the program reads it, by the names of the data.
engine::UnitData unit_data(const reference::Ruleset& model, const Cells& cells,
                           const engine::Ruleset& ruleset) {
  engine::UnitData data;
  for (const engine::Datum& datum : ruleset.data) {
    std::size_t i = 0;
    while (i < model.data.size() && model.data[i].name != datum.name) ++i;
    data.cells.push_back(engine::read_cell(cells.at(i).text, datum));
  }
  return data;
}

/// The figures that the reference gives too: indicators, bonuses, penalties, total and grade.
std::vector<engine::Possible> figures(const engine::Plan& plan, const engine::Outcome& outcome) {
  std::vector<engine::Possible> found;
  for (const auto* list : {&plan.items, &plan.bonuses, &plan.penalties}) {
    for (const engine::ItemSlots& item : *list) found.push_back(outcome.trace[item.score]);
  }
  found.push_back(outcome.total);
  if (plan.grade != engine::none) found.push_back(outcome.grade);
  return found;
}

std::vector<reference::Value> figures(const engine::Plan& plan, const reference::Outcome& outcome) {
  std::vector<reference::Value> found = outcome.scores;
  found.push_back(outcome.total);
  if (plan.grade != engine::none) found.push_back(outcome.grade);
  return found;
}

std::string figure_name(const reference::Ruleset& model, std::size_t index) {
  for (const auto* list : {&model.items, &model.bonuses, &model.penalties}) {
    if (index < list->size()) return (*list)[index].title;
    index -= list->size();
  }
  return index == 0 ? "total" : "grade";
}

std::string shown(const engine::Possible& figure) {
  std::string text = figure.possible ? to_string(figure.range) : "no value";
  if (figure.fault.kind != engine::FaultKind::no_fault) {
    text += " (fault " + std::to_string(static_cast<int>(figure.fault.kind)) + ")";
  }
  return text;
}

std::string shown(const reference::Value& value) {
  return value.ok() ? to_text(value.number) : "no value (fault bits " + std::to_string(value.faults) + ")";
}

/// Counts what differs, and tells the first few so that a person can replay them.
class Differences {
 public:
  void add(const Sheet& sheet, const Cells& cells, const std::string& what) {
    if (++count_ > most_told) return;
    MESSAGE("seed " << sheet.seed << ": " << what << "\n"
                    << sheet.text << "--- unit\n"
                    << print(sheet.model, cells));
  }
  int count() const { return count_; }

 private:
  int count_ = 0;
};

bool same(const engine::Possible& figure, const reference::Value& value) {
  if (!value.ok()) return !figure.possible && (value.faults & fault_bit(figure.fault.kind)) != 0;
  return figure.known() && fraction(figure.range.low.value) == value.number;
}

TEST_CASE("differential: every figure of generated rulesets is the reference's") {
  Differences differences;
  int units = 0, values = 0, faults = 0;
  std::map<reference::Base, int> forms;
  for (const Sheet& sheet : sheets()) {
    for (const reference::Item& item : sheet.model.items) ++forms[scoring_of(sheet.model, item).base];
    Random random(sheet.seed * 1000 + 1);
    for (int u = 0; u < unit_count; ++u) {
      const Cells cells = random_unit(sheet.model, random);
      const engine::UnitData data = unit_data(sheet.model, cells, sheet.ruleset);
      const engine::Outcome outcome = evaluate(sheet.plan, data, engine::Trace::yes);
      const reference::Outcome expected = reference::evaluate(sheet.model, cells);
      const auto found = figures(sheet.plan, outcome);
      const auto wanted = figures(sheet.plan, expected);
      ++units;
      for (std::size_t i = 0; i < found.size(); ++i) {
        ++values;
        if (!wanted[i].ok()) ++faults;
        if (same(found[i], wanted[i])) continue;
        differences.add(sheet, cells,
                        figure_name(sheet.model, i) + " is " + shown(found[i]) + ", the reference says " +
                            shown(wanted[i]));
      }
      for (std::size_t i = 0; i < expected.dropped.size(); ++i) {
        const bool dropped = outcome.items[i].dropped == engine::Truth::yes;
        if (dropped != expected.dropped[i])
          differences.add(sheet, cells, figure_name(sheet.model, i) + ": 剔除 differs");
      }
    }
  }
  MESSAGE(sheets().size() << " rulesets, " << units << " units, " << values << " figures, " << faults
                          << " of them faults, " << differences.count() << " differences");
  CHECK(differences.count() == 0);
  CHECK_MESSAGE(forms.size() == 13, "every form occurs");
}

TEST_CASE("differential: the exact and the interval interpreter agree on every slot") {
  Differences differences;
  long slots = 0;
  for (const Sheet& sheet : sheets()) {
    Random random(sheet.seed * 1000 + 2);
    for (int u = 0; u < unit_count / 3; ++u) {
      const Cells cells = random_unit(sheet.model, random);
      const engine::UnitData data = unit_data(sheet.model, cells, sheet.ruleset);
      const auto exact = evaluate_exact(sheet.plan, data);
      const auto interval = evaluate_interval(sheet.plan, data);
      for (std::size_t slot = 0; slot < exact.size(); ++slot) {
        ++slots;
        const engine::Possible& a = exact[slot];
        const engine::Possible& b = interval[slot];
        const bool equal =
            a.possible == b.possible && a.fault.kind == b.fault.kind && (!a.possible || a.range == b.range);
        if (!equal)
          differences.add(sheet, cells,
                          "slot " + std::to_string(slot) + " is " + shown(a) + " and " + shown(b));
      }
    }
  }
  MESSAGE(slots << " slots, " << differences.count() << " differences");
  CHECK(differences.count() == 0);
}

// --- open data ---

/// Puts `value` into an open cell; it stays blank if it was.
void complete(Cells& cells, std::size_t datum, const Fraction& value) {
  cells[datum].state = reference::Cell::State::known;
  cells[datum].value = value;
}

/// What the completions of one unit gave for one figure.
struct Seen {
  bool any = false;
  Fraction low, high;
  unsigned faults = 0;

  void add(const reference::Value& value) {
    faults |= value.faults;
    if (!value.ok()) return;
    low = any ? std::min(low, value.number) : value.number;
    high = any ? std::max(high, value.number) : value.number;
    any = true;
  }
};

/// A completion gave this; may it, by what was reported?
bool covered(const engine::Possible& figure, const reference::Value& value) {
  if (value.ok()) {
    if (!figure.possible) return false;
    const auto& [low, high] = figure.range;
    const bool above = low.infinite || fraction(low.value) < value.number ||
                       (!low.open && fraction(low.value) == value.number);
    const bool below = high.infinite || value.number < fraction(high.value) ||
                       (!high.open && fraction(high.value) == value.number);
    return above && below;
  }
  // A share that is missing is taken to lie in its band, so that fault alone need not be foretold.
  return !figure.possible || figure.fault.kind != engine::FaultKind::no_fault ||
         value.faults == reference::outside_band;
}

/// Whether some completion reaches the end, or comes near to an open one.
bool reaches(const engine::Bound& end, const Fraction& seen) {
  if (end.infinite) return absolute(seen) > Fraction(1'000'000);
  const Fraction value = fraction(end.value);
  if (!end.open) return value == seen;
  return absolute(value - seen) <= Fraction(1, 10'000);
}

/// How a ruleset reads one datum.
struct Reading {
  int times = 0;
  bool computed = false;  // in arithmetic or below a rounding, where values may fall between its thresholds
};

class Reader {
 public:
  Reader(const reference::Ruleset& model, std::size_t datum) : model_(model), datum_(datum) {}

  Reading run() {
    for (const auto* list : {&model_.items, &model_.bonuses, &model_.penalties}) {
      for (const reference::Item& one : *list) item(one);
    }
    for (const reference::Veto& veto : model_.vetoes) expr(veto.condition, false);
    return reading_;
  }

 private:
  using Do = reference::Expr::Do;

  void expr(const reference::ExprPtr& e, bool computed) {
    if (!e) return;
    if ((e->what == Do::datum || e->what == Do::is || e->what == Do::is_not || e->what == Do::blank) &&
        e->index == datum_) {
      ++reading_.times;
      reading_.computed = reading_.computed || computed;
    }
    if (e->what == Do::actual) expr(actual_, computed);
    if (e->what == Do::named) {
      const reference::Named& named = model_.named[e->index];
      for (const reference::Named::Row& row : named.rows) {
        expr(row.condition, false);
        expr(row.value, computed || named.rounding);
      }
    }
    const bool arithmetic = e->what >= Do::add && e->what <= Do::mean;
    const bool test = e->what >= Do::less;
    for (const reference::ExprPtr& operand : e->operands) expr(operand, arithmetic || (computed && !test));
  }

  void pool(const reference::Pool& p) {
    expr(p.condition, false);
    for (const reference::Step& step : p.steps) expr(step.quantity, false);
  }

  void item(const reference::Item& one) {
    const reference::Scoring s = scoring_of(model_, one);
    actual_ = one.actual;
    expr(one.actual, one.actual_rounding.has_value());
    if (s.target) expr(s.target->value, false);
    expr(s.formula, true);
    if (s.share == datum_) ++reading_.times;
    for (const reference::TierRow& row : s.tiers) {
      expr(row.condition, false);
      expr(row.bound, false);
    }
    for (const reference::CheckRow& row : s.checks) {
      expr(row.condition, false);
      if (row.counted) pool(*row.counted);
    }
    if (s.steps) pool(*s.steps);
    for (const reference::Pool& p : s.deductions) pool(p);
    for (const auto& gate : one.zero_if) expr(gate, false);
    for (const auto& clause : one.not_applicable) expr(clause.condition, false);
    for (const reference::Item& part : one.parts) item(part);
  }

  const reference::Ruleset& model_;
  std::size_t datum_;
  reference::ExprPtr actual_;  // of the indicator being read
  Reading reading_;
};

/// Of so many reported intervals, how many had both ends reached.
struct Tightness {
  int all = 0, tight = 0;
  void add(bool reached) {
    ++all;
    if (reached) ++tight;
  }
};

TEST_CASE("differential: open data give every figure that a completion gives, and no more") {
  Differences unsound, wide;
  int units = 0, completed = 0;
  Tightness plain, computed, often;  // the datum is read once as it is, once in arithmetic, several times
  for (const Sheet& sheet : sheets()) {
    Random random(sheet.seed * 1000 + 3);
    for (int u = 0; u < 3; ++u) {
      Cells cells = random_unit(sheet.model, random);
      std::vector<std::size_t> open;
      for (int i = u == 0 ? 1 : random.between(1, 3); i > 0; --i) {
        const std::size_t datum = random.below(cells.size());
        open_cell(sheet.model, cells, datum, random);
        if (cells[datum].state == reference::Cell::State::open) open.push_back(datum);
      }
      std::sort(open.begin(), open.end());
      open.erase(std::unique(open.begin(), open.end()), open.end());
      if (open.empty()) continue;
      ++units;
      const engine::Outcome outcome =
          evaluate(sheet.plan, unit_data(sheet.model, cells, sheet.ruleset), engine::Trace::yes);
      const auto reported = figures(sheet.plan, outcome);
      std::vector<Seen> seen(reported.size());
      std::vector<std::vector<Fraction>> values;
      for (const std::size_t datum : open) values.push_back(completions(sheet.model, cells, datum));
      const std::size_t runs = open.size() == 1 ? values[0].size() : 60;
      for (std::size_t run = 0; run < runs; ++run) {
        Cells whole = cells;
        for (std::size_t i = 0; i < open.size(); ++i) {
          complete(whole, open[i], open.size() == 1 ? values[i][run] : random.pick(values[i]));
        }
        ++completed;
        const auto given = figures(sheet.plan, reference::evaluate(sheet.model, whole));
        for (std::size_t i = 0; i < given.size(); ++i) {
          seen[i].add(given[i]);
          if (covered(reported[i], given[i])) continue;
          std::string what = figure_name(sheet.model, i) + " is reported as " + shown(reported[i]) +
                             ", but can be " + shown(given[i]);
          for (const std::size_t datum : open)
            what += "; " + sheet.model.data[datum].name + " = " + to_text(whole[datum].value);
          unsound.add(sheet, cells, what);
        }
      }
      if (open.size() != 1) continue;
      const Reading reading = Reader(sheet.model, open[0]).run();
      const bool single = reading.times <= 1 && !reading.computed;
      for (std::size_t i = 0; i < reported.size(); ++i) {
        if (!reported[i].possible || !seen[i].any) continue;
        const bool tight =
            reaches(reported[i].range.low, seen[i].low) && reaches(reported[i].range.high, seen[i].high);
        (single ? plain : reading.times <= 1 ? computed : often).add(tight);
        if (!tight && single) {
          wide.add(sheet, cells,
                   figure_name(sheet.model, i) + " is reported as " + shown(reported[i]) +
                       ", completions give " + to_text(seen[i].low) + " to " + to_text(seen[i].high));
        }
      }
    }
  }
  MESSAGE(units << " units with open data, " << completed << " completions, " << unsound.count()
                << " outside their interval");
  MESSAGE("tight where a datum is read once, as it is: "
          << plain.tight << " of " << plain.all << "; once, in arithmetic: " << computed.tight << " of "
          << computed.all << "; several times: " << often.tight << " of " << often.all);
  CHECK(unsound.count() == 0);
  CHECK(wide.count() == 0);
  CHECK(computed.tight * 100 >= computed.all * 98);
}

// --- the same rules said otherwise ---

/// The figures of the same unit under another text of the same ruleset.
void compare_texts(const Sheet& sheet, const std::string& text, const char* what, Random& random,
                   Differences& differences) {
  engine::Ruleset ruleset;
  const std::string errors = read(text, ruleset);
  CHECK_MESSAGE(errors.empty(), "seed " << sheet.seed << ", " << what << ", is refused:\n" << errors << text);
  if (!errors.empty()) return;
  const engine::Plan plan = compile(ruleset);
  for (int u = 0; u < 5; ++u) {
    Cells cells = random_unit(sheet.model, random);
    if (u == 4) open_cell(sheet.model, cells, random.below(cells.size()), random);
    const auto a = figures(
        sheet.plan, evaluate(sheet.plan, unit_data(sheet.model, cells, sheet.ruleset), engine::Trace::yes));
    const engine::Outcome outcome =
        evaluate(plan, unit_data(sheet.model, cells, ruleset), engine::Trace::yes);
    std::vector<engine::Possible> b;
    // Bonuses, penalties and vetoes may stand in another order; indicators may not.
    for (const engine::ItemOutcome& item : outcome.items) b.push_back(item.score);
    for (std::size_t i = b.size(); i + (plan.grade == engine::none ? 1 : 2) < a.size(); ++i)
      b.push_back(a[i]);
    b.push_back(outcome.total);
    if (plan.grade != engine::none) b.push_back(outcome.grade);
    for (std::size_t i = 0; i < a.size(); ++i) {
      const bool equal = a[i].possible == b[i].possible && (!a[i].possible || a[i].range == b[i].range) &&
                         (a[i].fault.kind == engine::FaultKind::no_fault) ==
                             (b[i].fault.kind == engine::FaultKind::no_fault);
      if (equal) continue;
      differences.add(
          sheet, cells,
          figure_name(sheet.model, i) + " is " + shown(a[i]) + ", " + what + " " + shown(b[i]) + "\n" + text);
    }
  }
}

bool same_steps(const engine::Plan& a, const engine::Plan& b) {
  const auto equal = [](const engine::Step& x, const engine::Step& y) {
    return x.op == y.op && x.operands == y.operands && x.index == y.index && x.why == y.why &&
           x.whole == y.whole && x.stage == y.stage;
  };
  return std::equal(a.steps.begin(), a.steps.end(), b.steps.begin(), b.steps.end(), equal) &&
         a.constants == b.constants && a.roundings == b.roundings && a.sets == b.sets && a.total == b.total &&
         a.grade == b.grade;
}

TEST_CASE("differential: Chinese and English say the same") {
  Differences differences;
  int plans = 0;
  for (const Sheet& sheet : sheets()) {
    const std::string text = print(sheet.model, reference::Tongue::en);
    engine::Ruleset ruleset;
    const std::string errors = read(text, ruleset);
    CHECK_MESSAGE(errors.empty(), "seed " << sheet.seed << " is refused in English:\n" << errors << text);
    if (!errors.empty()) continue;
    ++plans;
    if (!same_steps(sheet.plan, compile(ruleset)))
      differences.add(sheet, {}, "the English text has another plan\n" + text);
    Random random(sheet.seed * 1000 + 4);
    compare_texts(sheet, text, "in English", random, differences);
  }
  MESSAGE(plans << " plans in both languages, " << differences.count() << " differences");
  CHECK(differences.count() == 0);
}

TEST_CASE("differential: the order of data and clauses changes nothing") {
  Differences differences;
  for (const Sheet& sheet : sheets()) {
    Random random(sheet.seed * 1000 + 5);
    compare_texts(sheet, print(sheet.model, reference::Tongue::zh, sheet.seed), "in another order", random,
                  differences);
  }
  MESSAGE(sheets().size() << " rulesets in another order, " << differences.count() << " differences");
  CHECK(differences.count() == 0);
}

}  // namespace
