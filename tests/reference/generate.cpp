#include "tests/reference/generate.hpp"

#include <algorithm>
#include <array>

namespace rubric::reference {
namespace {

using Do = Expr::Do;
using Measure = Unit::Measure;

const Unit percent{Measure::rate, {1, 100}, "%", "%", false};
const Unit wanyuan{Measure::money, 10'000, "万元", "wanyuan", true};
const Unit yuan{Measure::money, 1, "元", "yuan", true};
const Unit yiyuan{Measure::money, 100'000'000, "亿元", "yiyuan", true};
const Unit times{Measure::count, 1, "次", "times", true};
const Unit items{Measure::count, 1, "个", "items", true};
const Unit batches{Measure::count, 1, "批", "批", false};
const Unit days{Measure::count, 1, "天", "days", true};
const Unit points_unit{Measure::points, 1, "分", "points", true};
const Unit plain{Measure::number, 1, "", "", false};

ExprPtr node(Do what, std::vector<ExprPtr> operands, const Unit* unit) {
  Expr e;
  e.what = what;
  e.operands = std::move(operands);
  e.unit = unit;
  return std::make_shared<const Expr>(std::move(e));
}

ExprPtr literal(const Fraction& value, const Unit* unit) {
  Expr e;
  e.value = value;
  e.unit = unit;
  return std::make_shared<const Expr>(std::move(e));
}

ExprPtr reference_to(Do what, std::size_t index, const Unit* unit, std::vector<std::size_t> levels = {}) {
  Expr e;
  e.what = what;
  e.index = index;
  e.unit = unit;
  e.levels = std::move(levels);
  return std::make_shared<const Expr>(std::move(e));
}

/// What is known of a value's sign, never more than the checker can prove.
enum class Sign : unsigned char { any, not_negative, positive };

class Maker {
 public:
  Maker(Random& random, Sharing sharing) : random_(random), shared_(sharing == Sharing::some) {}

  Ruleset run() {
    r_.name = "随机细则";
    drop_ = random_.chance(75) ? NotApplicable::Then::drop_all : NotApplicable::Then::drop_group;
    r_.item_rounding = random_.chance(70) ? std::optional(points_rounding()) : std::nullopt;
    r_.total_rounding = random_.chance(70) ? std::optional(points_rounding()) : std::nullopt;
    parameters();
    if (shared_) {
      for (int i = random_.between(0, 3); i > 0; --i) formula();
    }
    for (int i = random_.between(0, 2); i > 0; --i) method();
    const int count = random_.between(2, 7);
    for (int i = 0; i < count || r_.full_marks == 0; ++i) {
      r_.items.push_back(indicator());
      r_.full_marks = r_.full_marks + r_.items.back().points.value_or(Fraction(0));
    }
    groups();
    adjustments();
    grades();
    vetoes();
    return std::move(r_);
  }

 private:
  // --- names, data ---

  std::string fresh_name(const char* stem) { return stem + std::to_string(++names_); }

  std::string datum_name(Measure measure) {
    static const std::vector<const char*> rates{"完成率", "超过率", "满分率", "至今率", "参保率(含)"};
    static const std::vector<const char*> sums{"支出", "预算", "目标额", "且算额", "应付款(暂存)"};
    static const std::vector<const char*> counts{"次数", "不足数", "为民数", "实际数", "每月数"};
    return fresh_name(random_.pick(measure == Measure::rate    ? rates
                                   : measure == Measure::money ? sums
                                                               : counts));
  }

  const Unit* any_unit(Measure measure) {
    switch (measure) {
      case Measure::rate:
        return &percent;
      case Measure::money:
        return random_.pick(std::vector<const Unit*>{&wanyuan, &wanyuan, &wanyuan, &yuan, &yiyuan});
      case Measure::points:
        return &points_unit;
      default:
        return random_.pick(std::vector<const Unit*>{&times, &items, &batches, &days});
    }
  }

  static Sign sign(const Range& range) {
    if (!range.low || range.low->value < 0) return Sign::any;
    return range.low->value > 0 || range.low->open ? Sign::positive : Sign::not_negative;
  }

  Range range_for(const Unit* unit, Sign least, bool whole) {
    const auto low = [&](int value, bool open) { return std::optional<Edge>({unit->scale * value, open}); };
    const auto high = [&](int value, bool open) { return low(value, open); };
    if (least == Sign::positive) return {random_.chance(50) ? low(0, true) : low(1, false), {}};
    const bool rate = unit->measure == Measure::rate;
    if (least == Sign::any && random_.chance(50)) {
      return random_.chance(50) && !whole ? Range{} : Range{low(-50, false), high(50, random_.chance(30))};
    }
    if (unit->measure == Measure::points) return {low(0, false), high(100, false)};
    const int kind = random_.between(0, 99);
    if (rate && kind < 60) return {low(0, false), high(100, false)};
    if (kind < 20) return {low(0, false), high(rate ? 150 : 366, !whole && random_.chance(40))};
    if (kind < 80) return {low(0, false), {}};
    return {low(0, true), {}};
  }

  std::size_t new_datum(const Unit* unit, Sign least, bool whole) {
    Datum d;
    d.unit = unit;
    d.name = datum_name(unit->measure);
    d.whole = whole;
    d.range = range_for(unit, least, whole);
    const bool fine = unit->measure == Measure::rate || unit->measure == Measure::money;
    d.grain = whole ? unit->scale : unit->scale * Fraction(1, fine ? (random_.chance(50) ? 100 : 10) : 2);
    r_.data.push_back(d);
    return r_.data.size() - 1;
  }

  /// A datum of this unit, or of any unit of the measure.
  std::size_t datum(Measure measure, Sign least, const Unit* unit = nullptr, bool whole = false) {
    std::vector<std::size_t> fit;
    for (std::size_t i = 0; i < r_.data.size(); ++i) {
      const Datum& d = r_.data[i];
      const bool measured = d.kind == Datum::Kind::number && d.unit->measure == measure && !d.may_not_apply;
      if (measured && (!unit || d.unit == unit) && sign(d.range) >= least && (!whole || d.whole))
        fit.push_back(i);
    }
    if (shared_ && !fit.empty() && random_.chance(45)) return random_.pick(fit);
    const Unit* chosen = unit ? unit : any_unit(measure);
    const bool count = chosen->measure == Measure::count;
    return new_datum(chosen, least, whole || random_.chance(count ? 80 : 5));
  }

  ExprPtr datum_expr(Measure measure, Sign least, const Unit* unit = nullptr, bool whole = false) {
    const std::size_t index = datum(measure, least, unit, whole);
    return reference_to(Do::datum, index, r_.data[index].unit);
  }

  std::size_t special_datum(Datum::Kind kind) {
    std::vector<std::size_t> fit;
    for (std::size_t i = 0; i < r_.data.size(); ++i) {
      if (r_.data[i].kind == kind) fit.push_back(i);
    }
    if (shared_ && !fit.empty() && random_.chance(45)) return random_.pick(fit);
    Datum d;
    d.kind = kind;
    const bool level = kind == Datum::Kind::level;
    d.name = fresh_name(level ? "效果" : "按时");
    if (level) d.levels = {"达成", "部分达成", "未达成", "很差"};
    if (level && random_.chance(50)) d.levels.pop_back();
    d.range.low = Edge{0, false};
    d.range.high = Edge{level ? static_cast<int>(d.levels.size()) - 1 : 1, false};
    d.grain = 1;
    d.whole = false;
    r_.data.push_back(d);
    return r_.data.size() - 1;
  }

  // --- expressions ---

  Sign sign(const ExprPtr& e) const {
    const auto at = [&](std::size_t i) { return sign(e->operands[i]); };
    const auto every = [&](Sign least) {
      return std::all_of(e->operands.begin(), e->operands.end(),
                         [&](const ExprPtr& o) { return sign(o) >= least; });
    };
    switch (e->what) {
      case Do::literal:
        return e->value > 0 ? Sign::positive : e->value == 0 ? Sign::not_negative : Sign::any;
      case Do::datum:
        return sign(r_.data[e->index].range);
      case Do::named: {
        const Named& named = r_.named[e->index];
        Sign result = named.zero.then == ZeroClause::Then::use ? Sign::not_negative : Sign::positive;
        for (const Named::Row& row : named.rows) result = std::min(result, sign(row.value));
        return named.rounding ? std::min(result, Sign::not_negative) : result;
      }
      case Do::add:
      case Do::sum:
      case Do::mean:
      case Do::multiply:
      case Do::minimum:
        return every(Sign::positive)       ? Sign::positive
               : every(Sign::not_negative) ? Sign::not_negative
                                           : Sign::any;
      case Do::divide:
        return at(0) >= Sign::not_negative && at(1) == Sign::positive ? Sign::not_negative : Sign::any;
      case Do::absolute:
      case Do::count:
        return Sign::not_negative;
      default:
        return Sign::any;
    }
  }

  Fraction number(const Unit* unit) {
    switch (unit->measure) {
      case Measure::rate:
        return random_.pick(std::vector<Fraction>{{100, 1},
                                                  {95, 1},
                                                  {90, 1},
                                                  {85, 1},
                                                  {80, 1},
                                                  {60, 1},
                                                  {93, 1},
                                                  {130, 1},
                                                  {50, 1},
                                                  {333, 10},
                                                  {72, 1},
                                                  {1, 1}}) *
               unit->scale;
      case Measure::money:
        return random_.pick(std::vector<Fraction>{{10, 1}, {100, 1}, {50, 1}, {25, 2}, {1000, 1}, {3, 1}}) *
               unit->scale;
      case Measure::points:
        return random_.pick(std::vector<Fraction>{{60, 1}, {70, 1}, {80, 1}, {10, 1}});
      case Measure::number:
        return random_.between(1, 3);
      default:
        return random_.pick(
            std::vector<Fraction>{{1, 1}, {2, 1}, {3, 1}, {5, 1}, {10, 1}, {12, 1}, {300, 1}});
    }
  }

  ExprPtr constant(const Unit* unit) {
    std::vector<std::size_t> fit;
    for (std::size_t i = 0; i < r_.named.size(); ++i) {
      if (r_.named[i].parameter && r_.named[i].rows[0].value->unit == unit) fit.push_back(i);
    }
    if (!fit.empty() && random_.chance(25)) return reference_to(Do::named, random_.pick(fit), unit);
    return literal(number(unit), unit);
  }

  ExprPtr divisor(Measure measure) {
    return datum_expr(measure, random_.chance(75) ? Sign::positive : Sign::not_negative);
  }

  ExprPtr rate(int depth, Sign least = Sign::any) {
    const int kind = depth <= 0 ? random_.between(0, 59) : random_.between(0, 99);
    const Sign own = least == Sign::any && random_.chance(85) ? Sign::not_negative : least;
    if (kind < 35) return datum_expr(Measure::rate, own);
    if (kind < 60) {
      const Measure measure = random_.chance(60) ? Measure::money : Measure::count;
      const ExprPtr top = datum_expr(measure, Sign::not_negative);
      const ExprPtr bottom = least == Sign::any ? divisor(measure) : datum_expr(measure, Sign::positive);
      return node(Do::divide, {top, bottom}, &percent);
    }
    if (kind < 68) return node(Do::add, {rate(depth - 1, least), rate(depth - 1, least)}, &percent);
    if (kind < 74)
      return node(Do::absolute, {node(Do::subtract, {rate(depth - 1), rate(depth - 1)}, &percent)}, &percent);
    if (kind < 79) return function(Do::minimum, depth, least);
    if (kind < 84) return function(Do::mean, depth, least);
    if (kind < 88) return function(Do::sum, depth, least);
    if (kind < 91) return node(Do::multiply, {rate(depth - 1, least), constant(&percent)}, &percent);
    if (kind < 94) return rate_formula(least);
    if (kind < 96) {
      const ExprPtr two = literal(random_.between(2, 4), &plain);
      return node(Do::divide, {counted(depth - 1), two}, &percent);
    }
    if (least != Sign::any)
      return node(Do::maximum, {rate(depth - 1, least), rate(depth - 1, least)}, &percent);
    if (kind < 98) return node(Do::negate, {rate(depth - 1)}, &percent);
    const ExprPtr bottom = datum_expr(Measure::money, Sign::positive);
    const ExprPtr change = node(Do::subtract, {money(depth - 1), bottom}, bottom->unit);
    return node(Do::divide, {change, bottom}, &percent);
  }

  ExprPtr function(Do what, int depth, Sign least) {
    std::vector<ExprPtr> operands;
    for (int i = random_.between(2, 3); i > 0; --i) operands.push_back(rate(depth - 1, least));
    return node(what, operands, &percent);
  }

  ExprPtr rate_formula(Sign least) {
    std::vector<std::size_t> fit;
    for (std::size_t i = 0; i < r_.named.size(); ++i) {
      const bool rate = !r_.named[i].parameter && r_.named[i].rows[0].value->unit == &percent;
      const ExprPtr use = reference_to(Do::named, i, &percent);
      if (rate && sign(use) >= least) fit.push_back(i);
    }
    if (fit.empty()) return datum_expr(Measure::rate, least);
    return reference_to(Do::named, random_.pick(fit), &percent);
  }

  ExprPtr counted(int depth) {
    std::vector<ExprPtr> operands;
    for (int i = random_.between(2, 3); i > 0; --i) operands.push_back(condition(depth));
    return node(Do::count, operands, &plain);
  }

  ExprPtr money(int depth) {
    const ExprPtr a = datum_expr(Measure::money, Sign::not_negative);
    const int kind = depth <= 0 ? 0 : random_.between(0, 99);
    if (kind < 55) return a;
    const ExprPtr b = money(depth - 1);
    if (kind < 70) return node(Do::add, {a, b}, a->unit);
    if (kind < 80) return node(Do::sum, {a, b}, a->unit);
    if (kind < 90) return node(Do::subtract, {a, b}, a->unit);
    return node(Do::multiply, {a, datum_expr(Measure::rate, Sign::not_negative)}, a->unit);
  }

  ExprPtr count_expr(int depth) {
    const ExprPtr a = datum_expr(Measure::count, Sign::not_negative);
    const int kind = depth <= 0 ? 0 : random_.between(0, 99);
    if (kind < 70) return a;
    const ExprPtr b = datum_expr(Measure::count, Sign::not_negative, a->unit);
    if (kind < 80) return node(Do::add, {a, b}, a->unit);
    if (kind < 90) return node(Do::absolute, {node(Do::subtract, {a, b}, a->unit)}, a->unit);
    return node(Do::maximum, {a, b}, a->unit);
  }

  /// A number to score; not negative where a form asks for that.
  ExprPtr quantity(Sign least) {
    const int kind = random_.between(0, 99);
    if (kind < 60) return rate(2, least);
    if (kind < 80) {
      if (least == Sign::any) return count_expr(1);
      return datum_expr(Measure::count, least);
    }
    if (kind < 92) return least == Sign::any ? money(1) : datum_expr(Measure::money, least);
    return datum_expr(Measure::points, Sign::not_negative);
  }

  Do comparison() {
    return random_.pick(
        std::vector<Do>{Do::less, Do::less_equal, Do::greater, Do::greater_equal, Do::equal, Do::not_equal});
  }

  ExprPtr level_is() {
    const std::size_t index = special_datum(Datum::Kind::level);
    std::vector<std::size_t> levels{random_.below(r_.data[index].levels.size())};
    if (levels[0] > 0 && random_.chance(40)) levels.insert(levels.begin(), levels[0] - 1);
    return reference_to(random_.chance(70) ? Do::is : Do::is_not, index, nullptr, levels);
  }

  ExprPtr condition(int depth) {
    const int kind = depth <= 0 ? random_.between(0, 79) : random_.between(0, 99);
    if (kind < 15) return reference_to(Do::datum, special_datum(Datum::Kind::yes_no), nullptr);
    if (kind < 20) {
      return reference_to(random_.chance(50) ? Do::is : Do::is_not, special_datum(Datum::Kind::yes_no),
                          nullptr, {random_.below(2)});
    }
    if (kind < 30) return level_is();
    if (kind < 80) {
      const ExprPtr a =
          datum_expr(random_.pick(std::vector<Measure>{Measure::rate, Measure::count, Measure::money}),
                     Sign::not_negative);
      return node(comparison(), {a, constant(a->unit)}, nullptr);
    }
    if (kind < 86) {
      const ExprPtr a = datum_expr(Measure::money, Sign::not_negative);
      return node(comparison(), {a, money(depth - 1)}, nullptr);
    }
    if (kind < 90)
      return node(Do::greater_equal, {counted(0), literal(random_.between(1, 2), &plain)}, nullptr);
    const Do what = random_.chance(50) ? Do::both : Do::either;
    return node(what, {condition(depth - 1), condition(depth - 1)}, nullptr);
  }

  // --- formulas, parameters, methods ---

  void parameters() {
    for (const Unit* unit : {&percent, &wanyuan, &times}) {
      if (!random_.chance(40)) continue;
      Named p;
      p.name = fresh_name("参考值");
      p.parameter = true;
      p.rows.push_back({nullptr, literal(number(unit), unit)});
      r_.named.push_back(std::move(p));
    }
  }

  void formula() {
    Named f;
    f.name = fresh_name("算式");
    if (random_.chance(30)) {
      for (int i = random_.between(1, 2); i > 0; --i) f.rows.push_back({condition(0), constant(&percent)});
      f.rows.push_back({nullptr, constant(&percent)});
    } else {
      f.rows.push_back({nullptr, rate(2)});
      f.rounding = value_rounding(&percent);
      if (has_open_divisor(f.rows[0].value) && random_.chance(60)) {
        f.zero.then = random_.chance(50) ? ZeroClause::Then::fault : ZeroClause::Then::use;
        f.zero.value = number(&percent);
      }
    }
    r_.named.push_back(std::move(f));
  }

  void method() {
    Method m;
    m.unit = &percent;
    m.title = fresh_name("办法");
    const ExprPtr some_rate = reference_to(Do::actual, 0, &percent);
    Item like;
    like.actual = some_rate;
    shares_only_ = true;
    static const std::vector<Base> bases{Base::proportional, Base::tiers, Base::steps, Base::interpolate};
    fill(m.scoring, random_.pick(bases), like);
    shares_only_ = false;
    r_.methods.push_back(std::move(m));
  }

  // --- zero denominators ---

  bool has_open_divisor(const ExprPtr& e) const {
    if (!e) return false;
    if (e->what == Do::named) {
      const Named& named = r_.named[e->index];
      if (named.zero.then != ZeroClause::Then::unwritten) return false;
      return std::any_of(named.rows.begin(), named.rows.end(),
                         [&](const Named::Row& row) { return has_open_divisor(row.value); });
    }
    if (e->what == Do::divide && sign(e->operands[1]) != Sign::positive) return true;
    return std::any_of(e->operands.begin(), e->operands.end(),
                       [&](const ExprPtr& o) { return has_open_divisor(o); });
  }

  void zero_clause(Item& item) {
    const Scoring scoring = scoring_of(r_, item);
    const ExprPtr goal = scoring.target ? scoring.target->value : nullptr;
    const bool by_target =
        scoring.base == Base::proportional && goal->what != Do::literal && sign(goal) != Sign::positive;
    const bool in_actual = has_open_divisor(item.actual);
    if (!in_actual && !has_open_divisor(scoring.formula) && !by_target && !has_open_divisor(goal)) return;
    using Then = ZeroClause::Then;
    // 不得分 预算 ＝ 0 answers for a divisor as well as a clause does.
    if (in_actual && !by_target && item.actual->what == Do::divide && random_.chance(25)) {
      const ExprPtr& bottom = item.actual->operands[1];
      const bool plain_parts = !has_open_divisor(item.actual->operands[0]) && bottom->what == Do::datum;
      if (plain_parts && !has_open_divisor(scoring.formula) && !has_open_divisor(goal)) {
        item.zero_if.push_back(node(Do::equal, {bottom, literal(0, bottom->unit)}, nullptr));
        return;
      }
    }
    std::vector<Then> choices{Then::fault, Then::zero};
    if (item.points) choices.push_back(Then::full);
    if (in_actual && !by_target && !has_open_divisor(goal) && !has_open_divisor(scoring.formula)) {
      choices.push_back(Then::use);
    }
    item.zero.then = random_.pick(choices);
    if (item.zero.then == Then::use) item.zero.value = number(item.actual->unit);
  }

  // --- roundings, worths ---

  Mode mode() {
    if (random_.chance(45)) return Mode::half_up;
    return random_.pick(std::vector<Mode>{Mode::half_even, Mode::down, Mode::up, Mode::floor, Mode::ceiling});
  }
  Rounding points_rounding() {
    return {{mode(), random_.pick(std::vector<int>{0, 1, 2, 2, 2, 3})}, false, 1};
  }

  std::optional<Rounding> value_rounding(const Unit* unit) {
    if (!random_.chance(25)) return std::nullopt;
    const int digits = random_.between(0, 2);
    if (unit->measure == Measure::rate && random_.chance(75)) return Rounding{{mode(), digits + 3}, true, 1};
    const bool money = unit->measure == Measure::money;
    return Rounding{{mode(), digits}, false, money ? unit->scale : Fraction(1)};
  }

  /// `share` of the item's points, as one of the ways to write it.
  Worth worth(const Fraction& share) {
    if (share == 1 && random_.chance(40)) return {Worth::What::full, 0};
    if (shares_only_ || (full_ && random_.chance(30))) return {Worth::What::share, share};
    return {Worth::What::points, share * *full_};
  }

  Worth small_amount() {
    const Fraction amount =
        random_.pick(std::vector<Fraction>{{1, 2}, {1, 1}, {2, 1}, {1, 10}, {1, 4}, {3, 1}});
    if (shares_only_ || (full_ && random_.chance(15))) return {Worth::What::share, amount * Fraction(1, 10)};
    return {Worth::What::points, amount};
  }

  // --- scoring ---

  /// Fills in how `item`, whose 实际 is there already, is scored.
  void fill(Scoring& s, Base base, const Item& item) {
    s.base = base;
    switch (base) {
      case Base::proportional:
      case Base::inverse:
      case Base::met:
        return compared(s, item);
      case Base::steps:
        return stepped(s, item);
      case Base::tiers:
        return tiers(s, item);
      case Base::each:
      case Base::highest:
        return checks(s);
      case Base::interpolate:
        return knots(s, item);
      default:
        return;
    }
  }

  void compared(Scoring& s, const Item& item) {
    const Unit* unit = item.actual->unit;
    Target target;
    switch (s.base) {
      case Base::proportional: {
        target.comparison = random_.chance(85) ? Do::greater_equal : Do::greater;
        target.value = constant(unit);
        const bool rate = unit->measure == Measure::rate;
        if (rate && !shares_only_ && random_.chance(10)) {
          target.comparison = random_.chance(80) ? Do::less_equal : Do::less;
          target.value = literal(0 - number(unit), unit);
        } else if (!shares_only_ && random_.chance(12)) {
          target.value =
              datum_expr(unit->measure, random_.chance(60) ? Sign::positive : Sign::not_negative, unit);
        } else if (item.actual->what == Do::datum && equal_fits(item.actual->index)) {
          target.comparison = Do::equal;
          target.value = literal(r_.data[item.actual->index].range.high->value, unit);
        }
        if (full_ && random_.chance(20))
          s.ceiling = *full_ * random_.pick(std::vector<Fraction>{{6, 5}, {3, 2}, {4, 5}});
        break;
      }
      case Base::inverse:
        target.comparison = random_.chance(85) ? Do::less_equal : Do::less;
        target.value =
            random_.chance(80) ? constant(unit) : datum_expr(unit->measure, Sign::not_negative, unit);
        if (random_.chance(10)) target.value = literal(0, unit);
        break;
      default:
        target.comparison = comparison();
        target.value =
            random_.chance(75) ? constant(unit) : datum_expr(unit->measure, Sign::not_negative, unit);
    }
    s.target = target;
  }

  bool equal_fits(std::size_t index) {
    const Range& range = r_.data[index].range;
    return range.high && range.low && range.low->value >= 0 && random_.chance(25);
  }

  bool whole(const ExprPtr& e) const {
    if (e->what == Do::datum) return r_.data[e->index].whole && e->unit->scale == 1;
    if (e->what == Do::literal) return e->value.whole();
    const bool keeps =
        e->what == Do::add || e->what == Do::subtract || e->what == Do::maximum || e->what == Do::absolute;
    return keeps &&
           std::all_of(e->operands.begin(), e->operands.end(), [&](const ExprPtr& o) { return whole(o); });
  }

  Step step(const Unit* unit, bool unsplit) {
    Step s;
    s.unit = unit;
    s.size = unit->scale * random_.pick(std::vector<Fraction>{{1, 1}, {1, 1}, {5, 1}, {10, 1}, {1, 2}});
    if (unsplit && random_.chance(60)) s.size = 1;
    s.worth = small_amount();
    if (unsplit && s.size == 1 && random_.chance(80)) return s;
    s.part =
        random_.pick(std::vector<Step::Part>{Step::Part::ignored, Step::Part::pro_rata, Step::Part::whole});
    return s;
  }

  void limits(Pool& pool) {
    const int kind = random_.between(0, 99);
    pool.to_zero = kind < 45 || kind >= 92;
    if (kind >= 45 && kind < 80) pool.most = random_.between(1, 4);
    if (kind >= 92) pool.most = random_.between(1, 4);
    pool.unlimited = kind >= 80 && kind < 92;
  }

  void stepped(Scoring& s, const Item& item) {
    const Unit* unit = item.actual->unit;
    Pool pool;
    const int way = random_.between(0, 99);
    bool unsplit = !shares_only_ && !item.actual_rounding && whole(item.actual);
    if (way < 30 && sign(item.actual) >= Sign::not_negative) {
      pool.gain = random_.chance(30);
    } else {
      Target target;
      target.value = constant(unit);
      unsplit = unsplit && target.value->what == Do::literal && target.value->value.whole();
      static const std::array<Step::Way, 3> ways{Step::Way::above, Step::Way::below, Step::Way::apart};
      const Step::Way chosen = ways[random_.below(3)];
      target.comparison = chosen == Step::Way::above   ? Do::less_equal
                          : chosen == Step::Way::below ? Do::greater_equal
                                                       : Do::equal;
      if (random_.chance(15)) target.comparison = Do::equal;
      s.target = target;
      pool.steps.push_back(step(unit, unsplit));
      pool.steps[0].way = chosen;
    }
    if (pool.steps.empty()) pool.steps.push_back(step(unit, unsplit));
    if (!pool.gain) limits(pool);
    if (pool.gain && random_.chance(50)) pool.most = random_.between(1, 4);
    s.steps = pool;
  }

  std::vector<Fraction> thresholds(const Unit* unit, std::size_t count) {
    std::vector<Fraction> found;
    while (found.size() < count) {
      const Fraction t = unit->measure == Measure::number ? Fraction(random_.between(0, 9)) : number(unit);
      if (std::find(found.begin(), found.end(), t) == found.end()) found.push_back(t);
    }
    std::sort(found.begin(), found.end(), [](const Fraction& a, const Fraction& b) { return a > b; });
    return found;
  }

  void tiers(Scoring& s, const Item& item) {
    static const std::vector<Fraction> shares{{1, 1}, {4, 5}, {3, 5}, {2, 5}, {1, 5}, {0, 1}};
    std::size_t next = 0;
    const auto give = [&](TierRow row) {
      row.worth = worth(shares[std::min(next++, shares.size() - 1)]);
      s.tiers.push_back(std::move(row));
    };
    const auto by_condition = [&](const ExprPtr& holds) {
      TierRow row;
      row.condition = holds;
      give(std::move(row));
    };
    if (!item.actual) {
      for (int i = random_.between(1, 3); i > 0; --i) by_condition(condition(1));
      give({});
      return;
    }
    const Unit* unit = item.actual->unit;
    if (!shares_only_ && random_.chance(15)) by_condition(condition(1));
    if (!shares_only_ && random_.chance(15)) by_condition(blank_question());
    const bool falling = random_.chance(75);
    std::vector<Fraction> cuts = thresholds(unit, 1 + random_.below(3));
    if (!falling) std::reverse(cuts.begin(), cuts.end());
    bool open = random_.chance(30);  // of the end that comes first in a row
    TierRow first;
    first.comparison =
        falling ? (open ? Do::greater : Do::greater_equal) : (open ? Do::less : Do::less_equal);
    first.bound = literal(cuts[0], unit);
    if (random_.chance(30)) first.label = "优秀";
    if (!shares_only_ && unit->measure != Measure::number && random_.chance(12)) {
      TierRow other;
      other.comparison = random_.chance(50) ? Do::less_equal : Do::greater;
      other.bound = datum_expr(unit->measure, Sign::not_negative, unit);
      give(std::move(other));
    }
    give(std::move(first));
    for (std::size_t i = 1; i < cuts.size(); ++i) {
      TierRow row;
      const Edge met{cuts[i - 1], !open};
      open = random_.chance(30);
      const Edge far{cuts[i], open};
      row.range = falling ? Range{far, met} : Range{met, far};
      if (random_.chance(20)) row.label = "良好";
      give(std::move(row));
    }
    TierRow last;
    if (random_.chance(50)) {
      last.comparison =
          falling ? (open ? Do::less_equal : Do::less) : (open ? Do::greater_equal : Do::greater);
      last.bound = literal(cuts.back(), unit);
    }
    last.worth = worth(random_.chance(60) ? Fraction(0) : shares[std::min(next, shares.size() - 1)]);
    s.tiers.push_back(std::move(last));
  }

  ExprPtr blank_question() {
    const std::size_t index = new_datum(&percent, Sign::not_negative, false);
    r_.data[index].optional = true;
    return reference_to(Do::blank, index, nullptr);
  }

  void checks(Scoring& s) {
    const bool counted = random_.chance(35);
    const int count = random_.between(2, 4);
    static const std::array<std::vector<Fraction>, 5> splits{
        {{}, {}, {{2, 5}, {3, 5}}, {{1, 5}, {3, 10}, {1, 2}}, {{1, 10}, {1, 5}, {3, 10}, {2, 5}}}};
    for (int i = 0; i < count; ++i) {
      CheckRow row;
      if (counted && random_.chance(60)) {
        Pool pool;
        pool.gain = true;
        Step one;
        one.quantity = datum_expr(Measure::count, Sign::not_negative, nullptr, true);
        one.unit = one.quantity->unit;
        one.worth = small_amount();
        pool.steps.push_back(one);
        if (random_.chance(40)) pool.most = random_.between(1, 3);
        row.counted = pool;
      } else {
        row.condition = condition(1);
        const Fraction share = splits[static_cast<std::size_t>(count)][static_cast<std::size_t>(i)];
        row.worth = full_ ? worth(share) : Worth{Worth::What::points, random_.between(1, 3)};
        if (full_ && row.worth.what == Worth::What::full) row.worth = {Worth::What::share, share};
      }
      s.checks.push_back(std::move(row));
    }
    const bool any_counted = std::any_of(s.checks.begin(), s.checks.end(),
                                         [](const CheckRow& row) { return row.counted.has_value(); });
    if (any_counted) return;
    for (std::size_t i = 0; i < s.checks.size(); ++i) {
      if (!full_) s.checks[i].worth = {Worth::What::points, static_cast<int>(i) + 1};
    }
  }

  void knots(Scoring& s, const Item& item) {
    std::vector<Fraction> cuts = thresholds(item.actual->unit, 2 + random_.below(2));
    const bool falling = random_.chance(30);
    if (!falling) std::reverse(cuts.begin(), cuts.end());
    static const std::vector<Fraction> shares{{0, 1}, {3, 10}, {3, 5}, {1, 1}};
    for (std::size_t i = 0; i < cuts.size(); ++i) {
      const Fraction share = random_.chance(80) ? shares[i + 4 - cuts.size()] : random_.pick(shares);
      s.knots.push_back({cuts[i], worth(share)});
    }
  }

  void levels(Item& item) {
    Scoring& s = item.scoring;
    s.base = Base::levels;
    const std::size_t index = special_datum(Datum::Kind::level);
    item.actual = reference_to(Do::datum, index, nullptr);
    const std::size_t count = r_.data[index].levels.size();
    const bool banded = random_.chance(50);
    if (banded) {
      s.share = datum_for_share();
      r_.data[*s.share].optional = random_.chance(60);
    }
    static const std::vector<std::array<int, 2>> bands{{80, 100}, {60, 80}, {30, 60}, {0, 30}};
    for (std::size_t i = 0; i < count; ++i) {
      LevelRow row;
      row.levels.push_back(i);
      if (i + 2 == count && random_.chance(30)) row.levels.push_back(++i);
      if (banded && random_.chance(75)) {
        const auto& band = bands[std::min<std::size_t>(i, 3)];
        row.band.low = Edge{Fraction(band[0], 100), false};
        row.band.high = Edge{Fraction(band[1], 100), i > 0 && random_.chance(70)};
        if (random_.chance(50)) row.default_share = row.band.low->value;
      } else {
        const Fraction share(static_cast<int>(count - row.levels.back() - 1), static_cast<int>(count));
        row.fixed = worth(ends(share, 4) ? share : Fraction(7, 10));
      }
      s.levels.push_back(std::move(row));
    }
  }

  std::size_t datum_for_share() {
    const std::size_t index = new_datum(&percent, Sign::not_negative, false);
    r_.data[index].range = {Edge{0, false}, Edge{1, false}};
    return index;
  }

  /// Points from an expression: (1 － 10 × 率) × 满分, 满分 － 次数 × 2分, 满分 × 率, 最小(满分，…).
  ExprPtr points_expr() {
    const ExprPtr full = reference_to(Do::full, 0, &points_unit);
    const auto lost = [&] {
      const ExprPtr each = literal(random_.between(1, 3), &points_unit);
      return node(Do::multiply, {datum_expr(Measure::count, Sign::not_negative), each}, &points_unit);
    };
    switch (random_.between(0, 4)) {
      case 0: {
        const ExprPtr slope =
            node(Do::multiply, {literal(random_.between(2, 10), &plain), rate(1)}, &percent);
        return node(Do::multiply, {node(Do::subtract, {literal(1, &plain), slope}, &percent), full},
                    &points_unit);
      }
      case 1:
        return node(Do::subtract, {full, lost()}, &points_unit);
      case 2:
        return node(Do::multiply, {full, rate(2)}, &points_unit);
      case 3: {
        const ExprPtr both =
            node(Do::add, {datum_expr(Measure::points, Sign::not_negative), lost()}, &points_unit);
        return node(Do::minimum, {full, node(Do::subtract, {both, full}, &points_unit)}, &points_unit);
      }
      default: {
        const ExprPtr mean = node(Do::divide, {lost(), literal(random_.between(2, 7), &plain)}, &points_unit);
        return node(Do::subtract, {full, node(Do::maximum, {mean, lost()}, &points_unit)}, &points_unit);
      }
    }
  }

  // --- clauses ---

  void deductions(Item& item) {
    for (int i = random_.chance(25) ? random_.between(1, 2) : 0; i > 0; --i)
      item.scoring.deductions.push_back(deduction(item));
  }

  Pool deduction(const Item& item) {
    Pool pool;
    const int kind = random_.between(0, 99);
    if (kind < 25) {
      pool.condition = condition(1);
      pool.fixed = small_amount();
      pool.to_zero = true;
      return pool;
    }
    if (kind < 60) {
      ExprPtr q = datum_expr(Measure::rate, Sign::not_negative);
      const bool own = item.actual && item.actual->unit == &percent && item.scoring.base != Base::levels;
      if (own && random_.chance(40)) q = reference_to(Do::actual, 0, &percent);
      Step s = step(&percent, false);
      s.quantity = q;
      s.way = random_.chance(65) ? Step::Way::above : Step::Way::below;
      s.beyond = number(&percent);
      pool.steps.push_back(s);
    } else {
      for (int i = random_.between(1, 2); i > 0; --i) {
        const ExprPtr q = datum_expr(Measure::count, Sign::not_negative);
        Step s = step(q->unit, whole(q));
        s.quantity = q;
        pool.steps.push_back(s);
      }
    }
    limits(pool);
    return pool;
  }

  void gates(Item& item, bool droppable) {
    if (random_.chance(15)) {
      const bool rate = item.actual && item.actual->unit == &percent && item.scoring.base != Base::levels;
      if (rate && random_.chance(50)) {
        const ExprPtr own = reference_to(Do::actual, 0, &percent);
        item.zero_if.push_back(
            node(random_.chance(50) ? Do::less : Do::greater_equal, {own, constant(&percent)}, nullptr));
      } else {
        item.zero_if.push_back(condition(1));
      }
    }
    if (!random_.chance(15)) return;
    NotApplicable clause;
    clause.condition = condition(1);
    const int kind = random_.between(0, 99);
    if (kind < 50 && droppable) {
      clause.then = drop_;
    } else if (kind < 75) {
      clause.then = NotApplicable::Then::points;
      clause.points = *item.points * Fraction(1, 2);
    }
    // Clauses with different consequences for the same indicator contradict each other where both hold.
    if (!item.not_applicable.empty()) clause.then = item.not_applicable.front().then;
    item.not_applicable.push_back(clause);
    if (random_.chance(20)) {
      clause.condition = condition(0);
      item.not_applicable.push_back(clause);
    }
  }

  void missing(Item& item) {
    const bool counts = item.actual && item.actual->unit && item.scoring.base != Base::levels;
    const bool clause = item.zero.then != ZeroClause::Then::unwritten;
    const bool default_share = item.scoring.share.has_value();
    if (clause || default_share || !random_.chance(18)) return;
    item.missing.then = counts && random_.chance(50) ? Missing::Then::use : Missing::Then::zero;
    if (item.missing.then == Missing::Then::use) item.missing.value = number(item.actual->unit);
  }

  // --- items ---

  Item indicator() {
    Item item = scored_item(random_.pick(std::vector<Fraction>{
                                {5, 1}, {10, 1}, {3, 1}, {15, 2}, {20, 1}, {1, 1}, {5, 2}, {7, 1}}),
                            "第", true);
    if (random_.chance(12)) {
      item.own_rounding = true;
      if (random_.chance(75)) item.rounding = points_rounding();
    }
    return item;
  }

  Item scored_item(const Fraction& points, const char* stem, bool top) {
    Item item;
    item.title = fresh_name(stem) + random_.pick(std::vector<const char*>{
                                        "项", "项", "项（含抽查）、整改率≥90%", "项：“三公”经费"});
    item.points = points;
    full_ = points;
    const int kind = random_.between(0, 99);
    if (top && kind < 9) {
      parts(item, points);
    } else if (top && kind < 11) {
      item.points.reset();
      item.scoring.base = Base::unscored;
      item.actual = rate(0, Sign::not_negative);
      while (has_open_divisor(item.actual)) item.actual = rate(0, Sign::not_negative);
      return item;
    } else if (kind < 17 && !r_.methods.empty()) {
      item.method = random_.below(r_.methods.size());
      item.actual = rate(1);
      item.actual_rounding = value_rounding(&percent);
    } else if (kind < 26) {
      levels(item);
    } else if (kind < 34) {
      item.scoring.base = Base::formula;
      item.scoring.formula = points_expr();
      if (random_.chance(25)) item.scoring.ceiling = points * Fraction(6, 5);
    } else if (kind < 42) {
      fill(item.scoring, random_.chance(75) ? Base::each : Base::highest, item);
    } else if (kind < 46) {
      fill(item.scoring, Base::tiers, item);
    } else if (kind < 51) {
      item.scoring.base = Base::deductions;
      item.scoring.deductions.push_back(deduction(item));
    } else if (kind < 57) {
      met(item);
    } else if (kind < 60) {
      not_applicable_cell(item, top);
    } else {
      numeric(item);
    }
    full_ = points;
    if (item.scoring.base != Base::deductions || random_.chance(30)) deductions(item);
    gates(item, top);
    if (item.scoring.base != Base::parts) zero_clause(item);
    if (item.scoring.base != Base::parts) missing(item);
    return item;
  }

  void numeric(Item& item) {
    static const std::vector<Base> bases{Base::proportional, Base::proportional, Base::inverse,
                                         Base::met,          Base::steps,        Base::steps,
                                         Base::tiers,        Base::tiers,        Base::interpolate};
    const Base base = random_.pick(bases);
    const bool table = base == Base::tiers || base == Base::interpolate;
    item.actual = base == Base::inverse        ? quantity(Sign::not_negative)
                  : table && random_.chance(8) ? counted(1)
                                               : quantity(Sign::any);
    if (item.actual->unit != &plain) item.actual_rounding = value_rounding(item.actual->unit);
    fill(item.scoring, base, item);
    if (item.scoring.target && item.scoring.target->comparison == Do::equal && base == Base::proportional)
      item.actual_rounding.reset();
  }

  void met(Item& item) {
    item.scoring.base = Base::met;
    if (random_.chance(50)) {
      item.actual = random_.chance(70) ? reference_to(Do::datum, special_datum(Datum::Kind::yes_no), nullptr)
                                       : node(Do::greater_equal,
                                              {datum_expr(Measure::count, Sign::not_negative, &times),
                                               literal(random_.between(1, 4), &times)},
                                              nullptr);
      return;
    }
    const std::size_t index = special_datum(Datum::Kind::level);
    item.actual = reference_to(Do::datum, index, nullptr);
    Target target;
    target.levels = {0};
    if (random_.chance(40)) target.levels.push_back(1);
    item.scoring.target = target;
  }

  /// A datum whose cell may say 不适用, and what then.
  void not_applicable_cell(Item& item, bool droppable) {
    const std::size_t index = new_datum(&percent, Sign::not_negative, false);
    r_.data[index].may_not_apply = true;
    item.actual = reference_to(Do::datum, index, &percent);
    fill(item.scoring, random_.chance(50) ? Base::proportional : Base::tiers, item);
    NotApplicable clause;
    if (droppable && random_.chance(60)) clause.then = drop_;
    item.not_applicable.push_back(clause);
  }

  void parts(Item& item, const Fraction& points) {
    item.scoring.base = Base::parts;
    const std::vector<Fraction> shares =
        random_.pick(std::vector<std::vector<Fraction>>{{{2, 5}, {3, 5}}, {{1, 5}, {3, 10}, {1, 2}}});
    for (const Fraction& share : shares) item.parts.push_back(scored_item(points * share, "其一", false));
  }

  void groups() {
    if (!random_.chance(45)) return;
    const std::size_t first = random_.chance(25) ? 1 : 0;  // the first indicator may stand outside
    const bool last_outside = random_.chance(20) && r_.items.size() > first + 1;
    for (std::size_t i = first; i + (last_outside ? 1 : 0) < r_.items.size(); ++i) {
      if (r_.groups.empty() || random_.chance(40)) {
        const bool inner = !r_.groups.empty() && random_.chance(35);
        r_.groups.push_back({fresh_name("类别"), std::nullopt, inner});
      }
      r_.items[i].group = r_.groups.size() - 1;
    }
    for (std::size_t g = 0; g < r_.groups.size(); ++g) {
      if (!random_.chance(70)) continue;
      std::size_t end = g + 1;
      while (!r_.groups[g].inner && end < r_.groups.size() && r_.groups[end].inner) ++end;
      Fraction sum;
      for (const Item& item : r_.items) {
        if (item.group && *item.group >= g && *item.group < end)
          sum = sum + item.points.value_or(Fraction(0));
      }
      r_.groups[g].points = sum;
    }
  }

  // --- the total ---

  void adjustments() {
    for (int i = random_.between(0, 5) - 3; i > 0; --i) r_.bonuses.push_back(adjustment("表彰"));
    for (int i = random_.between(0, 4) - 3; i > 0; --i) r_.penalties.push_back(adjustment("通报"));
    const bool capped = !r_.bonuses.empty() || random_.chance(20);
    if (capped) r_.total_most = r_.full_marks * random_.pick(std::vector<Fraction>{{1, 1}, {11, 10}, {4, 5}});
  }

  Item adjustment(const char* stem) {
    Item item;
    item.title = fresh_name(stem);
    const bool bonus = r_.penalties.empty() && std::string(stem) == "表彰";
    if (random_.chance(75)) item.points = random_.between(2, 6);
    full_ = item.points;
    if (bonus && random_.chance(45)) {
      item.scoring.base = random_.chance(50) ? Base::each : Base::highest;
      checks(item.scoring);
    } else {
      item.scoring.base = Base::steps;
      item.actual = datum_expr(Measure::count, Sign::not_negative);
      Pool pool;
      pool.gain = true;
      pool.steps.push_back(step(item.actual->unit, whole(item.actual)));
      if (bonus && random_.chance(30)) pool.most = random_.between(1, 3);
      item.scoring.steps = pool;
    }
    if (random_.chance(15)) item.zero_if.push_back(condition(0));
    if (random_.chance(15)) {
      item.own_rounding = true;
      item.rounding = points_rounding();
    }
    return item;
  }

  void grades() {
    if (!random_.chance(75)) return;
    r_.grade_by_rounded = random_.chance(60);
    static const std::vector<const char*> names{"优", "良", "中", "差"};
    static const std::vector<Fraction> cuts{{9, 10}, {4, 5}, {3, 5}};
    const std::size_t count = 1 + random_.below(3);
    bool open = false;
    for (std::size_t i = 0; i <= count; ++i) {
      Grade grade;
      grade.name = names[i];
      if (i > 0) grade.range.high = Edge{r_.full_marks * cuts[i - 1], !open};
      open = random_.chance(20);
      if (i < count) grade.range.low = Edge{r_.full_marks * cuts[i], open};
      r_.grades.push_back(grade);
    }
  }

  void vetoes() {
    for (int i = random_.between(0, 5) - 2; i > 0; --i) {
      Veto v;
      v.title = fresh_name("否决");
      v.condition = condition(1);
      const std::size_t na = not_applicable_datum();
      if (na < r_.data.size() && random_.chance(50)) {
        const ExprPtr asked = reference_to(Do::datum, na, &percent);
        v.condition = node(comparison(), {asked, constant(&percent)}, nullptr);
        if (random_.chance(30)) v.condition = reference_to(Do::not_applicable, na, nullptr);
      }
      using Then = Veto::Then;
      std::vector<Then> choices{Then::becomes, Then::minus, Then::minus, Then::note};
      if (!r_.grades.empty())
        choices.insert(choices.end(), {Then::at_most, Then::at_most, Then::grade_becomes});
      v.then = random_.pick(choices);
      v.points = random_.chance(50) ? Fraction(0) : r_.full_marks * Fraction(random_.between(1, 3), 5);
      if (v.then == Then::minus) v.points = random_.between(1, 10);
      if (!r_.grades.empty()) v.grade = random_.below(r_.grades.size());
      r_.vetoes.push_back(std::move(v));
    }
  }

  std::size_t not_applicable_datum() const {
    std::size_t i = 0;
    while (i < r_.data.size() && !r_.data[i].may_not_apply) ++i;
    return i;
  }

  Random& random_;
  bool shared_;
  Ruleset r_;
  NotApplicable::Then drop_ = NotApplicable::Then::drop_all;
  std::optional<Fraction> full_;  // the points of the item being made; nothing: unlimited
  bool shares_only_ = false;      // a method, whose items differ in points
  int names_ = 0;
};

}  // namespace

Ruleset random_ruleset(Random& random, Sharing sharing) {
  return Maker(random, sharing).run();
}

}  // namespace rubric::reference
