#include "engine/rate.hpp"

namespace rubric::engine {

Span span_of(const Printed& printed) {
  const Dimension kind = printed.unit.dimension;
  const bool counted = printed.places == 0 && (kind == Dimension::count || kind == Dimension::number);
  const Rational half = counted ? Rational(0) : Rational(printed.step() / 2);
  return {printed.value - half, printed.value + half};
}

bool overlap(const Span& a, const Span& b) {
  return a.low < b.high && b.low < a.high;
}

Agreement agreement(const Printed& printed, const Rational& exact, const Span& range) {
  const Rational in_unit = exact / printed.unit.scale, given = printed.value / printed.unit.scale;
  if (round(in_unit, {RoundingMode::half_up, printed.places}) == given) return Agreement::exact;
  if (round(in_unit, {RoundingMode::down, printed.places}) == given) return Agreement::truncated;
  const Span own = span_of(printed);
  return overlap(own, range) ? Agreement::rounding : Agreement::apart;
}

Text figure_text(const Rational& value, const Printed& like) {
  return {to_text(value, like.unit, Language::zh, like.places),
          to_text(value, like.unit, Language::en, like.places)};
}

Text figure_text(const Printed& printed) {
  return printed.is_number() ? figure_text(printed.value, printed) : Text(printed.text);
}

void check_rate(Auditor& audit, const Place& place, const Text& name, const Printed& printed,
                const Text& formula, const Rational& exact) {
  switch (agreement(printed, exact, {exact, exact})) {
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
      audit.report(Code::E926, place, {name, figure_text(printed), formula, figure_text(exact, printed)});
  }
}

}  // namespace rubric::engine
