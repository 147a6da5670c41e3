#include "engine/rate.hpp"

namespace rubric::engine {

Interval span_of(const Printed& printed) {
  const Dimension kind = printed.unit.dimension;
  const bool counted = printed.places == 0 && (kind == Dimension::count || kind == Dimension::number);
  if (counted) return Interval::point(printed.value);
  const Rational half = printed.step() / 2;
  const Rational low = printed.value - half, high = printed.value + half;
  // Half up goes away from zero.
  Interval span;
  span.low = printed.value > 0 ? Bound::closed_at(low) : Bound::open_at(low);
  span.high = printed.value < 0 ? Bound::closed_at(high) : Bound::open_at(high);
  return span;
}

Agreement agreement(const Printed& printed, const Rational& exact, const Interval& range) {
  const Rational in_unit = exact / printed.unit.scale, given = printed.value / printed.unit.scale;
  if (round(in_unit, {RoundingMode::half_up, printed.places}) == given) return Agreement::exact;
  if (round(in_unit, {RoundingMode::down, printed.places}) == given) return Agreement::truncated;
  return intersect(span_of(printed), range) ? Agreement::rounding : Agreement::apart;
}

Text figure_text(const Rational& value, const Printed& like) {
  return {to_text(value, like.unit, Language::zh, like.places),
          to_text(value, like.unit, Language::en, like.places)};
}

Text figure_text(const Printed& printed) {
  return printed.is_number() ? figure_text(printed.value, printed) : Text(printed.text);
}

std::optional<Printed> in_other_unit(const Printed& printed) {
  const Unit yuan = find_unit("元"), wan = find_unit("万元");
  if (!agree(printed.unit, yuan)) return std::nullopt;
  const bool in_yuan = printed.unit.scale == yuan.scale;
  if (!in_yuan && printed.unit.scale != wan.scale) return std::nullopt;
  Printed other = printed;
  other.unit = in_yuan ? wan : yuan;
  other.value = printed.value / printed.unit.scale * other.unit.scale;
  return other;
}

void check_rate(Auditor& audit, const Place& place, const Text& name, const Printed& printed,
                const Text& formula, const Rational& exact) {
  switch (agreement(printed, exact, Interval::point(exact))) {
    case Agreement::exact:
    case Agreement::rounding:
      return;
    case Agreement::truncated: {
      const Rational in_unit =
          round(Rational(exact / printed.unit.scale), {RoundingMode::half_up, printed.places});
      return audit.report(Code::W927, place,
                          {name, figure_text(printed), formula, figure_text(exact, printed),
                           figure_text(Rational(in_unit * printed.unit.scale), printed)});
    }
    default:
      audit.report(Code::E926, place,
                   {name, figure_text(printed), formula, figure_text(exact, printed),
                    Text("：四舍五入、截断都对不上", ": neither rounding nor truncation gives it")});
  }
}

}  // namespace rubric::engine
